"""The objects of a bundle: checked one by one, cut down to what is looked at, newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from ng911risk.errors import InputError, Problem
from ng911risk.importers.intel.faults import Faults
from ng911risk.importers.intel.pieces import Fault
from ng911risk.importers.intel.result import Source
from ng911risk.importers.intel.stix_fields import complaints_of, kept_of, moment_of
from ng911risk.importers.intel.stix_patterns import Named, named_in
from ng911risk.importers.intel.stix_tokens import Allowance, TooMuch, Unreadable

NAME: Final = "objects"
"""The list of a bundle."""

WRONG: Final = "something is wrong with it, and it was left out"
_STEP = 500
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class StixObject:
    """One object, without what nobody looks at."""

    index: int
    """Position in the bundle, from 0."""

    id: str
    type: str
    modified: datetime | None
    fields: Mapping[str, Any]
    named: Named | None = None
    """For an indicator with a STIX pattern."""

    @property
    def revoked(self) -> bool:
        """Whether its publisher took it back."""
        return self.fields.get("revoked") is True

    @property
    def name(self) -> str:
        """Its name, empty if it has none."""
        return str(self.fields.get("name", ""))


@dataclass(frozen=True, kw_only=True)
class StixObjects:
    """What a bundle holds that can be used."""

    newest: Mapping[str, StixObject]
    """By id: the newest version, in the order of the bundle; those taken back too."""

    unused: Counter[tuple[str, str]]
    """(type, why) -> how many objects can never be used."""

    total: int
    """Entries in the list."""


def gather(source: Source, faults: Faults) -> StixObjects:
    """
    Read every object of the bundle; what is wrong goes to `faults`.

    Raises:
        InputError: The patterns of the bundle are more work than is allowed.
    """
    newest: dict[str, StixObject] = {}
    unused: Counter[tuple[str, str]] = Counter()
    for one in _checked(source, faults, unused):
        earlier = newest.get(one.id)
        if earlier is None:
            newest[one.id] = one
            continue
        older, newer = sorted((earlier, one), key=_age)
        if _age(older)[0] != _age(newer)[0]:
            unused[one.type, "a newer version of it is in the file"] += 1
            newest[one.id] = newer
        elif _same(source, earlier, one):
            unused[one.type, "the same object is in the file twice"] += 1
        else:
            faults.add(
                one.index,
                ("modified",) if one.modified else ("id",),
                f"the same id and the same version as objects[{earlier.index}], but other content",
                "A publisher changes modified with every change. Keep one of the two.",
            )
            unused[one.type, WRONG] += 1
    return StixObjects(newest=newest, unused=unused, total=len(source.pieces.lists.get(NAME, ())))


def _age(one: StixObject) -> tuple[datetime, int]:
    return one.modified or moment_of(one.fields.get("created")) or _BEGINNING, one.index


def _same(source: Source, one: StixObject, other: StixObject) -> bool:
    first, second = (source.pieces.lists[NAME][each.index] for each in (one, other))
    if first is None or second is None:  # pragma: no cover - both were read from a piece
        return False
    return source.pieces.load(first) == source.pieces.load(second)


def _checked(
    source: Source, faults: Faults, unused: Counter[tuple[str, str]]
) -> Iterator[StixObject]:
    """Every object that is right."""
    entries = source.pieces.lists.get(NAME, ())
    for index, piece in enumerate(entries):
        if index % _STEP == 0:
            source.progress(index, len(entries))
        if piece is None:
            faults.add(index, (), "expected an object { ... }")
            unused["(no object)", WRONG] += 1
            continue
        try:
            value = source.pieces.load(piece)
        except Fault as fault:
            faults.add(index, (), fault.message, fault.hint)
            unused["(not readable)", WRONG] += 1
            continue
        try:
            one = _read(index, value, faults, source.allowance)
        except TooMuch:
            raise _too_much(source, index) from None
        if one is None:
            unused[_type_of(value), WRONG] += 1
        else:
            yield one
    source.progress(len(entries), len(entries))


def _too_much(source: Source, index: int) -> InputError:
    message = (
        "the patterns of this file would take too long to read: up to here they are more than "
        f"{source.allowance.most:,} steps of work"
    )
    hint = (
        "Split the file. Most is allowed on the command line of the server: "
        "ng911risk intel import FILE --store DATABASE"
    )
    field = f"{NAME}[{index}].pattern"
    return InputError([Problem(file=source.pieces.file, field=field, message=message, hint=hint)])


def _read(
    index: int, value: Mapping[str, Any], faults: Faults, allowance: Allowance
) -> StixObject | None:
    wrong = False
    for loc, message, hint in complaints_of(value):
        faults.add(index, loc, message, hint)
        wrong = True
    if wrong:
        return None
    named = None
    if value["type"] == "indicator" and value["pattern_type"] == "stix":
        try:
            named = named_in(value["pattern"], allowance)
        except Unreadable as error:
            faults.add(index, ("pattern",), str(error), "Ask its publisher for a correct one.")
            return None
    return StixObject(
        index=index,
        id=str(value["id"]).lower(),
        type=value["type"],
        modified=moment_of(value.get("modified")),
        fields=kept_of(value),
        named=named,
    )


def _type_of(value: Mapping[str, Any]) -> str:
    kind = value.get("type")
    return (
        kind[:60]
        if isinstance(kind, str) and kind.isascii() and kind.isprintable()
        else "(unknown)"
    )
