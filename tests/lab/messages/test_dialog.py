"""A test call as text."""

from __future__ import annotations

import pytest

from ng911risk.lab.messages import dialog, sip

CALL = dialog.Call(
    uri="urn:service:test.sos",
    origin=sip.Origin(address="10.91.0.10", port=5090),
    call_id="c1@10.91.0.10",
    tag="t1",
    branch="z9hG4bKone",
)
YES = (
    b"SIP/2.0 200 OK\r\nVia: x\r\nRecord-Route: <sip:a;lr>\r\n"
    b"Record-Route: <sip:b;lr>,<sip:c;lr>\r\n"
    b"To: <urn:service:test.sos>;tag=far\r\nCall-ID: c1@10.91.0.10\r\nCSeq: 1 INVITE\r\n"
    b"Contact: <sip:psap@10.91.0.40:5062>\r\nContent-Length: 0\r\n\r\n"
)
NO = b"SIP/2.0 486 Busy Here\r\nTo: <urn:service:test.sos>;tag=far\r\nCSeq: 1 INVITE\r\n\r\n"


def branch(message: bytes) -> str:
    return sip.header(message, "Via").partition("branch=")[2]


@pytest.mark.parametrize(
    ("uri", "is_test"),
    [
        ("urn:service:test.sos", True),
        ("urn:service:test.sos.police", True),
        ("sip:test-call@10.91.0.40:5062", True),
        ("sips:echo@lab.example", True),
        ("urn:service:sos", False),
        ("urn:service:test.sosx", False),
        ("sip:911@10.91.0.40", False),
        ("sip:+911@10.91.0.40", False),
        ("sip:9911@10.91.0.40", False),
        ("sip:112@10.91.0.40", False),
        ("sip:SOS@10.91.0.40", False),
        ("tel:911", False),
        ("sip:a@b\r\nX: y", False),
        ("sip:a@b>", False),
        ("", False),
    ],
)
def test_a_test_call_is_never_for_a_real_emergency(uri: str, is_test: bool) -> None:
    assert dialog.is_test_address(uri) is is_test


def test_two_calls_share_nothing() -> None:
    one, two = (dialog.new_call("sip:a", CALL.origin) for _ in range(2))

    assert {one.call_id, one.tag, one.branch}.isdisjoint({two.call_id, two.tag, two.branch})


def test_an_invite_says_what_follows() -> None:
    said = dialog.invite(CALL, headers=("Resource-Priority: esnet.1",), body=b"v=0\r\n")

    assert said.startswith(b"INVITE urn:service:test.sos SIP/2.0\r\n")
    assert sip.header(said, "Content-Type") == "application/sdp"
    assert sip.header(said, "Resource-Priority") == "esnet.1"
    assert sip.header(said, "Contact") == "<sip:assessor@10.91.0.10:5090>"
    assert dialog.body_of(said) == b"v=0\r\n"
    assert dialog.belongs(said, CALL)


def test_over_tls_the_contact_says_so() -> None:
    call = dialog.new_call("sip:a", sip.Origin(address="10.0.0.1", port=5061, transport="TLS"))

    assert sip.header(dialog.invite(call), "Contact").endswith(";transport=tls>")


def test_a_cancel_belongs_to_its_invite() -> None:
    invite, cancel = dialog.invite(CALL), dialog.cancel(CALL)

    assert branch(cancel) == branch(invite)
    assert sip.header(cancel, "CSeq") == "1 CANCEL"
    assert sip.header(cancel, "From") == sip.header(invite, "From")


def test_the_ack_of_a_refusal_belongs_to_the_invite() -> None:
    said = dialog.acknowledge(CALL, NO)

    assert branch(said) == CALL.branch
    assert said.startswith(b"ACK urn:service:test.sos SIP/2.0\r\n")
    assert sip.header(said, "To").endswith(";tag=far")


def test_what_follows_a_yes_goes_the_recorded_way_to_the_other_end() -> None:
    ack, bye = dialog.acknowledge(CALL, YES), dialog.bye(CALL, YES)

    assert ack.startswith(b"ACK sip:psap@10.91.0.40:5062 SIP/2.0\r\n")
    assert sip.headers(bye, "Route") == ("<sip:c;lr>", "<sip:b;lr>", "<sip:a;lr>")
    assert len({branch(ack), branch(bye), CALL.branch}) == 3
    assert sip.header(bye, "CSeq") == "2 BYE"
    assert dialog.is_routed(YES)
    assert not dialog.is_routed(NO)


@pytest.mark.parametrize(
    ("contact", "place"),
    [
        ("<sip:psap@10.91.0.40:5062;transport=udp>", ("10.91.0.40", 5062)),
        ("sip:10.91.0.40", ("10.91.0.40", 5060)),
        ("<sip:[fd00::1]:5061>", ("fd00::1", 5061)),
        ("<tel:911>", ("", 0)),
        ("<sip:a@10.91.0.40:99999>", ("10.91.0.40", 0)),
        ("", ("", 0)),
    ],
)
def test_the_other_end_is_read_from_its_contact(contact: str, place: tuple[str, int]) -> None:
    answer = f"SIP/2.0 200 OK\r\nContact: {contact}\r\n\r\n".encode()

    assert dialog.remote_place(CALL, answer) == place


def test_our_own_answer_copies_what_it_must() -> None:
    said = dialog.answer(dialog.invite(CALL), 486, "Busy Here")

    assert sip.status(said) == 486
    assert sip.header(said, "Call-ID") == CALL.call_id
    assert ";tag=" in sip.header(said, "To")
    assert dialog.method_answered(said) == "INVITE"


def test_a_tag_that_is_there_stays() -> None:
    said = dialog.answer(dialog.bye(CALL, YES), 200, "OK")

    assert sip.header(said, "To") == "<urn:service:test.sos>;tag=far"


def test_a_message_is_one_datagram() -> None:
    with pytest.raises(ValueError, match="at most 1300 bytes"):
        dialog.invite(CALL, body=b"x" * 1300)
