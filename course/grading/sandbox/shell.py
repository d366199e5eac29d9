"""Running cells as Jupyter does: IPython with magics, top-level await, rich output and plots."""

from __future__ import annotations

import base64
import subprocess
import sys
from typing import Any, ClassVar

import ipykernel.compiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from course.grading.sandbox.imitation import pass_as

MAX_TEXT = 100_000
MAX_DATA = 2_000_000
MAX_OUTPUTS = 200


class Outputs:
    """What one cell shows, in order and within limits, as a notebook keeps it."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self._room = MAX_DATA

    def write(self, name: str, text: str) -> None:
        """Text on stdout or stderr; neighbouring pieces become one."""
        text = text[: max(0, min(MAX_TEXT, self._room))]
        self._room -= len(text)
        last = self.items[-1] if self.items else None
        if last and last.get("name") == name and len(last["text"]) + len(text) <= MAX_TEXT:
            last["text"] += text
        elif text:
            self._add({"output_type": "stream", "name": name, "text": text})

    def show(self, data: dict[str, Any], metadata: Any, count: int | None) -> None:
        """A display, or with a count the value of the cell's last expression."""
        kept = {}
        for kind, value in data.items():
            text = value if isinstance(value, str | dict | list) else str(value)
            if isinstance(value, bytes):
                text = base64.b64encode(value).decode()
            if len(str(text)) <= self._room:
                self._room -= len(str(text))
                kept[str(kind)] = text
        output: dict[str, Any] = {"output_type": "display_data", "data": kept,
                                  "metadata": metadata or {}}
        if count is not None:
            output |= {"output_type": "execute_result", "execution_count": count}
        self._add(output)

    def fail(self, kind: str, message: str, traceback: list[str]) -> None:
        """An exception that ended the cell."""
        del self.items[MAX_OUTPUTS - 1:]
        self._add({"output_type": "error", "ename": kind, "evalue": message[:MAX_TEXT],
                   "traceback": [line[:MAX_TEXT] for line in traceback[:100]]})

    @property
    def failed(self) -> bool:
        return any(item["output_type"] == "error" for item in self.items)

    def _add(self, item: dict[str, Any]) -> None:
        if len(self.items) < MAX_OUTPUTS:
            self.items.append(item)


class Stream:
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


class Hook(DisplayHook):
    """Keeps the value of a cell's last expression instead of printing it."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.shell.outputs.show(format_dict, md_dict, self.prompt_count)

    def finish_displayhook(self) -> None:
        pass


class Publisher(DisplayPublisher):
    """Keeps displays instead of printing their text."""

    def publish(self, data: Any, metadata: Any = None, *args: Any, **named: Any) -> None:
        self.shell.outputs.show(data, metadata, None)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.items.clear()


class Shell(InteractiveShell):
    """IPython without a terminal and without a kernel."""

    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)
    compiler_class = Type(ipykernel.compiler.XCachingCompiler)
    quiet_config: ClassVar[Config] = Config({"HistoryManager": {"enabled": False}})
    outputs: Outputs

    def __init__(self) -> None:
        self.outputs = Outputs()
        super().__init__(config=self.quiet_config)
        self.colors = "nocolor"
        self.enable_matplotlib("inline")

    def enable_gui(self, gui: Any = None) -> None:
        pass

    def init_virtualenv(self) -> None:
        pass

    def system(self, command: str) -> None:
        """What `!command` does: run it and print what it printed."""
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

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run one cell; what it showed, as a notebook's outputs."""
        self.outputs = Outputs()
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = Stream(self, "stdout"), Stream(self, "stderr")
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


pass_as(Shell, "ZMQInteractiveShell", "ipykernel.zmqshell")
pass_as(Publisher, "ZMQDisplayPublisher", "ipykernel.zmqshell")
pass_as(Hook, "ZMQShellDisplayHook", "ipykernel.displayhook")
pass_as(Stream, "OutStream", "ipykernel.iostream")
