"""The record of a run -> evidence for an assessment: one piece for each check of each asset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256

from ng911risk.lab.check import CheckModule
from ng911risk.lab.weight import doubt_of, refutation
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


def weighed(
    run: LabRun, checks: Mapping[str, CheckModule]
) -> Iterator[tuple[CheckResult, str, str]]:
    """
    Every result of a run with what it weighs, in its order.

    Yields:
        (result, id of its asset or empty, why it does not move its control or empty).
    """
    assets = {target.id: target.asset for target in run.targets}
    known = [one for one in run.results if one.target in assets and one.check in checks]
    refuted = {
        (checks[one.check].CHECK.mitigation, assets[one.target] or one.target): one.check
        for one in known
        if refutation(one.verdict, checks[one.check].CHECK)
    }
    for result in known:
        check, asset = checks[result.check].CHECK, assets[result.target]
        refuted_by = refuted.get((check.mitigation, asset or result.target), "")
        doubt = f"Not counted: {run.doubt}" if run.doubt else ""
        doubt = doubt or ("" if asset else "The target stands for no asset of the inventory.")
        yield result, asset, doubt or doubt_of(result.verdict, check, refuted_by)


def _pieces(run: LabRun, checks: Mapping[str, CheckModule]) -> Iterator[Evidence]:
    record = digest_of(run)
    for result, asset, doubt in weighed(run, checks):
        if asset:
            yield Evidence(
                mitigation=checks[result.check].CHECK.mitigation,
                scope=(asset,),
                verdict=Verdict.INCONCLUSIVE if doubt else result.verdict,
                observed=" ".join(filter(None, (result.observed, result.near_miss, doubt))),
                method=f"lab check {result.check}",
                on=result.began.date(),
                lab=_proof(run, result, record),
            )


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
