from __future__ import annotations

import random
from pathlib import Path

import pytest

from ng911risk.lab.captures.detector import CITED_MAX, all_detectors
from ng911risk.lab.captures.rtp import SAMPLE
from ng911risk.model.evidence import Verdict
from tests.lab.captures.said import (
    BORDER,
    CALLER,
    CENTRE,
    PIDF,
    encoded,
    hello,
    http,
    judged,
    jws,
    offer,
    over_tcp,
    over_udp,
    rtp,
    with_body,
)
from tests.lab.packets import START, request, response

GOOD, BAD, OPEN = Verdict.EFFECTIVE, Verdict.NOT_EFFECTIVE, Verdict.INCONCLUSIVE

_TLS = over_tcp(hello(server=True), source=BORDER, target=CALLER, port=5061, to=40_000)
_INVITE = request("INVITE")
_LUCK = random.Random(3)  # noqa: S311 - a test that can be repeated


def _onward(message: bytes) -> bytes:
    """The same at the next hop."""
    return over_udp(message, source=BORDER, target=CENTRE)


def _emergency(*headers: str, call: str = "c1") -> bytes:
    text = request("INVITE", call=call, extra="\r\n".join(headers))
    return text.replace(b"sip:100@12.34.56.78 SIP", b"urn:service:sos SIP", 1)


_IDS = (
    "Call-Info: <urn:emergency:uid:callid:a:x.example>;purpose=emergency-CallId",
    "Call-Info: <urn:emergency:uid:incidentid:b:x.example>;purpose=emergency-IncidentId",
    "Resource-Priority: esnet.1",
)
_OTHER_IDS = (_IDS[0].replace("callid:a", "callid:z"), *_IDS[1:])


def _passport(where: str = "https://certs.example/a.pem", algorithm: str = "ES256") -> str:
    head = encoded({"alg": algorithm, "ppt": "shaken", "typ": "passport", "x5u": where})
    return f"Identity: {head}.{encoded({'iat': 1})}.c2ln;info=<{where}>;alg={algorithm};ppt=shaken"


def _located(place: str, call: str = "c1") -> bytes:
    return with_body(request("INVITE", call=call), "application/pidf+xml", PIDF.format(place))


def _voice(bits: int, *, kind: int = 8, many: int = SAMPLE) -> list[bytes]:
    return [
        over_udp(
            rtp(i, bytes(_LUCK.getrandbits(bits) for _ in range(160)), kind=kind),
            port=4000,
            to=4002,
        )
        for i in range(many)
    ]


def _calls(many: int, *statuses: int) -> list[bytes]:
    made = []
    for i in range(many):
        made.append(over_udp(request("INVITE", call=f"c{i}")))
        if statuses:
            answer = response(statuses[i % len(statuses)], "INVITE", call=f"c{i}")
            made.append(over_udp(answer, source=BORDER, target=CALLER))
    return made


def _dated(seconds: int, source: str) -> bytes:
    told = f"Date: Sun, 01 Mar 2026 12:00:{seconds:02} GMT"
    return over_tcp(http("HTTP/1.1 200 OK", "", told), source=source, target=CALLER, port=80)


def _switch(kind: bytes) -> bytes:
    return b"\x01" * 12 + kind + b"\0" * 40


_LLDP, _STP = _switch(b"\x88\xcc"), _switch(b"\0\x26\x42\x42\x03")
_CASES = [
    ("CAP-01", [], "esinet", OPEN),
    ("CAP-01", [over_udp(_INVITE)], "esinet", BAD),
    ("CAP-01", [over_udp(_INVITE)], "external", OPEN),
    ("CAP-01", [over_udp(_INVITE)], "", OPEN),
    ("CAP-01", [over_udp(_INVITE, target="127.0.0.1")], "esinet", OPEN),
    ("CAP-01", [_TLS], "esinet", GOOD),
    ("CAP-02", [], "esinet", OPEN),
    ("CAP-02", [_TLS], "", GOOD),
    ("CAP-02", [over_tcp(hello(server=True, version=0x0301))], "", BAD),
    ("CAP-02", [over_tcp(hello(server=True, suites=[0x0035]))], "", BAD),
    ("CAP-02", [over_tcp(hello(server=True, version=0x0301), target="8.8.8.8")], "", OPEN),
    ("CAP-03", [], "", OPEN),
    ("CAP-03", [over_udp(hello(server=True, version=0xFEFD, datagram=True))], "", GOOD),
    ("CAP-03", [over_udp(hello(server=True, version=0xFEFF, datagram=True))], "", BAD),
    ("CAP-03", [over_udp(offer("UDP/TLS/RTP/SAVPF", "a=fingerprint:sha-256 AA"))], "", OPEN),
    ("CAP-03", [over_udp(offer("UDP/TLS/RTP/SAVPF", "a=fingerprint:SHA-1 AA"))], "", BAD),
    ("CAP-04", [], "esinet", OPEN),
    ("CAP-04", [over_udp(_located("1 2"))], "esinet", BAD),
    ("CAP-04", [over_udp(_located("1 2"))], "external", OPEN),
    ("CAP-04", [over_tcp(http("HTTP/1.1 200 OK", PIDF.format("1 2")))], "esinet", BAD),
    ("CAP-04", [over_udp(_emergency("Geolocation: <https://lis.example/a>"))], "esinet", OPEN),
    ("CAP-05", [over_udp(_located("1 2"))], "", OPEN),
    ("CAP-05", [over_udp(_located("1 2")), _onward(_located("1 2"))], "", OPEN),
    ("CAP-05", [over_udp(_located("1 2")), _onward(_located("9 9"))], "", BAD),
    ("CAP-05", [over_udp(_located("1 2")), over_udp(_located("9 9"))], "", OPEN),
    ("CAP-06", [], "external", OPEN),
    ("CAP-06", [over_udp(_emergency(*_IDS))], "external", OPEN),
    (
        "CAP-06",
        [over_udp(_emergency(*_IDS)), _onward(_emergency(*_IDS))],
        "external",
        BAD,
    ),
    (
        "CAP-06",
        [over_udp(_emergency(*_IDS)), _onward(_emergency(*_OTHER_IDS))],
        "external",
        GOOD,
    ),
    (
        "CAP-06",
        [over_udp(_emergency(*_IDS)), _onward(_emergency(*_IDS))],
        "esinet",
        OPEN,
    ),
    (
        "CAP-06",
        [over_udp(_emergency(*_IDS)), over_udp(_emergency(*_IDS), source=CENTRE, target=BORDER)],
        "external",
        OPEN,
    ),
    ("CAP-07", [], "", OPEN),
    ("CAP-07", [over_tcp(http("POST /lost HTTP/1.1", "x", "Content-Type: text/xml"))], "", OPEN),
    (
        "CAP-07",
        [over_tcp(http("POST /x HTTP/1.1", "x", "Content-Type: application/lost+xml"))],
        "",
        BAD,
    ),
    ("CAP-07", [over_tcp(http("POST /LogEvents HTTP/1.1", "{}"))], "", BAD),
    ("CAP-07", [over_tcp(http("POST /LogEvents HTTP/1.1", "{}"), target="127.0.0.1")], "", OPEN),
    ("CAP-08", [], "", OPEN),
    ("CAP-08", [over_tcp(http("POST /LogEvents HTTP/1.1", jws({"alg": "EdDSA"})))], "", OPEN),
    ("CAP-08", [over_tcp(http("POST /LogEvents HTTP/1.1", jws({"alg": "none"})))], "", BAD),
    (
        "CAP-08",
        [over_tcp(http("POST /LogEvents HTTP/1.1", jws({"alg": "EdDSA"}, signature="")))],
        "",
        BAD,
    ),
    ("CAP-08", [over_tcp(http("POST /LogEvents HTTP/1.1", '{"logEventType": "x"}'))], "", BAD),
    ("CAP-09", [], "", OPEN),
    ("CAP-09", [_dated(0, BORDER)], "", OPEN),
    ("CAP-09", [_dated(0, BORDER), _dated(1, CENTRE)], "", GOOD),
    ("CAP-09", [_dated(0, BORDER), _dated(5, CENTRE)], "", OPEN),
    ("CAP-09", [_dated(0, BORDER), _dated(30, CENTRE)], "", BAD),
    ("CAP-10", [over_udp(_INVITE)], "", OPEN),
    ("CAP-10", [over_udp(request("OPTIONS", agent="friendly-scanner"))], "", GOOD),
    (
        "CAP-10",
        [
            over_udp(request("OPTIONS", agent="friendly-scanner")),
            over_udp(response(403, "OPTIONS"), source=BORDER, target=CALLER),
        ],
        "",
        GOOD,
    ),
    (
        "CAP-10",
        [
            over_udp(request("OPTIONS", agent="friendly-scanner")),
            over_udp(response(404, "OPTIONS"), source=BORDER, target=CALLER),
        ],
        "",
        BAD,
    ),
    ("CAP-11", _calls(29, 200), "", OPEN),
    ("CAP-11", _calls(30), "", OPEN),
    ("CAP-11", _calls(30, 200), "", BAD),
    ("CAP-11", _calls(30, 200, 503), "", GOOD),
    ("CAP-12", [], "", OPEN),
    ("CAP-12", [over_udp(request("CANCEL", call=f"c{i}")) for i in range(30)], "", OPEN),
    ("CAP-13", [_LLDP], "", BAD),
    ("CAP-13", [_STP], "", OPEN),
    ("CAP-13", [over_udp(_INVITE)], "", OPEN),
    ("MED-01", [], "esinet", OPEN),
    ("MED-01", [over_udp(offer())], "esinet", BAD),
    ("MED-01", [over_udp(offer())], "external", OPEN),
    (
        "MED-01",
        [over_udp(offer("RTP/SAVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:k"))],
        "",
        OPEN,
    ),
    (
        "MED-01",
        [over_udp(offer("RTP/SAVP", "a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:k"))],
        "",
        GOOD,
    ),
    ("MED-01", [over_udp(offer("UDP/TLS/RTP/SAVPF", "a=fingerprint:sha-256 A"))], "", GOOD),
    ("MED-02", [over_udp(offer())], "", OPEN),
    (
        "MED-02",
        [over_udp(offer("RTP/SAVP", "a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:k"))],
        "",
        BAD,
    ),
    ("MED-02", [over_udp(offer("UDP/TLS/RTP/SAVPF", "a=fingerprint:sha-256 A"))], "", GOOD),
    ("MED-03", [], "esinet", OPEN),
    ("MED-03", _voice(5), "esinet", BAD),
    ("MED-03", _voice(5), "external", OPEN),
    ("MED-03", _voice(5, many=SAMPLE - 1), "esinet", OPEN),
    ("MED-03", _voice(8), "esinet", GOOD),
    ("MED-03", _voice(8, kind=96), "esinet", OPEN),
    ("SIP-20", [], "esinet", OPEN),
    ("SIP-20", [over_udp(_INVITE)], "esinet", BAD),
    ("SIP-20", [over_udp(_INVITE)], "external", OPEN),
    ("SIP-20", [over_udp(request("INVITE", extra=_passport()))], "esinet", GOOD),
    ("SIP-20", [over_udp(request("INVITE", extra=_passport("http://a.example")))], "", BAD),
    ("SIP-20", [over_udp(request("INVITE", extra=_passport(algorithm="none")))], "", BAD),
    ("SIP-20", [over_udp(request("INVITE", extra="Identity: nonsense"))], "", BAD),
]


@pytest.mark.parametrize(("name", "frames", "zone", "verdict"), _CASES)
def test_each_detector_decides_where_it_says(
    name: str, frames: list[bytes], zone: str, verdict: Verdict, tmp_path: Path
) -> None:
    found = judged(tmp_path, name, frames, zone=zone)

    assert found.verdict is verdict, found
    assert found.observed.endswith(".")
    assert bool(found.near_miss) is (verdict is not GOOD)
    assert len(found.frames) <= CITED_MAX
    assert all(1 <= number <= len(frames) for number in found.frames)


@pytest.mark.parametrize("name", sorted(all_detectors()))
def test_every_detector_was_seen_to_decide_both_ways_or_is_open_by_design(name: str) -> None:
    verdicts = {verdict for one, _, _, verdict in _CASES if one == name}
    never_good = {"CAP-04", "CAP-05", "CAP-07", "CAP-08", "CAP-12", "CAP-13"}

    assert OPEN in verdicts
    assert BAD in verdicts or name == "CAP-12"
    assert GOOD in verdicts or name in never_good


def test_a_failure_cites_the_frames_that_show_it_and_names_its_ends(tmp_path: Path) -> None:
    quiet = over_udp(response(200, "BYE"))

    found = judged(tmp_path, "MED-01", [quiet, over_udp(offer()), quiet])

    assert found.frames == (2,)
    assert found.ends == (CALLER, BORDER)


def test_a_long_silence_of_the_switch_passes(tmp_path: Path) -> None:
    arp = b"\2" * 12 + b"\x08\x06" + bytes(40)
    frames = [arp, *[over_udp(_INVITE)] * 66]

    assert judged(tmp_path, "CAP-13", frames, step=1).verdict is GOOD
    assert judged(tmp_path, "CAP-13", frames[:66], step=1).verdict is OPEN


def test_silence_of_the_switch_is_none_where_only_ip_was_captured(tmp_path: Path) -> None:
    found = judged(tmp_path, "CAP-13", [over_udp(_INVITE)] * 67, step=1)

    assert found.verdict is OPEN
    assert "filtered" in found.observed


def test_what_a_source_does_all_day_is_no_burst(tmp_path: Path) -> None:
    steady = _calls(400, 200)

    assert judged(tmp_path, "CAP-11", steady, step=0.12).verdict is OPEN


def test_log_events_tell_the_time_too(tmp_path: Path) -> None:
    def event(second: int, source: str) -> bytes:
        text = jws({"alg": "EdDSA"}, {"timestamp": f"2026-03-01T12:00:{second:02}+00:00"})
        return over_tcp(http("POST /LogEvents HTTP/1.1", text), source=source)

    assert START
    assert judged(tmp_path, "CAP-09", [event(0, BORDER), event(40, CENTRE)]).verdict is BAD


# --- real captures beside the checkout ----------------------------------------


@pytest.mark.parametrize(
    ("capture", "bad", "good"),
    [
        ("call-plain", {"CAP-01", "CAP-04", "MED-01", "SIP-20"}, set()),
        ("call-none", {"CAP-01", "MED-01", "MED-03", "SIP-20"}, set()),
        ("call-srtp-mand", {"CAP-01", "MED-02", "SIP-20"}, {"MED-03"}),
        ("call-dtls_srtp", {"CAP-01", "SIP-20"}, {"MED-01", "MED-02", "MED-03"}),
        ("call-tls-TLSv1_2", {"CAP-01", "MED-01", "MED-02", "SIP-20"}, {"CAP-02"}),
        ("call-tls-TLSv1_3", {"CAP-01", "MED-01", "MED-02", "SIP-20"}, {"CAP-02"}),
        ("scan-svmap-svwar", {"CAP-01", "CAP-10"}, set()),
        ("burst-200calls", {"CAP-01", "CAP-04", "CAP-11", "MED-01", "SIP-20"}, set()),
        ("lost-plain-http", {"CAP-07"}, {"CAP-02"}),
        ("l2-weak-assessor-port", set(), set()),
    ],
)
def test_real_captures_are_judged_as_they_were_made(
    capture: str, bad: set[str], good: set[str], shared_data: Path
) -> None:
    from ng911risk.lab.captures.analysis import Context, analysed  # noqa: PLC0415 - slow
    from ng911risk.model.lab import LabZone  # noqa: PLC0415 - the same

    path = shared_data / "pcaps" / "lab" / f"{capture}.pcap"
    found = analysed(path, Context(zone=LabZone.ESINET)).account.findings

    assert {one.id for one in found if one.verdict is BAD} == bad
    assert {one.id for one in found if one.verdict is GOOD} == good


def test_an_unsigned_log_event_of_a_conformance_run_is_found(shared_data: Path) -> None:
    from ng911risk.lab.captures.analysis import analysed  # noqa: PLC0415 - slow

    folder = shared_data / "pcaps" / "ng911-dev"
    verdicts = {
        path.stem: {one.id: one.verdict for one in analysed(path).account.findings}["CAP-08"]
        for path in sorted((folder / "ESRP_015").glob("*.pcap"))
    }

    assert verdicts["ESRP_015_fail_alg_none_with_sign"] is BAD
    assert verdicts["ESRP_015_one_cert_pass"] is OPEN
