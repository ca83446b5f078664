"""
Positive controls: whether a target still answers a good message, the way it is meant to.

Silence proves nothing by itself. A check that passes by silence asks here before and after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ng911risk.lab.check import Answer, ClientIdentity, Stream, Target, TlsOffer, Wire
from ng911risk.lab.messages import http, lost, sip

SIP_PACKETS = 16
"""Most packets of one `sip_alive`: a handshake with certificates, one request, the end."""

WEB_PACKETS = 16
"""Most packets of one `web_says` with a short question: the same."""

CLEAR_PACKETS = 8
"""Most packets of one `clear_alive`."""

PATIENCE_S = 5.0
"""
How long silence is waited for where it would count for the target, and a final answer once one
is on its way; our judgement, well above what a slow element takes.
"""

MESSAGES_MAX = 32
"""Most messages that are read while one answer is waited for; a target may send without end."""

PACE_S = 0.5
"""Never two questions to a web service in less, so that a limit does not answer instead."""

_ANSWER_S = 1.5
_ON_ITS_WAY_MAX = 4
_BUFFER_MAX = 65_536
_SUCCESS = range(200, 300)


def sip_alive(target: Target, wire: Wire) -> bool:
    """Whether it answers OPTIONS: over TLS where it has TLS, over UDP otherwise."""
    if target.about.sip_tls is not None:
        return sip_said_tls(target, wire, own_identity(wire)).status >= sip.FINAL
    return target.about.sip is not None and sip_status_udp(target, wire) >= sip.FINAL


def sip_status_udp(target: Target, wire: Wire, seconds: float = _ANSWER_S) -> int:
    """Status that it answers to OPTIONS over UDP: the final one, else 1xx; 0 for silence."""
    port = target.about.sip or 0
    with wire.udp() as line:
        asked = sip.request(
            "OPTIONS",
            sip.uri_of(target.address, port),
            sip.Origin(address=line.address, port=line.port),
        )
        line.send(asked.data, target.address, port)

        def received(wait: float) -> bytes:
            got = line.receive(wait)
            return got.data if got else b""

        return sip.status(awaited(received, asked, seconds))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What came back over a connection."""

    status: int
    """The final status, else 1xx; 0: none."""

    closed: bool
    """
    Whether it closed the connection, or sent an alert. An open one that says nothing is no
    refusal: it may be slow.
    """


def sip_said_tls(
    target: Target, wire: Wire, client: ClientIdentity, seconds: float = _ANSWER_S
) -> Said:
    """What it answers to OPTIONS over TLS."""
    port = target.about.sip_tls or 0
    with wire.tls(target, port, TlsOffer(client=client)) as line:
        return sip_said(line, sip.uri_of(target.name, port), wire.address, "TLS", seconds)


def sip_said(line: Stream, uri: str, own: str, transport: str, seconds: float) -> Said:
    """What is answered to OPTIONS over an open connection; `own` is our address."""
    port = int(uri.rpartition(":")[2].partition(";")[0])
    origin = sip.Origin(address=own, port=port, transport=transport)
    asked = sip.request("OPTIONS", uri, origin)
    got = awaited(Messages(line).receive, asked, seconds) if line.send(asked.data) else b""
    return Said(status=sip.status(got), closed=line.closed and line.answer is Answer.CONNECTED)


def awaited(receive: Callable[[float], bytes], asked: sip.Request, seconds: float) -> bytes:
    """
    Final answer to `asked`, else the last that says one is on its way (1xx); empty: none.

    Args:
        receive: Gives the next message within so many seconds; empty: none came.
        asked: What was asked.
        seconds: How long to wait; once an answer is on its way, `PATIENCE_S` instead.
    """
    last, left = b"", MESSAGES_MAX
    while left and (got := receive(PATIENCE_S if last else seconds)):
        left -= 1
        if not sip.answers(got, asked):
            continue
        if sip.status(got) >= sip.FINAL:
            return got
        left = left if last else _ON_ITS_WAY_MAX
        last = got
    return last


class Messages:
    """SIP messages of a stream, cut apart by Content-Length."""

    def __init__(self, stream: Stream) -> None:
        """Over `stream`, which stays the caller's to close."""
        self._stream = stream
        self._kept = b""

    def receive(self, seconds: float) -> bytes:
        """Next whole message; what is left of a broken one when no more comes."""
        for _ in range(MESSAGES_MAX):
            message, self._kept = sip.cut(self._kept)
            if message:
                return message
            more = self._stream.receive(seconds)
            if not more or len(self._kept) > _BUFFER_MAX:
                break
            self._kept += more
        message, self._kept = self._kept, b""
        return message


def web_alive(target: Target, wire: Wire) -> bool:
    """Whether it serves a good question: over TLS where it has TLS, in the clear otherwise."""
    return (
        web_says(target, wire, lost.good(target.about.kind), own_identity(wire)).status in _SUCCESS
    )


def web_says(
    target: Target, wire: Wire, question: lost.Question, client: ClientIdentity
) -> http.Answer:
    """What it says to one question over a connection of its own, never two in half a second."""
    wire.wait(PACE_S)
    with web_line(target, wire, client) as line:
        return web_ask(target, line, question)


def web_line(target: Target, wire: Wire, client: ClientIdentity) -> Stream:
    """Connect to its web service: over TLS where it has TLS, in the clear otherwise."""
    if target.about.https is not None:
        return wire.tls(target, target.about.https, TlsOffer(client=client))
    return wire.tcp(target.address, target.about.http or 0)


def web_ask(
    target: Target, line: Stream, question: lost.Question, seconds: float = _ANSWER_S
) -> http.Answer:
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
        if not (got := line.receive(PATIENCE_S if data else seconds)):
            break
        data += got
    return http.answer(data)


def clear_alive(target: Target, wire: Wire) -> bool:
    """Whether it lives, asked without encryption; False where it has no such door."""
    about = target.about
    if about.sip is not None and sip_status_udp(target, wire) >= sip.FINAL:
        return True
    if about.http is None:
        return False
    with wire.tcp(target.address, about.http) as line:
        return web_ask(target, line, lost.good(about.kind)).status >= http.FINAL


def own_identity(wire: Wire) -> ClientIdentity:
    """The certificate of the lab, where there is one."""
    return ClientIdentity.OWN if wire.has_client_certificate else ClientIdentity.NONE
