"""Running cells as Jupyter does: IPython with magics, top-level await, rich output and plots."""

from __future__ import annotations

import base64
import importlib
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Iterable
from tempfile import gettempdir
from typing import Any, ClassVar

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import UsageError
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from course.grading.intake.plain_python import parsed
from course.grading.sandbox.absent import AbsentFinder, installs
from course.grading.sandbox.imitation import imitate_class

INSTALLERS = ("pip", "conda", "mamba", "micromamba", "uv")
NOTHING_INSTALLED = "Nothing was installed: where grades are made, there is no network."
EXTENSION_LOADERS = ("load_ext", "reload_ext")
DID_NOTHING = "{} did nothing: it is not installed where grades are made."
# A magic stands where a line begins or behind a `=`; help is asked for with `?`. A cell that was
# copied may begin with empty lines, a prompt or an indent.
MAYBE_OTHER = re.compile(
    r"\?|^\s*[!%,;/]|=[\s\\]*[!%]|\A\s|\A\Z|^\s*(>>>|\.\.\.|In \[)", re.MULTILINE)
USUAL = vars(TransformerManager())
MAX_TEXT = 100_000
MAX_DATA = 2_000_000
MAX_OUTPUTS = 200


def _install_nothing(line: str) -> None:
    """The magic that stands in for `%pip` and its like."""
    if installs(f"%pip {line}"):
        print(NOTHING_INSTALLED)


class CellOutputs:
    """What one cell shows, in order and within limits, in the form of a notebook's outputs."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self._room = MAX_DATA

    def write(self, name: str, text: str) -> None:
        """Add text on stdout or stderr; neighbouring pieces become one."""
        text = text[: max(0, min(MAX_TEXT, self._room))]
        self._room -= len(text)
        last = self.items[-1] if self.items else None
        if last and last.get("name") == name and len(last["text"]) + len(text) <= MAX_TEXT:
            last["text"] += text
        elif text:
            self._add({"output_type": "stream", "name": name, "text": text})

    def show(self, data: dict[str, Any], metadata: Any, count: int | None) -> None:
        """Add a display, or with a count the value of the cell's last expression."""
        fitting = {}
        for kind, value in data.items():
            text = value if isinstance(value, str | dict | list) else str(value)
            if isinstance(value, bytes):
                text = base64.b64encode(value).decode()
            if len(str(text)) <= self._room:
                self._room -= len(str(text))
                fitting[str(kind)] = text
        output: dict[str, Any] = {"output_type": "display_data", "data": fitting,
                                  "metadata": metadata or {}}
        if count is not None:
            output |= {"output_type": "execute_result", "execution_count": count}
        self._add(output)

    def fail(self, kind: str, message: str, traceback: list[str]) -> None:
        """Add the exception that ended the cell."""
        del self.items[MAX_OUTPUTS - 1:]
        self._add({"output_type": "error", "ename": kind, "evalue": message[:MAX_TEXT],
                   "traceback": [line[:MAX_TEXT] for line in traceback[:100]]})

    @property
    def failed(self) -> bool:
        return any(item["output_type"] == "error" for item in self.items)

    def _add(self, item: dict[str, Any]) -> None:
        if len(self.items) < MAX_OUTPUTS:
            self.items.append(item)


class OutputStream:
    """A stdout or stderr that writes into the outputs of the running cell."""

    encoding = "UTF-8"

    def __init__(self, shell: Shell, name: str) -> None:
        self._shell = shell
        self._name = name

    def write(self, text: str) -> int:
        self._shell.outputs.write(self._name, str(text))
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False


class OutputDisplayHook(DisplayHook):
    """Adds the value of a cell's last expression to its outputs instead of printing it."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.shell.outputs.show(format_dict, md_dict, self.prompt_count)

    def finish_displayhook(self) -> None:
        pass


class OutputPublisher(DisplayPublisher):
    """Adds displays to the cell's outputs instead of printing their text."""

    def publish(self, data: Any, metadata: Any = None, *args: Any, **named: Any) -> None:
        self.shell.outputs.show(data, metadata, None)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.items.clear()


class Transformer(TransformerManager):
    """IPython's, which takes cells to pieces only if they may hold what is not Python."""

    def transform_cell(self, cell: str) -> str:
        if vars(self) == USUAL and not MAYBE_OTHER.search(cell):
            return cell if cell.endswith("\n") else f"{cell}\n"
        transformed: str = super().transform_cell(cell)
        return transformed


class CellCompiler(CachingCompiler):
    """A kernel's compiler, with file names that are faster to find."""

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        digest = zlib.crc32(raw_code.encode(errors="surrogatepass"))
        return f"{gettempdir()}/ipykernel_{os.getpid()}/{digest}.py"


class Shell(InteractiveShell):
    """IPython without a terminal and without a kernel."""

    displayhook_class = Type(OutputDisplayHook)
    display_pub_class = Type(OutputPublisher)
    compiler_class = Type(CellCompiler)
    quiet_config: ClassVar[Config] = Config({"HistoryManager": {"enabled": False}})
    outputs: CellOutputs

    def __init__(self) -> None:
        self.outputs = CellOutputs()
        super().__init__(config=self.quiet_config)
        self.colors = "nocolor"
        self.input_transformer_manager = Transformer()
        self._absent = AbsentFinder()
        sys.meta_path.insert(0, self._absent)
        for name in INSTALLERS:
            self.register_magic_function(_install_nothing, "line", name)

    def enable_gui(self, gui: Any = None) -> None:
        pass

    def enable_matplotlib(self, gui: Any = None) -> Any:
        """Show plots in the notebook, whatever window or widget a cell asks for."""
        return super().enable_matplotlib("inline")

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        """Run a magic; one of an extension that is not installed says so and does nothing."""
        try:
            return super().run_line_magic(magic_name, line, _stack_depth + 1)
        except UsageError:
            if self.find_line_magic(magic_name) is not None:
                raise
            print(DID_NOTHING.format(f"%{magic_name}"))
        except ModuleNotFoundError:
            if magic_name not in EXTENSION_LOADERS:
                raise
            print(DID_NOTHING.format(f"%{magic_name} {line}"))
        return None

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Any:
        """Run a magic; one that is not installed leaves it to Python to run the cell."""
        try:
            return super().run_cell_magic(magic_name, line, cell)
        except UsageError:
            code = self.transform_cell(cell)
            if self.find_cell_magic(magic_name) is not None or parsed(code) is None:
                raise
        print(DID_NOTHING.format(f"%%{magic_name}"))
        self.ex(code)
        return None

    def init_virtualenv(self) -> None:
        pass

    def should_run_async(self, raw_cell: str, **named: Any) -> bool:
        """Whether a cell waits for something: it says so in one of these words."""
        waits = "await" in raw_cell or "async" in raw_cell
        return waits and bool(super().should_run_async(raw_cell, **named))

    def system(self, command: str) -> None:
        """Run a `!command` and print what it printed. Nothing is installed."""
        if installs(f"!{command}"):
            print(NOTHING_INSTALLED)
            return
        done = subprocess.run(self.var_expand(command, depth=1), shell=True, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, errors="replace", check=False)
        print(done.stdout, end="")
        self.user_ns["_exit_code"] = done.returncode

    def _showtraceback(self, etype: type[BaseException], evalue: Any, stb: Any) -> None:
        try:
            message = str(evalue)
        except Exception:
            message = ""
        self.outputs.fail(etype.__name__, message, [str(line) for line in stb])

    def run(self, source: str, absent: Iterable[str] = ()) -> list[dict[str, Any]]:
        """Run one cell; returns what it showed, as a notebook's outputs.

        `absent` are modules that it imports and that are not installed.
        """
        self._absent.names |= set(absent)
        importlib.invalidate_caches()  # the cell before may have written a module
        self.outputs = CellOutputs()
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = OutputStream(self, "stdout"), OutputStream(self, "stderr")
        try:
            done = self.run_cell(source, store_history=True)
            if not done.success and not self.outputs.failed:
                self.outputs.fail(type(done.error_before_exec or done.error_in_exec).__name__,
                                  "the cell did not run to its end", [])
        except BaseException as error:
            self.outputs.fail(type(error).__name__, str(error), [])
        finally:
            sys.stdout, sys.stderr = before
        return self.outputs.items


imitate_class(CellCompiler, "XCachingCompiler", "ipykernel.compiler")
imitate_class(Shell, "ZMQInteractiveShell", "ipykernel.zmqshell")
imitate_class(OutputPublisher, "ZMQDisplayPublisher", "ipykernel.zmqshell")
imitate_class(OutputDisplayHook, "ZMQShellDisplayHook", "ipykernel.displayhook")
imitate_class(OutputStream, "OutStream", "ipykernel.iostream")
