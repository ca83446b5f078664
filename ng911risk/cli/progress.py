"""How far long work has come: a bar on a terminal, plain lines or nothing elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from ng911risk.cli.console import note, stderr, tame


@contextmanager
def steps(total: int, doing: str = "") -> Iterator[Callable[[str], None]]:
    """
    Yield what tells on stderr which of `total` steps is at work.

    Args:
        total: How many there are.
        doing: What is done with each, for instance ``Assessing``; may be empty.
    """
    console = stderr()
    if not console.is_terminal:
        number = count(1)
        yield lambda what: note(f"{doing} {next(number)} of {total}: {what}".lstrip())
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(doing), TextColumn("{task.fields[what]}", markup=False), BarColumn())
    with Progress(*columns, MofNCompleteColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=total, completed=-1, what="")
        yield lambda what: bar.update(task, what=tame(what), advance=1)


@contextmanager
def reading(file: str, *, in_bytes: bool) -> Iterator[Callable[[int, int], None]]:
    """
    Yield what tells how much of a file was read, of how much: a bar on a terminal.

    Args:
        file: Its name.
        in_bytes: Whether bytes are counted; otherwise pieces are.
    """
    console = stderr()
    if not console.is_terminal:
        yield lambda _done, _all: None
        return
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn

    amount = DownloadColumn() if in_bytes else MofNCompleteColumn()
    columns = (
        TextColumn("Reading"),
        TextColumn("{task.fields[file]}", markup=False),
        BarColumn(),
        amount,
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, file=tame(file))
        yield lambda done, total: bar.update(task, completed=done, total=total)
