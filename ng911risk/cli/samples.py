"""The made-up centres that come with the package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One inventory of the samples folder."""

    name: str
    """Its path without the ending, folders joined with a hyphen: ``state-north``."""

    file: Traversable
    """The file."""


def samples(folder: Traversable | None = None) -> tuple[Sample, ...]:
    """
    Every sample, those in folders last, each by name.

    Args:
        folder: Where they lie; left out, the samples of the package.
    """
    return tuple(_below(folder or files("ng911risk") / "samples", ""))


def _below(folder: Traversable, prefix: str) -> Iterator[Sample]:
    if not folder.is_dir():
        return
    inside = sorted(folder.iterdir(), key=lambda one: one.name)
    for one in inside:
        if one.is_file() and one.name.endswith(".yaml"):
            yield Sample(name=prefix + one.name.removesuffix(".yaml"), file=one)
    for one in inside:
        if one.is_dir() and not one.name.startswith(("_", ".")):
            yield from _below(one, f"{prefix}{one.name}-")
