"""
The first message of a TLS connection, with exactly one version and chosen suites.

A library refuses to offer what is broken, so a failure of its own would look like a refusal of
the target. These bytes offer it whatever this machine allows; one answer tells, and nothing
broken is ever agreed on: the connection ends there (RFC 8446, 4.1; RFC 5246, 7.4.1).
"""

from __future__ import annotations

import re
import secrets
import struct
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

VERSIONS: Final = MappingProxyType(
    {"SSL 3.0": 0x0300, "TLS 1.0": 0x0301, "TLS 1.1": 0x0302, "TLS 1.2": 0x0303, "TLS 1.3": 0x0304}
)
"""Number of each version on the wire, oldest first."""

OLD_VERSIONS: Final = frozenset({"SSL 3.0", "TLS 1.0", "TLS 1.1"})
"""Those that are out of use (RFC 7568, RFC 8996)."""

AES_256_GCM: Final = (0xC030, 0xC02C, 0x009F)
"""Suites with forward secrecy and AES-256-GCM, TLS 1.2."""

AES_256_GCM_13: Final = (0x1302,)
"""The same in TLS 1.3."""

COMMON: Final = (
    0xC02F, 0xC030, 0xC02B, 0xC02C, 0xCCA8, 0xCCA9, 0x009E, 0x009F, 0xC027, 0xC028, 0xC023, 0xC024,
    0xC013, 0xC014, 0xC009, 0xC00A, 0x0033, 0x0039, 0x009C, 0x009D, 0x003C, 0x003D, 0x002F, 0x0035,
    0x000A, 0x0005,
)  # fmt: skip
"""What nearly every server knows one of, up to TLS 1.2."""

COMMON_13: Final = (0x1301, 0x1302, 0x1303)
"""The suites of TLS 1.3."""

WEAK_FAMILIES: Final = MappingProxyType(
    {
        "no encryption (NULL)": (0x0001, 0x0002, 0x003B, 0x002D, 0xC006, 0xC010),
        "nobody proves who it is (anonymous)": (0x0034, 0x003A, 0x00A6, 0x00A7, 0xC018, 0xC019),
        "keys cut short (EXPORT)": (0x0003, 0x0006, 0x0008, 0x000B, 0x000E, 0x0011, 0x0014),
        "RC4": (0x0004, 0x0005, 0xC007, 0xC011),
        "DES or 3DES": (0x0009, 0x000A, 0x0015, 0x0016, 0xC008, 0xC012),
        "AES in CBC mode with SHA-1": (
            0x002F, 0x0035, 0x0033, 0x0039, 0xC009, 0xC00A, 0xC013, 0xC014,
        ),
        "no forward secrecy": (0x009C, 0x009D, 0x003C, 0x003D),
    }
)  # fmt: skip
"""Suites that nothing on an ESInet should take, by what is wrong with them."""

_ALERT, _HANDSHAKE, _SERVER_HELLO, _SUPPORTED_VERSIONS = 21, 22, 2, 43
_GROUPS = (29, 23, 24, 25)
_SIGNATURES = (
    0x0807,
    0x0808,
    0x0804,
    0x0805,
    0x0806,
    0x0403,
    0x0503,
    0x0603,
    0x0401,
    0x0501,
    0x0601,
    0x0203,
    0x0201,
)
_HOST_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back: a choice, an alert, or neither."""

    version: str = ""
    """Version it chose, for instance TLS 1.2; empty: it chose none."""

    suite: int = 0
    """Suite it chose."""

    alert: int = 0
    """Number of its alert, for instance 70 for a version it does not take; 0: none."""

    closed: bool = False
    """Whether it closed the connection without a choice or an alert."""

    @property
    def refused(self) -> bool:
        """Whether it refused: by an alert, or by closing. An open line without a word does not."""
        return not self.version and (self.alert > 0 or self.closed)


def hello(version: int, suites: tuple[int, ...], name: str) -> bytes:
    """
    One ClientHello in one record, under 600 bytes.

    Args:
        version: Highest and only version, as in `VERSIONS`.
        suites: What it offers.
        name: Host name that is asked for; an address is left out, as the standard wants it.
    """
    from scapy.layers.tls import handshake, record  # noqa: PLC0415 - an extra, and slow

    # scapy has no types
    client_hello: Any = handshake.TLSClientHello
    tls: Any = record.TLS
    below_13 = min(version, VERSIONS["TLS 1.2"])
    said = client_hello(
        version=below_13,
        gmt_unix_time=secrets.randbits(32),
        random_bytes=secrets.token_bytes(28),
        ciphers=list(suites),
        comp=[0],
        ext=[] if version == VERSIONS["SSL 3.0"] else _extensions(version, name),
    )
    return bytes(tls(version=min(version, VERSIONS["TLS 1.0"]), msg=[said]))


def read(data: bytes) -> Reply:
    """Read the first record that came back; an empty reply where it is not TLS."""
    if len(data) >= 7 and data[0] == _ALERT:  # noqa: PLR2004 - record header and alert
        return Reply(alert=data[6])
    if len(data) < 46 or data[0] != _HANDSHAKE or data[5] != _SERVER_HELLO:  # noqa: PLR2004 - same
        return Reply()
    session = data[43]
    suite, version = data[44 + session : 46 + session], struct.unpack_from("!H", data, 9)[0]
    if len(suite) < 2:  # noqa: PLR2004 - a suite has two bytes
        return Reply()
    version = _chosen(data[47 + session :], version)
    names = {number: name for name, number in VERSIONS.items()}
    return Reply(version=names.get(version, f"{version:#06x}"), suite=int.from_bytes(suite))


def _chosen(extensions: bytes, version: int) -> int:
    """Version in the extension that TLS 1.3 uses for it, otherwise the one of the header."""
    at = 2
    while at + 4 <= len(extensions):
        kind, size = struct.unpack_from("!HH", extensions, at)
        if kind == _SUPPORTED_VERSIONS and size == 2 and at + 6 <= len(extensions):  # noqa: PLR2004 - one version
            return int(struct.unpack_from("!H", extensions, at + 4)[0])
        at += 4 + size
    return version


def _extensions(version: int, name: str) -> list[object]:
    from scapy.layers.tls import extensions, keyexchange_tls13  # noqa: PLC0415 - an extra, and slow

    ext: Any = extensions  # scapy has no types
    keys: Any = keyexchange_tls13
    asked: list[object] = []
    if _HOST_NAME.fullmatch(name):
        host = ext.ServerName(servername=name.encode())
        asked.append(ext.TLS_Ext_ServerName(servernames=[host]))
    asked += [
        ext.TLS_Ext_SupportedGroups(groups=list(_GROUPS)),
        ext.TLS_Ext_SupportedPointFormat(ecpl=[0]),
        ext.TLS_Ext_SignatureAlgorithms(sig_algs=list(_SIGNATURES)),
    ]
    if version == VERSIONS["TLS 1.3"]:
        share = keys.KeyShareEntry(group=_GROUPS[0], key_exchange=secrets.token_bytes(32))
        asked.append(ext.TLS_Ext_SupportedVersion_CH(versions=[version]))
        asked.append(keys.TLS_Ext_KeyShare_CH(client_shares=[share]))
    return asked
