"""A headless Chromium with a driver: started, and ended with every process that it started."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import psutil
import pytest

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--window-size=1280,1400",
]
CLIPBOARD = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
SECONDS_TO_END = 5


def programs() -> tuple[str, str]:
    """Chromium and its driver; without them the test is skipped, or fails if REQUIRE_BROWSER=1."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    if chromium and driver:
        return chromium, driver
    missing = "chromedriver" if chromium else "Chromium"
    leave_out(f"{missing} was not found: the course was NOT tried in a browser")


def leave_out(why: str) -> NoReturn:
    """Skip a test that lacks something, or fail it if REQUIRE_BROWSER=1."""
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(f"{why}, and REQUIRE_BROWSER=1 asks for it")
    pytest.skip(why)


@contextmanager
def started(*flags: str, **capabilities: Mapping[str, str]) -> Iterator[Chrome]:
    """A browser with a profile of its own, with these flags and capabilities more.

    Its pages may use the clipboard, and count as in front of somebody, whatever windows there are.
    """
    binary, driver = programs()
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = binary
    options.unhandled_prompt_behavior = "accept"
    for name, value in capabilities.items():
        options.set_capability(f"goog:{name}", value)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for flag in [*FLAGS, *flags, f"--user-data-dir={profile}"]:
            options.add_argument(flag)
        browser = Chrome(options=options, service=Service(driver))
        browser.execute_cdp_cmd("Browser.grantPermissions", CLIPBOARD)
        browser.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
        browser.set_script_timeout(60)
        try:
            yield browser
        finally:
            processes = psutil.Process(browser.service.process.pid).children(recursive=True)
            browser.quit()
            for process in psutil.wait_procs(processes, SECONDS_TO_END)[1]:
                process.kill()  # on a busy machine the driver gives up before Chromium has ended
