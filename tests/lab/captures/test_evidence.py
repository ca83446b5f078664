from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

from ng911risk.content import load_catalog
from ng911risk.importers.evidence import faults_of
from ng911risk.lab.captures.account import CaptureAccount, CitedPacket, Finding
from ng911risk.lab.captures.evidence import evidence_of
from ng911risk.model.evidence import Verdict
from ng911risk.records import to_json
from tests.lab.packets import BORDER
from tests.lab.seen import INVENTORY

_END = datetime(2026, 3, 1, 12, 5, tzinfo=UTC)


def _finding(id: str, verdict: Verdict, mitigation: str, *, at: str = BORDER) -> Finding:
    return Finding(
        id=id,
        title="?",
        verdict=verdict,
        observed="It was seen.",
        near_miss="" if verdict is Verdict.EFFECTIVE else "It would pass if not.",
        mitigation=mitigation,
        frames=(7,),
        addresses=(at, "9.9.9.9"),
    )


def _account(*findings: Finding) -> CaptureAccount:
    packet = CitedPacket(
        number=7, at=_END, layers=("Ether", "IP", "UDP"), source=BORDER, source_port=5060,
        target="9.9.9.9", target_port=5060, says="SIP INVITE", headers=("call-id",),
    )  # fmt: skip
    return CaptureAccount(
        file="a.pcap", sha256="a" * 64, reason="yearly test", expires=date(2027, 3, 1),
        begins=_END, ends=_END, findings=findings, cited=(packet,),
    )  # fmt: skip


_BAD = _finding("CAP-01", Verdict.NOT_EFFECTIVE, "encrypted-signalling")


def test_a_finding_at_an_address_of_an_asset_is_evidence_that_can_be_traced() -> None:
    account = _account(_BAD)

    [found] = evidence_of([account], INVENTORY)

    assert (found.mitigation, found.scope) == ("encrypted-signalling", ("sbc",))
    assert (found.verdict, found.on) == (Verdict.NOT_EFFECTIVE, date(2026, 3, 1))
    assert found.observed == "It was seen. It would pass if not."
    assert found.lab is not None
    assert (found.lab.check, found.lab.at, found.lab.packets) == ("CAP-01", _END, 0)
    assert (found.lab.capture, found.lab.reason) == ("a" * 64, "yearly test")
    assert found.lab.record == sha256(to_json(account)).hexdigest()
    assert found.lab.expires == date(2027, 3, 1)
    assert found.lab.cited == (
        (
            "frame 7, 2026-03-01 12:05:00 UTC, Ether/IP/UDP, 12.34.56.78:5060 to 9.9.9.9:5060, "
            "SIP INVITE, headers call-id"
        ),
    )
    assert list(faults_of((found,), load_catalog(), INVENTORY)) == []


def test_what_nobody_can_place_or_tell_is_no_evidence() -> None:
    elsewhere = _finding("CAP-01", Verdict.NOT_EFFECTIVE, "encrypted-signalling", at="9.9.9.1")
    undecided = _finding("CAP-04", Verdict.INCONCLUSIVE, "encrypted-signalling")

    assert evidence_of([_account(elsewhere, undecided)], INVENTORY) == ()
    assert evidence_of([replace(_account(_BAD), ends=None)], INVENTORY) == ()


def test_a_pass_verifies_only_where_it_shows_all_and_nothing_refutes_it() -> None:
    part = _finding("MED-01", Verdict.EFFECTIVE, "encrypted-media")
    whole = _finding("MED-03", Verdict.EFFECTIVE, "encrypted-media")
    refuting = _finding("MED-02", Verdict.NOT_EFFECTIVE, "encrypted-media")

    first, second = evidence_of([_account(part, whole)], INVENTORY)
    *_, third, last = evidence_of([_account(part, refuting, whole)], INVENTORY)

    assert (first.verdict, second.verdict) == (Verdict.INCONCLUSIVE, Verdict.EFFECTIVE)
    assert "a part of the control" in first.observed
    assert (third.verdict, last.verdict) == (Verdict.NOT_EFFECTIVE, Verdict.INCONCLUSIVE)
    assert "MED-02" in last.observed


def test_a_capture_that_was_read_in_part_verifies_nothing_and_refutes_all_the_same() -> None:
    good = _finding("MED-03", Verdict.EFFECTIVE, "encrypted-media")
    whole = _account(_BAD, good)

    bad, passed = evidence_of([replace(whole, cut_after=40)], INVENTORY)

    assert [one.verdict for one in evidence_of([whole], INVENTORY)] == [
        Verdict.NOT_EFFECTIVE, Verdict.EFFECTIVE,
    ]  # fmt: skip
    assert bad.verdict is Verdict.NOT_EFFECTIVE
    assert passed.verdict is Verdict.INCONCLUSIVE
    assert "a part of the capture" in passed.observed


def test_a_refutation_in_one_capture_holds_back_what_passed_in_another() -> None:
    passing = _account(_finding("MED-03", Verdict.EFFECTIVE, "encrypted-media"))
    failing = _account(_finding("MED-02", Verdict.NOT_EFFECTIVE, "encrypted-media"))
    failing = replace(failing, sha256="b" * 64)

    for order in ([passing, failing], [failing, passing]):
        found = {one.lab.check: one for one in evidence_of(order, INVENTORY) if one.lab}
        assert found["MED-02"].verdict is Verdict.NOT_EFFECTIVE
        assert found["MED-03"].verdict is Verdict.INCONCLUSIVE
        assert "MED-02 in another capture (SHA-256 bbbbbbbbbbbb...)" in found["MED-03"].observed


def test_the_same_capture_counts_once() -> None:
    account = _account(_BAD)

    assert evidence_of([account, replace(account, file="b.pcap")], INVENTORY) == evidence_of(
        [account], INVENTORY
    )
