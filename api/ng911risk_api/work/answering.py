"""Answers from a form, a program or somebody who was asked -> the store: checked, never lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ng911risk.errors import NotFoundError
from ng911risk.model.catalog import Catalog
from ng911risk.model.inventory import Inventory
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.store import Rooms
from ng911risk.store.answers import AnsweredMeanwhileError, SavedAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody says to one question."""

    number: str = "0"
    """Names its fields on the page."""
    subjects: tuple[str, ...]
    value: AnswerValue | None
    """None: nothing was chosen yet."""
    note: str = ""
    said_by: str = ""
    """Empty: whoever enters it."""
    seen: int = 0
    """Number of the newest version that they saw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two answers to one question; nothing was overwritten."""

    entry: Entry
    theirs: SavedAnswer


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of several answers."""

    saved: list[SavedAnswer] = field(default_factory=list)
    untouched: list[SavedAnswer] = field(default_factory=list)
    """What counts of those that nobody changed."""
    clashes: list[Clash] = field(default_factory=list)


def save_entries(
    rooms: Rooms,
    site: str,
    entries: Iterable[Entry],
    catalog: Catalog,
    *,
    at: datetime,
) -> Outcome:
    """
    Save every answer that somebody gave or changed.

    What says the same as the version they saw was not changed by them, so it overwrites
    nothing even if somebody else has changed it since.

    Args:
        rooms: Of a transaction that may write.
        site: Site id.
        entries: What they say.
        catalog: Knows what can be asked.
        at: Now.

    Raises:
        NotFoundError: No such site or question.
        InputError: A text is too long.
    """
    described = rooms.inventories.latest(site).inventory
    outcome = Outcome()
    for entry in entries:
        check_subjects(entry.subjects, described, catalog)
        if entry.value is None:
            continue
        if standing := _untouched(rooms, site, entry):
            outcome.untouched.append(standing)
            continue
        try:
            outcome.saved.append(
                rooms.answers.save(
                    site,
                    entry.subjects,
                    value=entry.value,
                    said_by=entry.said_by,
                    note=entry.note,
                    seen=entry.seen,
                    at=at,
                )
            )
        except AnsweredMeanwhileError as error:
            outcome.clashes.append(Clash(entry=entry, theirs=error.theirs))
    return outcome


def check_subjects(subjects: Sequence[str], described: Inventory, catalog: Catalog) -> None:
    """
    Go on only if the subjects are about one thing that can be asked here.

    Raises:
        NotFoundError: They are not.
    """
    assets = {asset.id for asset in described.assets}
    names = set()
    for subject in subjects:
        name, at, asset = subject.partition("@")
        known = (
            name in catalog.weaknesses and asset in assets if at else name in catalog.mitigations
        )
        if not known:
            raise NotFoundError("There is no such question at this site.")
        names.add(name)
    if len(names) != 1:
        raise NotFoundError("There is no such question at this site.")


def text_of(subject: str, catalog: Catalog) -> str:
    """The question about a subject, in plain words; the subject itself if it is gone."""
    name, at, asset = subject.partition("@")
    if at and name in catalog.weaknesses:
        return f"{asset}: {catalog.weaknesses[name].ask}"
    return catalog.mitigations[name].ask if name in catalog.mitigations else subject


def _untouched(rooms: Rooms, site: str, entry: Entry) -> SavedAnswer | None:
    """What counts now, if the entry says what the version says that was seen."""
    if not entry.seen or entry.value is None:
        return None
    versions = rooms.answers.of_subject(site, entry.subjects[0])
    seen = next((one for one in versions if one.number == entry.seen), None)
    if seen is None:
        return None
    said_by = entry.said_by.strip() or seen.by_name
    return versions[0] if seen.says(entry.value, entry.note.strip(), said_by) else None
