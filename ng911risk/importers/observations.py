"""A file of observations -> records that fit each other, or every problem."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from ng911risk.errors import InputError, Problem
from ng911risk.intel.observed import observation_id
from ng911risk.model.addresses import has_zone, network_of
from ng911risk.model.observation import Observation, ObservationFile
from ng911risk.records import read_record
from ng911risk.records.text import did_you_mean, shown

RECORDS_MAX: Final = 5_000
"""Most observations in one file."""

PORT_MAX: Final = 65_535

_PROTOCOL: Final = re.compile(r"[a-z][a-z0-9-]{0,15}")


def read_observations(
    data: bytes, vectors: Collection[str] | None, *, file: str
) -> ObservationFile:
    """
    Observations and promotions in the bytes of a JSON or YAML file; its name says which.

    Args:
        data: The bytes as they came.
        vectors: Threat vectors that a promotion may name; None: any.
        file: Name of the file as its author knows it.

    Raises:
        InputError: It cannot be used; carries every problem.
    """
    located = read_record(
        ObservationFile,
        data,
        file=file,
        format="json" if file.lower().endswith(".json") else "yaml",
    )
    problems = []
    for field, message, hint in _faults(located.value, vectors):
        row, column = located.position(field)
        problems.append(
            Problem(file=file, row=row, column=column, field=field, message=message, hint=hint)
        )
    if problems:
        raise InputError(problems)
    return located.value


def _faults(
    content: ObservationFile, vectors: Collection[str] | None
) -> Iterator[tuple[str, str, str]]:
    """(field, message, hint) of everything that does not fit."""
    if len(content.observations) > RECORDS_MAX:
        yield "observations", f"more than {RECORDS_MAX} observations", "Make several files."
        return
    seen: Counter[str] = Counter()
    for i, one in enumerate(content.observations):
        where = f"observations[{i}]"
        seen[one.id] += 1
        if seen[one.id] > 1:
            yield f"{where}.id", "this observation stands here twice", ""
        for field, message in _of_one(one):
            yield f"{where}.{field}", message, ""
        if one.id != observation_id(one):
            message = "the id does not fit what the observation says: it was changed by hand"
            yield f"{where}.id", message, "Read the capture again: ng911risk intel observe"
    yield from _of_promotions(content, vectors)


def _of_one(one: Observation) -> Iterator[tuple[str, str]]:
    yield from _of_both_ends(one)
    if not _PROTOCOL.fullmatch(one.protocol):
        yield "protocol", "a short word in lower case, such as sip"
    if one.messages < 1:
        yield "messages", "at least one message was seen"
    if one.answered_calls < 0:
        yield "answered_calls", "not below 0"
    if one.first_seen.tzinfo is None or one.last_seen.tzinfo is None:
        yield "first_seen", "first_seen and last_seen need a time zone"
    elif one.last_seen < one.first_seen:
        yield "last_seen", "it lies before first_seen"


def _of_both_ends(one: Observation) -> Iterator[tuple[str, str]]:
    for field in ("source", "target"):
        net = network_of(getattr(one, field))
        if net is None or net.prefixlen != net.max_prefixlen:
            yield field, "this is not one IP address"
        elif has_zone(getattr(one, field)):
            yield field, "no zone (what follows the %) stands in a capture"
    for field in ("source_port", "target_port"):
        port = getattr(one, field)
        if port is not None and not 0 <= port <= PORT_MAX:
            yield field, f"a port is between 0 and {PORT_MAX}"


def _of_promotions(
    content: ObservationFile, vectors: Collection[str] | None
) -> Iterator[tuple[str, str, str]]:
    known = {one.id for one in content.observations}
    seen: Counter[str] = Counter()
    for i, one in enumerate(content.promotions):
        seen[one.observation] += 1
        if one.observation not in known:
            yield f"promotions[{i}].observation", "there is no such observation here", ""
        elif seen[one.observation] > 1:
            message = "a second decision about the same observation"
            yield f"promotions[{i}].observation", message, "Keep one."
        if vectors is not None and one.vector not in vectors:
            message = f"there is no vector {shown(one.vector)}"
            yield f"promotions[{i}].vector", message, did_you_mean(one.vector, vectors)
