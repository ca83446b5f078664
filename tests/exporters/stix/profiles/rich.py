"""
An assessment with a little of everything that an export can carry, and an earlier one of it.

The report is the made-up one of the tests of reports; its assets get addresses, software with
flaws and flows; there are captures of several senders, promoted, withdrawn and neither; there
are a list of exploited flaws and a library in the form of MITRE's, with words of our own.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ng911risk.exporters.exchange import stix_export
from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.exporters.stix.frame import Stix
from ng911risk.model.intelligence import Feed, FeedFlaw, FeedKind, Intelligence, ReferenceObject
from ng911risk.model.inventory import Asset, DataFlow, Inventory, Software
from ng911risk.model.kinds import AssetKind, Protocol
from ng911risk.model.observation import ObservedKind, Transport
from ng911risk.model.scales import Status
from ng911risk.model.tlp import Tlp
from tests.exporters.stix.given import seen_input
from tests.lab.seen import INVENTORY, ON, observation, promotion

_MITRE = "identity--00000000-1111-4222-8333-444444444444"
_LICENCE = "marking-definition--00000000-1111-4222-8333-555555555555"
_LONG_AGO = "2020-01-01T00:00:00.000Z"
_THEIR: tuple[Stix, ...] = (
    {
        "type": "identity",
        "spec_version": "2.1",
        "id": _MITRE,
        "created": _LONG_AGO,
        "modified": _LONG_AGO,
        "name": "A library",
        "identity_class": "organization",
        "object_marking_refs": [_LICENCE],
    },
    {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": _LICENCE,
        "created": _LONG_AGO,
        "created_by_ref": _MITRE,
        "definition_type": "statement",
        "definition": {"statement": "Goes with every copy."},
    },
    *(
        {
            "type": kind,
            "spec_version": "2.1",
            "id": f"{kind}--00000000-1111-4222-8333-{number:012}",
            "created": _LONG_AGO,
            "modified": _LONG_AGO,
            "created_by_ref": _MITRE,
            "name": f"As others call {external}",
            "object_marking_refs": [_LICENCE],
            "external_references": [
                {
                    "source_name": source,
                    "external_id": external,
                    "url": f"https://example.org/{external}",
                }
            ],
        }
        for number, (kind, source, external) in enumerate(
            (
                ("attack-pattern", "mitre-attack", "T1498"),
                ("attack-pattern", "mitre-attack", "T1486"),
                ("course-of-action", "mitre-attack", "M1053"),
            ),
            start=1,
        )
    ),
)


def _asset(id_: str, kind: AssetKind, **says: Any) -> Asset:  # noqa: ANN401 -- any field
    return Asset(id=id_, kind=kind, zone="border", owner="us", **says)


SITE: Inventory = replace(
    INVENTORY,
    site=replace(INVENTORY.site, state="KS"),
    assets=(
        *INVENTORY.assets,
        _asset("county-pcs", AssetKind.WORKSTATION, name="County office PCs", count=120),
        _asset(
            "directory",
            AssetKind.DIRECTORY,
            name="County directory",
            software=(Software(name="Directory Server", version="2019"),),
        ),
        _asset(
            "cad",
            AssetKind.CAD,
            name="CAD server",
            addresses=("20.9.1.10", "20.9.2.0/24", "cad.elm.example"),
            software=(
                Software(
                    name="CAD Suite",
                    version="7.1",
                    cpe="cpe:2.3:a:example:cad_suite:7.1",
                    known_exploited=Status.YES,
                    flaws=("CVE-2024-41713", "CVE-2022-29499"),
                ),
            ),
        ),
        # two with one name: whoever tells things apart by names must not take them for one
        _asset("rms", AssetKind.RMS, name="CAD Server"),
        _asset("trunks-911", AssetKind.TRUNK_GROUP, name="9-1-1 circuits"),
        _asset("admin-lines", AssetKind.TRUNK_GROUP, name="Ten-digit lines"),
    ),
    flows=(
        DataFlow(source="cad", target="directory", protocol=Protocol.HTTPS, port=443),
        DataFlow(source="directory", target="cad", protocol=Protocol.HTTPS, port=443),
        DataFlow(source="cad", target="rms", protocol=Protocol.HTTPS, port=8443),
    ),
)

PROMOTED = observation()
SIX = observation(source="2600:1f18::7", transport=Transport.TCP, target_port=5080)
WITHDRAWN = observation(source="185.53.88.11")
# the same sender, another time, and nobody decided about it
UNDECIDED = observation(
    kind=ObservedKind.CALL_BURST,
    messages=900,
    first_seen=PROMOTED.first_seen + timedelta(hours=1),
    last_seen=PROMOTED.last_seen + timedelta(hours=2),
)
STRANGER = observation(source="185.53.88.99")

INTELLIGENCE = Intelligence(
    feeds=(
        Feed(
            name="exploited flaws",
            kind=FeedKind.FEED,
            format="cisa-kev",
            digest="b" * 64,
            imported_at=datetime(2026, 3, 1, tzinfo=UTC),
            flaws=(FeedFlaw(cve="CVE-2024-41713", exploited=True),),
        ),
        Feed(
            name="a library",
            kind=FeedKind.REFERENCE,
            format="stix-2.1",
            digest="a" * 64,
            imported_at=datetime(2026, 3, 1, tzinfo=UTC),
            references=tuple(
                ReferenceObject(
                    external_id=one.get("external_references", [{}])[0].get("external_id", ""),
                    id=one["id"],
                    text=json.dumps(one),
                )
                for one in _THEIR
            ),
        ),
    )
)


def rich_input(**changes: Any) -> ExchangeInput:  # noqa: ANN401 -- any field
    """What an export is made from, with changes."""
    made = seen_input(
        inventory=SITE,
        observations=(PROMOTED, SIX, WITHDRAWN, UNDECIDED, STRANGER),
        promotions=(
            promotion(PROMOTED),
            promotion(SIX, vector="malformed-messages"),
            promotion(WITHDRAWN, withdrawn_on=ON + timedelta(days=1)),
        ),
        intelligence=INTELLIGENCE,
        wishes=Wishes(sentinel_tlp=Tlp.RED),
    )
    return replace(made, **changes)


def with_a_past() -> ExchangeInput:
    """The same after an earlier export, with an asset and a promotion that are gone since."""
    gone = _asset(
        "old-pbx",
        AssetKind.ADMIN_PBX,
        name="Old exchange",
        software=(Software(name="PBX", flaws=("CVE-2022-29499",)),),
    )
    report = rich_input().report
    before = rich_input(
        inventory=replace(SITE, assets=(*SITE.assets, gone)),
        report=replace(report, made_at=report.made_at - timedelta(days=30)),
        promotions=(*rich_input().promotions[:2], promotion(WITHDRAWN), promotion(STRANGER)),
    )
    return rich_input(previous=stix_export.objects(before))


def objects(given: ExchangeInput) -> tuple[Stix, ...]:
    """Objects with their history: what a profile is made of."""
    return stix_export.objects(given)
