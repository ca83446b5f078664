from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ng911risk.lab.captures.citing import cite, moment
from tests.lab.captures.said import BORDER, CALLER, hello, http, over_tcp, over_udp, rtp, segment
from tests.lab.packets import ethernet, packet, pcap, request, response, udp, written


def _written(folder: Path, frames: list[bytes], link: int = 1) -> Path:
    timed = [(float(i), one) for i, one in enumerate(frames)]
    return written(folder, pcap(timed, link=link))


def test_a_packet_is_cited_by_what_standards_name(tmp_path: Path) -> None:
    path = _written(tmp_path, [b"", over_udp(request("INVITE", "15555550100", extra="X-Mine: 1"))])

    [found] = cite(path, {2})

    assert (found.number, found.says) == (2, "SIP INVITE")
    assert found.layers == ("Ether", "IP", "UDP", "Raw")
    assert (found.source, found.source_port) == (CALLER, 5060)
    assert (found.target, found.target_port) == (BORDER, 5060)
    assert found.headers == ("call-id", "content-length", "cseq", "from", "to", "via")
    assert found.at is not None
    assert f"{found.at:%H:%M:%S}" == "12:00:01"


def test_every_protocol_is_named(tmp_path: Path) -> None:
    frames = [
        over_udp(response(486, "INVITE")),
        over_tcp(http("POST /numbers/15555550100 HTTP/1.1", "", "Host: h")),
        over_tcp(http("HTTP/1.1 200 OK")),
        over_tcp(hello(server=True)),
        over_udp(hello(server=True, version=0xFEFD, datagram=True)),
        over_udp(rtp(1, b"voice" * 30), port=4000),
        b"\1" * 12 + b"\x88\xcc" + bytes(40),
        over_udp(request("SECRETWORD")),
    ]

    said = [one.says for one in cite(_written(tmp_path, frames), range(1, 9))]

    assert said == [
        "SIP 486",
        "HTTP POST",
        "HTTP 200",
        "TLS hello",
        "DTLS hello",
        "",
        "",
        "SIP OTHER",
    ]


def test_packets_without_a_link_layer_and_later_fragments_are_cited(tmp_path: Path) -> None:
    bare = packet(udp(request("BYE")))
    later = packet(b"INVITE sip:a SIP/2.0\r\n\r\n", fragment=5)

    first, second = cite(_written(tmp_path, [bare, later], link=101), {1, 2})

    assert first.layers[:2] == ("IP", "UDP")
    assert first.says == "SIP BYE"
    assert (second.says, second.source_port) == ("", None)


def test_nothing_wanted_is_nothing_read(tmp_path: Path) -> None:
    assert cite(tmp_path / "none.pcap", ()) == ()


def test_a_frame_without_a_time_has_none() -> None:
    assert moment(-1) is None
    assert moment(0) is not None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    frames=st.lists(st.binary(max_size=120), min_size=1, max_size=4),
    link=st.sampled_from([0, 1, 12, 101, 113, 228, 276, 9_999]),
)
def test_no_bytes_are_an_error(frames: list[bytes], link: int, tmp_path: Path) -> None:
    starts = (b"", ethernet(packet(segment(b"", 1), protocol=6))[:40])
    path = _written(tmp_path, [start + one for start in starts for one in frames], link=link)

    assert len(cite(path, range(1, 99))) == 2 * len(frames)
