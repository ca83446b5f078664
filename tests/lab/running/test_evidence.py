"""From the record of a run to evidence."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from ng911risk.lab.check import CheckModule, LabCheck
from ng911risk.lab.running.evidence import digest_of, evidence_of
from ng911risk.model.evidence import Verdict
from tests.lab.lab_files import lab_run, result, target


def module(id: str, **changed: Any) -> CheckModule:  # noqa: ANN401 - as the check calls it
    fields: dict[str, Any] = {
        "id": id, "title": "", "sends": (), "max_packets": 1, "max_seconds": 1.0, "needs": (),
        "mitigation": "encrypted-signalling", "vectors": ("eavesdropping",),
    }  # fmt: skip
    return cast("CheckModule", SimpleNamespace(CHECK=LabCheck(**(fields | changed))))


KNOWN = {
    "SIP-01": module("SIP-01"),
    "SIP-06": module("SIP-06", verifies=True),
    "SIP-09": module("SIP-09", refutes=False),
}
GOOD = {"verdict": Verdict.EFFECTIVE, "near_miss": ""}


def test_a_failed_check_refutes_the_control_of_its_asset() -> None:
    run = lab_run(result())

    (found,) = evidence_of(run, KNOWN)

    assert found.mitigation == "encrypted-signalling"
    assert found.scope == ("bcf-1",)
    assert found.verdict is Verdict.NOT_EFFECTIVE
    assert found.method == "lab check SIP-01"
    assert "It would pass if" in found.observed
    assert found.lab is not None
    assert (found.lab.run, found.lab.record) == (run.id, digest_of(run))
    assert (found.lab.packets, found.lab.capture) == (12, "3" * 64)


def test_a_pass_verifies_only_where_the_check_can() -> None:
    part, whole = (
        evidence_of(lab_run(result(**GOOD)), KNOWN),
        evidence_of(lab_run(result(check="SIP-06", **GOOD)), KNOWN),
    )

    assert part[0].verdict is Verdict.INCONCLUSIVE
    assert "a part of the control" in part[0].observed
    assert whole[0].verdict is Verdict.EFFECTIVE


def test_one_refuting_check_is_not_outvoted_by_a_later_one() -> None:
    run = lab_run(result(), result(check="SIP-06", **GOOD))

    first, second = evidence_of(run, KNOWN)

    assert first.verdict is Verdict.NOT_EFFECTIVE
    assert second.verdict is Verdict.INCONCLUSIVE
    assert "SIP-01" in second.observed


def test_a_refutation_of_one_asset_says_nothing_about_another() -> None:
    other = target(id="esrp", asset="esrp-1", address="10.91.0.31")
    run = lab_run(
        result(), result(check="SIP-06", target="esrp", **GOOD), targets=(target(), other)
    )

    assert [one.verdict for one in evidence_of(run, KNOWN)] == [
        Verdict.NOT_EFFECTIVE, Verdict.EFFECTIVE,
    ]  # fmt: skip


def test_a_run_in_doubt_moves_nothing() -> None:
    run = lab_run(result(), doubt="the counts differ")

    (found,) = evidence_of(run, KNOWN)

    assert found.verdict is Verdict.INCONCLUSIVE
    assert "the counts differ" in found.observed


def test_a_target_without_asset_gives_no_evidence() -> None:
    assert not evidence_of(lab_run(result(), targets=(target(asset=""),)), KNOWN)


def test_a_shortcoming_is_told_and_refutes_nothing() -> None:
    shortcoming, verified = evidence_of(
        lab_run(result(check="SIP-09"), result(check="SIP-06", **GOOD)), KNOWN
    )

    assert shortcoming.verdict is Verdict.INCONCLUSIVE
    assert "A shortcoming" in shortcoming.observed
    assert verified.verdict is Verdict.EFFECTIVE
