"""``ng911risk content``: for whoever writes threat vectors and mitigations."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Final

import typer

from ng911risk.cli.console import say
from ng911risk.cli.examples import epilog
from ng911risk.cli.reading import read_folder
from ng911risk.errors import ContentError

EXAMPLES = ("ng911risk content check", "ng911risk content check --content my-copy")

_NAMED_MOST: Final = 5

app = typer.Typer(
    help="Check threat vectors and mitigations.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog=epilog(*EXAMPLES),
)


@app.callback()
def content() -> None:
    """Check threat vectors and mitigations."""


@app.command(epilog=epilog(*EXAMPLES))
def check(
    content: Annotated[
        Path | None,
        typer.Option(help="Folder that holds threat_catalog/ and mitigations/; else our own."),
    ] = None,
) -> None:
    """
    Read every content file and list every problem with its file and line.

    Checks what the loader would refuse and what a reviewer would ask.
    """
    from ng911risk.content import check_content, load_catalog
    from ng911risk.content.frameworks import unmapped

    started = time.perf_counter()
    folders = _folders(content)
    if problems := check_content(*folders):
        raise ContentError(problems)
    catalog = load_catalog(*folders)
    seconds = time.perf_counter() - started
    say(
        f"{len(catalog.vectors)} threat vectors and {len(catalog.mitigations)} mitigations: "
        f"no problem found ({seconds:.1f} s)."
    )
    for name, left_out in unmapped(catalog).items():
        if left_out:
            say(f"Not in mitigations/frameworks/{name}.yaml, if it fits there: {_few(left_out)}.")


def _few(names: tuple[str, ...]) -> str:
    """The first of them, and how many more."""
    more = len(names) - _NAMED_MOST
    return ", ".join(names[:_NAMED_MOST]) + (f" and {more} more" if more > 0 else "")


def _folders(content: Path | None) -> tuple[Path | None, Path | None]:
    """
    Return threat_catalog/ and mitigations/ of a copy; one of the two may be missing there.

    Raises:
        InputError: There is no such folder, or it holds neither.
    """
    if content is None:
        return None, None
    read_folder(content)
    vectors, mitigations = content / "threat_catalog", content / "mitigations"
    if not vectors.is_dir() and not mitigations.is_dir():
        read_folder(vectors)
    return (
        vectors if vectors.is_dir() else None,
        mitigations if mitigations.is_dir() else None,
    )
