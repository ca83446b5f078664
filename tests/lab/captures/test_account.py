from __future__ import annotations

from dataclasses import fields

from ng911risk.lab.captures.account import CaptureAccount, CaptureAccounts, CitedPacket, Finding
from ng911risk.lab.captures.counts import Counts
from ng911risk.model.evidence import Verdict
from ng911risk.records import read_record, to_json

_ACCOUNT = CaptureAccount(
    file="a.pcap",
    sha256="0" * 64,
    frames=3,
    sip_requests={"INVITE": 1},
    findings=(
        Finding(
            id="CAP-01",
            title="Is signalling protected?",
            verdict=Verdict.NOT_EFFECTIVE,
            observed="1 message.",
            near_miss="It would pass if not.",
            mitigation="encrypted-signalling",
            frames=(1,),
        ),
    ),
    cited=(CitedPacket(number=1, layers=("Ether", "IP"), says="SIP INVITE"),),
)


def test_an_account_is_read_back_as_it_was_written() -> None:
    written = CaptureAccounts(files=(_ACCOUNT,))

    read = read_record(CaptureAccounts, to_json(written), file="a.json", format="json")

    assert read.value == written


def test_the_counts_stand_under_the_names_of_the_manifest() -> None:
    names = {one.name for one in fields(Counts)}

    assert names == {
        "frames", "sip_requests", "sip_responses", "sip_call_ids", "sdp_media", "rtp_ssrc",
    }  # fmt: skip
    assert names <= {one.name for one in fields(CaptureAccount)}
