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
    subject,
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
    unknown = [*_unknown(frame)]
    return without_empty(
        {
            "uuid": frame.ids.uuid("result", frame.made),
            "title": frame.line(f"Risk assessment of {report.site.name}"),
            "description": "Risks worked out from the inventory, the answers and the evidence.",
            "start": frame.made,
            "end": frame.made,
            "props": frame.props(
                findings=str(len(report.findings)), objectives_unknown=str(len(unknown))
            ),
            "local-definitions": without_empty(
                {"components": components(frame), "inventory-items": inventory_items(frame)}
            ),
            "reviewed-controls": _reviewed(frame),
            "observations": [*(one for ones in observed.values() for one in ones), *unknown],
            "risks": risks(frame, observed, plan=False),
            "findings": [*_findings(frame, observed)],
            "remarks": frame.text(
                "\n".join((_NUMBERS, *_counted(frame, unknown), *report.warnings))
            ),
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
            if _known(frame, framework, control):
                yield _finding(frame, (name, framework), control, observed, by_mitigation)


def _known(frame: Frame, framework: Framework, control: str) -> bool:
    """Whether anything is known about a measure that helps with it."""
    names = framework.mitigations_of(control)
    return {frame.measures.status(one) for one in names} != {Status.UNKNOWN}


def _unknown(frame: Frame) -> Iterator[Oscal]:
    """
    Controls of which nobody knows anything: listed, and no finding.

    A finding of OSCAL is satisfied or not, and unknown is neither.
    """
    for name, framework in sorted(frame.given.catalog.frameworks.items()):
        for control in _touched(framework):
            if not _known(frame, framework, control):
                told = _told(frame, framework.mitigations_of(control))
                yield {
                    "uuid": frame.ids.uuid("observation", "unknown", name, control),
                    "title": _title(frame, framework, control),
                    "description": frame.text(f"Nobody knows yet, so there is no finding. {told}"),
                    "props": frame.props(
                        framework=name,
                        control=control,
                        objective=_objective_id(framework, control),
                        answer=Status.UNKNOWN.value,
                    ),
                    "methods": ["UNKNOWN"],
                    "types": ["control-objective"],
                    "subjects": [subject(frame, "")],
                    "collected": frame.made,
                }


def _counted(frame: Frame, unknown: list[Oscal]) -> Iterator[str]:
    """How much nobody knows: it must not be silent."""
    if unknown:
        frameworks = frame.given.catalog.frameworks.values()
        total = sum(len(_touched(one)) for one in frameworks)
        yield (
            f"Of {len(unknown)} of {total} objectives nobody knows anything yet: they have no "
            "finding, and an observation each that says so."
        )


def _title(frame: Frame, framework: Framework, control: str) -> str:
    return frame.line(f"{framework.title}: {control} {framework.controls[control]}")


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
    return without_empty(
        {
            "uuid": frame.ids.uuid("finding", name, control),
            "title": _title(frame, framework, control),
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
    """The state of an objective; of at least one of its measures something is known."""
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
