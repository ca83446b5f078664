"""A short lab run and the evidence that follows from it, for the tests of several rooms."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Final

from ng911risk.model.evidence import Containment, Evidence, LabProof, Verdict
from ng911risk.model.kinds import AssetKind
from ng911risk.model.lab import (
    BeaconMark,
    CheckResult,
    LabRun,
    LabScope,
    LabTarget,
    LabZone,
    ScopeNetwork,
)
from ng911risk.records import to_json

RAN: Final = datetime(2026, 11, 20, 14, 3, 5, tzinfo=UTC)
RUN: Final = LabRun(
    id="a" * 32,
    scope=LabScope(
        id="yearly",
        authoriser="Director",
        purpose="Yearly test.",
        contact="555-0100",
        lab_attestation="A switch with nothing else on it.",
        interface="eth9",
        networks=(ScopeNetwork(network="10.91.0.0/24", zone=LabZone.ESINET),),
        checks=("SIP-01",),
        not_before=RAN - timedelta(hours=1),
        not_after=RAN + timedelta(hours=1),
        kill_file="stop",
        beacon=BeaconMark(address="10.91.0.2", token="e" * 64),
    ),
    scope_digest="d" * 64,
    authoriser_key="f" * 64,
    version="0.1.0",
    began=RAN - timedelta(minutes=1),
    ended=RAN + timedelta(minutes=1),
    containment=Containment.KERNEL,
    packets_asked=1,
    packets_on_wire=12,
    packets_refused=0,
    packets_captured=12,
    capture="c" * 64,
    targets=(LabTarget(id="border", asset="cad", kind=AssetKind.BCF, address="10.91.0.30"),),
    results=(
        CheckResult(
            check="SIP-01",
            target="border",
            verdict=Verdict.NOT_EFFECTIVE,
            observed="Answered 200 to a plain OPTIONS.",
            near_miss="It would pass if it refused plain SIP.",
            facts="{}",
            packets=1,
            began=RAN,
            seconds=0.1,
        ),
    ),
)


def evidence_of(
    run: LabRun, *, mitigation: str = "zone-segmentation", asset: str = "cad"
) -> tuple[Evidence, ...]:
    """Evidence as such a run gives it."""
    [result] = run.results
    return (
        Evidence(
            mitigation=mitigation,
            scope=(asset,),
            verdict=result.verdict,
            observed=f"{result.observed} {result.near_miss}",
            method=f"lab check {result.check}",
            on=result.began.date(),
            lab=LabProof(
                check=result.check,
                at=result.began,
                run=run.id,
                record=sha256(to_json(run)).hexdigest(),
                capture=run.capture,
                packets=run.packets_on_wire,
                containment=run.containment,
                reason=run.scope.purpose,
                expires=date(2027, 11, 20),
            ),
        ),
    )


def with_proof(evidence: Evidence, **changes: object) -> Evidence:
    """`evidence` that can be traced to something else."""
    assert evidence.lab is not None
    return replace(evidence, lab=replace(evidence.lab, **changes))  # type: ignore[arg-type]  # any field
