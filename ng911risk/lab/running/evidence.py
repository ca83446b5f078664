"""The record of a run -> evidence for an assessment: one piece for each check of each asset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256

from ng911risk.lab.check import CheckModule, LabCheck
from ng911risk.model.evidence import Evidence, LabProof, Verdict
from ng911risk.model.lab import CheckResult, LabRun
from ng911risk.records import to_json


def digest_of(run: LabRun) -> str:
    """SHA-256 of the record of a run."""
    return sha256(to_json(run)).hexdigest()


def evidence_of(run: LabRun, checks: Mapping[str, CheckModule]) -> tuple[Evidence, ...]:
    """
    Evidence in a run, in its order.

    Only targets that stand for an asset give any: what nobody can place moves no control. Where
    the whole run is in doubt, everything is inconclusive. Several checks may bear on one control:
    if one of them refutes it, the others do not verify it, whichever came last. What shows a part
    of a control, or a shortcoming of it, is told and moves nothing.
    """
    return tuple(_pieces(run, checks))


def _pieces(run: LabRun, checks: Mapping[str, CheckModule]) -> Iterator[Evidence]:
    assets = {target.id: target.asset for target in run.targets if target.asset}
    known = [one for one in run.results if one.target in assets and one.check in checks]
    refuted = {
        (checks[one.check].CHECK.mitigation, assets[one.target]): one.check
        for one in known
        if one.verdict is Verdict.NOT_EFFECTIVE and checks[one.check].CHECK.refutes
    }
    record = digest_of(run)
    for result in known:
        check, asset = checks[result.check].CHECK, assets[result.target]
        doubt = _doubt(run, result, check, refuted.get((check.mitigation, asset), ""))
        yield Evidence(
            mitigation=check.mitigation,
            scope=(asset,),
            verdict=Verdict.INCONCLUSIVE if doubt else result.verdict,
            observed=" ".join(filter(None, (result.observed, result.near_miss, doubt))),
            method=f"lab check {result.check}",
            on=result.began.date(),
            lab=_proof(run, result, record),
        )


def _doubt(run: LabRun, result: CheckResult, check: LabCheck, refuted_by: str) -> str:
    """Why a result does not move its control, though it has a verdict; empty: it does."""
    if run.doubt:
        return f"Not counted: {run.doubt}"
    if result.verdict is Verdict.NOT_EFFECTIVE and not check.refutes:
        return "A shortcoming; it does not show by itself that the whole control fails."
    if result.verdict is not Verdict.EFFECTIVE:
        return ""
    if refuted_by:
        return f"This check passed; {refuted_by} shows in the same run that the control fails."
    return "" if check.verifies else "This check passed; it shows a part of the control only."


def _proof(run: LabRun, result: CheckResult, record: str) -> LabProof:
    return LabProof(
        check=result.check,
        at=result.began,
        run=run.id,
        record=record,
        capture=run.capture,
        packets=run.packets_on_wire,
        containment=run.containment,
        reason=run.scope.purpose,
    )
