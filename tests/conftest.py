"""
What every test gets: no way out to the network, and no silent skips on CI.

The guard is an audit hook, so it also sees sockets opened by libraries. Tests
marked ``lab`` live in network namespaces of their own and are not guarded.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
ALLOWED_SKIPS: Final = ROOT / ".ci" / "allowed-skips.txt"
CHROMIUM_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")


# --- no way out -------------------------------------------------------------


class OutsideSocketError(RuntimeError):
    """A test reached for the network beyond this machine."""


class _Guard:
    """Remembers what the running test tried, for code that swallows the error."""

    def __init__(self) -> None:
        self.active = False
        self.attempts: list[str] = []

    def refuse(self, attempt: str) -> None:
        self.attempts.append(attempt)
        raise OutsideSocketError(attempt)


_GUARD: Final = _Guard()
_ADDRESS_EVENTS: Final = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}
_NAME_EVENTS: Final = {"socket.getaddrinfo", "socket.gethostbyname"}
_KERNEL_FAMILY: Final = getattr(socket, "AF_NETLINK", None)  # scapy asks it when it is imported


def _stays_inside(host: object) -> bool:
    """Whether `host` names this machine's loopback and nothing else."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None or host == "localhost":
        return True
    try:
        return ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _audit(event: str, args: tuple[object, ...]) -> None:
    if not _GUARD.active or not event.startswith("socket."):
        return
    if event == "socket.__new__":
        _, family, kind, _ = args
        packet_family = getattr(socket, "AF_PACKET", None)
        if family == packet_family or kind == socket.SOCK_RAW:
            _GUARD.refuse(f"opened a packet socket (family {family}, type {kind})")
    elif event in _ADDRESS_EVENTS:
        line, address = args[:2]
        if getattr(line, "family", None) == _KERNEL_FAMILY:
            return
        if isinstance(address, tuple) and not _stays_inside(address[0]):
            _GUARD.refuse(f"{event} to {address!r}, which is not loopback")
    elif event in _NAME_EVENTS and not _stays_inside(args[0]):
        _GUARD.refuse(f"{event} of {args[0]!r}, which is not loopback")


sys.addaudithook(_audit)


@pytest.fixture(autouse=True)
def no_way_out(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test when it opens a packet socket or an internet socket beyond loopback."""
    _GUARD.attempts.clear()
    _GUARD.active = request.node.get_closest_marker("lab") is None
    yield
    _GUARD.active = False
    if _GUARD.attempts:
        pytest.fail("the test reached for the network: " + "; ".join(_GUARD.attempts))


# --- parts that may be missing ----------------------------------------------


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of reference material beside the checkout; it is not part of the project."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared folder beside the checkout is missing")
    return folder


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser that tests marked ``browser`` drive."""
    found = _chromium()
    if found is None:
        pytest.skip("needs a browser: install chromium and requirements-browser.lock")
    return found


def _missing_network() -> str | None:
    """Why no network namespaces can be made here, or None."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return "needs a lab network: make test-lab makes one, in one process"
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("ip") is None:
        return "needs a lab network: root, or user namespaces, and iproute2 (make test-lab)"
    return None


def _missing_part(item: pytest.Item) -> str | None:
    """Why a marked test cannot run here, or None."""
    if item.get_closest_marker("postgres"):
        address = os.environ.get("NG911RISK_DATABASE_URL", "")
        if not address.startswith("postgresql"):
            return "needs PostgreSQL: name a database in NG911RISK_DATABASE_URL"
    if item.get_closest_marker("browser") and (
        _chromium() is None or importlib.util.find_spec("playwright") is None
    ):
        return "needs a browser: install chromium and requirements-browser.lock"
    if item.get_closest_marker("lab"):
        return _missing_network()
    return None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a marked test, with the reason, where its part is missing."""
    reason = _missing_part(item)
    if reason is not None:
        pytest.skip(reason)


# --- what is under test -----------------------------------------------------


def pytest_sessionstart() -> None:
    """Under `make test`, refuse to run against the sources: the wheel is under test."""
    if not os.environ.get("NG911RISK_EXPECT_WHEEL"):
        return
    for name in ("ng911risk", "ng911risk_api"):
        origin = importlib.import_module(name).__file__
        if origin is None or "site-packages" not in Path(origin).parts:
            pytest.exit(f"{name} comes from {origin}, not from the installed wheel", returncode=4)


# --- no silent skips on CI --------------------------------------------------

_unexpected_skips: list[str] = []


def _allowed_skips() -> tuple[re.Pattern[str], ...]:
    lines = ALLOWED_SKIPS.read_text("utf-8").splitlines()
    return tuple(re.compile(line) for line in lines if line and not line.startswith("#"))


def _note_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped or hasattr(report, "wasxfail") or os.environ.get("CI") != "true":
        return
    detail = report.longrepr
    reason = str(detail[-1] if isinstance(detail, tuple) else detail).removeprefix("Skipped: ")
    if not any(pattern.fullmatch(reason) for pattern in _allowed_skips()):
        _unexpected_skips.append(f"{report.nodeid}: {reason}")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a skipped test."""
    _note_skip(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note a skipped test file."""
    _note_skip(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when a test was skipped for a reason that nobody has agreed to."""
    good = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    if _unexpected_skips and session.exitstatus in good:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name those tests and the file that would allow them."""
    if _unexpected_skips:
        terminalreporter.section("skipped for a reason outside .ci/allowed-skips.txt", red=True)
        for line in _unexpected_skips:
            terminalreporter.line(line)
