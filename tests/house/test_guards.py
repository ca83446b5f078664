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


def _run(
    folder: Path,
    test: str,
    *,
    ci: bool = False,
    jobs: int = 0,
    whole_file: bool = False,
    **env: str,
) -> subprocess.CompletedProcess[str]:
    """Run `test` as the only test beside a copy of the real conftest, or as the whole file."""
    repository = Path(__file__).resolve().parents[2]
    (folder / "tests").mkdir()
    (folder / ".ci").mkdir()
    shutil.copy(repository / "tests" / "conftest.py", folder / "tests")
    (folder / ".ci" / "allowed-skips.txt").write_text("# reasons\nagreed: .*\n", "utf-8")
    body = test if whole_file else f"def test_it():\n    {test}"
    (folder / "tests" / "test_it.py").write_text(
        f"import socket\nimport pytest\n\n{body}\n", "utf-8"
    )
    ours = ("CI", "NG911RISK_EXPECT_WHEEL", "PYTEST_XDIST_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    if ci:
        environment["CI"] = "true"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", str(jobs)]
    return subprocess.run(
        [*command, "tests"],
        cwd=folder,
        env=environment | env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("call", "jobs"),
    [pytest.param(call, 0, id=name) for name, call in _REACHES_OUT.items()]
    + [pytest.param(_REACHES_OUT["connect"], 2, id="connect, in another process")],
)
def test_a_test_that_reaches_out_fails(tmp_path: Path, call: str, jobs: int) -> None:
    result = _run(tmp_path, call, jobs=jobs)

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


@pytest.mark.parametrize("jobs", [0, 2])
def test_a_whole_file_needs_one_too_in_whichever_process(tmp_path: Path, jobs: int) -> None:
    skip = "pytest.skip('too lazy', allow_module_level=True)\n\ndef test_it():\n    pass"

    result = _run(tmp_path, skip, ci=True, jobs=jobs, whole_file=True)

    assert result.returncode == pytest.ExitCode.TESTS_FAILED
    assert "tests/test_it.py: too lazy" in result.stdout


def test_a_skip_in_another_process_counts(tmp_path: Path) -> None:
    result = _run(tmp_path, "pytest.skip('too lazy')", ci=True, jobs=2)

    assert result.returncode == pytest.ExitCode.TESTS_FAILED
    assert result.stdout.count("test_it.py::test_it: too lazy") == 1


def test_the_sources_are_refused_where_the_wheel_is_expected(tmp_path: Path) -> None:
    for name in ("ng911risk", "ng911risk_api"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()

    result = _run(tmp_path, "pass", jobs=2, NG911RISK_EXPECT_WHEEL="1", PYTHONPATH=str(tmp_path))

    assert result.returncode == 4
    assert "not from the installed wheel" in result.stdout + result.stderr
