"""One datagram and the answer that is known as one."""

from __future__ import annotations

from collections.abc import Callable

from ng911risk.lab.check import Target, Wire
from ng911risk.lab.controls import MESSAGES_MAX, PATIENCE_S

ANSWER_S = PATIENCE_S
"""How long an answer may take: silence counts for the target, so it is waited for."""


def datagram(
    target: Target, wire: Wire, port: int, data: bytes, is_answer: Callable[[bytes], bool]
) -> bytes:
    """
    What came back from the target that is an answer; empty: nothing.

    The port it comes from does not matter: TFTP answers from another one.

    Raises:
        Refused: By the wire.
    """
    with wire.udp() as line:
        line.send(data, target.address, port)
        for _ in range(MESSAGES_MAX):
            got = line.receive(ANSWER_S)
            if got is None:
                break
            if got.address == target.address and is_answer(got.data):
                return got.data
    return b""
