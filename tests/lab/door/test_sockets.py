"""UDP and TCP over loopback: counted, bounded, closed, and nothing from outside the scope."""

from __future__ import annotations

import socket
import struct
from pathlib import Path

import pytest

from ng911risk.lab.check import Answer, Refused
from ng911risk.lab.door.sockets import (
    CONNECT_PACKETS,
    DATAGRAM_MAX,
    HEARD_MAX,
    SEGMENT_MAX,
    Own,
    TcpStream,
    UdpLine,
    overhead,
)
from ng911risk.model.lab import LabZone, ScopeNetwork
from tests.lab.door.standing import LOOPBACK, echo, governor, listening

OWN = Own(address=LOOPBACK, interface="lo")


def test_a_datagram_goes_out_and_an_answer_comes_back_counted() -> None:
    one = governor()
    with UdpLine(one, OWN, 0) as here, UdpLine(one, OWN, 0) as there:
        here.send(b"hello", there.address, there.port)
        got = there.receive(2)

    assert got is not None
    assert (got.data, got.address, got.port) == (b"hello", here.address, here.port)
    assert (one.packets, one.bytes) == (1, 5 + 42)


def test_headers_of_ipv6_are_longer() -> None:
    assert overhead("127.0.0.1") == 42
    assert overhead("fd00::1") == 62


def test_a_datagram_that_would_be_cut_in_two_is_refused() -> None:
    one = governor()
    with UdpLine(one, OWN, 0) as line, pytest.raises(Refused, match="longer"):
        line.send(b"x" * (DATAGRAM_MAX + 1), LOOPBACK, 9)
    assert one.packets == 0


def test_nothing_goes_outside_the_scope() -> None:
    one = governor()
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outside,
        UdpLine(one, OWN, 0) as line,
    ):
        outside.bind(("127.0.1.1", 0))
        outside.settimeout(0.2)
        with pytest.raises(Refused):
            line.send(b"x", *outside.getsockname())
        with pytest.raises(TimeoutError):
            outside.recv(10)


def test_what_comes_from_outside_the_scope_is_dropped() -> None:
    one = governor()
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outside,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as inside,
        UdpLine(one, OWN, 0) as line,
    ):
        outside.bind(("127.0.1.1", 0))
        inside.bind((LOOPBACK, 0))
        outside.sendto(b"foreign", (line.address, line.port))
        assert line.receive(0.2) is None
        outside.sendto(b"foreign", (line.address, line.port))
        inside.sendto(b"ours", (line.address, line.port))
        got = line.receive(2)

    assert got is not None
    assert got.data == b"ours"


def test_ipv6_works_as_ipv4_does() -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("needs IPv6 on the loopback interface")
    one = governor(networks=(ScopeNetwork(network="::1/128", zone=LabZone.ESINET),))
    own = Own(address="::1", interface="lo")
    with UdpLine(one, own, 0) as here, UdpLine(one, own, 0) as there:
        here.send(b"hello", "::1", there.port)
        got = there.receive(2)
    with listening(echo, "::1") as port, TcpStream(one, own) as line:
        line.connect("::1", port, 2)
        line.send(b"hello")
        assert line.receive(2) == b"hello"

    assert got is not None
    assert (got.data, got.address) == (b"hello", "::1")


def test_a_port_that_is_taken_is_refused_in_words() -> None:
    one = governor()
    with UdpLine(one, OWN, 0) as line, pytest.raises(Refused, match="cannot be used"):
        UdpLine(one, OWN, line.port)


def test_who_says_too_much_is_not_listened_to_for_ever() -> None:
    def talk(line: socket.socket) -> None:
        while True:
            line.sendall(bytes(8_192))

    heard: list[int] = []

    def listen(line: TcpStream) -> None:
        while data := line.receive(2):
            heard.append(len(data))

    one = governor(packets_in_all=10_000, packets_per_check=10_000)
    with listening(talk) as port, TcpStream(one, OWN) as line:
        line.connect(LOOPBACK, port, 2)
        with pytest.raises(Refused, match=f"more than {HEARD_MAX} bytes"):
            listen(line)

    assert HEARD_MAX <= sum(heard) < 2 * HEARD_MAX


def test_a_connection_speaks_and_is_counted_at_least_as_the_kernel_counts_it() -> None:
    one = governor()
    said = bytes(range(256)) * 20
    with listening(echo) as port, TcpStream(one, OWN) as line:
        line.connect(LOOPBACK, port, 2)
        assert line.answer is Answer.CONNECTED
        assert line.send(said)
        got = b""
        while len(got) < len(said):
            got += line.receive(2)
        assert line._line is not None
        info = line._line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 192)
        sent = struct.unpack_from("=I", info, 136)[0]

    assert got == said
    assert sent >= 2 + len(said) / SEGMENT_MAX
    assert one.packets >= sent + 2


def test_a_closed_port_is_refused() -> None:
    one = governor()
    with socket.create_server((LOOPBACK, 0)) as server:
        port = server.getsockname()[1]
    with TcpStream(one, OWN) as line:
        line.connect(LOOPBACK, port, 2)
        assert line.answer is Answer.REFUSED
        assert not line.send(b"x")
        assert line.receive(0.1) == b""
    assert one.packets == CONNECT_PACKETS


def test_a_port_that_says_nothing_is_silent() -> None:
    one = governor()
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen(0)
        with socket.create_connection(server.getsockname()), TcpStream(one, OWN) as line:
            # the queue of one is full, so the kernel drops further calls
            line.connect(LOOPBACK, server.getsockname()[1], 0.3)
            assert line.answer is Answer.SILENT


def test_a_connection_outside_the_scope_is_never_tried() -> None:
    with listening(echo, "127.0.1.1") as port, TcpStream(governor(), OWN) as line:
        with pytest.raises(Refused):
            line.connect("127.0.1.1", port, 1)
        assert line.answer is Answer.SILENT


def test_a_budget_that_is_spent_stops_in_the_middle(tmp_path: Path) -> None:
    one = governor()
    one.begin("SIP-01", CONNECT_PACKETS + 1)
    with listening(echo) as port, TcpStream(one, OWN) as line:
        line.connect(LOOPBACK, port, 2)
        with pytest.raises(Refused, match="has spent"):
            line.send(b"x" * (SEGMENT_MAX + 1))


def test_the_other_end_hears_a_goodbye() -> None:
    heard: list[bytes] = []

    def answer(line: socket.socket) -> None:
        heard.append(line.recv(10))
        heard.append(line.recv(10))

    with listening(answer) as port, TcpStream(governor(), OWN) as line:
        line.connect(LOOPBACK, port, 2)
        line.send(b"bye")
    assert heard == [b"bye", b""]


def test_who_is_stopped_leaves_with_one_reset() -> None:
    heard: list[object] = []

    def answer(line: socket.socket) -> None:
        line.sendall(b"welcome")
        try:
            heard.append(line.recv(10))
        except ConnectionResetError:
            heard.append("reset")

    with listening(answer) as port:
        line = TcpStream(governor(), OWN)
        line.connect(LOOPBACK, port, 2)
        assert line.receive(2) == b"welcome"
        line.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert heard == ["reset"]


def test_the_other_end_that_goes_is_noticed() -> None:
    with listening(lambda line: None) as port, TcpStream(governor(), OWN) as line:
        line.connect(LOOPBACK, port, 2)
        assert line.receive(2) == b""
        assert line.ended
        assert line.closed
