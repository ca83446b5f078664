"""A real server process on a real database, and a real browser that looks at it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias
from uuid import uuid4

import pytest

Page: TypeAlias = Any
Browser: TypeAlias = Any
"""Playwright is only there where a browser is, so its types are not."""

PHONE: Final = {"width": 375, "height": 800}
DESK: Final = {"width": 1280, "height": 900}
SIZES: Final = [pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone")]

PASSWORD: Final = "four llamas dispatch quietly"  # noqa: S105 - of a person who is not there
_START_LINK: Final = re.compile(r"https?://\S+/start/\S+")


@dataclass(kw_only=True)
class Served:
    """A server that answers."""

    base: str
    target: str
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    """What it has printed so far."""

    def start_link(self) -> str:
        """Return the one-time link that the first start prints."""
        found = _START_LINK.search(" ".join(self.said))
        assert found, "the first start prints a link\n" + "".join(self.said)
        return found.group(0)

    def kill(self) -> None:
        """End it as a power cut would: nothing can be tidied up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=20)


Serve: TypeAlias = Callable[..., Served]


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A new, empty database for the tests of a module."""
    yield from _new_target(tmp_path_factory)


@pytest.fixture
def fresh_target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A new, empty database for one test."""
    yield from _new_target(tmp_path_factory)


def _new_target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of PostgreSQL where one is named, else a SQLite file."""
    address = os.environ.get("NG911RISK_DATABASE_URL")
    if not address:
        yield str(tmp_path_factory.mktemp("store") / "store.sqlite")
        return
    from sqlalchemy import create_engine, text  # noqa: PLC0415 - only with PostgreSQL

    schema = f"browser_{uuid4().hex}"
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
        yield f"{address}?options=-csearch_path%3D{schema}"
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture(scope="module")
def audit_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the servers of a module keep the key of the audit log."""
    return tmp_path_factory.mktemp("key") / "audit-key"


@pytest.fixture(scope="module")
def serve(audit_key: Path) -> Iterator[Serve]:
    """Start a server on a database, as the command does, and wait until it answers."""
    started: list[Served] = []

    def start(target: str) -> Served:
        port = _free_port()
        command = [sys.executable, "-m", "ng911risk", "serve", "--port", str(port)]
        process = subprocess.Popen(
            [*command, "--store", target],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=_quiet() | {"NG911RISK_AUDIT_KEY_FILE": str(audit_key)},
        )
        served = Served(base=f"http://127.0.0.1:{port}", target=target, process=process)
        threading.Thread(target=_listen, args=(process, served.said), daemon=True).start()
        started.append(served)
        _wait_until_it_answers(served)
        return served

    yield start
    for one in started:
        one.process.terminate()
        one.process.wait(timeout=20)
        assert one.process.stdout
        one.process.stdout.close()


@pytest.fixture(scope="module")
def served(serve: Serve, target: str) -> Served:
    """One server for the tests of a module."""
    return serve(target)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """The browser of this machine, without a window."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where it is there

    with sync_playwright() as play:
        yield play.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
        )


@pytest.fixture(scope="session")
def axe(repository: Path) -> str:
    """The accessibility checker, as a script to run in a page."""
    file = repository / "api" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
    if not file.is_file():
        pytest.skip("axe-core is missing: run make test-browser")
    return file.read_text("utf-8")


_AXE: Final = (
    "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
    " 'best-practice']})"
)


def violations(page: Page, axe: str) -> list[str]:
    """What axe has to say against a page: WCAG 2.2 AA and its best practices."""
    from playwright.sync_api import Error  # noqa: PLC0415 - only where it is there

    found: Any = None
    for last in (False, False, True):
        try:
            page.evaluate(axe)
            found = page.evaluate(_AXE)
            break
        except Error as error:
            # a page that waits for a result asks again by itself
            if last or "context was destroyed" not in str(error):
                raise
            page.wait_for_load_state()
    return [
        f"{one['id']}: {one['help']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:200]}"
        for one in found["violations"]
    ]


def sideways(page: Page) -> bool:
    """Whether the page is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def tick(page: Page, box: Any) -> None:  # noqa: ANN401 - a locator of the driver
    """Choose a radio or tick a box the way people do: by its label."""
    page.locator(f"label[for='{box.get_attribute('id')}']").click()


def make_account(page: Page, served: Served) -> None:
    """Go through the first start as the administrator of one centre."""
    page.goto(served.start_link())
    page.get_by_label("Your name").fill("Pat Director")
    page.locator("#login").fill("pat@example.org")
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    page.locator("#centre").fill("Cedar County 9-1-1")
    with page.expect_navigation():
        page.get_by_role("button", name="Begin").click()


def sign_in(page: Page, served: Served, login: str = "pat@example.org") -> None:
    """Sign in with name and password."""
    page.goto(f"{served.base}/sign-in")
    page.locator("#login").fill(login)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def _quiet() -> dict[str, str]:
    """Environment without our settings, and with output that is not held back."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NG911RISK_")}
    return kept | {"PYTHONUNBUFFERED": "1"}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _listen(process: subprocess.Popen[str], said: list[str]) -> None:
    assert process.stdout
    with process.stdout:
        for line in process.stdout:
            said.append(line)  # noqa: PERF402 - line by line, as they come


def _wait_until_it_answers(served: Served) -> None:
    import time  # noqa: PLC0415 - only here
    import urllib.request  # noqa: PLC0415 - only here

    until = time.monotonic() + 60
    while time.monotonic() < until:
        if served.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{served.base}/api/v1/health", timeout=5) as answer:  # noqa: S310 - loopback
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server does not answer:\n" + "".join(served.said))
