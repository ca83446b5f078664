"""Questions to a name service, over UDP and TCP, and whether it lives."""

from __future__ import annotations

from typing import Final

from ng911risk.lab.check import Answer, Target, Wire
from ng911risk.lab.controls import MESSAGES_MAX
from ng911risk.lab.messages import dns

TCP_PACKETS: Final = 4
ALIVE_PACKETS: Final = 1 + TCP_PACKETS
ALIVE_S: Final = 3.5

_ANSWER_S: Final = 1.5
STREAM_PACKETS: Final = 24
"""Most packets of one question and its answer over TCP: 4 kB are read, more is on its way."""

_STREAM_MAX: Final = 4_096


def udp_reply(target: Target, wire: Wire, asked: dns.Question) -> dns.Reply | None:
    """What it answers over UDP; None: nothing."""
    port = target.about.dns or 0
    with wire.udp() as line:
        line.send(asked.data, target.address, port)
        for _ in range(MESSAGES_MAX):
            got = line.receive(_ANSWER_S)
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
            more = line.receive(_ANSWER_S)
            if not more:
                break
            stream += more
        return line.answer, dns.read(dns.unframed(stream) or stream[2:], asked)


def names_alive(target: Target, wire: Wire) -> bool:
    """Whether it answers a good question over UDP, whatever the answer, or takes a connection."""
    about = target.about
    name = about.dns_name or about.dns_zone or "."
    if udp_reply(target, wire, dns.question(name.strip("."), dns.SOA)) is not None:
        return True
    with wire.tcp(target.address, about.dns or 0) as line:
        return line.answer is Answer.CONNECTED
