"""Questions to a name service; scapy says whether they are right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.dns import DNS, DNSQR, DNSRR, DNSRROPT, DNSRRRSIG

from ng911risk.lab.messages import dns

ASKED = dns.question("bcf.esinet.lab", dns.A)


def reply(asked: dns.Question, **fields: object) -> bytes:
    made = DNS(id=asked.number, qr=1, qd=DNSQR(qname="bcf.esinet.lab"))
    for name, value in fields.items():
        setattr(made, name, value)
    return bytes(made)


def test_scapy_reads_our_question() -> None:
    asked = dns.question("version.bind", dns.TXT, group=dns.CHAOS, recursive=False)

    seen = DNS(asked.data)

    assert (seen.id, seen.rd, seen.qr) == (asked.number, 0, 0)
    assert (seen.qd[0].qname, seen.qd[0].qtype, seen.qd[0].qclass) == (b"version.bind.", 16, 3)


def test_signatures_are_asked_for_in_an_option() -> None:
    seen = DNS(dns.question("bcf.esinet.lab.", dns.A, signed=True).data)

    assert isinstance(seen.ar[0], DNSRROPT)
    assert seen.ar[0].z == 0x8000
    assert seen.ad == 1


def test_what_is_answered_is_read() -> None:
    records = [
        DNSRR(rrname="version.bind", type="TXT", rdata=[b"dnsmasq", b"-2.90"]),
        DNSRR(rrname="bcf.esinet.lab", type="A", rdata="10.91.0.31"),
        DNSRRRSIG(rrname="bcf.esinet.lab", typecovered=1, signersname="esinet.lab"),
    ]

    said = dns.read(reply(ASKED, ra=1, aa=1, ad=1, an=records), ASKED)

    assert said is not None
    assert (said.recursion, said.authoritative, said.authentic) == (True, True, True)
    assert said.records[0] == (dns.TXT, "dnsmasq-2.90")
    assert said.has(dns.A)
    assert said.has(dns.RRSIG)
    assert not said.has(dns.SOA)


def test_a_refusal_is_told_in_the_usual_word() -> None:
    said = dns.read(reply(ASKED, rcode=5), ASKED)

    assert said is not None
    assert (said.code, said.word, said.records) == (dns.REFUSED, "REFUSED", ())


def test_an_unknown_code_is_told_by_its_number() -> None:
    said = dns.read(reply(ASKED, rcode=11), ASKED)

    assert said is not None
    assert said.word == "code 11"


def test_the_answer_to_another_question_is_none() -> None:
    other = dns.Question(data=b"", number=ASKED.number ^ 1)

    assert dns.read(reply(other), ASKED) is None
    assert dns.read(ASKED.data, ASKED) is None
    assert dns.read(b"short", ASKED) is None


def test_over_tcp_the_length_comes_first() -> None:
    framed = dns.framed(ASKED)

    assert dns.unframed(framed + b"more") == ASKED.data
    assert dns.unframed(framed[:-1]) == b""
    assert dns.unframed(b"\0") == b""


@pytest.mark.parametrize("name", ["a..b", "x" * 64, ".".join(["x" * 60] * 5)])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        dns.question(name, dns.A)


@given(st.binary(max_size=200), st.integers(0, 65_535), st.integers(0, 65_535))
def test_nothing_it_reads_raises(rest: bytes, questions: int, answers: int) -> None:
    head = ASKED.number.to_bytes(2) + b"\x81\x80" + questions.to_bytes(2) + answers.to_bytes(2)

    said = dns.read(head + bytes(4) + rest, ASKED)

    assert said is not None
    assert len(said.records) <= len(rest)


def test_what_is_not_whole_says_so() -> None:
    good = reply(ASKED, an=DNSRR(rrname="bcf.esinet.lab", type="A", rdata="10.91.0.31"))
    bare = ASKED.number.to_bytes(2) + b"\x80\x01" + bytes(8)
    wrong = (
        good[:6] + b"\xff\xff" + good[8:],  # announces more than there is
        good[:-2],
        reply(ASKED, qd=DNSQR(qname="other.lab")),
        reply(ASKED, opcode=2),
        ASKED.number.to_bytes(2) + b"\x80\x00" + bytes(8),
    )

    assert [dns.read(one, ASKED).whole for one in wrong] == [False] * len(wrong)  # type: ignore[union-attr]  # all begin like answers
    for one, echoed in (
        (good, True),
        (reply(ASKED, qd=DNSQR(qname="BCF.esinet.LAB")), True),
        (bare, False),
    ):
        said = dns.read(one, ASKED)
        assert said is not None
        assert (said.whole, said.echoed) == (True, echoed)
