"""
What is new about objects, given every version that went out before.

An object that says the same as its last version is that version. One that says something else
is its next version. One that is gone is taken back with a last version. And one that comes
back after that is another object, because STIX forbids a version after the last
(docs/adr/0019-stix-identity.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ng911risk.errors import ConflictError
from ng911risk.exporters.exchange.given import Wishes
from ng911risk.exporters.stix import tlp
from ng911risk.exporters.stix.extension import EXTENSION
from ng911risk.exporters.stix.frame import PUBLISHER, Stix, first_version, moved_by, ordered, stamp
from ng911risk.exporters.stix.ids import GLOBAL, own_id
from ng911risk.exporters.stix.taken_back import Circle

_ABOUT_THE_VERSION: Final = frozenset({"created", "modified", "revoked"})
_FIXED: Final = {"report": frozenset({"published"})}
_STEP: Final = timedelta(milliseconds=1)
_SAME_MOMENT: Final = timedelta(seconds=1)
_NARROW: Final = Wishes()


def with_history(
    objects: Sequence[Stix],
    previous: Iterable[Mapping[str, Any]],
    at: datetime,
    wishes: Wishes = _NARROW,
) -> tuple[Stix, ...]:
    """
    Objects with their versions, and what has to go with them.

    What comes out of the history is marked at least as strictly as the objects, and tells no
    more than they would; see `ng911risk.exporters.stix.taken_back`.

    Args:
        objects: All of one centre, as `bundle.objects_of` makes them.
        previous: Every version of the generic profile that went out before, in any order,
            also of other centres and of others; empty where nothing did.
        at: Moment of the assessment; new versions begin then, or up to 39 ms later.
        wishes: What the objects were made with: whether people and numbers may go out, and how
            much later than `at` versions begin, as of `frame.moved_by`.

    Returns:
        The objects in their order; then what was taken back, now or before; then older
        objects that these name. One version of each id.

    Raises:
        ConflictError: Something changed, and a later version went out before; or the earlier
            objects are of another profile.
    """
    known = _Known(objects, previous, wishes)
    lives = known.lives(objects)
    now = [_renamed(one, lives) for one in objects]
    current = [known.next_version(one, at) for one in now]
    withdrawn = known.withdrawn({one["id"] for one in now}, at)
    found = (*current, *withdrawn, *known.named_by((*current, *withdrawn), at))
    # what went out before comes back from files and stores in an order of their own
    return tuple(map(ordered, found))


def next_life(id_: str, life: int) -> str:
    """
    Id of an object that comes back after it was taken back.

    Args:
        id_: Its first id.
        life: 2 for the first return.
    """
    kind = id_.partition("--")[0]
    return own_id(kind, GLOBAL, "life", id_, str(life))


@dataclass(frozen=True, slots=True)
class _Whose:
    """Which identities of ours made objects."""

    toolkit: frozenset[str]
    """ng911risk at this centre."""

    @classmethod
    def of(cls, objects: Iterable[Stix]) -> _Whose:
        return cls(
            frozenset(
                one["id"]
                for one in objects
                if one["type"] == "identity"
                and one["id"] != PUBLISHER
                and one.get("created_by_ref") == one["id"]
                and one.get("identity_class") == "system"
            )
        )

    def here(self, one: Mapping[str, Any]) -> bool:
        """Whether it belongs to this centre."""
        return one.get("created_by_ref") in self.toolkit

    def ours(self, one: Mapping[str, Any]) -> bool:
        """Whether we make its versions."""
        return "modified" in one and (self.here(one) or one.get("created_by_ref") == PUBLISHER)


class _Known:
    """What went out before."""

    def __init__(
        self, objects: Sequence[Stix], previous: Iterable[Mapping[str, Any]], wishes: Wishes
    ) -> None:
        self._whose = _Whose.of(objects)
        self._moved = moved_by(wishes)
        toolkit = next((one for one in objects if one["id"] in self._whose.toolkit), None)
        self._circle = Circle.of(toolkit, wishes)
        self._newest: dict[str, Mapping[str, Any]] = {}
        for one in previous:
            last = self._newest.get(one["id"])
            if last is None or _moment(one) > _moment(last):
                self._newest[one["id"]] = one
        if any(map(self._whose.here, self._newest.values())) and EXTENSION not in self._newest:
            raise ConflictError(
                "The earlier export is not of the generic profile: other profiles leave out what "
                "a comparison needs. Name the file that 'ng911risk export stix' wrote."
            )

    def lives(self, objects: Iterable[Stix]) -> dict[str, str]:
        """Id of the present life of each object that was taken back before, by its first id."""
        found = {}
        for one in objects:
            if not self._whose.ours(one) or one.get("revoked"):
                continue
            life, id_ = 1, one["id"]
            while self._newest.get(id_, {}).get("revoked"):
                life += 1
                id_ = next_life(one["id"], life)
            if life > 1:
                found[one["id"]] = id_
        return found

    def next_version(self, one: Stix, at: datetime) -> Stix:
        """The last version where it says the same, else the next one."""
        last = self._newest.get(one["id"])
        if not self._whose.ours(one):
            return one
        if one.get("revoked"):  # stripped from the first time on: no version may follow it
            one = self._circle.taken_back(one) or one
        if last is None:
            return {**one, **first_version(one["created_by_ref"], at, self._moved)}
        if last.get("revoked"):
            # nothing follows the last version; what it tells is what this export may tell
            return {**one, **self._circle.marked(last), **_times(last)}
        kept = {name: last[name] for name in _FIXED.get(one["type"], ()) if name in last}
        same = _says(last) == _says(one) and not one.get("revoked")
        modified = last["modified"] if same else self._after(last, at)
        return {**one, **kept, "created": last["created"], "modified": modified}

    def withdrawn(self, current: set[str], at: datetime) -> tuple[Stix, ...]:
        """
        Last versions of what belongs to this centre and is gone, in the order of their ids.

        What names something that neither goes out now nor ever was ours is not: we never made it.
        """
        gone = {
            id_: made
            for id_, one in sorted(self._newest.items())
            if id_ not in current and "modified" in one and self._whose.here(one)
            if (made := self._circle.taken_back(one)) is not None
        }
        while lost := [id_ for id_, one in gone.items() if not self._complete(one, current, gone)]:
            for id_ in lost:
                del gone[id_]
        return tuple(
            one
            if self._newest[id_].get("revoked")
            else {**one, "modified": self._after(self._newest[id_], at)}
            for id_, one in gone.items()
        )

    def _complete(self, one: Stix, current: set[str], gone: Mapping[str, Stix]) -> bool:
        named = (id_ for id_ in _content(one) if id_ not in current and id_ not in gone)
        return all(self._named(id_) is not None for id_ in named)

    def _named(self, id_: str) -> Stix | None:
        """What goes out of something that is only named; None: nothing, or not all of it."""
        known = self._newest.get(id_)
        made = None if known is None else self._circle.named(known)
        if made is None or not all(ref in self._newest for ref in _content(made)):
            return None
        return made

    def named_by(self, objects: Iterable[Stix], at: datetime) -> tuple[Stix, ...]:
        """Earlier objects that `objects` name and that are not among them, by their ids."""
        inside = {one["id"]: one for one in objects}
        found: dict[str, Stix] = {}
        waiting = list(inside.values())
        while waiting:
            for id_ in _content(waiting.pop()):
                if id_ not in inside and id_ not in found and (made := self._named(id_)):
                    found[id_] = self._moved_on(made, at)
                    waiting.append(found[id_])
        levels = map(self._circle.stricter, (*inside.values(), *found.values()))
        for level in {*levels} - {self._circle.level}:
            found.setdefault(tlp.IDS[level], tlp.marking(level))
        return tuple(found[id_] for id_ in sorted(found.keys() - inside.keys()))

    def _moved_on(self, one: Stix, at: datetime) -> Stix:
        """The next version of what says something else than it did."""
        last = self._newest[one["id"]]
        if "modified" not in one or _says(one) == _says(last):
            return one
        return {**one, "modified": self._after(last, at)}

    def _after(self, last: Mapping[str, Any], at: datetime) -> str:
        """
        When the next version begins: later than the last one.

        The same assessment may be exported with other wishes, at the same moment; its versions
        are then a thousandth of a second apart. But an older one must not follow a later one.
        """
        before, begins = _moment(last), at + self._moved
        if begins > before:
            return stamp(max(begins, before + _STEP))
        if before - at >= _SAME_MOMENT and self._whose.here(last):
            raise ConflictError(
                f"A later assessment of this centre went out before ({last['modified']}); this "
                f"one is of {stamp(at)}. Export the later one, or start without a history."
            )
        return stamp(before + _STEP)


# --- reading objects --------------------------------------------------------


def references(one: Mapping[str, Any]) -> Iterator[str]:
    """Ids that an object names, as far as its own properties go."""
    for key, value in one.items():
        if key.endswith("_ref"):
            yield value
        elif key.endswith("_refs"):
            yield from value


def _content(one: Mapping[str, Any]) -> Iterator[str]:
    """Ids that an object names, besides who made it and how far it may be passed on."""
    about = {"created_by_ref", "object_marking_refs"}
    return references({key: value for key, value in one.items() if key not in about})


def _times(last: Mapping[str, Any]) -> Stix:
    return {key: last[key] for key in ("created", "modified")}


def _renamed(one: Stix, lives: Mapping[str, str]) -> Stix:
    """The object with present ids, its own and those it names."""
    if not lives:
        return one
    return {key: _present(key, value, lives) for key, value in one.items()}


def _present(key: str, value: Any, lives: Mapping[str, str]) -> Any:  # noqa: ANN401 -- any JSON
    if key == "id" or key.endswith("_ref"):
        return lives.get(value, value)
    if key.endswith("_refs"):
        return [lives.get(one, one) for one in value]
    return value


def _says(one: Mapping[str, Any]) -> dict[str, Any]:
    """What an object says, without what is only about the version."""
    out = _ABOUT_THE_VERSION | _FIXED.get(one["type"], frozenset())
    return {key: value for key, value in one.items() if key not in out}


def _moment(one: Mapping[str, Any]) -> datetime:
    """When its version begins; the beginning of time for what has no versions."""
    text = one.get("modified") or one.get("created")
    if not isinstance(text, str):
        return datetime.min.replace(tzinfo=UTC)
    return datetime.fromisoformat(text)
