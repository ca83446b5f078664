"""Sites of a state that never was: an inventory that fits the sample report, and rows to add up."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ng911risk.engine.site_row import site_row
from ng911risk.engine.statewide import PlacedRow
from ng911risk.model.inventory import (
    Asset,
    Inventory,
    Owner,
    OwnerClass,
    Shift,
    SiteProfile,
    Software,
    Zone,
)
from ng911risk.model.kinds import AssetKind
from ng911risk.model.report import RiskReport
from ng911risk.model.scales import Band, Stage
from tests.exporters.sample_report import SAMPLE, ZONES

_KINDS: Final = {
    "county-pcs": AssetKind.WORKSTATION,
    "directory": AssetKind.DIRECTORY,
    "cad": AssetKind.CAD,
    "rms": AssetKind.RMS,
    "trunks-911": AssetKind.TRUNK_GROUP,
    "admin-lines": AssetKind.TRUNK_GROUP,
}


def inventory_of(report: RiskReport) -> Inventory:
    """An inventory with the owners and assets that the findings of `report` name."""
    owners = {one.owner: one.owner_class for one in report.findings}
    assets = {one.asset: one for one in report.findings}
    return Inventory(
        site=SiteProfile(
            name=report.site.name,
            stage=Stage.TRANSITIONAL,
            positions=4,
            shifts=(Shift(from_hour=0, to_hour=24, on_duty=2, calls_per_hour=3),),
            trunks_911=6,
            trunks_ten_digit=4,
        ),
        owners=tuple(Owner(id=one, name=f"The {one}", owner_class=owners[one]) for one in owners),
        zones=tuple(Zone(id=one.id) for one in ZONES),
        assets=tuple(
            Asset(
                id=one.asset,
                name=one.asset_label,
                kind=_KINDS[one.asset],
                zone=ZONES[0].id,
                owner=one.owner,
                software=(Software(name="Keystone CAD", version="19.3"),)
                if one.owner_class is OwnerClass.VENDOR
                else (),
            )
            for one in assets.values()
        ),
    )


def placed(name: str, *, harm: float = 8.0, inventory: Inventory | None = None) -> PlacedRow:
    """A site called `name` in ``name.yaml`` that does `harm` a year."""
    row = site_row(SAMPLE, inventory or inventory_of(SAMPLE))
    row = replace(
        row,
        name=name,
        harm=Band(low=harm / 2, likely=harm, high=harm * 2),
        inventory_digest=name,
    )
    return PlacedRow(row=row, file=f"{name}.yaml", report=f"sites/{name}.yaml/report.html")
