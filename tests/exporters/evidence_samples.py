"""Pieces of evidence as a report tells them, for the tests of several exporters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from ng911risk.model.evidence import Containment, LabProof, Standing
from ng911risk.model.report import EvidenceEffect, EvidenceSeen, Totals
from ng911risk.model.scales import Band, Status

NOW: Final = Totals(
    harm=Band(low=2.0, likely=5.0, high=40.0),
    hours=Band(low=4.0, likely=8.0, high=43.0),
    callers=Band(low=4.0, likely=35.0, high=500.0),
)
LAB: Final = EvidenceSeen(
    standing=Standing.REFUTED,
    method="lab check SEG-01",
    on=date(2026, 9, 2),
    lab=LabProof(
        check="SEG-01",
        at=datetime(2026, 9, 2, 14, 3, 5, tzinfo=UTC),
        run="a" * 32,
        capture="c" * 64,
        packets=12,
        containment=Containment.KERNEL,
        expires=date(2027, 9, 2),
        signed_by="d" * 64,
    ),
    overdue=False,
)
DRILL: Final = EvidenceSeen(
    standing=Standing.VERIFIED, method="Drill", on=date(2026, 8, 1), lab=None, overdue=False
)
REFUTED: Final = EvidenceEffect(
    mitigation="zone-segmentation",
    title="Separate sign-in and network for CAD",
    where="CAD server",
    standing=Standing.REFUTED,
    before=(Status.YES,),
    records=(LAB,),
    now=NOW,
    without=replace(NOW, harm=Band(low=1.0, likely=3.7, high=34.0)),
)
VERIFIED: Final = EvidenceEffect(
    mitigation="tested-offline-backups",
    title="Offline backups",
    where="",
    standing=Standing.VERIFIED,
    before=(Status.UNKNOWN, Status.NO),
    records=(DRILL,),
    now=NOW,
    without=None,
)
