"""Old services without protection; scapy says whether the questions are right."""

from __future__ import annotations

from scapy.layers.snmp import SNMP, SNMPget, SNMPresponse, SNMPvarbind

from ng911risk.lab.messages import plain_services as plain


def test_scapy_reads_our_snmp_question() -> None:
    seen = SNMP(plain.description_question())

    assert seen.community.val == b"public"
    assert isinstance(seen.PDU, SNMPget)
    assert seen.PDU.varbindlist[0].oid.val == "1.3.6.1.2.1.1.1.0"


def test_an_snmp_answer_is_known() -> None:
    varbind = SNMPvarbind(oid="1.3.6.1.2.1.1.1.0", value="a switch")
    said = bytes(SNMP(version=0, community="public", PDU=SNMPresponse(varbindlist=[varbind])))

    assert plain.is_description(said)
    assert not plain.is_description(plain.description_question())
    assert not plain.is_description(b"")


def test_a_tftp_answer_is_known_be_it_no_such_file() -> None:
    assert plain.is_file_answer(b"\0\x05\0\x01not found\0")
    assert plain.is_file_answer(b"\0\x03\0\x01data")
    assert not plain.is_file_answer(plain.file_question())
    assert not plain.is_file_answer(b"\0\x05")
