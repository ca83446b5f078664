from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from ng911risk.cli.guard import ExitCode, leave, told_plainly
from ng911risk.errors import InputError, NotFoundError, Problem, StoreError


def _ends(error: BaseException) -> int:
    """Exit code of a command that raises `error`."""
    with pytest.raises(typer.Exit) as caught, told_plainly():
        raise error
    return caught.value.exit_code


def test_every_problem_is_listed_with_its_place_and_hint(
    capsys: pytest.CaptureFixture[str],
) -> None:
    problems = [
        Problem(file="a.yaml", row=3, column=5, field="site.name", message="is missing"),
        Problem(file="a.xlsx", sheet="Assets", row=7, column=4, message="no kind", hint="cad?"),
    ]

    assert _ends(InputError(problems)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "a.yaml:3:5: site.name: is missing" in err
    assert "a.xlsx Assets!D7: no kind. cad?" in err
    assert "2 problems" in err


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NotFoundError("There is no such site."), "There is no such site."),
        (StoreError("The database is locked."), "The database is locked."),
        (PermissionError(errno.EACCES, "Permission denied", "x"), "x: Permission denied."),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device."),
        (MemoryError(), "memory"),
        (ModuleNotFoundError("no", name="sqlalchemy.orm"), "pip install 'ng911risk[server]'"),
        (ModuleNotFoundError("no", name="psycopg"), "pip install 'ng911risk[postgres]'"),
        (ModuleNotFoundError("no", name="numpy"), "numpy is missing"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    error: Exception, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _ends(error) == ExitCode.FAILED

    err = capsys.readouterr().err
    assert sentence in err
    assert err.count("\n") == 1


def test_a_defect_is_owned_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NG911RISK_DEBUG", raising=False)

    assert _ends(ZeroDivisionError("division by zero\nsecond line")) == ExitCode.DEFECT

    err = capsys.readouterr().err
    assert "defect of ng911risk" in err
    assert "ZeroDivisionError: division by zero" in err
    assert "second line" not in err
    assert "Traceback" not in err


def test_whoever_asks_gets_the_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NG911RISK_DEBUG", "1")

    _ends(ZeroDivisionError("x"))

    assert "Traceback" in capsys.readouterr().err


def test_control_characters_in_a_message_do_not_reach_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _ends(NotFoundError("there is no \x1b[31mred\x07 thing"))

    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert "\\u001b[31mred\\u0007" in err


def test_ctrl_c_is_an_exit_code_and_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert _ends(KeyboardInterrupt()) == 130
    assert "Stopped" in capsys.readouterr().err


def test_ctrl_c_before_there_is_a_command_is_quiet() -> None:
    with pytest.raises(SystemExit) as caught, leave():
        raise KeyboardInterrupt

    assert caught.value.code == 130


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_ctrl_c_stops_the_real_program_without_a_traceback(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "ng911risk", "start"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        while process.stdout.read(1) != ">":  # it waits for the first answer
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Stopped" in err
    assert "Traceback" not in err


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
@pytest.mark.parametrize("command", ["--help", "schema report", "catalog list"])
def test_a_reader_who_has_seen_enough_is_no_error(command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    result = subprocess.run(
        [sys.executable, "-m", "ng911risk", *command.split()],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)

    assert result.stderr == ""
    assert result.returncode == ExitCode.FAILED
