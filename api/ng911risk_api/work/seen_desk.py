"""What captures saw, over HTTP: taking a file of it, and deciding that others may be told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from ng911risk.access import Scope
from ng911risk.errors import ConflictError, InputError, NotFoundError, Problem
from ng911risk.importers.observations import read_observations
from ng911risk.intel.promotion import refusals
from ng911risk.model.observation import Observation, ObservationFile, Promotion
from ng911risk.model.record import Record
from ng911risk.records.text import did_you_mean, shown
from ng911risk_api.deps import Desk
from ng911risk_api.parts import Parts

REASON_MAX: Final = 1_000
"""Longest reason of a decision, in characters."""

BY_MAX: Final = 100
"""Longest role of who decides, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPromotion(Record):
    """The decision that others may be told of an observation."""

    vector: str
    """Threat vector that it indicates, as the catalogue calls it."""

    reason: str
    """Why it is hostile; goes out with the indicator."""

    valid_until: datetime
    """From then on nobody should act on it; at most 90 days from now, with its time zone."""

    addresses_unknown: bool = False
    """You made sure that it is none of your own, though the inventory lacks addresses."""

    by: str = ""
    """Role of who decides; that of the account if left out."""

    def __post_init__(self) -> None:
        if len(self.reason) > REASON_MAX:
            raise ValueError(f"a reason has at most {REASON_MAX:,} characters")
        if len(self.by) > BY_MAX or not self.by.isprintable():
            raise ValueError(f"a role is one line of at most {BY_MAX} characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedObservations(Record):
    """What a file of observations added."""

    added: int
    """Observations that are new."""

    known: int
    """Observations that were here already."""

    decisions_not_taken: int
    """Decisions in the file: what others are told is decided here, so they are not taken."""


def add_seen(stored: Desk, parts: Parts, site: str, data: bytes, *, file: str) -> AddedObservations:
    """
    Keep what a file says was seen.

    Raises:
        InputError: The file cannot be used; carries every problem.
        NotFoundError: No such site, or it is somebody else's.
        ConflictError: The site has too many.
        ForbiddenError: The scope does not allow it.
    """
    with stored.read() as rooms:
        rooms.sites.get(site)
    content = read_observations(data, None, file=file)
    with stored.write() as rooms:
        added = rooms.observations.add(site, content.observations, at=parts.now())
    return AddedObservations(
        added=added,
        known=len(content.observations) - added,
        decisions_not_taken=len(content.promotions),
    )


def promote(
    stored: Desk, parts: Parts, site: str, observation: str, wanted: NewPromotion
) -> Promotion:
    """
    Decide that an observation may be given out as an indicator.

    Raises:
        InputError: It may not; carries every reason.
        NotFoundError: No such site or observation, or there is no inventory to hold it against.
        ConflictError: It was decided about before.
        ForbiddenError: The scope does not allow it.
    """
    now = parts.now()
    with stored.write() as rooms:
        rooms.sites.hold(site)
        content = rooms.observations.of_site(site)
        seen = observation_in(content, observation)
        if decision_about(content, observation) is not None:
            raise ConflictError(
                "It was decided about this observation before. What was withdrawn stays so; "
                "if it is seen again, a new capture gives a new observation."
            )
        promotion = Promotion(
            observation=seen.id,
            vector=wanted.vector,
            by=wanted.by.strip() or _role(stored.scope),
            reason=wanted.reason.strip(),
            on=now,
            valid_until=wanted.valid_until,
            addresses_unknown=wanted.addresses_unknown,
        )
        against = [Problem(file="", field="vector", message=m, hint=h)
                   for m, h in _unknown_vector(wanted.vector, parts)]  # fmt: skip
        inventory = rooms.inventories.latest(site).inventory
        against += [
            Problem(file="", message=why)
            for why in refusals(seen, promotion, inventory, others=content.observations)
        ]
        if against:
            raise InputError(against)
        rooms.observations.decide(site, promotion, at=now)
    return promotion


def withdraw(stored: Desk, parts: Parts, site: str, observation: str) -> Promotion:
    """
    Take a decision back: the indicator goes out once more, as revoked.

    Raises:
        NotFoundError: No such site or observation, or no decision about it stands.
        ForbiddenError: The scope does not allow it.
    """
    now = parts.now()
    with stored.write() as rooms:
        rooms.sites.hold(site)
        content = rooms.observations.of_site(site)
        observation_in(content, observation)
        decided = decision_about(content, observation)
        if decided is None or decided.withdrawn:
            raise NotFoundError("There is no decision about it that still stands.")
        taken_back = replace(decided, withdrawn_on=now)
        rooms.observations.decide(site, taken_back, at=now)
    return taken_back


def observation_in(content: ObservationFile, id: str) -> Observation:
    """
    Return the observation with that id.

    Raises:
        NotFoundError: There is none.
    """
    found = next((one for one in content.observations if one.id == id), None)
    if found is None:
        raise NotFoundError("There is no observation with this id.")
    return found


def decision_about(content: ObservationFile, id: str) -> Promotion | None:
    """Return what was decided about an observation, if anything was."""
    return next((one for one in content.promotions if one.observation == id), None)


def _role(scope: Scope) -> str:
    """Name of the role, not of the person: the decision goes out."""
    return scope.role.words if scope.role else scope.name


def _unknown_vector(name: str, parts: Parts) -> tuple[tuple[str, str], ...]:
    """Message and hint, if the catalogue does not know a vector."""
    vectors = parts.catalog.vectors
    if not name:
        return (("say which way in it indicates", ""),)
    if name in vectors:
        return ()
    return ((f"there is no vector {shown(name)}", did_you_mean(name, vectors)),)
