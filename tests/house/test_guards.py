"""The guards of tests/conftest.py, each broken on purpose in a pytest run of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_REACHES_OUT = {
    "connect": "socket.socket().connect(('192.0.2.1', 9))",
    "datagram": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))",
    "listen on every address": "socket.socket().bind(('0.0.0.0', 0))",
    "look up a name": "socket.getaddrinfo('example.invalid', 80)",
    "packet socket": "socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)",
}


def _run(folder: Path, test: str, *, ci: bool = False) -> subprocess.CompletedProcess[str]:
    """Run `test` as the only test beside a copy of the real conftest."""
    repository = Path(__file__).resolve().parents[2]
    (folder / "tests").mkdir()
    (folder / ".ci").mkdir()
    shutil.copy(repository / "tests" / "conftest.py", folder / "tests")
    (folder / ".ci" / "allowed-skips.txt").write_text("# reasons\nagreed: .*\n", "utf-8")
    (folder / "tests" / "test_it.py").write_text(
        f"import socket\nimport pytest\n\ndef test_it():\n    {test}\n", "utf-8"
    )
    environment = {k: v for k, v in os.environ.items() if k not in {"CI", "NG911RISK_EXPECT_WHEEL"}}
    if ci:
        environment["CI"] = "true"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("call", _REACHES_OUT.values(), ids=_REACHES_OUT.keys())
def test_a_test_that_reaches_out_fails(tmp_path: Path, call: str) -> None:
    result = _run(tmp_path, call)

    assert result.returncode == pytest.ExitCode.TESTS_FAILED
    assert "the test reached for the network" in result.stdout


def test_a_test_that_swallows_the_refusal_fails_all_the_same(tmp_path: Path) -> None:
    swallow = "try: socket.socket().connect(('192.0.2.1', 9))\n    except Exception: pass"

    result = _run(tmp_path, swallow)

    assert result.returncode == pytest.ExitCode.TESTS_FAILED
    assert "the test reached for the network" in result.stdout


def test_loopback_is_open(tmp_path: Path) -> None:
    talk = "s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname())"

    result = _run(tmp_path, talk)

    assert "reached for the network" not in result.stdout


@pytest.mark.parametrize(
    ("reason", "ci", "exit_code"),
    [
        pytest.param("agreed: no browser", True, pytest.ExitCode.OK, id="agreed, on CI"),
        pytest.param("too lazy", True, pytest.ExitCode.TESTS_FAILED, id="not agreed, on CI"),
        pytest.param("too lazy", False, pytest.ExitCode.OK, id="not agreed, at a desk"),
    ],
)
def test_a_skip_needs_an_agreed_reason_on_ci(
    tmp_path: Path, reason: str, ci: bool, exit_code: int
) -> None:
    result = _run(tmp_path, f"pytest.skip({reason!r})", ci=ci)

    assert result.returncode == exit_code
    assert ("outside .ci/allowed-skips.txt" in result.stdout) == bool(exit_code)
