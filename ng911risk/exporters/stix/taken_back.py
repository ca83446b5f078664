"""
What of an earlier export may go out again: as much as this export would tell, and no more.

An earlier one may have been for a smaller circle, with names of people and numbers, and may have
been changed by hand since. So what is taken back keeps its id, what it links and its name, and
what it links keeps what everybody may know. Both are marked at least as strictly as the export,
and both are cleaned like everything new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from ng911risk.exporters.exchange.given import Wishes
from ng911risk.exporters.stix import tlp
from ng911risk.exporters.stix.frame import PUBLISHER, Stix
from ng911risk.exporters.stix.privacy import clean
from ng911risk.model.tlp import Tlp

TOLD: Final = "Taken back."
"""Text of what has to have one."""

_WHO: Final = ("type", "spec_version", "id", "created_by_ref", "created", "modified")
_KEPT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "identity": ("name",),
        "indicator": (
            *("name", "pattern", "pattern_type", "pattern_version", "valid_from", "valid_until"),
        ),
        "infrastructure": ("name",),
        "note": ("object_refs",),
        "observed-data": ("first_observed", "last_observed", "number_observed", "object_refs"),
        "relationship": ("relationship_type", "source_ref", "target_ref"),
        "report": ("name", "published", "object_refs"),
        "sighting": ("sighting_of_ref", "observed_data_refs", "first_seen", "last_seen", "count"),
    }
)
"""What a centre makes, and what is left of it: what consumers need, no free text but names."""

_IF_THERE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"identity": ("identity_class",), "note": ("abstract",), "sighting": ("where_sighted_refs",)}
)
_FIXED: Final[Mapping[str, Stix]] = MappingProxyType(
    {
        "note": {"content": TOLD},
        **{kind: {"description": TOLD} for kind in ("identity", "indicator", "infrastructure")},
    }
)
_NAMES: Final = frozenset({"name", "abstract"})
_COUNTS: Final = frozenset({"number_observed", "count"})

_OBSERVED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "domain-name": ("value",),
        "ipv4-addr": ("value",),
        "ipv6-addr": ("value",),
        "network-traffic": (
            *("start", "end", "is_active", "src_ref", "src_port", "dst_port", "protocols"),
        ),
        "software": ("name", "version", "cpe"),
    }
)
"""Observables that we make, and what we say about them."""

_SHARED: Final = frozenset({"attack-pattern", "course-of-action", "location", "vulnerability"})
"""Types of what the catalogue has and what centres share."""

_VERBATIM: Final = frozenset({"type", "id", "spec_version", "created", "modified"})


@dataclass(frozen=True, slots=True)
class Circle:
    """How far an export goes, and what it may tell."""

    level: Tlp
    wishes: Wishes

    @classmethod
    def of(cls, toolkit: Mapping[str, Any] | None, wishes: Wishes) -> Circle:
        """
        Circle of an export.

        Args:
            toolkit: The identity that makes what is true of the centre; it has the marking of
                everything of ours. None: nobody knows, so the smallest circle.
            wishes: What was chosen about people and numbers.
        """
        return cls(Tlp.RED if toolkit is None else _level_of(toolkit) or Tlp.RED, wishes)

    def taken_back(self, one: Mapping[str, Any]) -> Stix | None:
        """
        What goes out of an object of a centre that is taken back; its version is the caller's.

        The same again gives the same. None: we never made anything like it.
        """
        kind = one["type"]
        if kind not in _KEPT or not all(key in one for key in _KEPT[kind]):
            return None
        kept = [key for key in (*_KEPT[kind], *_IF_THERE.get(kind, ())) if key in one]
        if not all(self._right(key, one[key]) for key in kept):
            return None
        names = {key: clean(one[key], self.wishes) for key in kept if key in _NAMES}
        says = {key: one[key] for key in (*_WHO, *kept) if key in one} | names
        return {**says, **_FIXED.get(kind, {}), "revoked": True, **self.marked(one)}

    def named(self, one: Mapping[str, Any]) -> Stix | None:
        """
        What goes out of an earlier object only because another one names it.

        None: we never made anything like it.
        """
        if (kept := _OBSERVED.get(one["type"])) is not None:
            says = {key: one[key] for key in ("type", "spec_version", "id", *kept) if key in one}
        elif one.get("created_by_ref") == PUBLISHER and one["type"] in _SHARED:
            says = dict(one)
            says.pop("granular_markings", None)
        else:
            return None
        return {key: self._cleaned(key, value) for key, value in says.items()} | self.marked(one)

    def stricter(self, one: Mapping[str, Any]) -> Tlp:
        """The marking of this export, or that of the object where it is stricter."""
        return max(self.level, _level_of(one) or self.level, key=lambda level: level.rank)

    def _right(self, key: str, value: object) -> bool:
        """Whether we may have written it: what is neither a name nor a count tells nobody's."""
        if key in _COUNTS:
            return isinstance(value, int) and not isinstance(value, bool)
        if key.endswith("_refs"):
            return isinstance(value, list)
        if not isinstance(value, str):
            return False
        return key in _NAMES or self._cleaned(key, value) == value

    def marked(self, one: Mapping[str, Any]) -> Stix:
        """Marking under which something that has the marking of `one` goes out."""
        return {"object_marking_refs": [tlp.IDS[self.stricter(one)]]}

    def _cleaned(self, key: str, value: Any) -> Any:  # noqa: ANN401 -- any JSON
        if key in _VERBATIM or key.endswith(("_ref", "_refs")):
            return value
        if isinstance(value, str):
            return clean(value, self.wishes)
        if isinstance(value, Mapping):
            return {name: self._cleaned(name, inner) for name, inner in value.items()}
        if isinstance(value, Sequence):
            return [self._cleaned(key, inner) for inner in value]
        return value


def _level_of(one: Mapping[str, Any]) -> Tlp | None:
    """Strictest level of an object; RED for a marking that we do not know, None without any."""
    known = {id_: level for level, id_ in tlp.IDS.items()}
    found = (known.get(ref, Tlp.RED) for ref in one.get("object_marking_refs", ()))
    return max(found, key=lambda level: level.rank, default=None)
