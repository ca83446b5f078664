"""Files beside an export: what was given out before, and what captures and checks saw."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from ng911risk.cli.console import name_of
from ng911risk.cli.files import read_bytes
from ng911risk.errors import InputError, Problem
from ng911risk.exporters.stix.earlier import MOST, problems_of
from ng911risk.importers.observations import read_observations
from ng911risk.model.observation import ObservationFile
from ng911risk.signing.envelope import strict_json

_HOLDERS = ("objects", "stixobjects", "bodies")
"""Names under which a bundle, an upload body and a list of bodies keep what they hold."""


def read_previous(paths: tuple[Path, ...]) -> tuple[Mapping[str, Any], ...]:
    """
    Every STIX object in files that were exported earlier: bundles, or upload bodies.

    Raises:
        InputError: A file is none of these; carries every problem.
    """
    found: list[Mapping[str, Any]] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            found += _objects(read_bytes(path), name_of(path))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems[:MOST])
    return tuple(found)


def read_seen(path: Path | None, vectors: Collection[str] | None = None) -> ObservationFile | None:
    """
    Observations and promotions in a file; None without a file.

    Args:
        path: The file.
        vectors: Threat vectors that a promotion may name; None: any.

    Raises:
        InputError: It cannot be used; carries every problem.
    """
    if path is None:
        return None
    return read_observations(read_bytes(path), vectors, file=name_of(path))


def _objects(data: bytes, file: str) -> list[Mapping[str, Any]]:
    try:
        tree = strict_json(data)
    except ValueError:
        raise _refused(file, "this is no JSON") from None
    found = list(_inside(tree))
    if not found:
        raise _refused(file, "there are no STIX objects in it")
    if problems := problems_of(found, file):
        raise InputError(problems)
    return found


def _inside(tree: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - any JSON
    """Objects of a bundle, of an upload body, or of a list of either."""
    lists = tree if isinstance(tree, list) else [tree]
    for one in lists:
        if not isinstance(one, dict):
            continue
        holder = next((name for name in _HOLDERS if isinstance(one.get(name), list)), None)
        if holder is None or (one.get("type") not in {None, "bundle"} and holder == "objects"):
            if "id" in one or "type" in one:
                yield one
        elif holder == "bodies":
            yield from _inside(one[holder])
        else:
            yield from (each for each in one[holder] if isinstance(each, dict))


def _refused(file: str, message: str) -> InputError:
    hint = "Name a file that 'ng911risk export stix' wrote."
    return InputError([Problem(file=file, message=message, hint=hint)])
