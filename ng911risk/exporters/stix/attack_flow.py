"""
The worst ways of an assessment as an Attack Flow 2.0 document, apart from the main bundle.

Attack Flow extends STIX with objects of its own, which platforms of threat intelligence refuse
or drop; so it is a file for those who draw and compare flows. Each way is a chain: who starts
it, its steps in their order, and what is lost at its end. Ways share assets, never steps: the
same step on two ways stays two, or the drawing would show ways that nobody found.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from ng911risk.exporters import words
from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.stix import bundle, site, tlp
from ng911risk.exporters.stix.frame import Frame, Stix
from ng911risk.exporters.stix.privacy import clean
from ng911risk.model.catalog import VectorFrameworks
from ng911risk.model.report import AttackPath, AttackStep

EXTENSION: Final = "extension-definition--fb9c968a-745b-4ade-9b25-c324172197f4"
"""Attack Flow 2.0, of the MITRE Center for Threat-Informed Defense."""

_PUBLISHER: Final = "identity--d673f8cb-c168-42da-8ed4-0cb26725f86c"
_PUBLISHED: Final = "2022-08-02T19:34:35.143Z"
# Both objects as their publisher gives them out (Apache-2.0): the same id has the same content.
_FOREIGN: Final[tuple[Stix, ...]] = (
    {
        "type": "identity",
        "spec_version": "2.1",
        "id": _PUBLISHER,
        "created_by_ref": _PUBLISHER,
        "created": _PUBLISHED,
        "modified": _PUBLISHED,
        "name": "MITRE Center for Threat-Informed Defense",
        "identity_class": "organization",
    },
    {
        "type": "extension-definition",
        "id": EXTENSION,
        "spec_version": "2.1",
        "name": "Attack Flow",
        "description": "Extends STIX 2.1 with features to create Attack Flows.",
        "created": _PUBLISHED,
        "modified": _PUBLISHED,
        "created_by_ref": _PUBLISHER,
        "schema": (
            "https://center-for-threat-informed-defense.github.io/attack-flow/stix/"
            "attack-flow-schema-2.0.0.json"
        ),
        "version": "2.0.0",
        "extension_types": ["new-sdo"],
        "external_references": [
            {
                "source_name": "Documentation",
                "description": "Documentation for Attack Flow",
                "url": "https://ctid.mitre.org/attack-flow",
            },
            {
                "source_name": "GitHub",
                "description": "Source code repository for Attack Flow",
                "url": "https://github.com/center-for-threat-informed-defense/attack-flow",
            },
        ],
    },
)
_NOTHING_FOUND: Final = "No way to lose a service was found in this assessment."


def objects(given: ExchangeInput) -> tuple[Stix, ...]:
    """Everything of the document in a fixed order: who says it, the flow, then way after way."""
    frame, report = Frame.of(given), given.report
    ways = [tuple(_way(given, frame, path)) for path in report.paths]
    ways = ways or [(_made(frame, "attack-condition", "nothing", description=_NOTHING_FOUND),)]
    flow = _made(
        frame,
        "attack-flow",
        "flow",
        name=f"{site.psap_name(given)}: worst ways to lose a service",
        description=_about(given),
        scope="other",
        start_refs=[way[0]["id"] for way in ways],
    )
    return (
        tlp.marking(tlp.chosen(given)),
        site.toolkit(given),
        *_FOREIGN,
        flow,
        *_assets(given, frame),
        *(one for way in ways for one in way),
    )


def document(given: ExchangeInput) -> bytes:
    """One STIX bundle with one flow. The same input gives the same bytes."""
    return bundle.as_bytes(objects(given))


def _made(frame: Frame, kind: str, *key: str, **says: Any) -> Stix:  # noqa: ANN401 -- any JSON
    return frame.here(kind, *key, **says, extensions={EXTENSION: {"extension_type": "new-sdo"}})


def _way(given: ExchangeInput, frame: Frame, path: AttackPath) -> Iterator[Stix]:
    """One way as a chain: each object names the one after it."""
    start = _made(
        frame, "attack-condition", path.id, "start", description=f"Who starts: {path.actor_title}."
    )
    end = _made(frame, "attack-condition", path.id, "end", description=_outcome(given, path))
    chain = [start, *(_action(given, frame, path, step) for step in path.steps), end]
    for one, after in pairwise(chain):
        field = "on_true_refs" if one["type"] == "attack-condition" else "effect_refs"
        yield {**one, field: [after["id"]]}
    yield end


def _action(given: ExchangeInput, frame: Frame, path: AttackPath, step: AttackStep) -> Stix:
    vector = given.catalog.vectors.get(step.id.partition(".")[0])
    known = vector.frameworks if vector else VectorFrameworks()
    techniques = (*known.attack_enterprise, *known.attack_ics, *known.attack_mobile)
    return _made(
        frame,
        "attack-action",
        path.id,
        step.id,
        name=clean(step.title, given.wishes),
        description=_how_likely(step, techniques),
        technique_id=techniques[0] if techniques else None,
        external_references=[{"source_name": "attack", "external_id": one} for one in techniques],
        asset_refs=[frame.id_here("attack-asset", step.asset)],
    )


def _assets(given: ExchangeInput, frame: Frame) -> Iterator[Stix]:
    names = {
        one["id"]: one["name"]
        for one in site.objects(given, frame)
        if one["type"] == "infrastructure"
    }
    for asset in dict.fromkeys(step.asset for path in given.report.paths for step in path.steps):
        yield _made(
            frame,
            "attack-asset",
            asset,
            name=names.get(site.asset_id(frame, asset), f"{site.psap_name(given)} / {asset}"),
        )


# --- in words ---------------------------------------------------------------


def _about(given: ExchangeInput) -> str:
    return (
        "The worst ways that the assessment found, worst first, each from who starts it to what "
        "is lost. Nothing of it has happened: rates and chances are estimates, and every number "
        "with its source stands in the report. Technique ids are those of the threat vector that "
        "a step belongs to; which of them fits is judgement."
        if given.report.paths
        else _NOTHING_FOUND
    )


def _outcome(given: ExchangeInput, path: AttackPath) -> str:
    told = (
        f"{words.capital(path.outcome)}. Hurts {words.service(path.service)}. Chance in a year: "
        f"{words.odds(path.odds)}; by this very way: {words.odds(path.this_way)}."
    )
    return clean(told, given.wishes)


def _how_likely(step: AttackStep, techniques: tuple[str, ...]) -> str:
    text = (
        f"Chance that it succeeds once everything needed is there: {words.odds_of(step.chance)}, "
        "with the controls that stand."
    )
    if len(techniques) > 1:
        text += f" Techniques of its way in: {', '.join(techniques)}; the first stands for all."
    return text
