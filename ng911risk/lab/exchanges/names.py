"""Questions to a name service, over UDP and TCP, and whether it lives."""

from __future__ import annotations

from typing import Final

from ng911risk.lab.check import Answer, Target, Wire
from ng911risk.lab.controls import MESSAGES_MAX, PATIENCE_S
from ng911risk.lab.messages import dns

TCP_PACKETS: Final = 8
ALIVE_PACKETS: Final = 1 + TCP_PACKETS
ALIVE_S: Final = 2 * PATIENCE_S + 2.0
"""Longest time of one `names_alive`: silence over UDP, a connection, silence over it."""

STREAM_PACKETS: Final = 24
"""Most packets of one question and its answer over TCP: 4 kB are read, more is on its way."""

_STREAM_MAX: Final = 4_096


def udp_reply(target: Target, wire: Wire, asked: dns.Question) -> dns.Reply | None:
    """What it answers over UDP; None: nothing."""
    port = target.about.dns or 0
    with wire.udp() as line:
        line.send(asked.data, target.address, port)
        for _ in range(MESSAGES_MAX):
            got = line.receive(PATIENCE_S)
            if got is None:
                return None
            if (reply := dns.read(got.data, asked)) is not None:
                return reply
    return None


def tcp_reply(target: Target, wire: Wire, asked: dns.Question) -> tuple[Answer, dns.Reply | None]:
    """How it took a connection, and what it answered over it, or began to; None: nothing."""
    with wire.tcp(target.address, target.about.dns or 0) as line:
        if line.answer is not Answer.CONNECTED or not line.send(dns.framed(asked)):
            return line.answer, None
        stream = b""
        while len(stream) < _STREAM_MAX and not dns.unframed(stream):
            more = line.receive(PATIENCE_S)
            if not more:
                break
            stream += more
        return line.answer, dns.read(dns.unframed(stream) or stream[2:], asked)


def names_alive(target: Target, wire: Wire) -> bool:
    """
    Whether it answers a good question over UDP, or over TCP, whatever the answer.

    A connection alone shows nothing: anything may listen there.
    """
    about = target.about
    asked = dns.question((about.dns_name or about.dns_zone).strip("."), dns.SOA)
    if _lives(udp_reply(target, wire, asked)):
        return True
    return _lives(tcp_reply(target, wire, asked)[1])


def _lives(reply: dns.Reply | None) -> bool:
    return reply is not None and reply.whole and reply.echoed
