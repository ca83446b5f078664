"""No check takes the word of a target that is late, confused or deaf for a control that works."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ng911risk.lab.check import TlsOffer, all_checks
from ng911risk.model.evidence import Verdict
from ng911risk.model.kinds import AssetKind
from ng911risk.model.lab import LabZone
from tests.lab.element import http_answer
from tests.lab.fake_wire import FakeStream, FakeWire, Late, target
from tests.lab.sip_stand_in import reply

CHECKS = all_checks()
Lie = Callable[[bytes], tuple[bytes, ...]]

ABOUT = target(
    LabZone.ESINET,
    kind=AssetKind.ECRF, name="ecrf.esinet.lab", sip_tls=5061, http=80, https=443, dns=53,
    dns_name="a.esinet.lab", dns_zone="esinet.lab", ntp=123, stun=3478, known_user="known",
    tapped=True, open_ports=(443,), closed_ports=(22,),
)  # fmt: skip


def good(data: bytes) -> bytes:
    """What serves whoever asks: SIP, or the web."""
    if data[:4] in (b"POST", b"GET "):
        return http_answer(200, "<html>welcome</html>")
    return reply(data, "200 OK") if b" SIP/2.0" in data else b""


def busy(data: bytes) -> bytes:
    if data[:4] in (b"POST", b"GET "):
        return http_answer(503)
    return reply(data, "503 Busy") if b" SIP/2.0" in data else b""


def trying(data: bytes) -> bytes:
    if data[:4] in (b"POST", b"GET "):
        return b"HTTP/1.1 100 Continue\r\n\r\n"
    return reply(data, "100 Trying") if b" SIP/2.0" in data else b""


RUBBISH = b"\x80\x80\xff\xff\xff\xff" + b"\xc0" * 90

LIES: dict[str, Lie] = {
    "says nothing and stays": lambda data: (),
    "serves after 1.7 s": lambda data: (Late.of(good(data), 1.7),),
    "serves after a minute": lambda data: (Late.of(good(data), 60.0),),
    "says it is trying": lambda data: (trying(data),),
    "says it is trying, and serves late": lambda data: (trying(data), Late.of(good(data), 2.5)),
    "says it is trying, without end": lambda data: (trying(data),) * 500,
    "serves, twice": lambda data: (good(data),) * 2,
    "answers others": lambda data: (b"SIP/2.0 403 No\r\nCall-ID: x@y\r\n\r\n",) * 3,
    "is busy": lambda data: (busy(data),),
    "is an echo": lambda data: (data,),
    "is an echo, twice": lambda data: (data, data),
    "says what is no text": lambda data: (b"\xff\xfe\x80" * 40,),
    "says zeros": lambda data: (bytes(200),),
    "says its own half": lambda data: (good(data)[:20],),
    "says the number and rubbish": lambda data: (data[:2] + RUBBISH,),
    "says no, in no status": lambda data: (b"SIP/2.0 999 No\r\n\r\n", b"HTTP/1.1 000 No\r\n\r\n"),
}  # fmt: skip

# Who serves whoever asks, early or late, has what these ask for.
_SERVE = {
    "serves after 1.7 s", "says it is trying, and serves late", "serves, twice",
}  # fmt: skip
_TRUE_OF_THEM = {
    "SIP-09": "its answers name no version",
    "SIP-10": "it passes nothing on, and answers for itself",
    "SIP-11": "every name gets the same answer",
    "SIP-13": "no more comes back than three times what was sent",
    "SIP-16": "it goes on answering",
    "SIP-19": "it takes a test call and rings nobody",
}


def wire_of(lie: Lie) -> FakeWire:
    """Connects whoever comes, over TLS too, and answers with the lie."""
    wire = FakeWire()

    def said(data: bytes) -> tuple[bytes, ...]:
        return tuple(one for one in lie(data) if one)

    def connects(address: str, port: int, offer: TlsOffer | None) -> FakeStream:
        version = "TLSv1.3" if offer else ""
        return FakeStream(wire, (address, port), offer=offer, tls_version=version)

    wire.connects = connects
    wire.over_udp = lambda data, address, port: said(data)
    wire.over_stream = lambda stream, data: list(said(data))
    return wire


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("check", CHECKS)
def test_a_lie_is_never_a_control_that_works(check: str, lie: str) -> None:
    module = CHECKS[check]
    wire = wire_of(LIES[lie])

    said = module.judge(ABOUT, module.look(ABOUT, wire))

    if check == "SIP-13" and lie == "is busy":
        return  # the answer that says so is small
    allowed = check in _TRUE_OF_THEM and lie in _SERVE
    assert (said.verdict is Verdict.EFFECTIVE) <= allowed, said.observed
    assert wire.waited <= module.CHECK.max_seconds


@pytest.mark.parametrize("lie", sorted(_SERVE))
@pytest.mark.parametrize("check", ["SIP-01", "SIP-02", "SIP-06", "SIP-07", "SIP-08", "LOC-01"])
def test_who_serves_strangers_is_seen_early_or_late(check: str, lie: str) -> None:
    module = CHECKS[check]

    said = module.judge(ABOUT, module.look(ABOUT, wire_of(LIES[lie])))

    assert said.verdict is Verdict.NOT_EFFECTIVE


_DEAF = sorted({name for name in LIES if name not in _SERVE} - {"says its own half"})


@pytest.mark.parametrize("lie", _DEAF)
@pytest.mark.parametrize("check", [name for name in CHECKS if name not in ("SEG-01", "SIP-13")])
def test_who_serves_nobody_refutes_nothing(check: str, lie: str) -> None:
    module = CHECKS[check]

    said = module.judge(ABOUT, module.look(ABOUT, wire_of(LIES[lie])))

    assert said.verdict is not Verdict.NOT_EFFECTIVE, said.observed
