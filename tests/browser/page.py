"""A notebook in a JupyterLab page: what a student does with it, and what a student sees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from .lab import Lab

SECONDS = 180
# What every script below starts with: the notebook, its code cells, and a cell by its id.
PRELUDE = """\
const app = window.jupyterapp;
const panel = app && [...app.shell.widgets("main")].find((w) => w.isVisible);
const cells = () => panel.content.widgets.filter((w) => w.model.type === "code");
const cell = (id) => panel.content.widgets.find((w) => w.model.id === id);
"""
READY = """\
const session = panel?.context?.sessionContext;
if (arguments[0] && panel?.context?.path !== arguments[0]) return false;
if (!session?.isReady || session.session?.kernel?.status !== "idle") return false;
if (!document.querySelector(".jp-NotebookPanel .jp-Cell")) return false;
if (window.replies === undefined) {
  window.replies = 0;
  session.session.kernel.anyMessage.connect((_, { msg, direction }) => {
    if (direction === "recv" && msg.header.msg_type === "execute_reply") window.replies += 1;
  });
}
return true;
"""
ENDED = """\
// A cell far out of sight has no prompt.
const busy = (w) => w.promptNode?.textContent.includes("*");
return window.replies >= arguments[0] && !cells().some(busy) &&
  panel.context.sessionContext.session.kernel.status === "idle";
"""
# One entry for each code cell: its tags, and its outputs as stored.
OUTPUTS = """\
return cells().map((w) => ({
  id: w.model.id, tags: w.model.getMetadata("tags") || [], outputs: w.model.outputs.toJSON(),
  count: w.model.executionCount,
}));
"""
# While a notebook is being built, a scroll that it was asked for may never end. scrollToCell would
# put the cursor into the cell, and a text in Markdown that has the cursor shows its source.
SHOW = """\
const done = arguments[arguments.length - 1];
setTimeout(() => done(false), 5000);
const number = panel.content.widgets.indexOf(cell(arguments[0]));
panel.content.scrollToItem(number, arguments[1]).then(() => done(true));
"""
IS_OPEN = """\
return panel?.context?.path === arguments[0] && panel.context.isReady &&
  panel.content.node.querySelector(".jp-Cell") !== null;
"""
# Text in Markdown and an output are drawn some time after their cell.
DRAWN = """\
const outputs = cell(arguments[0]).model.outputs;
const drawn = [...cell(arguments[0]).node.querySelectorAll(".jp-OutputArea-output")];
return drawn.length === outputs.length && drawn.every((node) => node.hasChildNodes());
"""
# A cell is at rest when two looks, a frame apart, find it at the same place.
AT_REST = """\
const done = arguments[arguments.length - 1], node = cell(arguments[0]).node;
const place = () => JSON.stringify(node.getBoundingClientRect());
requestAnimationFrame(() => { const seen = place();
  requestAnimationFrame(() => done(node.isConnected && seen === place())); });
"""


# The next test uses the page again: to load it takes longer than to open a notebook in it.
OPEN = """\
delete window.replies;
app.commands.execute("docmanager:open", {path: arguments[0]});
"""
CLOSE_ALL = """\
const done = arguments[arguments.length - 1];
document.querySelectorAll(".jp-Dialog button.jp-mod-accept").forEach((button) => button.click());
[...app.shell.widgets("main")].forEach((w) => w.context && w.dispose());
app.serviceManager.sessions.shutdownAll().then(() => done(true));
"""


class NotebookPage:
    """One notebook, open in JupyterLab, its kernel ready."""

    def __init__(self, browser: Chrome, lab: Lab, path: str) -> None:
        self.browser = browser
        if browser.current_url.startswith(lab.url("lab").partition("?")[0]):
            self.ask(OPEN, path)
        else:
            browser.get(lab.url(f"lab/tree/{path}") + "&reset")
        self.until(lambda: self.ask(READY, path), f"{path} is open and its kernel is ready")

    # -- the page --------------------------------------------------------------------------------

    def ask(self, script: str, *arguments: object) -> Any:
        return self.browser.execute_script(PRELUDE + script, *arguments)

    def ask_later(self, script: str, *arguments: object) -> Any:
        """What a script hands to its last argument, a function."""
        return self.browser.execute_async_script(PRELUDE + script, *arguments)

    def until(self, holds: Callable[[], Any], what: str, seconds: float = SECONDS) -> Any:
        # The page redraws its elements at will; one that is gone is looked for again. Each look
        # costs the page a hundredth of a second.
        wait = WebDriverWait(self.browser, seconds, 0.2, (StaleElementReferenceException,))
        return wait.until(lambda _: holds(), f"waited {seconds} s in vain until {what}")

    def find(self, selector: str, text: str = "") -> WebElement:
        """The first visible element of a selector that has this text, waited for."""
        def visible() -> WebElement | None:
            found = self.browser.find_elements(By.CSS_SELECTOR, selector)
            return next((e for e in found if e.is_displayed() and text in e.text), None)

        element: WebElement = self.until(visible, f"{selector} {text} is to be seen")
        return element

    def press(self, *keys: str) -> None:
        """Keys held down together, at the place that has the focus."""
        chain = ActionChains(self.browser, duration=0)
        for key in keys:
            chain.key_down(key)
        for key in reversed(keys):
            chain.key_up(key)
        chain.perform()

    def screenshots(self, folder: Path, name: str) -> None:
        """The page as it is, in the light theme, which it has, and in the dark one."""
        self.browser.save_screenshot(str(folder / f"{name}-light.png"))
        self._set_theme("JupyterLab Dark")
        self.browser.save_screenshot(str(folder / f"{name}-dark.png"))
        self._set_theme("JupyterLab Light")

    def _set_theme(self, theme: str) -> None:
        script = "app.commands.execute('apputils:change-theme', {theme: arguments[0]})"
        self.ask(script, theme)
        shown = """return document.body.dataset.jpThemeName === arguments[0]
          && !document.getElementById("jupyterlab-splash")"""
        self.until(lambda: self.ask(shown, theme), f"the theme is {theme}")

    def close_all(self) -> None:
        """Close every dialog and notebook, without saving it, and end the kernels."""
        self.ask_later(CLOSE_ALL)

    # -- cells -----------------------------------------------------------------------------------

    def show(self, cell: str, where: str = "start") -> WebElement:
        """Scroll to a cell; the cell."""
        self.until(lambda: self.ask_later(SHOW, cell, where) and self.ask_later(AT_REST, cell),
                   f"cell {cell} is in the page")
        node: WebElement = self.ask("return cell(arguments[0]).node", cell)
        return node

    def find_in(self, cell: str, by: str, value: str) -> WebElement:
        """Scroll to a cell; the first such element in it, waited for."""
        found: list[WebElement] = self.until(
            lambda: self.show(cell).find_elements(by, value), f"{value} is in cell {cell}")
        return found[0]

    def wait_for(self, path: str) -> None:
        """Wait until this notebook is the one in front."""
        self.until(lambda: self.ask(IS_OPEN, path), f"{path} is open")

    def output(self, cell: str) -> str:
        """The text that stands below a cell."""
        area = self.find_in(cell, By.CSS_SELECTOR, ".jp-Cell-outputArea")
        self.until(lambda: self.ask(DRAWN, cell), f"the outputs of cell {cell} are drawn")
        return area.text

    def outputs(self) -> list[dict[str, Any]]:
        """For each code cell its id, tags, count and outputs, in sight or not."""
        found: list[dict[str, Any]] = self.ask(OUTPUTS)
        return found

    def source(self, cell: str) -> str:
        text: str = self.ask("return cell(arguments[0]).model.sharedModel.source", cell)
        return text

    # -- what a student does ---------------------------------------------------------------------

    def run_all(self) -> None:
        """Run > Run All Cells."""
        before = self._replies()
        self.find(".lm-MenuBar-item", "Run").click()
        self.find(".lm-Menu-item[data-command='runmenu:run-all']").click()
        self._await(before + self._count())

    def restart_and_run_all(self) -> None:
        """The button in the toolbar, and Restart in the dialog that it opens."""
        before = self._replies()
        self.find(".jp-Toolbar [data-command='notebook:restart-run-all']").click()
        self.find(".jp-Dialog button.jp-mod-accept").click()
        self._await(before + self._count())

    def run(self, cell: str) -> None:
        """Click into a cell and press Shift+Enter."""
        self.focus(cell)
        self.run_selected()

    def run_selected(self) -> None:
        """Shift+Enter, wherever the cursor is."""
        before = self._replies()
        self.press(Keys.SHIFT, Keys.ENTER)
        self._await(before + 1)

    def type(self, cell: str, code: str) -> None:
        """Replace a cell's text by typing, key by key."""
        self.focus(cell)
        self.press(Keys.CONTROL, "a")
        chain = ActionChains(self.browser, duration=0)
        for number, line in enumerate(code.split("\n")):
            if number:
                # The editor indents a new line; what it put there is overwritten.
                chain.send_keys(Keys.ENTER).key_down(Keys.SHIFT).send_keys(Keys.HOME)
                chain.key_up(Keys.SHIFT)
            chain.send_keys(line)
        chain.perform()
        self.until(lambda: self.source(cell) == code, f"{cell} holds what was typed")

    def paste(self, cell: str, code: str) -> None:
        """Replace a cell's text from the clipboard."""
        self.focus(cell)
        self.ask_later("navigator.clipboard.writeText(arguments[0]).then(arguments[1])", code)
        self.press(Keys.CONTROL, "a")
        self.press(Keys.CONTROL, "v")
        self.until(lambda: self.source(cell) == code, f"{cell} holds what was pasted")

    def focus(self, cell: str) -> None:
        self.find_in(cell, By.CSS_SELECTOR, ".cm-content .cm-line").click()
        focused = "return document.activeElement === cell(arguments[0]).editor.editor.contentDOM"
        self.until(lambda: self.ask(focused, cell), f"the cursor is in {cell}")

    def validate(self) -> WebElement:
        """nbgrader's Validate button; the dialog that it opens."""
        self.find(".jp-Toolbar .validate-button").click()
        return self.find(".jp-Dialog-content")

    def _count(self) -> int:
        count: int = self.ask("return cells().filter((w) => w.model.sharedModel.source).length")
        return count

    def _replies(self) -> int:
        replies: int = self.ask("return window.replies")
        return replies

    def _await(self, replies: int) -> None:
        self.until(lambda: self.ask(ENDED, replies), "the cells have run")
