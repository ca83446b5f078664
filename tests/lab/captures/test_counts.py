from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ng911risk.lab.captures.counts import CALLS_MAX, OTHER, Counting, Counts
from ng911risk.lab.captures.reading import read
from tests.lab.packets import ethernet, packet, pcap, request, response, sip, tcp, udp, written

_NAMES = ("frames", "sip_requests", "sip_responses", "sip_call_ids", "sdp_media", "rtp_ssrc")

_ODD_PORTS = "tshark does not look for SIP in TCP between ports 8080 and 80"
_ODD_PORTS_TOO = "tshark does not look for SIP in TCP between ports 5070 and 56394"

EXPLAINED: dict[str, tuple[str, dict[str, Any]]] = {
    **{
        f"ng911-dev/CHFE_010/CHFE_010_{name}.pcap": (_ODD_PORTS, {"sip_requests": {"INVITE": 1}})
        for name in (
            "fail_agency_id_not_fqdn",
            "fail_agency_position_id_not_str",
            "fail_client_assigned_identifier_not_str",
            "fail_element_id_not_fqdn",
            "fail_empty_text",
            "fail_extension_not_str",
            "fail_log_event_type_wrong_value",
            "fail_no_agency_id_object",
            "fail_no_element_id_object",
            "fail_no_log_event_type_object",
            "fail_no_post_to_logger",
            "fail_no_timestamp",
            "fail_timestamps_not_matched",
            "fail_wrong_call_id_sip",
            "fail_wrong_direction",
            "fail_wrong_incident_id_format",
            "fail_wrong_ipaddress_port",
            "fail_wrong_protocol",
            "fail_wrong_timestamp_format",
            "pass_all_fields",
        )
    },
    "ng911-dev/ESRP_009/ESRP_009_fail.pcap": (
        _ODD_PORTS_TOO,
        {"sip_requests": {"MESSAGE": 2}, "sip_responses": {"200": 2}},
    ),
    "ng911-dev/ESRP_009/INVITE_ESRP_009_pass.pcap": (
        _ODD_PORTS_TOO,
        {
            "sip_requests": {"INVITE": 1, "ACK": 1, "BYE": 1},
            "sip_responses": {"200": 2},
            "sdp_media": {"audio RTP/AVP": 2},
        },
    ),
    "ng911-dev/ESRP_009/MESSAGE_ESRP_009_pass.pcap": (
        _ODD_PORTS_TOO,
        {"sip_requests": {"MESSAGE": 1}, "sip_responses": {"200": 1}},
    ),
}
"""Capture -> (why more is found in it than tshark tells, how much more)."""


def _counts(path: Path) -> Counts:
    counting = Counting()
    read(path, [counting])
    return counting.counts()


def _made(folder: Path, *frames: bytes) -> Counts:
    return _counts(written(folder, pcap([(float(i), one) for i, one in enumerate(frames)])))


@pytest.mark.parametrize("folder", ["lab", "ng911-dev"])
def test_the_counts_of_every_real_capture_are_those_of_tshark(
    folder: str, shared_data: Path
) -> None:
    root = shared_data / "pcaps"
    manifest = json.loads((root / folder / "MANIFEST.json").read_text("utf-8"))
    different = {}
    for one in manifest:
        path = root / one["file"] if folder in one["file"] else root / folder / one["file"]
        counts = _counts(path)
        for name in _NAMES:
            ours = getattr(counts, name)
            told = one["tshark"].get(name, type(ours)())
            more = EXPLAINED.get(one["file"], ("", {}))[1].get(name, {})
            if more:
                told = {key: told.get(key, 0) + more.get(key, 0) for key in {*told, *more}}
            if ours != told:
                different[one["file"], name] = (ours, told)

    assert len(manifest) == {"lab": 12, "ng911-dev": 265}[folder]
    assert different == {}


def test_sip_is_counted_over_udp_and_tcp_in_fragments_and_behind_tags(tmp_path: Path) -> None:
    whole = udp(request("INVITE", extra="X: " + "x" * 60))
    parts = [
        ethernet(packet(whole[:64], fragment=0x2000), tags=(5, 6)),
        ethernet(packet(whole[64:], fragment=8), tags=(5, 6)),
    ]
    over_tcp = ethernet(packet(tcp(request("OPTIONS", call="c2")), protocol=6))

    found = _made(tmp_path, *reversed(parts), over_tcp, sip(response(486, "INVITE")))

    assert found.sip_requests == {"INVITE": 1, "OPTIONS": 1}
    assert found.sip_responses == {"486": 1}
    assert (found.frames, found.sip_call_ids) == (4, 2)


def test_a_copy_of_a_message_inside_an_error_of_icmp_is_none(tmp_path: Path) -> None:
    inside = packet(udp(request("OPTIONS")))

    found = _made(tmp_path, ethernet(packet(b"\3\3\0\0\0\0\0\0" + inside, protocol=1)))

    assert (found.frames, found.sip_requests) == (1, {})


def test_what_no_standard_knows_is_counted_as_other(tmp_path: Path) -> None:
    assert _made(tmp_path, sip(request("FOOBAR"))).sip_requests == {OTHER: 1}


def test_memory_stays_within_its_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ng911risk.lab.captures.counts.CALLS_MAX", 3)

    def offer(number: int) -> bytes:
        body = "v=0\r\n" + "".join(f"m=a{number}b{i} 1 RTP/AVP 0\r\n" for i in range(30))
        text = request("INVITE", call=f"c{number}", extra="Content-Type: application/sdp")
        return text.replace(b"Length: 0", b"Length: %d" % len(body)) + body.encode()

    found = _made(tmp_path, *(sip(offer(number)) for number in range(9)))

    assert CALLS_MAX > found.sip_call_ids == 3
    assert found.sdp_media == {f"{OTHER} RTP/AVP": 270}


def test_kinds_and_profiles_that_no_standard_knows_are_not_kept(tmp_path: Path) -> None:
    body = b"v=0\r\nm=Secretname 1 +15125550188 0\r\nm=audio 1 alice 0\r\nm=text 1 RTP/AVP 0\r\n"
    text = request("INVITE", extra="Content-Type: application/sdp")

    found = _made(tmp_path, sip(text.replace(b"Length: 0", b"Length: %d" % len(body)) + body))

    assert found.sdp_media == {"OTHER OTHER": 1, "audio OTHER": 1, "text RTP/AVP": 1}
