"""Each layer alone: with it off its attack succeeds, with it on it fails: so it stops it."""

from __future__ import annotations

import base64
import os
import pickle
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from course.checks.cases import Case
from course.checks.probing import Question
from course.checks.unit import Probe
from course.grading.judging import notebook_run
from course.grading.judging.job import Job
from course.grading.sandbox import remote_probe
from course.grading.sandbox.client import (
    SandboxDied,
    SandboxOutOfCpu,
    SandboxOutOfDisk,
    SandboxOutOfMemory,
    SandboxTimeout,
    Usage,
    has_namespaces,
    start_sandbox,
)
from course.grading.sandbox.isolation import filesystem
from course.grading.sandbox.isolation.layers import Isolation
from course.grading.sandbox.isolation.privileges import NOBODY, SANDBOX_USERS, Claim
from course.grading.sandbox.process_tree import (
    died_of_signal,
    memory_of,
    socket_buffer,
    usage_of,
)
from course.grading.sandbox.remote_probe import RemoteProbe
from course.grading.sandbox.scratch import delete_scratch, fills
from course.grading.submission import Limits
from course.publish.assignment import solution_notebook
from course.publish.source import ROOT, Assignment
from tests.battery.runner import children, handed_in, left_behind, write
from tests.grading.support.processes import gone

SLUG = "05-accumulation"
NOTHING = {"namespaces": False, "files": False, "seccomp": False}


def shown(code: str, seconds: float = 20, **others: Any) -> str:
    """What code shows in a sandbox whose isolation differs from the standard in these."""
    sandbox = start_sandbox(replace(Isolation(), **others))
    try:
        outputs = sandbox.run(textwrap.dedent(code), seconds)
    finally:
        sandbox.kill()
    return "".join(o.get("text", "") or o.get("ename", "") for o in outputs).strip()


@pytest.fixture(autouse=True)
def needs_namespaces() -> None:
    start_sandbox(Isolation()).kill()
    if not has_namespaces():
        pytest.skip("this host builds no namespaces: the layers were NOT tried")


def test_namespaces_keep_other_processes_out_of_reach() -> None:
    code = f"import os; os.kill({os.getpid()}, 0); print('reached')"
    assert shown(code, **NOTHING) == "reached"
    assert shown(code) == "ProcessLookupError"


def test_the_file_system_hides_files() -> None:
    code = "print(open('/etc/passwd').read()[:4])"
    assert shown(code, files=False) == "root"
    assert shown(code) == "FileNotFoundError"


@pytest.fixture
def look_again() -> Iterator[Callable[[], None]]:
    """Forgets what was found out about the host, as it will be after the test."""
    def forget() -> None:
        filesystem.readable.cache_clear()
        filesystem.hidden_packages.cache_clear()

    forget()
    yield forget
    forget()


def test_a_checkout_below_usr_is_hidden(
    monkeypatch: pytest.MonkeyPatch, look_again: Callable[[], None]
) -> None:
    """Containers often put it there: /usr is readable, the solutions in it are not."""
    assert str(ROOT / "solutions") not in filesystem.hidden()
    monkeypatch.setattr(filesystem, "SYSTEM", (*filesystem.SYSTEM, str(ROOT.parent)))
    look_again()
    hidden = list(filesystem.hidden())
    assert {str(ROOT / name) for name in ("solutions", "course", "autograd_ref")} <= {*hidden}
    assert not any(Path(sys.prefix).is_relative_to(folder) for folder in hidden)


def test_packages_of_another_python_are_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look_again: Callable[[], None]
) -> None:
    """The Python that a virtual environment is made of may have the course installed, too."""
    base = tmp_path.resolve() / "base"
    folders = [f"{base}/lib/python3.12/site-packages", f"{base}/local/lib/python3/dist-packages",
               f"{base}/envs"]
    for folder in folders:
        Path(folder, "course").mkdir(parents=True)
    monkeypatch.setattr(sys, "base_prefix", str(base))
    assert {*folders} <= {*filesystem.hidden()}
    monkeypatch.setattr(sys, "path", [*sys.path, folders[0]])  # with system-site-packages
    look_again()
    found = {*filesystem.hidden()}
    assert folders[0] not in found
    assert f"{folders[0]}/course" in found


@pytest.mark.parametrize("layers", [{}, {"namespaces": False}], ids=["namespaces", "Landlock"])
def test_the_course_cannot_be_imported(layers: dict[str, bool]) -> None:
    """Wherever it is installed below what a sandbox can read."""
    code = """\
        import os, sys
        print([folder for top in {sys.base_prefix, sys.prefix, "/usr/lib", "/usr/local/lib"}
               for folder, _, files in os.walk(top)
               if os.path.basename(folder) in ("course", "autograd_ref") and files])"""
    assert shown(code, **layers) == "[]"


def test_the_file_system_keeps_files_as_they_are(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    for folder in tmp_path.parents[:-2]:
        folder.chmod(0o755)
    code = f"open({str(tmp_path / 'written')!r}, 'w').write('x')"
    shown(code)
    assert not (tmp_path / "written").exists()
    shown(code, files=False)
    assert (tmp_path / "written").exists()


def test_the_network_namespace_cuts_the_network_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as service:
        address = service.getsockname()
        code = f"import socket; socket.create_connection({address}, 2); print('connected')"
        assert shown(code, network=False) == "connected"
        assert shown(code) == "OSError"


def test_the_filter_refuses_system_calls() -> None:
    code = "import os; os.memfd_create('hoard'); print('hoarded')"
    assert shown(code, seccomp=False) == "hoarded"
    assert shown(code) == "PermissionError"


@pytest.mark.parametrize("code", [
    "import mmap; mmap.mmap(-1, 4096)",
    "import socket; socket.socketpair()[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**24)",
])
def test_the_filter_refuses_memory_that_no_limit_counts(code: str) -> None:
    assert shown(f"{code}; print('got it')", seccomp=False) == "got it"
    assert shown(code) == "PermissionError"
    assert shown(code, **LANDLOCKED) == "PermissionError"


def test_no_device_gives_shared_memory() -> None:
    code = "open('/dev/zero', 'r+b'); print('got it')"
    assert shown(code, files=False) == "got it"
    assert shown(code) == "FileNotFoundError"
    assert shown(code, **LANDLOCKED) == "PermissionError"


def test_shared_memory_counts_in_each_process() -> None:
    code = """
        import mmap, os, time
        for _ in range(4):
            if os.fork() == 0:
                shared = mmap.mmap(-1, 2**28); shared.write(b"x" * 2**28); time.sleep(60)
        time.sleep(60); print("still here")"""
    with pytest.raises(SandboxOutOfMemory):
        shown(code, seccomp=False, total_memory=2**30)


def test_what_can_wait_in_sockets_counts() -> None:
    before = memory_of([os.getpid()], 0)
    pairs = [socket.socketpair() for _ in range(50)]
    assert memory_of([os.getpid()], 0) - before > 90 * socket_buffer()
    for pair in pairs:
        for end in pair:
            end.close()
    assert memory_of([os.getpid()], 0) - before < 50 * socket_buffer()


def test_the_time_limit_ends_a_cell() -> None:
    code = "import time; time.sleep(0.5); print('slept')"
    assert shown(code, seconds=30) == "slept"
    with pytest.raises(SandboxTimeout):
        shown(code, seconds=0.2)


def test_the_memory_limit_is_for_one_process() -> None:
    code = "x = bytearray(500 * 2**20); print(len(x))"
    assert shown(code, memory=4 * 2**30) == str(500 * 2**20)
    assert shown(code, memory=400 * 2**20) == "MemoryError"


def test_the_memory_limit_is_for_all_processes_together() -> None:
    code = """
        import os, time
        ready, full = os.pipe()
        for _ in range(6):
            if os.fork() == 0:
                x = b"x" * 2**27; os.write(full, b"x"); time.sleep(60)
        for _ in range(6): os.read(ready, 1)
        time.sleep(0.5); print("still here")"""
    assert shown(code) == "still here"
    with pytest.raises(SandboxOutOfMemory):
        shown(code, total_memory=2**29)


TWENTY_THAT_BURN = """
    import os, time
    for _ in range(20):
        if os.fork() == 0:
            os.setsid()
            if os.fork(): os._exit(0)  # its child has lost its parent
            while True: pass
    time.sleep(1); print("still here")"""


def test_the_fork_server_tells_what_a_sandbox_used() -> None:
    sandbox = start_sandbox(Isolation())
    sandbox.run("import time; end = time.process_time() + 2", 100)
    sandbox.run("time.sleep(3)", 100)
    slept = sandbox.usage().wanted
    assert slept < 1.5
    began = time.monotonic()
    sandbox.run("while time.process_time() < end: pass", 100)
    took = time.monotonic() - began
    used = sandbox.kill(0.2)
    assert 0.4 < used.wanted - slept < took + 0.3
    assert used.waited <= took + 0.3
    assert sandbox.kill() == Usage()


def test_the_processor_time_is_for_all_processes_together() -> None:
    assert shown(TWENTY_THAT_BURN) == "still here"
    with pytest.raises(SandboxOutOfCpu):
        shown(TWENTY_THAT_BURN.replace("sleep(1)", "sleep(60)"), 60, total_cpu_seconds=3)


def test_the_number_of_processes_is_limited() -> None:
    code = """
        import os, time
        for count in range(150):
            if os.fork() == 0: time.sleep(60)
        print(count)"""
    assert shown(code, processes=1000, total_memory=2**40) == "149"
    assert shown(code, total_memory=2**40) == "BlockingIOError"


def test_the_size_of_a_file_is_limited() -> None:
    code = "print(open('/scratch/big', 'wb').write(b'x' * 2**22))"
    assert shown(code, file_size=2**23) == str(2**22)
    assert shown(code, file_size=2**20) == "OSError"


def test_output_is_limited_by_the_judge(
    accumulation: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    flood = """
        import json, os, struct
        piece = {"output_type": "stream", "name": "stdout", "text": "x" * 900_000}
        content = json.dumps({"outputs": [piece] * 8}).encode()
        content = struct.pack("!I", len(content)) + content
        while content: content = content[os.write(3, content):]"""

    def kept() -> int:
        notebook = solution_notebook(accumulation)
        notebook.cells[0:0] = [type(notebook)(cell_type="code", metadata=type(notebook)(),
                                              source=textwrap.dedent(flood), outputs=[])]
        executed = notebook_run.run_job(Job("eve", SLUG, notebook, b"secret", Limits(20, 60)))
        return sum(len(str(cell.outputs)) for cell in executed.notebook.cells
                   if cell.cell_type == "code")

    assert kept() < 4_000_000
    monkeypatch.setattr(notebook_run.OutputSanitiser, "sanitise",
                        lambda self, outputs, count: outputs)
    assert kept() > 7_000_000


class Trap:
    """What a cheat would like the judge to unpickle: it makes a folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.mkdir, (str(self._path),)


def test_only_plain_data_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trap = tmp_path / "made by the judge"
    probe = Probe("a call", 1, lambda impl, draw: {"it": impl.answer()})
    question = Question.of(probe, Case((1,)))
    around = {"states": [None] * len(question.script.seen["seen"]), "firsts": [], "sharing": [],
              "depth": 1000}
    bomb, nothing = (
        base64.b64encode(pickle.dumps(thing)).decode() for thing in (Trap(trap), around))
    code = f"""
        import json, os, struct
        def answer():
            values = [{{"pickle": {bomb!r}}}, {{"pickle": {nothing!r}}}]
            content = json.dumps({{"values": values}}).encode()
            os.write(3, struct.pack("!I", len(content)) + content)"""

    def ask() -> None:
        sandbox = start_sandbox(Isolation())
        try:
            sandbox.run(textwrap.dedent(code), 20)
            sandbox.ask([RemoteProbe(question)])
        finally:
            sandbox.kill()

    with pytest.raises(SandboxDied):
        ask()
    assert not trap.exists()
    monkeypatch.setattr(remote_probe, "decode",
                        lambda value: pickle.loads(base64.b64decode(value["pickle"])))
    ask()
    assert trap.exists()


def test_a_filter_keeps_the_death_signal_and_refuses_watches_on_files() -> None:
    code = """
        import ctypes
        libc = ctypes.CDLL(None)
        print(libc.prctl(1, 0, 0, 0, 0), libc.inotify_init1(0))"""
    assert shown(code) == "-1 -1"
    assert "-1" not in shown(code, seccomp=False)


CLINGS = """
    import os, signal, sys
    from course.grading.sandbox.client import SandboxTimeout, start_sandbox
    from course.grading.sandbox.isolation.layers import Isolation
    from course.grading.sandbox.process_tree import children, descendants
    sandbox = start_sandbox(Isolation(namespaces=sys.argv[1] == "True"))
    # An exec from a thread leaves the death signal behind.
    code = "import os, sys, threading, time; program = [sys.executable, '-c', 'import time; " \\
           "time.sleep(300)']; threading.Thread(target=os.execv, args=(sys.executable, program))" \\
           ".start(); time.sleep(300)"
    try: sandbox.run(code, 1)
    except SandboxTimeout: pass
    keeper = children(os.getpid())[0]
    server = children(keeper)[0]
    print(*descendants(os.getpid()), flush=True)
    os.kill({"keeper": keeper, "fork server": server}[sys.argv[2]], signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)"""


@pytest.mark.parametrize("killed", ["keeper", "fork server"])
@pytest.mark.parametrize("namespaces", [True, False])
def test_nothing_outlives_the_command_and_its_fork_server(namespaces: bool, killed: str) -> None:
    starts = "import subprocess, sys; print(subprocess.run([sys.executable, '-c', '']).returncode)"
    if shown(starts, namespaces=namespaces) != "0":
        pytest.skip("the sandbox's user cannot start this Python: its library is not readable")
    program = [sys.executable, "-c", textwrap.dedent(CLINGS), str(namespaces), killed]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, cwd=ROOT) as run:
        assert run.stdout is not None
        pids = [int(pid) for pid in run.stdout.readline().split()]
        run.wait()
    assert len(pids) >= 3
    assert gone(pids)


LANDLOCKED = {"namespaces": False}


def test_without_namespaces_landlock_hides_files() -> None:
    code = "print(open('/etc/passwd').read()[:4])"
    assert shown(code, **LANDLOCKED) == "PermissionError"
    assert shown(code, namespaces=False, files=False) == "root"


def test_without_namespaces_temporary_files_go_into_the_scratch_folder() -> None:
    assert shown("import tempfile; tempfile.TemporaryFile(); print('made')", **LANDLOCKED) == "made"


def test_without_namespaces_a_filter_cuts_the_network_off() -> None:
    code = "import socket; socket.socket(); print('a socket')"
    assert shown(code, **LANDLOCKED) == "OSError"
    assert shown(code, namespaces=False, seccomp=False) == "a socket"


def test_without_namespaces_nothing_outlives_its_sandbox() -> None:
    before = children()
    shown("""
        import os, subprocess, time
        for _ in range(3):
            subprocess.Popen(["/bin/sleep", "300"], start_new_session=True)
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0: time.sleep(300)
            os._exit(0)""", **LANDLOCKED)
    assert not left_behind(before)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a sandbox a user of its own")
@pytest.mark.parametrize("namespaces", [True, False])
def test_each_sandbox_is_a_user_of_its_own(namespaces: bool) -> None:
    """So no signal, limit or priority of one reaches another, nor does it see the other's files."""
    isolation = Isolation(namespaces=namespaces, files=not namespaces)
    sandboxes = [start_sandbox(isolation) for _ in range(3)]
    code = "print(open('/proc/self/uid_map').read().split()[-2])" if namespaces else (
        "import os; print(os.getuid(), oct(os.stat('.').st_mode), os.stat('.').st_gid)")
    try:
        said = [sandbox.run(code, 20)[0]["text"].split() for sandbox in sandboxes]
        claims = [Claim() for _ in SANDBOX_USERS]  # as other fork servers on this host make
    finally:
        for sandbox in sandboxes:
            sandbox.kill()
    for claim in claims:
        claim.release()
    users = {words[-1] for words in said}
    assert {str(claim.user) for claim in claims}.isdisjoint(users)
    assert [claim.user for claim in claims].count(NOBODY) >= 3
    assert len(users) == 3
    assert users <= {str(user) for user in SANDBOX_USERS}
    assert namespaces or all(words == [words[0], "0o40770", words[0]] for words in said)


@pytest.mark.parametrize("code", [
    "for i in range(9): open(str(i), 'wb').write(b'x' * 2**23)",
    "for i in range(2_000): open(str(i), 'w').close()",
    "for i in range(9): f = open('x', 'wb'); f.write(b'x' * 2**23); os.unlink('x'); kept += [f]",
    "os.mkdir('d'); [open(f'd/{i}', 'wb').write(b'x' * 2**23) for i in range(9)]; os.chmod('d', 0)",
    "for i in range(20): os.mkdir('d' * 250); os.chdir('d' * 250)\n"
    "for i in range(9): open(str(i), 'wb').write(b'x' * 2**23)",
    "for i in range(2_000): os.mkdir('d'); os.chdir('d')",
], ids=["bytes", "names", "no names", "a closed folder", "behind a path too long", "nested"])
def test_without_namespaces_a_scratch_folder_is_small(code: str) -> None:
    code = f"import os, time\nkept = []\n{code}\ntime.sleep(120)"
    with pytest.raises(SandboxOutOfDisk):
        shown(code, 60, **LANDLOCKED)
    assert shown("open('x', 'wb').write(b'x' * 2**24); print('small')", **LANDLOCKED) == "small"


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_a_scratch_folder_is_deleted_however_deep_it_is(tmp_path: Path, closed: bool) -> None:
    deepest = sys.getrecursionlimit() + 200
    program = f"""
        import os
        for number in range({deepest}):
            os.mkdir("d"); os.symlink({str(ROOT)!r}, "link"); open("file", "w").close()
            os.chdir("d")
        for number in range({deepest if closed else 0}):
            os.chdir(".."); os.chmod("d", 0)"""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], cwd=scratch, check=True)
    assert fills(str(scratch), [], 2**40, 10**6)
    delete_scratch(str(scratch))
    assert not scratch.exists()
    assert (ROOT / "README.md").exists()


@pytest.mark.parametrize("name", ["\N{SUPERSCRIPT TWO}", "FDSize: x", "x\nFDSize:\tx",
                                  "x\u2028FDSize: x", ") Z 1 x", "x\x85FDSize: x", "\r"])
def test_the_name_that_a_process_gives_itself_is_read_as_nothing(name: str) -> None:
    program = f"""
        import ctypes
        ctypes.CDLL(None).prctl(15, {name.encode()!r}, 0, 0, 0)
        print("named", flush=True)
        input()"""
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "named\n"
        usage = usage_of(process.pid)
        assert usage.processes == (process.pid,)
        assert 2**20 < memory_of(usage.processes, 0) < 2**30
        process.communicate("end\n")


def test_a_death_by_a_signal_is_known() -> None:
    ends = {"raise SystemExit(9)": False, "import os; os.kill(os.getpid(), 9)": True}
    for code, by_signal in ends.items():
        with subprocess.Popen([sys.executable, "-c", code]) as process:
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            assert died_of_signal(process.pid) is by_signal
        assert not died_of_signal(process.pid), "it is nobody's child any more"
    assert not died_of_signal(os.getppid())


def test_a_host_without_namespaces_says_so(tmp_path: Path) -> None:
    """A process that may not call unshare grades, as in many containers."""
    write(tmp_path / "submitted" / "right" / SLUG, handed_in({}))
    write(tmp_path / "submitted" / "wrong" / SLUG, handed_in(
        {"one_step": f"def one_step(*a, **k): return open({str(ROOT / 'README.md')!r}).read()"}))
    program = """
        import sys
        from pathlib import Path
        from course.grading.grade import grade
        from course.grading.sandbox.isolation.seccomp import NAMESPACED_FAMILIES, refuse_calls
        refuse_calls(NAMESPACED_FAMILIES)
        place = Path(sys.argv[1])
        for result in grade(place / "submitted", place / "out"):
            print(result.student, result.score, result.detail_with_caveats)"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", textwrap.dedent(program),
                           str(tmp_path)], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stdout.splitlines() == [
        f"{name} Unsandboxed: this host has no namespaces. What held: Landlock, filter for system "
        f"calls, {'another user, ' if os.getuid() == 0 else ''}limits."
        for name in ("right 20.0", "wrong 17.0")], done.stderr
