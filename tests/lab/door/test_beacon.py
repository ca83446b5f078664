"""The beacon proves by its key and its place that this is the lab of the scope."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ng911risk.errors import NG911RiskError
from ng911risk.lab.door import beacon
from ng911risk.model.lab import BeaconMark
from ng911risk.signing.keys import PrivateKey, new_key
from tests.lab.fake_wire import FakeWire

KEY = new_key()
NONCE = bytes(range(32))
MARK = BeaconMark(address="10.91.0.20", port=9110, token=KEY.public.id)


def said(key: PrivateKey = KEY, address: str = MARK.address, port: int = MARK.port) -> bytes:
    found = beacon.answer(beacon.question(NONCE), key, address, port)
    assert found is not None
    return found


def test_its_answer_proves_it_and_is_shorter_than_the_question() -> None:
    assert beacon.proves(said(), NONCE, MARK)
    assert len(said()) < len(beacon.question(NONCE))


@pytest.mark.parametrize(
    "wrong",
    [
        said(key=new_key()),
        said(address="10.91.0.21"),
        said(port=9111),
        said()[:-30],
        said()[:40],
        b"",
        bytes(300),
    ],
    ids=["another key", "another address", "another port", "cut", "cut short", "empty", "zeros"],
)
def test_anything_else_proves_nothing(wrong: bytes) -> None:
    assert not beacon.proves(wrong, NONCE, MARK)


def test_an_answer_to_another_question_proves_nothing() -> None:
    assert not beacon.proves(said(), bytes(32), MARK)


def test_short_and_foreign_questions_get_no_answer() -> None:
    for data in (b"", b"?", beacon.question(NONCE)[:-1], bytes(beacon.QUESTION_BYTES)):
        assert beacon.answer(data, KEY, MARK.address, MARK.port) is None


def test_silence_is_asked_three_times_and_no_more() -> None:
    wire = FakeWire()

    assert not beacon.found(wire, MARK)
    assert len(wire.sent) == beacon.TRIES


def test_the_assessor_finds_it() -> None:
    def over_udp(data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        found = beacon.answer(data, KEY, address, port)
        return (found,) if found else ()

    assert beacon.found(FakeWire(over_udp=over_udp), MARK)


@contextmanager
def serving() -> Iterator[int]:
    ready, stop, ports = threading.Event(), threading.Event(), []

    def listening(port: int) -> None:
        ports.append(port)
        ready.set()

    thread = threading.Thread(
        target=beacon.serve,
        args=(KEY, "127.0.0.1", 0),
        kwargs={"ready": listening, "stop": stop.is_set},
    )
    thread.start()
    assert ready.wait(5)
    yield ports[0]
    stop.set()
    thread.join()


def test_it_answers_over_a_real_socket() -> None:
    with serving() as port, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(5)
        line.sendto(b"noise", ("127.0.0.1", port))
        line.sendto(beacon.question(NONCE), ("127.0.0.1", port))

        data = line.recv(1_000)

    assert beacon.proves(data, NONCE, BeaconMark(address="127.0.0.1", port=port, token=MARK.token))


def test_a_port_that_is_taken_is_told_plainly() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))

        with pytest.raises(NG911RiskError, match="cannot listen"):
            beacon.serve(
                KEY,
                "127.0.0.1",
                other.getsockname()[1],
                ready=lambda _: None,
                stop=lambda: True,
            )
