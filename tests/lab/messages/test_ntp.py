"""Questions to a time service; scapy says whether they are right."""

from __future__ import annotations

from scapy.layers.ntp import NTPControl, NTPHeader, NTPPrivate

from ng911risk.lab.messages import ntp


def test_scapy_reads_our_questions() -> None:
    time = NTPHeader(ntp.time_question())
    variables = NTPControl(ntp.variables_question())
    clients = NTPPrivate(ntp.clients_question())

    assert (time.version, time.mode) == (4, 3)
    assert (variables.mode, variables.op_code, variables.response) == (6, 2, 0)
    assert (clients.mode, clients.implementation, clients.request_code) == (7, 3, 42)


def test_the_time_counts_only_for_the_one_who_asked() -> None:
    asked = ntp.time_question()
    told = bytes([0x24]) + bytes(23) + asked[40:48] + bytes(16)

    assert ntp.is_time(told, asked)
    assert not ntp.is_time(told, ntp.time_question())
    assert not ntp.is_time(asked, asked)
    assert not ntp.is_time(b"", asked)


def test_answers_of_each_mode_are_known() -> None:
    variables, clients = ntp.variables_question(), ntp.clients_question()
    told = bytes(
        NTPControl(version=2, response=1, op_code=2, sequence=variables[2] << 8 | variables[3])
    )
    listed = bytes(NTPPrivate(response=1, version=2, implementation=3, request_code=42))

    assert ntp.is_variables(told, variables)
    assert not ntp.is_variables(told[:2] + bytes([told[2] ^ 1]) + told[3:], variables)
    assert not ntp.is_variables(b"\x16\x81" + told[2:], variables)
    assert not ntp.is_variables(variables, variables)
    assert ntp.is_clients(listed, clients)
    assert not ntp.is_clients(b"\x97\0\x03\x2b" + listed[4:], clients)
    assert not ntp.is_clients(clients, clients)


def test_a_command_is_told_from_its_answer() -> None:
    asked = ntp.command_question()

    assert asked[:8] == b"\x06\x01\0\0\0\x0e\0\0"
    said = b"\x06\x02\0\0" + asked[4:6] + bytes(10) + asked[8:12] + bytes(8)
    assert not ntp.is_command_reply(asked, asked)
    assert ntp.is_command_reply(said, asked)
    assert not ntp.is_command_reply(said, ntp.command_question())
