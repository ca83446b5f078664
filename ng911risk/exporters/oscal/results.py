"""An assessment -> OSCAL assessment results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.oscal.frame import Frame, Oscal, without_empty
from ng911risk.exporters.oscal.ids import SYSTEM
from ng911risk.exporters.oscal.observations import observations, references
from ng911risk.exporters.oscal.parts import (
    back_matter,
    components,
    document,
    inventory_items,
    metadata,
)
from ng911risk.exporters.oscal.risks import risk_uuid, risks
from ng911risk.model.catalog import Framework
from ng911risk.model.scales import Status

_WORDS: Final = {
    Status.YES: "In place",
    Status.PARTLY: "Partly in place",
    Status.NO: "Missing",
    Status.UNKNOWN: "Nobody knows",
}
_NUMBERS: Final = (
    "Low and high are what the ranges of the inputs make of a number; they are ignorance and not "
    "chance. Likelihoods and effects are judgement unless the catalogue names a source."
)


def assessment_results(given: ExchangeInput) -> bytes:
    """The whole assessment as OSCAL 1.2.1, JSON."""
    frame = Frame.of(given)
    return document(
        "assessment-results",
        {
            "metadata": metadata(frame, f"Risk assessment of {given.report.site.name}"),
            "import-ap": {"href": frame.resource("plan")},
            "local-definitions": without_empty({"objectives-and-methods": [*_objectives(frame)]}),
            "results": [_result(frame)],
            "back-matter": back_matter(frame, plan=True),
        },
    )


def _result(frame: Frame) -> Oscal:
    report = frame.given.report
    observed = observations(frame)
    return without_empty(
        {
            "uuid": frame.ids.uuid("result", frame.made),
            "title": frame.line(f"Risk assessment of {report.site.name}"),
            "description": "Risks worked out from the inventory, the answers and the evidence.",
            "start": frame.made,
            "end": frame.made,
            "props": frame.props(findings=str(len(report.findings))),
            "local-definitions": without_empty(
                {"components": components(frame), "inventory-items": inventory_items(frame)}
            ),
            "reviewed-controls": _reviewed(frame),
            "observations": [one for ones in observed.values() for one in ones],
            "risks": risks(frame, observed, plan=False),
            "findings": [*_findings(frame, observed)],
            "remarks": frame.text("\n".join((_NUMBERS, *report.warnings))),
        }
    )


def _reviewed(frame: Frame) -> Oscal:
    selections = [
        {
            "description": frame.text(f"{framework.title}: {framework.note}"),
            "links": [{"href": frame.resource("framework", name), "rel": "reference"}],
            "include-controls": [
                {"control-id": framework.machine_id(control)} for control in _touched(framework)
            ],
        }
        for name, framework in sorted(frame.given.catalog.frameworks.items())
        if _touched(framework)
    ]
    # a catalogue without frameworks has nothing to name, and OSCAL wants a selection
    return {"control-selections": selections or [{"include-all": {}}]}


def _touched(framework: Framework) -> tuple[str, ...]:
    """Controls that a mitigation helps with, in the order of the framework."""
    mapped = {control for ids in framework.maps.values() for control in ids}
    return tuple(one for one in framework.controls if one in mapped)


def _objective_id(framework: Framework, control: str) -> str:
    return f"ng911risk-objective_{framework.machine_id(control)}"


def _objectives(frame: Frame) -> Iterator[Oscal]:
    """What is looked at for each control: the measures of ours, and not the whole control."""
    titles = {name: one.title for name, one in frame.given.catalog.mitigations.items()}
    for name, framework in sorted(frame.given.catalog.frameworks.items()):
        for control in _touched(framework):
            told = "; ".join(titles[one] for one in framework.mitigations_of(control))
            yield {
                "control-id": framework.machine_id(control),
                "description": "Whether the measures that we think help with it are in place.",
                "links": [{"href": frame.resource("framework", name), "rel": "reference"}],
                "parts": [
                    {
                        "id": _objective_id(framework, control),
                        "name": "objective",
                        "ns": SYSTEM,
                        "title": frame.line(f"{control} {framework.controls[control]}"),
                        "prose": frame.text(f"In place: {told}."),
                    }
                ],
            }


def _findings(frame: Frame, observed: dict[str, tuple[Oscal, ...]]) -> Iterator[Oscal]:
    by_mitigation: dict[str, list[str]] = {}
    for finding in frame.given.report.findings:
        for mitigation in dict.fromkeys(finding.mitigations):
            by_mitigation.setdefault(mitigation, []).append(finding.id)
    for name, framework in sorted(frame.given.catalog.frameworks.items()):
        for control in _touched(framework):
            yield _finding(frame, (name, framework), control, observed, by_mitigation)


def _finding(
    frame: Frame,
    named: tuple[str, Framework],
    control: str,
    observed: dict[str, tuple[Oscal, ...]],
    by_mitigation: dict[str, list[str]],
) -> Oscal:
    name, framework = named
    mitigations = framework.mitigations_of(control)
    open_ = dict.fromkeys(one for helps in mitigations for one in by_mitigation.get(helps, ()))
    title = frame.line(f"{framework.title}: {control} {framework.controls[control]}")
    return without_empty(
        {
            "uuid": frame.ids.uuid("finding", name, control),
            "title": title,
            "description": frame.text(_told(frame, mitigations)),
            "props": frame.props(framework=name, control=control),
            "origins": frame.origin,
            "target": {
                "type": "objective-id",
                "target-id": _objective_id(framework, control),
                **_state({frame.measures.status(one) for one in mitigations}),
            },
            "related-observations": references(observed, *mitigations),
            "related-risks": [{"risk-uuid": risk_uuid(frame, one)} for one in open_],
        }
    )


def _told(frame: Frame, mitigations: tuple[str, ...]) -> str:
    """Every measure by how it stands: each status on a line."""
    titles = {name: one.title for name, one in frame.given.catalog.mitigations.items()}
    by_status: dict[Status, list[str]] = {status: [] for status in _WORDS}
    for name in mitigations:
        by_status[frame.measures.status(name)].append(titles[name])
    return "\n".join(
        f"{_WORDS[status]}: {'; '.join(names)}." for status, names in by_status.items() if names
    )


def _state(found: set[Status]) -> Oscal:
    """The state of what is looked at; what nobody knows is not satisfied, and says why."""
    if found == {Status.YES}:
        return {
            "status": {"state": "satisfied", "reason": "pass"},
            "implementation-status": {"state": "implemented"},
        }
    reason = "fail" if found & {Status.NO, Status.PARTLY} else "other"
    status: Oscal = {"state": "not-satisfied", "reason": reason}
    if Status.UNKNOWN in found:
        status["remarks"] = "Of at least one measure nobody knows whether it is in place."
    some = found & {Status.YES, Status.PARTLY}
    return {
        "status": status,
        **({"implementation-status": {"state": "partial"}} if some else {}),
    }
