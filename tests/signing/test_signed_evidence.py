from __future__ import annotations

import json
from dataclasses import asdict, replace
from hashlib import sha256

import pytest

from ng911risk.errors import InputError, SignatureError
from ng911risk.model.evidence import EvidenceFile, Verdict
from ng911risk.records import json_bytes, to_json
from ng911risk.signing import envelope, signed_evidence, signed_report
from ng911risk.signing.keys import new_key
from ng911risk.signing.signed_evidence import PAYLOAD_TYPE, Account, SignedEvidence
from tests.signing.lab_samples import RUN, evidence_of, with_proof

KEY, OTHER = new_key(), new_key()
EVIDENCE = evidence_of(RUN)
WHOLE = signed_evidence.of_run(EVIDENCE, RUN, site="Cedar County")
SIGNED = signed_evidence.sign(WHOLE, KEY)


def read(data: bytes) -> signed_evidence.Read:
    return signed_evidence.read(data, (OTHER.public, KEY.public), file="lab.json")


def signed(whole: SignedEvidence) -> bytes:
    return envelope.sign(PAYLOAD_TYPE, json.dumps(asdict(whole)).encode(), KEY)


def test_what_went_in_comes_out_with_the_key_that_signed_it() -> None:
    found = read(SIGNED)

    assert (found.key_id, found.site) == (KEY.public.id, "Cedar County")
    assert found.evidence == to_json(EvidenceFile(evidence=EVIDENCE))
    assert signed_evidence.sign(WHOLE, KEY) == SIGNED


def test_an_account_of_a_capture_is_taken_as_it_is() -> None:
    account = b'{"frames": 12}'
    seen = with_proof(EVIDENCE[0], record=sha256(account).hexdigest(), packets=0, run="")
    whole = signed_evidence.of_account((seen,), account, site="Cedar", kind=Account.CAPTURE)

    assert read(signed_evidence.sign(whole, KEY)).evidence == to_json(
        EvidenceFile(evidence=(seen,))
    )


def test_nobody_is_believed_who_was_not_named() -> None:
    with pytest.raises(SignatureError, match=f"{KEY.public.id}, which is not trusted here"):
        signed_evidence.read(SIGNED, (OTHER.public,), file="lab.json")
    with pytest.raises(SignatureError, match="Trusted: none"):
        signed_evidence.read(SIGNED, (), file="lab.json")


def test_no_byte_of_it_can_be_changed() -> None:
    whole = json.loads(SIGNED)
    other = json.loads(signed(replace(WHOLE, site="Oak County")))
    whole["payload"] = other["payload"]
    for data in (json_bytes(whole), SIGNED[:-2] + b" }", SIGNED[:-40]):
        with pytest.raises(SignatureError):
            read(data)


def test_what_was_signed_as_something_else_is_no_evidence() -> None:
    report = envelope.sign(signed_report.PAYLOAD_TYPE, json_bytes(asdict(WHOLE)), KEY)

    with pytest.raises(InputError, match="signed as something else"):
        read(report)
    with pytest.raises(InputError):
        signed_report.verify(SIGNED, KEY.public, file="r.json")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"format": "ng911risk-signed-evidence/2"}, "newer version"),
        ({"kind": "guess"}, "what its account is"),
        ({"account": "{}"}, "record of its run cannot be read"),
        ({"account": to_json(replace(RUN, id="b" * 32)).decode()}, "names another account"),
        ({"evidence": "[]"}, "its evidence cannot be read"),
        ({"site": "\ud800"}, "no text"),
    ],
)
def test_parts_that_do_not_fit_are_refused(changes: dict[str, str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        read(signed(replace(WHOLE, **changes)))


def test_a_payload_of_another_shape_is_refused() -> None:
    for payload in (b"[]", b"nothing", json_bytes(asdict(WHOLE) | {"more": ""}), b'{"format": 1}'):
        with pytest.raises(InputError):
            read(envelope.sign(PAYLOAD_TYPE, payload, KEY))


def test_evidence_that_contradicts_the_record_of_its_run_is_never_signed() -> None:
    wrong = (
        replace(EVIDENCE[0], lab=None),
        with_proof(EVIDENCE[0], signed_by=KEY.public.id),
        with_proof(EVIDENCE[0], record="0" * 64),
        with_proof(EVIDENCE[0], packets=11, capture="0" * 64),
        with_proof(EVIDENCE[0], check="SIP-14"),
        replace(EVIDENCE[0], scope=("phones",)),
        replace(EVIDENCE[0], verdict=Verdict.EFFECTIVE),
    )

    with pytest.raises(InputError) as caught:
        signed_evidence.of_run((*EVIDENCE, *wrong), RUN, site="Cedar County")

    assert [one.message for one in caught.value.problems] == [
        "record 2 is of no lab check or capture; record it by hand",
        "record 3 says who signed it, which only the signature can",
        "record 4 names another account than the one in the file",
        "record 5 contradicts the record of the run about capture, packets",
        "record 6 is of a check and an asset that the run does not hold",
        "record 7 is of a check and an asset that the run does not hold",
        "record 8 says something else than the run",
    ]


def test_a_run_in_doubt_decides_nothing() -> None:
    doubted = replace(RUN, doubt="the counts differ")
    told = evidence_of(doubted)

    with pytest.raises(InputError, match="in doubt"):
        signed_evidence.of_run(told, doubted, site="Cedar County")
    undecided = tuple(replace(one, verdict=Verdict.INCONCLUSIVE) for one in told)
    assert signed_evidence.of_run(undecided, doubted, site="Cedar County").site == "Cedar County"


def test_a_signed_file_is_told_from_a_plain_one_by_its_beginning() -> None:
    assert signed_evidence.looks_like_one(SIGNED)
    assert not signed_evidence.looks_like_one(to_json(EvidenceFile(evidence=EVIDENCE)))
    assert not signed_evidence.looks_like_one(b'observed: "payloadType"')


def test_what_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_evidence, "SIZE_MAX", 10)

    with pytest.raises(InputError, match="larger than"):
        read(SIGNED)
