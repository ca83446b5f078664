"""What somebody says their own list means: the columns, the kinds, the places, the owners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ng911risk.importers.own_list import Line, Lines, OwnList, Role, find_list, read_lines
from ng911risk.importers.own_words import asked_as, guess_kind, guess_owner
from ng911risk.importers.sheets.grid import Grid
from ng911risk.model.record import Record

USUAL = "usual"
"""A place that is no network: each system goes where centres like this have it."""

OWN = "own"
"""A place that is a part of the network of its own."""

LEAVE_OUT = "out"
"""A kind that is not read at all."""

_EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Record):
    """What one text of the list means."""

    text: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices(Record):
    """Everything that was chosen so far; what is missing is guessed."""

    sheet: int | None = None
    head_row: int | None = None
    columns: tuple[str, ...] = ()
    """`Role` of each column of the list, in its order."""

    confirmed: bool = False
    """Whether somebody looked at the columns."""

    arrival: str = ""
    """How calls reach the centre: an answer to the first question."""

    kinds: tuple[Said, ...] = ()
    zones: tuple[Said, ...] = ()
    owners: tuple[Said, ...] = ()
    without: tuple[str, ...] = ()
    """Ids of what the template has and the centre has not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One text of the list of which is asked what it means."""

    text: str
    means: str
    """What was chosen, or the best guess."""

    examples: tuple[str, ...]
    """Names of systems that have it, at most three."""

    count: int
    """How many rows have it."""

    sure: bool
    """False where nothing was found that fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """The list, read as far as it was said what it means."""

    lines: Lines
    kinds: tuple[Asked, ...]
    zones: tuple[Asked, ...]
    owners: tuple[Asked, ...]


def list_with(grids: Sequence[Grid], choices: Choices) -> tuple[OwnList | None, tuple[Role, ...]]:
    """Return the list as it was chosen, and what each of its columns says."""
    found = find_list(grids, sheet=choices.sheet, head_row=choices.head_row)
    if found is None and (choices.sheet is not None or choices.head_row is not None):
        found = find_list(grids)
    if found is None:
        return None, ()
    known = {role.value for role in Role}
    if len(choices.columns) == len(found.columns) and known.issuperset(choices.columns):
        return found, tuple(map(Role, choices.columns))
    return found, tuple(column.role for column in found.columns)


def meaning(grids: Sequence[Grid], choices: Choices) -> Meaning:
    """What the list says under `choices`, and what is asked about it."""
    found, roles = list_with(grids, choices)
    if found is None:
        return Meaning(lines=Lines(lines=(), left_out=(), doubts=()), kinds=(), zones=(), owners=())
    by_column = {column.number: role for column, role in zip(found.columns, roles, strict=True)}
    lines = read_lines(grids[found.sheet], found.head_row, by_column)
    kinds = tuple(_asked([(asked_as(one), one) for one in lines.lines], choices.kinds, _kind))
    zones = [(one.zone, one) for one in lines.lines if one.zone]
    usual = USUAL if len({text for text, _ in zones}) == 1 else OWN
    owners = [(one.owner, one) for one in lines.lines if one.owner]
    return Meaning(
        lines=lines,
        kinds=kinds,
        zones=tuple(_asked(zones, choices.zones, lambda _: usual)),
        owners=tuple(_asked(owners, choices.owners, lambda line: guess_owner(line.owner))),
    )


def _kind(line: Line) -> str:
    kind = guess_kind(line)
    return "" if kind is None else kind.value


def _asked(
    pairs: Iterable[tuple[str, Line]], said: Iterable[Said], guess: Callable[[Line], str]
) -> Iterator[Asked]:
    """Each text once, in the order of the list, with what it means."""
    chosen = {one.text: one.means for one in said}
    by_text: dict[str, list[Line]] = {}
    for text, line in pairs:
        by_text.setdefault(text, []).append(line)
    for text, lines in by_text.items():
        guesses = Counter(found for line in lines if (found := guess(line)))
        best = max(guesses, key=guesses.__getitem__, default="")
        names = dict.fromkeys(line.name for line in lines)
        yield Asked(
            text=text,
            means=chosen.get(text, best or LEAVE_OUT),
            examples=tuple(names)[:_EXAMPLES],
            count=len(lines),
            sure=bool(best) or text in chosen,
        )
