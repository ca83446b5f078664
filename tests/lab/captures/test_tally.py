from __future__ import annotations

from ng911risk.lab.captures import tally as room
from ng911risk.lab.captures.decode import Place, address_text, packet_of
from ng911risk.lab.captures.sip_lines import messages
from ng911risk.lab.captures.tally import BURST_CALLS, NAMES_MAX, SENDERS_MAX, TALKS_MAX, Tally
from ng911risk.model.observation import Transport
from tests.lab.packets import ATTACKER, BORDER, START, request, response, sip

_SECOND = 1_000_000_000
_START = START * _SECOND


def _add(tally: Tally, frame: bytes, *, after: float = 0) -> None:
    packet = packet_of(frame, 1)
    assert packet is not None
    place = Place(
        1,
        _START + round(after * _SECOND),
        address_text(packet.source),
        int.from_bytes(packet.body[:2], "big"),
        address_text(packet.target),
        int.from_bytes(packet.body[2:4], "big"),
        Transport.UDP,
    )
    for message in messages(packet.body[8:], whole=packet.whole):
        tally.add(place, message)


def test_requests_are_counted_for_who_sent_them() -> None:
    tally = Tally()
    _add(tally, sip(request("OPTIONS")), after=3)
    _add(tally, sip(request("REGISTER", "7")), after=1)

    [sender] = tally.senders.values()
    [talk] = sender.talks.values()

    assert (sender.requests, sender.registrations, len(sender.asked)) == (2, 1, 2)
    assert (talk.messages, talk.methods) == (2, {"OPTIONS", "REGISTER"})
    assert talk.last - talk.first == 2 * _SECOND


def test_an_answered_call_counts_for_both_ends_and_once() -> None:
    tally = Tally()
    for _ in range(3):  # repeated because the acknowledgement was lost
        _add(tally, sip(response(200, "INVITE"), source=BORDER, target=ATTACKER))

    assert {name: one.answered for name, one in tally.senders.items()} == {ATTACKER: 1, BORDER: 1}


def test_what_is_no_answer_to_a_call_does_not_count() -> None:
    tally = Tally()
    for status, method in ((180, "INVITE"), (486, "INVITE"), (200, "OPTIONS"), (200, "BYE")):
        _add(tally, sip(response(status, method), source=BORDER, target=ATTACKER))

    assert tally.senders == {}


def test_a_burst_is_many_calls_in_a_minute_and_not_one_call_repeated() -> None:
    fast, slow, same = Tally(), Tally(), Tally()
    for i in range(BURST_CALLS):
        _add(fast, sip(request("INVITE", call=f"c{i}")), after=i)
        _add(slow, sip(request("INVITE", call=f"c{i}")), after=i * 3)
        _add(same, sip(request("INVITE", call="c")), after=i)

    assert [one.senders[ATTACKER].burst for one in (fast, slow, same)] == [True, False, False]


def test_memory_stays_within_its_bounds() -> None:
    tally = Tally()
    for i in range(SENDERS_MAX + 5):
        _add(tally, sip(request("OPTIONS"), source=f"20.{i >> 16}.{i >> 8 & 255}.{i & 255}"))
    for i in range(NAMES_MAX * 2):
        _add(tally, sip(request("REGISTER", f"n{i}"), source="20.0.0.1", port=1000 + i))
    sender = tally.senders["20.0.0.1"]

    assert (len(tally.senders), tally.not_counted) == (SENDERS_MAX, 5)
    assert len(sender.talks) == TALKS_MAX
    assert max(len(sender.asked), len(sender.ports), len(sender.registered)) == NAMES_MAX


def test_calls_are_remembered_only_lately() -> None:
    tally = Tally()
    for i in range(1_000):
        _add(tally, sip(request("INVITE", call=f"c{i}")))

    assert len(tally.senders[ATTACKER].calls) == room._CALLS_MAX
