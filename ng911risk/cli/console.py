"""Where words go: results to stdout, complaints and progress to stderr, colour where it helps."""

from __future__ import annotations

import os
import sys
from typing import IO, Any

from rich.console import Console
from rich.text import Text


def coloured() -> bool:
    """Whether colour is welcome: NO_COLOR (any text) says no, as no-color.org asks."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def stdout() -> Console:
    """For results. Made anew each time, because tests and pipes change the stream."""
    return _console(sys.stdout)


def stderr() -> Console:
    """For complaints and progress."""
    return _console(sys.stderr)


def say(text: str = "", *, style: str = "") -> None:
    """Print one text to stdout as it is: no markup, and the terminal breaks long lines."""
    stdout().print(Text(tame(text), style=style), soft_wrap=True)


def complain(text: str, *, plain: bool = False) -> None:
    """Print one text to stderr, in bold red unless it is one of many."""
    stderr().print(Text(tame(text), style="" if plain else "bold red"), soft_wrap=True)


def note(text: str) -> None:
    """Print something by the way to stderr, so that it never mixes with a result."""
    stderr().print(Text(tame(text)), soft_wrap=True)


def emit(data: bytes) -> None:
    """Write bytes to stdout as they are."""
    sys.stdout.flush()
    buffer: IO[Any] = getattr(sys.stdout, "buffer", sys.stdout)
    buffer.write(data)
    buffer.flush()


def tame(text: str) -> str:
    """`text` with every character that acts on a terminal shown instead of obeyed."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else _escaped(c) for c in text)


def counted(number: int, one: str) -> str:
    """``1 line``, ``3 lines``."""
    return f"{number:,} {one if number == 1 else one + 's'}"


def name_of(path: object) -> str:
    """Name of a file as typed, for a message."""
    return tame(os.fsdecode(path) if isinstance(path, bytes) else str(path))


def _console(stream: IO[str]) -> Console:
    if not coloured():
        return Console(file=stream, color_system=None, highlight=False)
    return Console(file=stream, highlight=False)


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"  # noqa: PLR2004 - the end of the basic plane
