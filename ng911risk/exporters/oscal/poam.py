"""An assessment and what people did with it since -> OSCAL plan of action and milestones."""

from __future__ import annotations

from collections.abc import Iterator

from ng911risk.exporters import words
from ng911risk.exporters.documents.tables import status_words
from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.exchange.measures import proof
from ng911risk.exporters.first_page import becomes
from ng911risk.exporters.oscal.frame import Frame, Oscal, without_empty
from ng911risk.exporters.oscal.observations import observations, references
from ng911risk.exporters.oscal.parts import (
    back_matter,
    components,
    document,
    inventory_items,
    metadata,
)
from ng911risk.exporters.oscal.risks import risk_uuid, risks
from ng911risk.model.report import Action, Finding


def plan_of_action(given: ExchangeInput) -> bytes:
    """The plan as OSCAL 1.2.1, JSON."""
    frame = Frame.of(given)
    observed = observations(frame)
    return document(
        "plan-of-action-and-milestones",
        {
            "metadata": metadata(frame, f"Plan of action of {given.report.site.name}"),
            "system-id": {
                "identifier-type": "http://ietf.org/rfc/rfc4122",
                "id": frame.ids.uuid("system"),
            },
            "local-definitions": without_empty(
                {"components": components(frame), "inventory-items": inventory_items(frame)}
            ),
            "observations": [one for ones in observed.values() for one in ones],
            "risks": risks(frame, observed, plan=True),
            "poam-items": [*_items(frame, observed)],
            "back-matter": back_matter(frame, plan=False),
        },
    )


def _items(frame: Frame, observed: dict[str, tuple[Oscal, ...]]) -> Iterator[Oscal]:
    """Every action in the order of what it buys, then what no action of the catalogue helps."""
    report = frame.given.report
    by_mitigation: dict[str, list[str]] = {}
    for finding in report.findings:
        for mitigation in dict.fromkeys(finding.mitigations):
            by_mitigation.setdefault(mitigation, []).append(finding.id)
    acted = {one.mitigation for one in report.actions}
    for rank, action in enumerate(report.actions, start=1):
        about = by_mitigation.get(action.mitigation, [])
        yield _action(frame, rank, action, observed, about)
    left = [one for one in report.findings if not acted & set(one.mitigations)]
    for finding in left:
        yield _left_over(frame, finding)
    if not (report.actions or left):
        yield _nothing(frame)


def _action(
    frame: Frame,
    rank: int,
    action: Action,
    observed: dict[str, tuple[Oscal, ...]],
    findings: list[str],
) -> Oscal:
    entry = frame.given.catalog.mitigations[action.mitigation]
    told = (
        action.how,
        f"What it buys: {becomes(action, frame.given.report)}",
        f"What closes it: {proof(entry)}",
    )
    known = next((one for one in frame.given.tracked if one.mitigation == action.mitigation), None)
    return without_empty(
        {
            "uuid": frame.ids.uuid("poam-item", action.mitigation),
            "title": frame.line(action.title),
            "description": frame.text("\n\n".join(told)),
            "props": frame.props(
                mitigation=action.mitigation,
                rank=str(rank),
                status_now=status_words(action.status),
                who=action.owner_class.words,
                cost=words.money(action.cost),
                work=words.work(action.cost),
                progress=frame.said(known.status) if known else None,
                due=known.due.isoformat() if known and known.due else None,
                owner=frame.said(known.owner) if known and frame.given.wishes.people else None,
                **_controls(frame, action.mitigation),
            ),
            "origins": frame.origin,
            "related-observations": references(observed, action.mitigation),
            "related-risks": [{"risk-uuid": risk_uuid(frame, one)} for one in findings],
        }
    )


def _controls(frame: Frame, mitigation: str) -> dict[str, str]:
    """Controls it helps with, a property for each framework."""
    return {
        f"controls-{name}": " ".join(framework.machine_id(one) for one in ids)
        for name, framework in sorted(frame.given.catalog.frameworks.items())
        if (ids := framework.maps.get(mitigation))
    }


def _left_over(frame: Frame, finding: Finding) -> Oscal:
    return {
        "uuid": frame.ids.uuid("poam-item", "finding", finding.id),
        "title": frame.line(finding.title),
        "description": frame.text(
            f"{finding.recommendation}\n\nNo measure of the catalogue is left that would lower it: "
            "change what the inventory describes, or accept it."
        ),
        "props": frame.props(finding=finding.id),
        "origins": frame.origin,
        "related-risks": [{"risk-uuid": risk_uuid(frame, finding.id)}],
    }


def _nothing(frame: Frame) -> Oscal:
    return {
        "uuid": frame.ids.uuid("poam-item", "nothing"),
        "title": "Nothing to do",
        "description": "The assessment found nothing, and every measure is in place. OSCAL wants "
        "at least one item.",
        "props": frame.props(items="none"),
    }
