"""Handshakes of TLS and DTLS -> what was offered and chosen. Names and keys are not read."""

from __future__ import annotations

from typing import Final, NamedTuple

_HANDSHAKE: Final = 22
_CLIENT: Final = 1
_SERVER: Final = 2
_SUPPORTED_VERSIONS: Final = 43
_USE_SRTP: Final = 14
_EXTENSIONS_MAX: Final = 64
_SUITES_MAX: Final = 200


class Hello(NamedTuple):
    """First message of one side."""

    server: bool
    datagram: bool
    """DTLS, not TLS."""

    version: int
    """The best that is offered, or the one that was chosen: 0x0303 is TLS 1.2, 0xfefd DTLS 1.2."""

    suites: tuple[int, ...]
    """Offered; of a server the one that it chose."""

    srtp: tuple[int, ...]
    """Profiles of SRTP, offered or chosen."""


def is_tls(data: bytes | bytearray) -> bool:
    """Whether these bytes begin like a record of TLS."""
    return (
        len(data) >= 5  # noqa: PLR2004 - the head of a record
        and 20 <= data[0] <= 23  # noqa: PLR2004 - its four kinds
        and data[1] == 3  # noqa: PLR2004 - every TLS says so
        and data[2] <= 4  # noqa: PLR2004 - up to TLS 1.3
        and data[3] < 0x42  # noqa: PLR2004 - 16 KiB and a little
    )


def tls_hello(data: bytes) -> Hello | None:
    """Hello in a record of TLS that begins here; None if there is none, or not all of it."""
    if not is_tls(data) or data[0] != _HANDSHAKE:
        return None
    try:
        return _hello(data[5:], datagram=False)
    except IndexError:
        return None


def dtls_hello(data: bytes) -> Hello | None:
    """Hello in a datagram of DTLS; None if there is none, or not all of it."""
    if len(data) < 26 or data[0] != _HANDSHAKE or data[1] != 0xFE:  # noqa: PLR2004 - two heads
        return None
    try:
        return _hello(data[13:], datagram=True)
    except IndexError:
        return None


def _hello(body: bytes, *, datagram: bool) -> Hello | None:
    kind = body[0]
    if kind not in {_CLIENT, _SERVER}:
        return None
    at = 12 if datagram else 4
    version = _number(body, at)
    at += 34
    at += 1 + body[at]
    if kind == _SERVER:
        suites: tuple[int, ...] = (_number(body, at),)
        at += 3
    else:
        if datagram:
            at += 1 + body[at]  # cookie
        size = _number(body, at)
        suites = _numbers(body[at + 2 : at + 2 + size])
        at += 2 + size
        at += 1 + body[at]
    extensions = _extensions(body, at)
    told = extensions.get(_SUPPORTED_VERSIONS, b"")
    versions = _numbers(told if kind == _SERVER else told[1:])
    best = [one for one in versions if one >> 8 in {3, 0xFE} and one & 0x0F0F != 0x0A0A]  # noqa: PLR2004 - TLS, DTLS; no GREASE
    if best:
        version = min(best) if datagram else max(best)
    srtp = _numbers(extensions.get(_USE_SRTP, b"")[2:-1])
    return Hello(kind == _SERVER, datagram, version, suites, srtp)


def _extensions(body: bytes, at: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    if at + 2 > len(body):
        return found
    end = min(len(body), at + 2 + _number(body, at))
    at += 2
    while at + 4 <= end and len(found) < _EXTENSIONS_MAX:
        size = _number(body, at + 2)
        found[_number(body, at)] = body[at + 4 : at + 4 + size]
        at += 4 + size
    return found


def _number(data: bytes, at: int) -> int:
    return data[at] << 8 | data[at + 1]


def _numbers(data: bytes) -> tuple[int, ...]:
    pairs = zip(data[::2], data[1::2], strict=False)
    return tuple(high << 8 | low for high, low in pairs)[:_SUITES_MAX]
