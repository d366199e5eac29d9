"""Exhaustion: using up time, memory, processes, files, disk, output, or the grader's patience."""

from __future__ import annotations

import json
from collections.abc import Callable

from course.grading.submission import State
from tests.battery.attack import ELSEWHERE, STATES, Attack

BEFORE = ("add_contributions", "accumulate", "backward", "zero_grads", "gradient_history", "train")
SLOW, DEAD = (State.TIMED_OUT,), (State.CRASHED,)
SLOW_OR_DEAD = (State.TIMED_OUT, State.CRASHED)
FULL = (State.GRADED, State.CRASHED)  # a full disk of its own; without namespaces it is ended
# A deed of the grandchild, the first of which carries a mark that the runner would find.
GRANDCHILD = """
import os, signal, subprocess, sys, time
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
"""


def last(name: str, tries: str, code: str, states: tuple[State, ...] = tuple(State),
         keeps: tuple[str, ...] = BEFORE, says: str = "") -> Attack:
    """An attack in the last exercise: what passed before must keep its points."""
    return Attack(name, tries, code, "one_step", states=states, keeps=keeps, says=says)


def called(name: str, tries: str, deed: str, states: tuple[State, ...] = tuple(State),
           says: str = "") -> Attack:
    """A deed done when the judge calls the function."""
    body = "\n".join(f"    {line}" for line in deed.strip("\n").splitlines())
    return last(name, tries, f"def one_step(*a, **k):\n{body}", states, says=says)


def answered(name: str, tries: str, deed: str,
             states: tuple[State, ...] = (State.GRADED,)) -> Attack:
    """An answer that is too much for whoever compares, shows or stores it."""
    body = "\n".join(f"    {line}" for line in deed.strip("\n").splitlines())
    return Attack(name, tries, f"def add_contributions(*a, **k):\n{body}", states=states,
                  keeps=() if State.CRASHED in states else ELSEWHERE)


def many_cells(count: int, source: str) -> Callable[[bytes], bytes]:
    """A notebook with many more cells at its end."""
    def damage(content: bytes) -> bytes:
        notebook = json.loads(content)
        notebook["cells"] += [{"cell_type": "code", "execution_count": None, "id": f"more-{n}",
                               "metadata": {}, "outputs": [], "source": source}
                              for n in range(count)]
        return json.dumps(notebook).encode()
    return damage


def padded(size: int) -> Callable[[bytes], bytes]:
    """A notebook of so many bytes, most of them an output."""
    def damage(content: bytes) -> bytes:
        notebook = json.loads(content)
        cell = next(c for c in notebook["cells"] if c["cell_type"] == "code")
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * size}]
        return json.dumps(notebook).encode()
    return damage


ATTACKS = [
    last("an endless loop", "while True in a cell", "while True: pass", SLOW, says="in time"),
    called("an endless loop in a function", "while True in what is asked", "while True: pass", SLOW,
           says="in time"),
    last("a loop that catches everything", "ignores every signal and catches every exception", """
        import signal
        for number in range(1, 65):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        while True:
            try:
                while True: pass
            except BaseException: pass""", SLOW, says="in time"),
    called("sleeping for ever", "time.sleep", "import time\ntime.sleep(10**6)", SLOW,
           says="in time"),
    called("stopping itself", "SIGSTOP", "import os\nos.kill(os.getpid(), 19)\nos.kill(0, 19)\n"
           "import ctypes\nctypes.CDLL(None).pause()", SLOW, says="in time"),
    called("arithmetic without end", "one instruction of Python, years of C", "10 ** 10 ** 10",
           SLOW_OR_DEAD),
    called("a regular expression without end", "catastrophic backtracking",
           "import re\nre.match('(a+)+$', 'a' * 99 + 'b')", SLOW),
    Attack("many slow cells", "every cell within its limit, the notebook beyond its own",
           exercise="one_step", damage=many_cells(14, "import time; time.sleep(1)"), states=SLOW,
           keeps=BEFORE, says="in time"),
    Attack("many quick cells", "three hundred cells, none of them slow", exercise="one_step",
           damage=many_cells(300, "import time; time.sleep(0.09)"), states=SLOW, keeps=BEFORE,
           says="in time"),
    Attack("many deaths", "every cell ends the process, and all before it run again",
           exercise="one_step", damage=many_cells(300, "import os; os._exit(1)"),
           states=SLOW_OR_DEAD, keeps=BEFORE),
    last("a memory bomb", "ever more memory", "x = []\nwhile True: x.append(bytearray(10**7))"),
    last("one huge array", "a terabyte at once", "import numpy as np\nx = np.ones(10**11)"),
    last("a memory bomb of many processes", "each within its limit, together far beyond", """
        import os, time
        for _ in range(40):
            if os.fork() == 0:
                try:
                    kept = []
                    for _ in range(60): kept.append(b"x" * 2**24); time.sleep(0.001)
                finally:
                    time.sleep(60)
        time.sleep(60)""", SLOW_OR_DEAD),
    last("memory without a process", "memfd, System V segments and pipes hold it", """
        import ctypes, os
        libc = ctypes.CDLL(None); libc.shmat.restype = ctypes.c_void_p
        kept = 0
        for _ in range(200):
            try: os.truncate(os.memfd_create("x"), 2**24); kept += 1
            except OSError: break
        for _ in range(200):
            if libc.shmget(0, 2**26, 0o1666) < 0: break
            kept += 1
        if kept: print("canary-" + "done", kept, "pieces")
        def one_step(*a, **k): return None"""),
    last("memory behind one page", "shared memory, unmapped but for its first page", """
        import ctypes, mmap, os
        libc = ctypes.CDLL(None); libc.mmap.restype = ctypes.c_void_p
        def hoard(descriptor, flags):
            size, kept = 2**28, 0
            for _ in range(20):
                place = libc.mmap(None, ctypes.c_size_t(size), 3, flags, descriptor,
                                  ctypes.c_size_t(0))
                if place in (None, 2**64 - 1): break
                ctypes.memset(ctypes.c_void_p(place), 1, size)
                libc.munmap(ctypes.c_void_p(place + 4096), ctypes.c_size_t(size - 4096))
                kept += 1
            return kept
        kept = hoard(-1, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
        if os.path.exists("/dev/zero"): kept += hoard(os.open("/dev/zero", os.O_RDWR), 1)
        if kept: print("canary-" + "done", kept, "pieces")
        def one_step(*a, **k): return None"""),
    last("memory in sockets", "what waits in sockets belongs to no process", """
        import os, socket, time
        for _ in range(50):
            if os.fork() == 0:
                kept = []
                try:
                    while True:
                        kept += socket.socketpair()
                        for end in kept[-2:]:
                            end.setblocking(False)
                            try:
                                while True: end.send(b"x" * 2**16)
                            except BlockingIOError: pass
                finally: time.sleep(60)
        time.sleep(60)""", SLOW_OR_DEAD),
    last("a fork bomb", "processes without end",
         "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", SLOW_OR_DEAD),
    last("a fork bomb that runs away", "every child leads a session of its own", """
        import os, time
        while True:
            try:
                if os.fork() == 0: os.setsid()
            except OSError: time.sleep(0.01)""", SLOW_OR_DEAD),
    last("a thread bomb", "threads without end", """
        import threading, time
        while True: threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"""),
    last("a file bomb", "files without end", """
        n = 0
        while True:
            open(str(n), "w").write("x"); n += 1""", FULL),
    last("an open file bomb", "descriptors without end",
         "import os\nkept = []\nwhile True: kept.append(os.open('/dev/null', 0))"),
    last("a disk bomb", "one file without end", """
        with open("big", "wb") as file:
            while True: file.write(b"x" * 2**20)"""),
    last("a disk bomb of many files", "small files until the disk is full", """
        import tempfile
        n = 0
        while True:
            open(f"{tempfile.gettempdir()}/{n}", "wb").write(b"x" * 2**19); n += 1""", FULL),
    last("folders in one another", "deeper than whatever measures and deletes them goes", """
        import os
        try:
            for _ in range(5_000): os.mkdir("d"); os.chdir("d")
        except OSError: pass""", FULL),
    last("a disk bomb behind long names", "files that no path is long enough for", """
        import os
        for _ in range(20): os.mkdir("d" * 250); os.chdir("d" * 250)
        n = 0
        while True: open(str(n), "wb").write(b"x" * 2**20); n += 1""", FULL),
    last("a name that is a digit and no number", "what the kernel says of it cannot be read", """
        import ctypes, time
        ctypes.CDLL(None).prctl(15, "\N{SUPERSCRIPT TWO}".encode(), 0, 0, 0)
        time.sleep(0.5)""", (State.GRADED,)),
    last("an output bomb", "text without end", "while True: print('x' * 10_000)", SLOW),
    last("an output bomb of small pieces", "a million writes", """
        import sys
        for n in range(10**6): print(n, file=sys.stderr if n % 2 else sys.stdout)
        def one_step(*a, **k): return None"""),
    last("a display bomb", "displays without end", "n = 0\nwhile True: display(n)", SLOW),
    last("a picture bomb", "pictures of hundreds of megapixels", """
        import matplotlib.pyplot as plt
        for _ in range(3):
            plt.figure(figsize=(300, 300), dpi=100); plt.plot([1, 2]); plt.show()"""),
    Attack("outputs of many cells", "each within its limit, together hundreds of megabytes",
           damage=many_cells(60, "for n in range(20): print('x' * 99_000)")),
    called("an exception of a gigabyte", "its message, its name, its notes",
           "raise type('E' * 10**6, (Exception,), {})('x' * 3 * 10**8)"),
    called("an exception that cannot be shown", "str and repr loop or raise",
           "class E(Exception):\n    def __str__(self): raise self\n    __repr__ = __str__\n"
           "raise E()"),
    last("a flood on the connection", "answers without end to nothing asked", """
        import os, struct
        def one_step(*a, **k):
            while True: os.write(3, struct.pack("!I", 2) + b"{}")""", SLOW_OR_DEAD),
    last("a message without end", "a length of one megabyte, and then a few bytes a second", """
        import os, struct, time
        def one_step(*a, **k):
            os.write(3, struct.pack("!I", 2**20))
            while True:
                os.write(3, b" "); time.sleep(0.2)""", SLOW, says="in time"),
    last("a message too large", "a length of four gigabytes",
         "import os\ndef one_step(*a, **k): os.write(3, b'\\xff' * 4)", DEAD, says="ended"),
    last("garbage on the connection", "bytes that are no message",
         "import os\ndef one_step(*a, **k): os.write(3, b'\\0\\0\\0\\x09\\xfe{[}]junk')", DEAD,
         says="ended"),
    last("a message that is no answer", "a list where an answer belongs", """
        import os
        def one_step(*a, **k): os.write(3, (3).to_bytes(4, "big") + b"[1]")""", DEAD, says="ended"),
    last("a closed connection", "the descriptor is closed, or becomes another file",
         "import os\ndef one_step(*a, **k):\n    os.close(3); os.open('/dev/urandom', os.O_RDWR)",
         SLOW_OR_DEAD),
    last("an ear that is shut", "the connection is never read again", """
        import threading, time, socket
        def one_step(*a, **k):
            while True: time.sleep(1)
        x = 'x' * 10**6""", SLOW, says="in time"),
    answered("an answer of eighteen dimensions", "brackets within brackets in every report",
             "return np.zeros((2,) * 13 + (1,) * 5)"),
    answered("an answer of sixty dimensions", "more than NumPy's own functions take",
             "return np.zeros((1,) * 60 + (2, 2))"),
    answered("an answer in an answer", "a list of thirty lists of thirty lists, and so on",
             "x = [0.5]\nfor _ in range(30): x = [x] * 30\nreturn x",
             (State.GRADED, State.TIMED_OUT)),
    answered("an answer of long names", "a dict whose keys and values are pages",
             "return {str(n) + 'k' * 9000: 'v' * 9000 for n in range(900)}"),
    answered("an answer of long numbers", "more digits than Python writes",
             "return [7 ** 9000] * 900"),
    answered("a forged answer of sixty dimensions", "the judge gets what no sandbox would send", """
import base64, json, os, struct
array = {"array": base64.b64encode(bytes(8)).decode(), "dtype": "<f8", "shape": [1] * 60}
for count in range(9):
    content = json.dumps({"values": [array] * count}).encode()
    os.write(3, struct.pack("!I", len(content)) + content)
return 0""", STATES),
    answered("a forged answer of a megabyte", "the judge reads and compares for ever", """
import json, os, struct
for count in range(9):
    content = json.dumps({"values": [[0.5] * 150_000] * count}).encode()
    os.write(3, struct.pack("!I", len(content)) + content)
return 0""", STATES),
    called("an answer of a gigabyte", "an array within the limit of memory, not of a message",
           "import numpy as np\nreturn [np.ones(9_999)] * 9_999"),
    called("deep recursion", "a function that calls itself", "return one_step(*a, **k)",
           (State.GRADED,)),
    called("deep recursion in C", "the stack overflows below Python", """
import sys
sys.setrecursionlimit(10**9)
x = []
for _ in range(10**6): x = [x]
repr(x)
return one_step(*a, **k)""", (*SLOW_OR_DEAD, State.GRADED)),
    called("a segmentation fault", "an address that is nowhere", 
           "import ctypes\nctypes.string_at(0)", DEAD, says="ended"),
    called("abort", "the process ends itself loudly", "import os\nos.abort()", DEAD, says="ended"),
    called("a kill", "the process kills itself",
           "import os\nos.kill(os.getpid(), 9)\nos.abort()", DEAD, says="ended"),
    last("death of a cell", "the cell itself ends the process", "import os\nos._exit(0)", DEAD,
         says="ended"),
    last("a grandchild", "a process that outlives its parent", GRANDCHILD + """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: os.execv("/bin/sleep", ["attack-a-grandchild", "300"])
    os._exit(0)
def one_step(*a, **k): return None"""),
    last("a grandchild of the dead", "a process that outlives a cell that ended itself",
         GRANDCHILD + """
def one_step(*a, **k):
    subprocess.Popen(["attack-a-grandchild-of-the-dead", "300"], executable="/bin/sleep",
                     start_new_session=True)
    os._exit(0)""", DEAD),
    last("a grandchild of the slow", "a daemon left by a cell that never ends", GRANDCHILD + """
subprocess.Popen(["attack-a-grandchild-of-the-slow", "300"], executable="/bin/sleep",
                 start_new_session=True)
while True:
    if os.fork() == 0: os.setsid(); time.sleep(300); os._exit(0)
    time.sleep(0.1)""", SLOW),
    last("busy in the background", "threads and processes that compete with everybody else", """
        import os, threading
        for _ in range(12):
            if os.fork() == 0:
                while True: pass
        def one_step(*a, **k): return None"""),
    last("forty that burn", "processes in sessions of their own take all processors", """
        import os, time
        for _ in range(40):
            if os.fork() == 0:
                os.setsid()
                while True: pass
        time.sleep(60)""", SLOW, says="too much processor time"),
    called("forty that burn in every question", "again after each restart, for a new budget", """
import os, time
for _ in range(40):
    if os.fork() == 0:
        os.setsid()
        while True: pass
time.sleep(60)""", SLOW, says="too much processor time"),
    last("a relay that burns", "each process lives a moment, and nobody waits for it", """
        import os, signal, time
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        for _ in range(20):
            if os.fork() == 0:
                while True:
                    if os.fork() == 0:
                        end = time.monotonic() + 0.005
                        while time.monotonic() < end: pass
                        os._exit(0)
                    time.sleep(0.005)
        time.sleep(60)""", SLOW, says="too much processor time"),
    last("compiling without end", "source that the compiler chokes on",
         "try: exec('(' * 10**5)\nexcept SyntaxError: pass\n"
         "try: exec('-' * 10**6 + '1')\nexcept (SyntaxError, MemoryError, RecursionError): pass"),
    last("a cell of five megabytes", "more source than anybody writes",
         "x = '" + "y" * 5 * 2**20 + "'\ndef one_step(*a, **k): return None"),
    Attack("a cell too large to send", "more source than a message holds", "x = '" +
           "y" * 9 * 2**20 + "'", "one_step", states=(State.GRADED,), keeps=BEFORE),
    Attack("a notebook of 100 MB", "an output of a hundred megabytes", damage=padded(100 * 2**20),
           states=(State.MALFORMED,), says="MB"),
    Attack("ten thousand cells", "more cells than anybody writes",
           damage=many_cells(10_000, "1")),
    Attack("a number of a million digits", "JSON that is slow to read, behind all cells",
           damage=lambda content: content.replace(b'"nbformat": 4', b'"nbformat": ' + b"4" * 10**6),
           states=(State.GRADED,), says="cut off behind the last cell with code"),
    Attack("JSON a million deep", "brackets within brackets",
           damage=lambda content: b"[" * 10**6, states=(State.MALFORMED,)),
    last("a disk bomb of files without names", "deleted files that stay open", """
        import os
        kept = []
        while True:
            kept.append(open("x", "wb")); kept[-1].write(b"x" * 2**21); os.unlink("x")""", FULL),
    last("a number longer than Python prints", "whatever prints the source of an answer fails",
         f"BIG = 0x{'F' * 6000}\ndef one_step(*a, **k): return None", (State.GRADED,)),
    last("nested beyond measure", "whatever parses an answer that names the engine fails",
         f"x = {'-' * 40_000}1  # autograd_ref\ndef one_step(*a, **k): return None",
         (State.GRADED,)),
]
