"""
Positive controls: whether a target still answers a good message, the way it is meant to.

Silence proves nothing by itself. A check that passes by silence asks here before and after.
"""

from __future__ import annotations

from ng911risk.lab.check import ClientIdentity, Target, TlsOffer, Wire
from ng911risk.lab.messages import sip

SIP_PACKETS = 16
"""Most packets of one `sip_alive`: a handshake with certificates, one request, the end."""

_ANSWER_S = 1.5


def sip_alive(target: Target, wire: Wire) -> bool:
    """Whether it answers OPTIONS: over TLS where it has TLS, over UDP otherwise."""
    if target.about.sip_tls is not None:
        return sip_status_tls(target, wire, _own(wire)) > 0
    return target.about.sip is not None and sip_status_udp(target, wire) > 0


def sip_status_udp(target: Target, wire: Wire) -> int:
    """Status that it answers to OPTIONS over UDP; 0 for silence."""
    port = target.about.sip or 0
    with wire.udp() as line:
        asked = sip.request(
            "OPTIONS",
            sip.uri_of(target.address, port),
            sip.Origin(address=line.address, port=line.port),
        )
        line.send(asked.data, target.address, port)
        while (got := line.receive(_ANSWER_S)) is not None:
            if sip.answers(got.data, asked):
                return sip.status(got.data)
    return 0


def sip_status_tls(target: Target, wire: Wire, client: ClientIdentity) -> int:
    """Status that it answers to OPTIONS over TLS; 0 where it refuses, or says nothing."""
    port = target.about.sip_tls or 0
    with wire.tls(target, port, TlsOffer(client=client)) as line:
        asked = sip.request(
            "OPTIONS",
            sip.uri_of(target.name, port),
            sip.Origin(address=wire.address, port=port, transport="TLS"),
        )
        if not line.send(asked.data):
            return 0
        return sip.status(line.receive(_ANSWER_S))


def _own(wire: Wire) -> ClientIdentity:
    return ClientIdentity.OWN if wire.has_client_certificate else ClientIdentity.NONE
