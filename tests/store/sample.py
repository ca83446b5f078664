"""A small inventory, and a report that says little about it, for the tests of the store."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Final

from ng911risk.model.evidence import Evidence, Verdict
from ng911risk.model.inventory import Asset, Inventory, Owner, OwnerClass, Shift, SiteProfile, Zone
from ng911risk.model.kinds import AssetKind
from ng911risk.model.report import Basis, Firmness, Found, Odds, RiskReport, SiteSummary
from ng911risk.model.scales import Band, Level, Stage
from ng911risk.records import to_json

NOW: Final = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)

INVENTORY: Final = Inventory(
    site=SiteProfile(
        name="Cedar County",
        stage=Stage.LEGACY,
        positions=2,
        shifts=(Shift(from_hour=0, to_hour=24, on_duty=2, calls_per_hour=3.0),),
        trunks_911=4,
        trunks_ten_digit=2,
    ),
    owners=(Owner(id="us", owner_class=OwnerClass.PSAP),),
    zones=(Zone(id="floor"),),
    assets=(Asset(id="cad", kind=AssetKind.CAD, zone="floor", owner="us"),),
)
EVIDENCE: Final = (
    Evidence(
        mitigation="zone-segmentation",
        verdict=Verdict.EFFECTIVE,
        observed="No way through.",
        method="interview",
        on=date(2026, 11, 1),
    ),
)
PLACES: Final = {"": "site.yaml:1:1", "assets[0].kind": "site.yaml:9:11"}
_BAND = Band(low=0.0, likely=0.1, high=0.2)
_ODDS = Odds(rate=_BAND, chance=_BAND, word=Level.LOW, found=Found.EXACT)


def digest_of(inventory: Inventory) -> str:
    """SHA-256 of the canonical form, as importers give it."""
    return sha256(to_json(inventory)).hexdigest()


def report_on(
    inventory: Inventory = INVENTORY,
    *,
    at: datetime = NOW,
    seed: int = 1,
    warnings: tuple[str, ...] = (),
) -> RiskReport:
    """Return a report that is complete in form and empty in content."""
    site = inventory.site
    return RiskReport(
        format="ng911risk-report/1",
        made_at=at,
        tool_version="0.1.0",
        catalog_version="0.1.0",
        catalog_digest="c" * 64,
        inventory_digest=digest_of(inventory),
        seed=seed,
        worlds=1,
        site=SiteSummary(
            name=site.name,
            state=site.state,
            stage=site.stage,
            population=site.population,
            positions=site.positions,
            on_duty_most=2,
            on_duty_least=2,
            assets=len(inventory.assets),
            machines=len(inventory.assets),
        ),
        zones=(),
        services=(),
        exposure=_ODDS,
        shifts=(),
        floods=(),
        paths=(),
        findings=(),
        actions=(),
        firmness=Firmness(draws=40, same=0.9),
        influences=(),
        near_misses=(),
        choke_points=(),
        tied=(),
        unknowns=(),
        working=(),
        programmes=(),
        harm=_BAND,
        basis=Basis(declared=0, by_others=0, verified=0, assumed=0, unknown=0, judgement_share=1.0),
        sources=(),
        warnings=warnings,
        backup="",
        last_test=None,
    )


def report_bytes(report: RiskReport) -> bytes:
    """Return the JSON that would be sealed."""
    return to_json(report, omit_defaults=False)
