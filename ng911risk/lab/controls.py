"""
Positive controls: whether a target still answers a good message, the way it is meant to.

Silence proves nothing by itself. A check that passes by silence asks here before and after.
"""

from __future__ import annotations

from ng911risk.lab.check import Answer, ClientIdentity, Stream, Target, TlsOffer, Wire
from ng911risk.lab.messages import http, lost, sip

SIP_PACKETS = 16
"""Most packets of one `sip_alive`: a handshake with certificates, one request, the end."""

WEB_PACKETS = 16
"""Most packets of one `web_says` with a short question: the same."""

CLEAR_PACKETS = 8
"""Most packets of one `clear_alive`."""

_ANSWER_S = 1.5
_MESSAGES_MAX = 32
_PACE_S = 0.5
_SUCCESS = range(200, 300)


def sip_alive(target: Target, wire: Wire) -> bool:
    """Whether it answers OPTIONS: over TLS where it has TLS, over UDP otherwise."""
    if target.about.sip_tls is not None:
        return sip_status_tls(target, wire, own_identity(wire)) > 0
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
        for _ in range(_MESSAGES_MAX):
            got = line.receive(_ANSWER_S)
            if got is None:
                break
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


def web_alive(target: Target, wire: Wire) -> bool:
    """Whether it serves a good question: over TLS where it has TLS, in the clear otherwise."""
    return (
        web_says(target, wire, lost.good(target.about.kind), own_identity(wire)).status in _SUCCESS
    )


def web_says(
    target: Target, wire: Wire, question: lost.Question, client: ClientIdentity
) -> http.Answer:
    """What it says to one question over a connection of its own, never two in half a second."""
    wire.wait(_PACE_S)  # what limits requests should not answer in place of what is asked
    with web_line(target, wire, client) as line:
        return web_ask(target, line, question)


def web_line(target: Target, wire: Wire, client: ClientIdentity) -> Stream:
    """Connect to its web service: over TLS where it has TLS, in the clear otherwise."""
    if target.about.https is not None:
        return wire.tls(target, target.about.https, TlsOffer(client=client))
    return wire.tcp(target.address, target.about.http or 0)


def web_ask(target: Target, line: Stream, question: lost.Question) -> http.Answer:
    """Ask over an open connection; `http.NOTHING` where nothing comes back."""
    if line.answer is not Answer.CONNECTED or line.tls_failure:
        return http.NOTHING
    line.send(
        http.request(
            question.method,
            target.about.path,
            target.name,
            body=question.body,
            content_type=question.content_type,
        )
    )
    # what refuses early answers, and closes before everything was sent: so read in any case
    data = b""
    while len(data) < http.LARGEST_ANSWER and not http.whole(data):
        if not (got := line.receive(_ANSWER_S)):
            break
        data += got
    return http.answer(data)


def clear_alive(target: Target, wire: Wire) -> bool:
    """Whether it lives, asked without encryption; False where it has no such door."""
    about = target.about
    if about.sip is not None and sip_status_udp(target, wire) > 0:
        return True
    if about.http is None:
        return False
    with wire.tcp(target.address, about.http) as line:
        return web_ask(target, line, lost.good(about.kind)).status > 0


def own_identity(wire: Wire) -> ClientIdentity:
    """The certificate of the lab, where there is one."""
    return ClientIdentity.OWN if wire.has_client_certificate else ClientIdentity.NONE
