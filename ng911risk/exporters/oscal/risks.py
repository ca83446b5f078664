"""Findings of the report -> OSCAL risks, the same in the results and in the plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ng911risk.exporters.documents.given import Accepted, Tracked
from ng911risk.exporters.oscal.frame import Frame, Oscal, day_stamp, number, without_empty
from ng911risk.exporters.oscal.ids import SYSTEM
from ng911risk.exporters.oscal.observations import references
from ng911risk.exporters.oscal.parts import class_party, subject
from ng911risk.model.evidence import Standing
from ng911risk.model.inventory import Asset
from ng911risk.model.report import Finding, Odds, Working
from ng911risk.model.speakers import speakers

_DONE: Final = "done"
_UNDER_WAY: Final = "under way"
_WONT: Final = "will not be done"


def risk_uuid(frame: Frame, finding: str) -> str:
    """Uuid of the risk of a finding."""
    return frame.ids.uuid("risk", finding)


def risks(frame: Frame, observed: dict[str, tuple[Oscal, ...]], *, plan: bool) -> list[Oscal]:
    """
    Every finding as a risk.

    Args:
        frame: The export.
        observed: Observations by mitigation.
        plan: True with what is planned and accepted; else what the assessment recommends.
    """
    told = _Told(frame, observed, plan=plan)
    return [told.risk(finding) for finding in frame.given.report.findings]


class _Told:
    def __init__(self, frame: Frame, observed: dict[str, tuple[Oscal, ...]], *, plan: bool) -> None:
        given = frame.given
        self._frame, self._observed, self._plan = frame, observed, plan
        self._assets = {one.id: one for one in given.inventory.assets}
        self._actions = {one.mitigation: one for one in given.report.actions}
        self._tracked = {one.mitigation: one for one in given.tracked} if plan else {}
        today = given.report.made_at.date()
        self._accepted = (
            {one.finding: one for one in given.accepted if one.until >= today} if plan else {}
        )
        self._working: dict[str, list[Working]] = {}
        for working in given.report.working:
            for answer in given.catalog.mitigations[working.mitigation].answers:
                self._working.setdefault(answer.vector, []).append(working)

    def risk(self, finding: Finding) -> Oscal:
        frame = self._frame
        accepted = self._accepted.get(finding.id)
        helping = [*self._helping(finding)]
        named = (*finding.mitigations, *(one.mitigation for one in helping))
        return without_empty(
            {
                "uuid": risk_uuid(frame, finding.id),
                "title": frame.line(finding.title),
                "description": frame.text(f"{finding.condition}\n\n{finding.cause}"),
                "statement": frame.text(finding.effect),
                "props": frame.props(
                    finding=finding.id,
                    risk=finding.risk.value,
                    accepted_until=accepted.until.isoformat() if accepted else None,
                ),
                "status": self._status(finding, accepted),
                "origins": frame.origin,
                "threat-ids": [{"system": SYSTEM, "id": f"{SYSTEM}/vector/{finding.vector}"}],
                "characterizations": [*_characterizations(frame, finding)],
                "mitigating-factors": [
                    self._factor(finding, number_, one) for number_, one in enumerate(helping)
                ],
                "deadline": self._deadline(finding, accepted),
                "remediations": [*self._remediations(finding, accepted)],
                "risk-log": self._log(finding, accepted) if accepted else None,
                "related-observations": references(self._observed, *named),
            }
        )

    def _status(self, finding: Finding, accepted: Accepted | None) -> str:
        if accepted:
            return "deviation-approved"
        known = (self._tracked.get(name) for name in finding.mitigations)
        return "remediating" if any(one and one.status == _UNDER_WAY for one in known) else "open"

    def _deadline(self, finding: Finding, accepted: Accepted | None) -> str | None:
        """The day on which the last planned action is due, or the acceptance ends."""
        if accepted:
            return day_stamp(accepted.until)
        days = [
            one.due
            for name in finding.mitigations
            if (one := self._tracked.get(name)) and one.due and one.status not in (_DONE, _WONT)
        ]
        return day_stamp(max(days)) if days else None

    def _helping(self, finding: Finding) -> Iterator[Working]:
        """What is in place and answers the vector on this asset."""
        asset = self._assets.get(finding.asset)
        for working in self._working.get(finding.vector, ()):
            if not working.scope or (asset and _covers(working, asset)):
                yield working

    def _factor(self, finding: Finding, place: int, working: Working) -> Oscal:
        frame = self._frame
        scope = working.scope or ("",)
        said = self._said(working)
        found = (subject(frame, one) for one in scope)
        return {
            "uuid": frame.ids.uuid("factor", finding.id, working.mitigation, *scope, str(place)),
            "description": frame.text(f"{working.title}: {working.standing.value}.{said}"),
            "props": frame.own(
                mitigation=working.mitigation,
                status=working.status.value,
                standing=working.standing.value,
            ),
            "subjects": [*{one["subject-uuid"]: one for one in found}.values()],
        }

    def _said(self, working: Working) -> str:
        given = self._frame.given
        if not working.said_by:
            return ""
        if given.wishes.people:
            return f" Said by {working.said_by}."
        if working.standing is not Standing.DECLARED:  # evidence speaks
            return ""
        return f" Said by {speakers(working.said_by, given.inventory).words}."

    def _remediations(self, finding: Finding, accepted: Accepted | None) -> Iterator[Oscal]:
        if accepted:
            yield self._acceptance(finding, accepted)
        for mitigation in dict.fromkeys(finding.mitigations):
            yield self._remediation(finding, mitigation)

    def _remediation(self, finding: Finding, mitigation: str) -> Oscal:
        frame = self._frame
        known = self._tracked.get(mitigation)
        entry = frame.given.catalog.mitigations[mitigation]
        return without_empty(
            {
                "uuid": frame.ids.uuid("remediation", finding.id, mitigation),
                "lifecycle": _lifecycle(known),
                "title": frame.line(entry.title),
                "description": frame.line(entry.summary.partition(". ")[0]),
                "props": [
                    {"name": "type", "value": "mitigate"},
                    *frame.own(
                        mitigation=mitigation,
                        progress=frame.said(known.status) if known else None,
                    ),
                ],
                "origins": frame.origin,
                "tasks": [*self._tasks(finding, known)],
            }
        )

    def _tasks(self, finding: Finding, known: Tracked | None) -> Iterator[Oscal]:
        """What is due: a milestone, and who would see to it."""
        if not (known and known.due):
            return
        frame, action = self._frame, self._actions.get(known.mitigation)
        owner_class = action.owner_class if action else finding.owner_class
        yield without_empty(
            {
                "uuid": frame.ids.uuid("task", finding.id, known.mitigation),
                "type": "milestone",
                "title": frame.line(frame.given.catalog.mitigations[known.mitigation].title),
                "description": frame.text(known.note) if known.note else None,
                "props": frame.own(
                    progress=frame.said(known.status),
                    owner=frame.said(known.owner) if frame.given.wishes.people else None,
                ),
                "timing": {"on-date": {"date": day_stamp(known.due)}},
                "responsible-roles": [
                    {
                        "role-id": "action-owner",
                        "party-uuids": [class_party(frame, owner_class)],
                    }
                ],
            }
        )

    def _acceptance(self, finding: Finding, accepted: Accepted) -> Oscal:
        frame = self._frame
        return {
            "uuid": frame.ids.uuid("acceptance", finding.id),
            "lifecycle": "completed",
            "title": "Risk accepted",
            "description": frame.text(self._reason(accepted)),
            "props": [
                {"name": "type", "value": "accept"},
                *frame.own(
                    accepted_on=accepted.on.isoformat(), accepted_until=accepted.until.isoformat()
                ),
            ],
            "origins": [{"actors": [{"type": "party", "actor-uuid": frame.centre}]}],
        }

    def _log(self, finding: Finding, accepted: Accepted) -> Oscal:
        frame = self._frame
        entry = {
            "uuid": frame.ids.uuid("risk-log", finding.id, accepted.on.isoformat()),
            "title": "Risk accepted",
            "description": frame.text(self._reason(accepted)),
            "start": day_stamp(accepted.on),
            "end": day_stamp(accepted.on),
            "logged-by": [{"party-uuid": frame.centre, "role-id": "risk-acceptor"}],
            "status-change": "deviation-approved",
            "related-responses": [{"response-uuid": frame.ids.uuid("acceptance", finding.id)}],
        }
        return {"entries": [entry]}

    def _reason(self, accepted: Accepted) -> str:
        by = f" by {accepted.by}" if self._frame.given.wishes.people else ""
        until = accepted.until.isoformat()
        return f"Accepted{by} until {until}, then it opens by itself. Reason: {accepted.reason}"


def _covers(working: Working, asset: Asset) -> bool:
    return bool({asset.id, asset.owner, asset.zone} & set(working.scope))


def _lifecycle(known: Tracked | None) -> str:
    if known is None or known.status == _WONT or not (known.status or known.due or known.owner):
        return "recommendation"
    return "completed" if known.status == _DONE else "planned"


def _characterizations(frame: Frame, finding: Finding) -> Iterator[Oscal]:
    """Without any control first, then with the controls that stand."""
    odds = finding.residual
    adjusted = {
        "likelihood": finding.likelihood.value,
        "impact": finding.impact.value,
        "risk": finding.risk.value,
        **_rates(odds),
        "chance-in-a-year-low": number(odds.chance.low),
        "chance-in-a-year": number(odds.chance.likely),
        "chance-in-a-year-high": number(odds.chance.high),
        "found": odds.found.value,
    }
    [origin] = frame.origin
    yield {"origin": origin, "facets": _facets("initial", _rates(finding.inherent))}
    yield {"origin": origin, "facets": _facets("adjusted", adjusted)}


def _rates(odds: Odds) -> dict[str, str]:
    return {
        "odds": odds.word.value,
        "events-a-year-low": number(odds.rate.low),
        "events-a-year": number(odds.rate.likely),
        "events-a-year-high": number(odds.rate.high),
    }


def _facets(state: str, values: dict[str, str]) -> list[Oscal]:
    props = [{"name": "state", "value": state}]
    return [
        {"name": name, "system": SYSTEM, "value": value, "props": props}
        for name, value in values.items()
    ]
