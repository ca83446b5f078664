"""OSCAL 1.2.1 of NIST: what was found, and what is to be done about it."""

from __future__ import annotations

from ng911risk.exporters.exchange.discovery import Audience, Export
from ng911risk.exporters.oscal.poam import plan_of_action
from ng911risk.exporters.oscal.results import assessment_results

_JSON = "application/json"

EXPORTS = (
    Export(
        name="oscal-results",
        title="OSCAL assessment results",
        serves="Auditors whose tools read NIST's OSCAL 1.2.1: answers and evidence as "
        "observations, findings as risks, controls of every framework at hand.",
        ending=".json",
        media_type=_JSON,
        render=assessment_results,
        audience=Audience.AUDITOR,
    ),
    Export(
        name="oscal-poam",
        title="OSCAL plan of action and milestones",
        serves="Auditors and whoever runs the plan in a tool that reads NIST's OSCAL 1.2.1: "
        "actions, milestones with their dates, and risks that were accepted.",
        ending=".json",
        media_type=_JSON,
        render=plan_of_action,
        audience=Audience.AUDITOR,
    ),
)
