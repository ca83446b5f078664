"""
The beacon: a small responder inside the lab that proves to the assessor where it is.

The assessor sends a number that nobody used before; the beacon signs it together with its own
address. Whoever authorises a scope writes the beacon's token (the id of its key) into it, so a
production network that happens to use the same addresses does not answer rightly. An answer is
never longer than the question, so nobody can use the beacon to flood others.
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from typing import Final

from ng911risk.errors import InputError, NG911RiskError
from ng911risk.lab.check import Wire
from ng911risk.model.lab import BeaconMark
from ng911risk.signing.keys import PrivateKey, read_public

QUESTION_BYTES: Final = 320
"""Length of a question, padded: longer than any answer."""

PATIENCE_S: Final = 2.0
"""How long an answer may take."""

TRIES: Final = 3
"""Questions before the beacon counts as absent."""

_ASK: Final = b"ng911risk-beacon-1?"
_SAY: Final = b"ng911risk-beacon-1!"
_NONCE: Final = 32
_SIGNATURE: Final = 64
_POLL_S: Final = 0.5


def question(nonce: bytes) -> bytes:
    """Question with a number of 32 bytes that was never used before."""
    return (_ASK + nonce).ljust(QUESTION_BYTES, b"\0")


def answer(data: bytes, key: PrivateKey, address: str, port: int) -> bytes | None:
    """Answer to a question; None: this is none, or too short to be answered."""
    if len(data) < QUESTION_BYTES or not data.startswith(_ASK):
        return None
    nonce = data[len(_ASK) : len(_ASK) + _NONCE]
    said = _SAY + key.sign(_signed(nonce, address, port)) + key.public.pem
    return said if len(said) <= len(data) else None


def proves(data: bytes, nonce: bytes, mark: BeaconMark) -> bool:
    """Whether an answer comes from the beacon that the scope names, at the place it names."""
    signature = data[len(_SAY) : len(_SAY) + _SIGNATURE]
    if not data.startswith(_SAY) or len(signature) != _SIGNATURE:
        return False
    try:
        key = read_public(data[len(_SAY) + _SIGNATURE :], file="answer of the beacon")
    except InputError:
        return False
    return key.id == mark.token and key.holds(_signed(nonce, mark.address, mark.port), signature)


def found(wire: Wire, mark: BeaconMark) -> bool:
    """Ask for the beacon, at most three times; whether it answered rightly."""
    for _ in range(TRIES):
        nonce = secrets.token_bytes(_NONCE)
        with wire.udp() as line:
            line.send(question(nonce), mark.address, mark.port)
            got = line.receive(PATIENCE_S)
        if got is not None and got.address == mark.address and proves(got.data, nonce, mark):
            return True
    return False


def serve(
    key: PrivateKey,
    address: str,
    port: int,
    *,
    ready: Callable[[int], None],
    stop: Callable[[], bool],
) -> int:
    """
    Answer questions until `stop` says so.

    Args:
        key: Of this beacon.
        address: Own IP address in the lab; the answer proves this very one.
        port: UDP port; 0 takes a free one.
        ready: Told the port as soon as it listens.
        stop: Asked twice a second.

    Returns:
        Questions that were answered.

    Raises:
        NG911RiskError: The address is none of this machine, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    answered = 0
    with socket.socket(family, socket.SOCK_DGRAM) as line:
        try:
            line.bind((address, port))
        except OSError as error:
            raise NG911RiskError(
                f"The beacon cannot listen at {address} port {port}: {error.strerror}."
            ) from None
        line.settimeout(_POLL_S)
        port = line.getsockname()[1]
        ready(port)
        while not stop():
            try:
                data, asker = line.recvfrom(2 * QUESTION_BYTES)
                said = answer(data, key, address, port)
                if said is not None:
                    line.sendto(said, asker)
                    answered += 1
            except OSError:
                continue  # nobody asked, or whoever asked is gone
    return answered


def _signed(nonce: bytes, address: str, port: int) -> bytes:
    return b"\n".join((_SAY, nonce, address.encode(), str(port).encode()))
