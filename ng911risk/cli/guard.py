"""Every way a command can fail, told in words: no traceback ever reaches a user."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, TextIO

import typer
from typer.core import TyperGroup

from ng911risk.cli.console import complain, name_of
from ng911risk.errors import InputError, NG911RiskError


class ExitCode(IntEnum):
    """What the shell learns."""

    FAILED = 1
    """It cannot be done; one sentence says why."""

    BAD_INPUT = 2
    """The input or the command is wrong; every problem is listed."""

    DEFECT = 70
    """A mistake of ours (EX_SOFTWARE)."""

    STOPPED = 130
    """Ctrl-C (128 + SIGINT)."""


class GuardedGroup(TyperGroup):
    """The top of the command tree; what its commands raise ends here."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as the class above declares it
        """Run the command; end with a sentence and an exit code instead of an error."""
        with told_plainly():
            return super().invoke(ctx)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn an error into words on stderr and an exit code."""
    try:
        yield
    except (typer.Exit, typer.Abort, typer.TyperException, BrokenPipeError, EOFError):
        raise  # typer has words for these, and `leave` for a broken pipe
    except KeyboardInterrupt:
        complain("Stopped. Files that were complete are kept; nothing is half written.")
        raise typer.Exit(ExitCode.STOPPED) from None
    except InputError as error:
        list_problems(error)
        raise typer.Exit(ExitCode.BAD_INPUT) from None
    except NG911RiskError as error:
        complain(str(error))
        raise typer.Exit(ExitCode.FAILED) from None
    except ModuleNotFoundError as error:
        complain(_missing(error))
        raise typer.Exit(ExitCode.FAILED) from None
    except OSError as error:
        complain(_system(error))
        raise typer.Exit(ExitCode.FAILED) from None
    except MemoryError:
        complain("The memory of this machine is not enough for it.")
        raise typer.Exit(ExitCode.FAILED) from None
    except Exception as error:  # noqa: BLE001 - the last wall before the user
        complain(_defect(error))
        raise typer.Exit(ExitCode.DEFECT) from None


def list_problems(error: InputError) -> None:
    """Every problem on stderr, one a line, as an editor walks through them."""
    number = len(error.problems)
    for problem in error.problems:
        complain(str(problem), plain=True)
    if number > 1:
        complain(f"{number:,} problems. Nothing was changed.")


@contextmanager
def leave() -> Iterator[None]:
    """Around the whole program: any text can be printed, and a closed pipe is no error."""
    for stream in (sys.stdout, sys.stderr):
        _never_stumble(stream)
    code: object = 0
    try:
        yield
    except SystemExit as done:
        code = done.code
    except KeyboardInterrupt:
        code = ExitCode.STOPPED
    except BrokenPipeError:
        code = ExitCode.FAILED
    sys.exit(_flushed(code))  # type: ignore[arg-type]  # typer passes on what exit takes


def _never_stumble(stream: TextIO) -> None:
    """Print what the terminal cannot show as an escape instead of failing."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _flushed(code: object) -> object:
    """Flush what was printed; whoever closed the pipe (``| head``) has seen enough."""
    try:
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        # Python flushes again at the end and would complain; give it somewhere to write.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return code or ExitCode.FAILED
    return code


def _missing(error: ModuleNotFoundError) -> str:
    """Say which extra a missing library belongs to."""
    library = (error.name or "").partition(".")[0]
    if library in {"sqlalchemy", "alembic", "fastapi", "uvicorn", "pydantic_settings"}:
        return f"This needs {library}: pip install 'ng911risk[server]'"
    if library == "psycopg":
        return "This needs psycopg: pip install 'ng911risk[postgres]'"
    return f"This installation of ng911risk is not complete: {error.name or error} is missing."


def _system(error: OSError) -> str:
    """Say what the operating system refused, without its number."""
    reason = (error.strerror or str(error) or type(error).__name__).rstrip(".")
    named = error.filename2 or error.filename
    return f"{name_of(named)}: {reason}." if named else f"{reason}."


def _defect(error: Exception) -> str:
    """Own up; the traceback is for whoever asks for it."""
    if os.environ.get("NG911RISK_DEBUG"):
        traceback.print_exception(error)
    first = (str(error).splitlines() or [""])[0][:200]
    return (
        f"This is a defect of ng911risk, not a mistake of yours: {type(error).__name__}: {first}\n"
        "Nothing was changed. To report it, run the command again with NG911RISK_DEBUG=1 set."
    )
