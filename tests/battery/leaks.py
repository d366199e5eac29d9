"""Leaks and tampering: reading what is not one's own, writing where nothing is to be written."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from course.grading.submission import State
from tests.battery.attack import SLUG, Attack
from tests.grading.support.evasion import KINDS

HONEST = "\ndef one_step(*a, **k): return None\n"
# Shows whatever can be read below some places, and tries to write beside it.
TOOLS = """
import ctypes, glob, os, signal, socket, subprocess, sys
libc = ctypes.CDLL(None, use_errno=True)
def read(*places):
    for place in places:
        paths = [place]
        if os.path.isdir(place):
            paths = [os.path.join(d, n) for d, _, names in os.walk(place) for n in names][:400]
        for path in paths:
            try: print(path, open(path, "rb").read(200_000)[-3000:])
            except OSError as error: print(path, error)
def write(*places):
    for place in places:
        for path in (place, os.path.join(place, "left-behind")):
            try: open(path, "ab").write(b"x")
            except OSError as error: print(path, error)
def attempt(act, *arguments):
    try: print(act(*arguments))
    except BaseException as error: print(type(error), error)
def forbidden(act, *arguments):
    try: result = act(*arguments)
    except BaseException as error: print(type(error), error)
    else: print(result, "failed" if result == -1 else "canary-" + "done")
def system_call(name, *arguments):
    print(name, end=" "); forbidden(libc.syscall, @CALLS@[name], *arguments)
"""


def tool(code: str) -> str:
    """Code with the tools at hand, and wrong in its exercise."""
    return TOOLS + code.strip("\n").replace("\n        ", "\n").strip() + HONEST


def leak(name: str, tries: str, code: str, says: str = "") -> Attack:
    return Attack(name, tries, tool(code), "one_step", says=says)


def linked(target: str, hard: bool = False) -> Callable[[Path, Mapping[str, str]], None]:
    """A submission whose notebook is a link."""
    def place(folder: Path, places: Mapping[str, str]) -> None:
        folder.mkdir()
        where = target
        for name, value in places.items():
            where = where.replace(f"@{name}@", value)
        (os.link if hard else os.symlink)(where, folder / f"{SLUG}.ipynb")
    return place


def linked_folder(folder: Path, places: Mapping[str, str]) -> None:
    os.symlink(f"{places['SUBMITTED']}/aaa-bystander/{SLUG}", folder)


def odd_folders(folder: Path, places: Mapping[str, str]) -> None:
    """Folders of other students: each must get a state, and none may stop the class."""
    folder.mkdir()
    long = "251-bytes-" + "x" * 241
    for name in (os.fsdecode(b"not-utf-8-\xff"), long, "line\nbreak", ".hidden"):
        (folder.parent.parent / name / SLUG).mkdir(parents=True)
        (folder.parent.parent / name / SLUG / f"{SLUG}.ipynb").write_text("[]")


def with_texts(texts: Sequence[str]) -> Callable[[bytes], bytes]:
    """Adds texts of the student's own to a notebook."""
    def add(content: bytes) -> bytes:
        notebook = json.loads(content)
        notebook["cells"] += [{"cell_type": "markdown", "metadata": {}, "source": text}
                              for text in texts]
        return json.dumps(notebook).encode()
    return add


def pipe(folder: Path, places: Mapping[str, str]) -> None:
    folder.mkdir()
    os.mkfifo(folder / f"{SLUG}.ipynb")


def listening(folder: Path, places: Mapping[str, str]) -> None:
    folder.mkdir()
    before = os.getcwd()
    os.chdir(folder)  # the name of a socket may have 107 bytes
    with socket.socket(socket.AF_UNIX) as service:
        service.bind(f"{SLUG}.ipynb")
    os.chdir(before)


def device(folder: Path, places: Mapping[str, str]) -> None:
    folder.mkdir()
    try:
        os.mknod(folder / f"{SLUG}.ipynb", 0o600 | 0o20000, os.makedev(1, 5))
    except PermissionError:
        os.symlink("/dev/zero", folder / f"{SLUG}.ipynb")


def a_folder(folder: Path, places: Mapping[str, str]) -> None:
    (folder / f"{SLUG}.ipynb").mkdir(parents=True)


def strange_names(folder: Path, places: Mapping[str, str]) -> None:
    folder.mkdir()
    for name in ("..\\..\\up", "<img src=x onerror=canary>", "a\nb", "=1+1", b"\xff\xfe".decode(
            "utf-8", "surrogateescape")):
        (folder / f"{name}.ipynb").write_text("{}")


MALFORMED = (State.MALFORMED,)

ATTACKS = [
    leak("the gradebook, read", "SQL on the gradebook, and its file read", """
        import sqlite3
        read("@OUT@", "@OUT@/gradebook.db", "@OUT@/.secret", "gradebook.db", "../gradebook.db")
        attempt(lambda: sqlite3.connect("file:@OUT@/gradebook.db?mode=ro", uri=True).execute(
            "select * from grade").fetchall())"""),
    leak("the gradebook, written", "all grades set to 100", """
        import sqlite3
        def cheat():
            book = sqlite3.connect("@OUT@/gradebook.db")
            book.execute("update grade set auto_score = 100, manual_score = 100"); book.commit()
        attempt(cheat); write("@OUT@", "@OUT@/grades.csv", "@OUT@/.done", "@OUT@/autograded")"""),
    leak("the sources", "solutions, checks and reference, read and written", """
        read("@ROOT@/solutions", "@ROOT@/course", "@ROOT@/autograd_ref", "@ROOT@/.git", "@ROOT@")
        write("@ROOT@", "@ROOT@/solutions", "@ROOT@/course/checks")"""),
    leak("hidden tests", "what the locked cells of the source hold", """
        read("@ROOT@/solutions/05-accumulation/05-accumulation.ipynb",
             "@ROOT@/course/assignments/05_accumulation.py")
        for name in ("*.ipynb", "u05_accumulation*", "05_accumulation.py"):
            read(*glob.glob(sys.prefix + "/**/" + name, recursive=True)[:100])"""),
    leak("other submissions", "read, written, deleted", """
        read("@SUBMITTED@", "@PLACE@"); write("@SUBMITTED@", "@SUBMITTED@/aaa-bystander")
        import shutil; attempt(shutil.rmtree, "@SUBMITTED@")"""),
    leak("the judge's memory", "/proc/PID/mem of every process, and process_vm_readv", """
        for place in glob.glob("/proc/[0-9]*") + ["/proc/@JUDGE@", "/proc/1"]:
            for name in ("mem", "environ", "cmdline", "maps"): read(f"{place}/{name}")
        buffer = ctypes.create_string_buffer(4096)
        class Piece(ctypes.Structure):
            _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]
        mine = Piece(ctypes.addressof(buffer), 4096)
        for pid in (1, 2, @JUDGE@, os.getppid()):
            for address in (0x400000, id(read) & ~4095):
                system_call("process_vm_readv", pid, ctypes.byref(mine), 1,
                            ctypes.byref(Piece(address, 4096)), 1, 0)"""),
    leak("other roots", "/proc/PID/root and cwd, and .. from the own root", """
        for pid in (1, 2, "self", os.getppid(), @JUDGE@):
            read(f"/proc/{pid}/root@OUT@/.secret", f"/proc/{pid}/cwd/etc/passwd",
                 f"/proc/{pid}/root/etc/passwd")
        read("/../../../../etc/passwd", "/old/etc/passwd", "/scratch/../../etc/passwd")
        forbidden(os.chroot, "/scratch"); attempt(os.chdir, "../../.."); read("etc/passwd")"""),
    leak("descriptors opened again", "/proc/self/fd and /dev/fd, for reading and writing", """
        for path in glob.glob("/proc/self/fd/*"):
            if path.endswith("/3"): continue
            attempt(os.readlink, path)
            attempt(lambda: os.read(os.open(path + "/../../../etc/passwd", os.O_RDONLY), 99))
        for number in range(4, 64): attempt(os.fchdir, number); read("etc/passwd")"""),
    leak("descriptors sent", "the connection is sent through a socket, and to itself", """
        a, b = socket.socketpair()
        attempt(socket.send_fds, a, [b"x"], [3, a.fileno()])
        attempt(socket.recv_fds, b, 10, 5)
        attempt(socket.send_fds, socket.socket(fileno=os.dup(3)), [b""], [a.fileno()])"""),
    leak("the home folder", "keys, histories, settings", """
        read(os.path.expanduser("~"), "@HOME@", "@HOME@/.ssh/id_rsa", "/root", "/home")
        import pwd; attempt(lambda: pwd.getpwall())"""),
    leak("the environment", "variables of this process and of its ancestors", """
        print(dict(os.environ)); read("/proc/self/environ", "/proc/1/environ")
        attempt(lambda: subprocess.run("env; set; export -p", shell=True, capture_output=True))"""),
    leak("the system's users", "passwd, shadow, sudo, cron", """
        read("/etc/passwd", "/etc/shadow", "/etc/sudoers", "/etc/hosts", "/var/log", "/run")
        write("/etc", "/etc/cron.d", "/var/spool/cron", "/usr/local/bin")"""),
    leak("poisoned packages", "NumPy and the standard library, changed for others", """
        import numpy
        write(numpy.__file__, os.__file__, sys.executable, *sys.path, "/usr/lib", "/bin/sh")
        write(*glob.glob(os.path.join(sys.prefix, "lib/python*/site-packages/*.pth")))"""),
    leak("files all over", "a file in every folder that there is", """
        write("/", "/tmp", "/scratch", "/dev", "/dev/shm", "/proc", "/sys", "/run", "/var/tmp",
              "@PLACE@", "@OUT@", "@INTRUDER@")"""),
    leak("the network", "services of this host and of the internet", """
        for address in (("127.0.0.1", @PORT@), ("::1", @PORT@), ("1.1.1.1", 53), ("10.0.2.2", 80)):
            attempt(lambda: socket.create_connection(address, 0.5).recv(100))
        forbidden(socket.socket, socket.AF_INET, socket.SOCK_RAW, 1)
        forbidden(socket.socket, socket.AF_PACKET, socket.SOCK_RAW)
        for family in (9, 20, 21, 29, 30, 38, 40, 44):  # sockets that no namespace holds
            forbidden(socket.socket, family, socket.SOCK_STREAM)
        attempt(socket.gethostbyname, "example.org")"""),
    leak("unix sockets", "the host's services by abstract name and by file", """
        for name in ("\\0@ABSTRACT@", "@PLACE@/service", "/run/dbus/system_bus_socket",
                     "/var/run/docker.sock", "\\0/tmp/.X11-unix/X0"):
            def visit():
                with socket.socket(socket.AF_UNIX) as s:
                    s.settimeout(0.5); s.connect(name); return s.recv(100)
            attempt(visit)"""),
    leak("shared memory", "POSIX and System V segments of others", """
        read("@SHARED@"); write("@SHARED@")
        libc.shmat.restype = ctypes.c_void_p
        for key in (@KEY@, 0):
            number = libc.shmget(key, 4096, 0o666); print(number)
            address = libc.shmat(number, None, 0)
            if number >= 0 and address not in (None, 2**64 - 1):
                print(ctypes.string_at(address, 60))
        attempt(lambda: __import__("multiprocessing.shared_memory").shared_memory.SharedMemory(
            create=True, size=100, name="left-behind"))"""),
    leak("keyrings", "keys of the user and of the session", """
        for ring in (-1, -2, -3, -4, -5):
            system_call("keyctl", 11, ring, ctypes.create_string_buffer(99), 99)
            system_call("add_key", b"user", b"left", b"x", 1, ring)
        read("/proc/keys", "/proc/key-users")"""),
    leak("tracing", "ptrace of the first process, the parent and the judge", """
        for pid in (1, 2, os.getppid(), @JUDGE@): system_call("ptrace", 16, pid, None, None)
        if not os.fork():
            system_call("ptrace", 16, 1, None, None); os._exit(0)"""),
    leak("signals to others", "the parent, process 1, everybody", """
        for target in (2, @JUDGE@, -2, -@JUDGE@): forbidden(os.kill, target, 9)
        attempt(os.kill, os.getppid(), 9)
        if not os.fork():
            os.kill(-1, 9); os._exit(0)
        attempt(os.killpg, 0, 0)"""),
    leak("new namespaces", "unshare, setns, clone and mounts inside", """
        for flag in (0x10000000, 0x20000, 0x40000000, 0x20000000, 0x2000000):
            forbidden(libc.unshare, flag)
            system_call("clone", flag | 17, 0, 0, 0, 0)
        for path in glob.glob("/proc/*/ns/*"):
            forbidden(lambda: libc.setns(os.open(path, os.O_RDONLY), 0))
        for kind in (b"tmpfs", b"proc", b"sysfs", b"overlay"):
            forbidden(libc.mount, kind, b"/scratch", kind, 0, None)
        forbidden(libc.mount, b"/proc/1/root", b"/scratch", None, 4096, None)
        for name in ("fsopen", "open_tree", "clone3", "mount_setattr", "pivot_root", "chroot"):
            system_call(name, 0, 0, 0, 0, 0)
        forbidden(libc.umount2, b"/scratch", 2); forbidden(libc.umount2, b"/proc", 2)"""),
    leak("more rights", "set-user-id programs, capabilities, other users", """
        for act in (os.setuid, os.setgid, os.seteuid): forbidden(act, 0)
        forbidden(os.setgroups, [0])
        for program in ("su -c id", "sudo -n id", "mount -t tmpfs x /tmp", "newuidmap 1 0 0 1"):
            done = subprocess.run(program, shell=True, capture_output=True, timeout=2)
            print(program, done); forbidden(lambda: -1 if done.returncode else 0)"""),
    leak("the kernel's odd doors", "io_uring, userfaultfd, bpf, perf, kexec, modules, handles", """
        for name in ("io_uring_setup", "userfaultfd", "bpf", "perf_event_open", "kexec_load",
                     "init_module", "finit_module", "open_by_handle_at", "name_to_handle_at",
                     "swapon", "acct", "syslog", "memfd_create", "memfd_secret", "quotactl"):
            system_call(name, 0, 0, 0, 0, 0)
        system_call("io_uring_setup", 8, ctypes.create_string_buffer(200))
        system_call("userfaultfd", 1)"""),
    leak("control groups and kernel settings", "limits lifted, the kernel reconfigured", """
        def put(path):
            with open(path, "w") as file: file.write("1")
        for path in (*glob.glob("/sys/fs/cgroup/**/*procs*", recursive=True)[:20],
                     *glob.glob("/proc/sys/*/*")[:99], "/proc/sysrq-trigger", "/proc/self/uid_map",
                     "/proc/self/setgroups", "/proc/1/uid_map"): forbidden(put, path)"""),
    leak("priorities", "first in every queue, and limits lifted", """
        forbidden(os.nice, -20); forbidden(os.setpriority, os.PRIO_PROCESS, 0, -20)
        forbidden(os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(99))
        import resource
        for kind in (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE,
                     resource.RLIMIT_CPU, resource.RLIMIT_NOFILE, resource.RLIMIT_CORE):
            forbidden(resource.setrlimit, kind, (2**40, 2**40))"""),
    leak("typing into a terminal", "TIOCSTI and TIOCLINUX into whatever terminal there is", """
        import fcntl
        for path in ["/dev/tty", "/dev/console", "/dev/ptmx", *glob.glob("/dev/pts/*")]:
            forbidden(lambda: fcntl.ioctl(os.open(path, os.O_RDWR), 0x5412, b"x"))
        for number in range(3): forbidden(fcntl.ioctl, number, 0x5412, b"x")"""),
    leak("links in the scratch folder", "symbolic and hard links to what lies outside", """
        for target in ("@OUT@/.secret", "/etc/passwd", "/proc/1/root/etc/passwd"):
            name = f"/scratch/{abs(hash(target))}"
            attempt(os.symlink, target, name); read(name)
        for target in (sys.executable, "/proc/self/exe", "/proc/self/fd/0"):
            attempt(os.link, target, "/scratch/hard"); write("/scratch/hard")
        attempt(os.symlink, "@OUT@", "/scratch/05-accumulation.ipynb")"""),
    leak("device files", "disks, memory and terminals made anew", """
        for major, minor in ((8, 0), (254, 0), (1, 1), (1, 2), (5, 0)):
            path = f"/scratch/{major}-{minor}"
            for kind in (0o60000, 0o20000):
                forbidden(os.mknod, path, 0o600 | kind, os.makedev(major, minor)); read(path)
        read("/dev/mem", "/dev/kmsg", "/dev/vda", "/dev/sda", "/dev/kvm", "/dev/fuse")"""),
    leak("script in every output", "HTML, SVG and JavaScript for whoever opens the feedback", """
        html = "<script>canary</script><img src=x onerror=canary><a href='javascript:canary'>a</a>"
        for kind in ("text/html", "image/svg+xml", "application/javascript", "text/markdown",
                     "text/latex", "image/png", "text/plain", "application/json"):
            display({kind: html}, raw=True)
        display({"image/png": 'x" onerror="canary'}, raw=True)
        from IPython.display import HTML, IFrame, Javascript, SVG
        display(HTML(html), Javascript("canary()"), IFrame("http://localhost/", 9, 9))
        print(html, "\\x1b[31m<b onclick=canary>", "]]><script>canary</script>")"""),
    Attack("script in every answer", "names, messages, texts and keys that are HTML", """
        html = "<script>canary</script><img src=x onerror=canary>`<b onclick=canary>`"
        Odd = type(html, (), {})
        Failing = type(html, (Exception,), {"__str__": lambda self: html})
        asked = []
        def add_contributions(c):
            asked.append(1); print(html)
            if len(asked) % 3 == 0: raise Failing()
            return [html, {html: html}, Odd()] if len(asked) % 2 else Odd()
        add_contributions.__code__ = add_contributions.__code__.replace(co_name=html)"""),
    leak("locks on shared files", "locks and leases on files that all processes open", """
        import fcntl, json, numpy
        held = [open(path, "rb") for path in (json.__file__, numpy.__file__, "/dev/urandom")]
        for file in held:
            fcntl.flock(file, fcntl.LOCK_EX)
            attempt(fcntl.lockf, file, fcntl.LOCK_SH)
            attempt(fcntl.fcntl, file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        import time
        time.sleep(1)"""),
    Attack("a symlink to another's notebook", "the notebook is a link to a classmate's",
           place=linked(f"@SUBMITTED@/aaa-bystander/{SLUG}/{SLUG}.ipynb"), states=MALFORMED,
           says="not an ordinary file"),
    Attack("a symlink to the secret", "the notebook is a link to the seeds' secret",
           place=linked("@OUT@/.secret"), states=MALFORMED, says="not an ordinary file"),
    Attack("a symlink to a solution", "the notebook is a link to the solution",
           place=linked(f"@ROOT@/solutions/{SLUG}/{SLUG}.ipynb"), states=MALFORMED,
           says="not an ordinary file"),
    Attack("a folder that is a symlink", "the submission's folder is a link to a classmate's",
           place=linked_folder, states=MALFORMED),
    Attack("a hard link to a key", "the notebook is another name of a private file",
           place=linked("@HOME@/.ssh/id_rsa", hard=True), states=MALFORMED),
    Attack("a named pipe", "the notebook is a pipe that never says anything", place=pipe,
           states=MALFORMED, says="not an ordinary file"),
    Attack("a socket", "the notebook is a socket", place=listening, states=MALFORMED,
           says="not an ordinary file"),
    Attack("a device", "the notebook is /dev/zero", place=device, states=MALFORMED,
           says="not an ordinary file"),
    Attack("a folder in place of a file", "the notebook is a folder", place=a_folder,
           states=MALFORMED, says="not an ordinary file"),
    Attack("names that lead elsewhere", "files beside the notebook with names that mean harm",
           place=strange_names, states=MALFORMED, says="notebook format"),
    leak("watches on files", "all instances of inotify that the host has", """
        numbers = {"inotify_init1": (294, 26), "fanotify_init": (300, 262)}
        for both in numbers.values():
            number = both[0] if os.uname().machine == "x86_64" else both[1]
            for _ in range(200): forbidden(libc.syscall, number, 0, 0)"""),
    leak("a death signal of its own", "a life after the judge's", """
        forbidden(libc.prctl, 1, 0, 0, 0, 0)"""),
    Attack("odd folders beside it", "students' folders that no table or file can be named after",
           place=odd_folders, states=(State.MISSING,), says="no 05-accumulation.ipynb"),
    *(Attack(f"{kind} in texts", "Markdown that runs or fetches something in formgrader",
             damage=with_texts(texts), states=(State.GRADED,)) for kind, texts in KINDS.items()),
]
