"""Answers about controls and evidence -> OSCAL observations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from ng911risk.exporters.oscal.frame import Frame, Oscal, day_stamp, without_empty
from ng911risk.exporters.oscal.parts import speaking_parties, subject
from ng911risk.model.evidence import Evidence, LabProof, Verdict
from ng911risk.model.inventory import ControlAnswer
from ng911risk.model.scales import Status

_SAID: Final = {
    Status.YES: "in place",
    Status.PARTLY: "partly in place",
    Status.NO: "not in place",
    Status.UNKNOWN: "not known to be in place",
}
_SEEN: Final = {
    Verdict.EFFECTIVE: "found to work",
    Verdict.NOT_EFFECTIVE: "found not to work",
    Verdict.INCONCLUSIVE: "looked at without a conclusion",
}
_METHODS: Final = {
    "EXAMINE": re.compile(
        r"\b(document|record|review|read|photo|picture|config|setting|log|visit|inspect|walk|"
        r"look|seen|examin)",
        re.IGNORECASE,
    ),
    "INTERVIEW": re.compile(r"\b(interview|asked|question|said|told|call with)", re.IGNORECASE),
    "TEST": re.compile(
        r"\b(test(s|ed|ing)?|check(s|ed)?|captur\w*|pcap|scan\w*|lab|exercise\w*|drill\w*|prob(e|es|ed|ing)|"
        r"restore\w*)\b",
        re.IGNORECASE,
    ),
}
"""Method of NIST -> words by which people call it."""


def observations(frame: Frame) -> dict[str, tuple[Oscal, ...]]:
    """Mitigation -> its observations: every answer, then everything that was seen."""
    found: dict[str, list[Oscal]] = {}
    times: Counter[tuple[str, ...]] = Counter()
    for answer in frame.given.inventory.controls:
        key = (answer.mitigation, "answer", *sorted(answer.scope))
        found.setdefault(answer.mitigation, []).append(_answer(frame, answer, _again(times, key)))
    for seen in sorted(frame.given.evidence, key=_order):
        key = (seen.mitigation, "evidence", *_order(seen))
        found.setdefault(seen.mitigation, []).append(_evidence(frame, seen, _again(times, key)))
    return {name: tuple(ones) for name, ones in sorted(found.items())}


def references(observed: dict[str, tuple[Oscal, ...]], *mitigations: str) -> list[Oscal]:
    """References to all observations of some mitigations."""
    return [
        {"observation-uuid": one["uuid"]}
        for name in dict.fromkeys(mitigations)
        for one in observed.get(name, ())
    ]


def _again(times: Counter[tuple[str, ...]], key: tuple[str, ...]) -> tuple[str, ...]:
    """`key`, told from others like it that came before."""
    times[key] += 1
    return key if times[key] == 1 else (*key, str(times[key]))


def _order(one: Evidence) -> tuple[str, ...]:
    day = one.on.isoformat()
    return (day, one.mitigation, *sorted(one.scope), one.verdict.value, one.method, one.observed)


def _answer(frame: Frame, answer: ControlAnswer, key: tuple[str, ...]) -> Oscal:
    report = frame.given.report
    known = answer.on or report.made_at.date()
    note = [answer.note] if answer.note else []
    remarks = [] if answer.on else ["The day of the answer is not known: that of the report."]
    if answer.said_by:
        people = frame.given.wishes.people
        remarks.append(f"Said by {answer.said_by if people else frame.speakers(answer).words}.")
    return without_empty(
        {
            "uuid": frame.ids.uuid("observation", *key),
            "title": frame.line(_title(frame, answer.mitigation)),
            "description": frame.text(" ".join([f"Said to be {_SAID[answer.status]}.", *note])),
            "props": frame.props(
                mitigation=answer.mitigation, answer=answer.status.value, standing="declared"
            ),
            "methods": ["INTERVIEW"],
            "origins": _origins(frame, answer),
            "types": ["control-objective"],
            "subjects": [*_subjects(frame, answer.scope)],
            "collected": day_stamp(known),
            "remarks": frame.text(" ".join(remarks)) if remarks else None,
        }
    )


def _origins(frame: Frame, answer: ControlAnswer) -> list[Oscal]:
    """Return the organisations that said so, where the words name any."""
    actors = [{"type": "party", "actor-uuid": one} for one in speaking_parties(frame, answer)]
    return [{"actors": actors}] if actors else []


def _evidence(frame: Frame, seen: Evidence, key: tuple[str, ...]) -> Oscal:
    remarks = [f"Method: {seen.method}."] if seen.method.strip() else []
    remarks += [f"Speaks for: {seen.period}."] if seen.period else []
    remarks += [f"Sample: {seen.sample}."] if seen.sample else []
    if frame.given.wishes.people and seen.reviewer:
        remarks.append(f"Reviewed by {seen.reviewer}.")
    return without_empty(
        {
            "uuid": frame.ids.uuid("observation", *key),
            "title": frame.line(_title(frame, seen.mitigation)),
            "description": frame.text(f"Was {_SEEN[seen.verdict]}."),
            "props": frame.props(
                mitigation=seen.mitigation,
                verdict=seen.verdict.value,
                reviewed="yes" if seen.reviewer else "no",
                **_traced(seen.lab),
            ),
            "methods": methods(seen.method),
            "types": ["control-objective"],
            "subjects": [*_subjects(frame, seen.scope)],
            "relevant-evidence": [{"description": frame.text(seen.observed)}],
            "collected": _stamp(seen.lab.at) if seen.lab else day_stamp(seen.on),
            "expires": day_stamp(seen.lab.expires) if seen.lab and seen.lab.expires else None,
            "remarks": frame.text(" ".join(remarks)) if remarks else None,
        }
    )


def _traced(lab: LabProof | None) -> dict[str, str]:
    """Where it can be traced to. Packets that it cites, and why it was made, stay at home."""
    if lab is None:
        return {}
    return {
        "check": lab.check,
        "run": lab.run,
        "record_sha256": lab.record,
        "capture_sha256": lab.capture,
        "packets_on_wire": "" if lab.packets is None else str(lab.packets),
        "signed_by_key": lab.signed_by,
    }


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def methods(told: str) -> list[str]:
    """Methods in the words of NIST, from how somebody put it; several where several are named."""
    return [name for name, words in _METHODS.items() if words.search(told)] or ["UNKNOWN"]


def _subjects(frame: Frame, scope: tuple[str, ...]) -> Iterator[Oscal]:
    found = (subject(frame, one) for one in scope or ("",))
    yield from {one["subject-uuid"]: one for one in found}.values()


def _title(frame: Frame, mitigation: str) -> str:
    entry = frame.given.catalog.mitigations.get(mitigation)
    return entry.title if entry else mitigation
