"""
A DNSSEC-signed zone, written without a signing tool: ``esinet.lab`` with one key.

Source: RFC 4034 (records, key tag, canonical form and order) and RFC 6605 (ECDSA P-256).
Inception and expiry are fixed and far apart: the lab's answers carry signatures, and nobody
judges their dates against a clock.
"""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

ORIGIN: Final = "esinet.lab."
_TTL: Final = 300
_INCEPTION, _EXPIRATION = 1735689600, 2208988800  # 2025-01-01 and 2040-01-01
_DATES: Final = "20400101000000 20250101000000"
_ALGORITHM: Final = 13
_TYPES: Final = {"A": 1, "NS": 2, "SOA": 6, "RRSIG": 46, "NSEC": 47, "DNSKEY": 48}
_HOSTS: Final = {
    "bcf": "10.91.0.31",
    "ecrf": "10.91.0.51",
    "ns": "10.91.0.63",
    "psap": "10.91.0.41",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Record:
    owner: str
    kind: str
    data: bytes
    text: str


def write(file: Path) -> None:
    """Write the signed zone to `file`, with a new key."""
    key = ec.generate_private_key(ec.SECP256R1())
    numbers = key.public_key().public_numbers()
    point = numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    dnskey = struct.pack("!HBB", 257, 3, _ALGORITHM) + point
    lines = []
    for record in _records(dnskey, point):
        lines.append(f"{record.owner} {_TTL} IN {record.kind} {record.text}")
        lines.append(_signature(record, key, _tag(dnskey)))
    file.write_text("\n".join(lines) + "\n", "ascii")


def _records(dnskey: bytes, point: bytes) -> list[_Record]:
    """One record for each owner and type, so each is a set of its own."""
    soa = (1, 3600, 600, 86400, _TTL)
    master, contact = f"ns.{ORIGIN}", f"hostmaster.{ORIGIN}"
    made = [
        _Record(
            owner=ORIGIN,
            kind="SOA",
            data=_name(master) + _name(contact) + struct.pack("!5I", *soa),
            text=f"{master} {contact} {' '.join(map(str, soa))}",
        ),
        _Record(owner=ORIGIN, kind="NS", data=_name(master), text=master),
        _Record(
            owner=ORIGIN,
            kind="DNSKEY",
            data=dnskey,
            text=f"257 3 {_ALGORITHM} {base64.b64encode(point).decode()}",
        ),
    ]
    made += [
        _Record(owner=f"{host}.{ORIGIN}", kind="A", data=_address(one), text=one)
        for host, one in _HOSTS.items()
    ]
    return made + _denials()


def _denials() -> list[_Record]:
    """NSEC: what exists at each owner and which owner comes next."""
    owners = [ORIGIN, *(f"{host}.{ORIGIN}" for host in sorted(_HOSTS))]
    found = []
    for owner, following in zip(owners, owners[1:] + owners[:1], strict=True):
        own = ("NS", "SOA", "DNSKEY") if owner == ORIGIN else ("A",)
        kinds = sorted((*own, "RRSIG", "NSEC"), key=_TYPES.__getitem__)
        bits = bytearray(_TYPES[kinds[-1]] // 8 + 1)
        for kind in kinds:
            bits[_TYPES[kind] // 8] |= 0x80 >> _TYPES[kind] % 8
        data = _name(following) + bytes((0, len(bits))) + bits
        text = f"{following} {' '.join(kinds)}"
        found.append(_Record(owner=owner, kind="NSEC", data=data, text=text))
    return found


def _signature(record: _Record, key: ec.EllipticCurvePrivateKey, tag: int) -> str:
    kind, labels = _TYPES[record.kind], record.owner.count(".")
    head = struct.pack(
        "!HBBIIIH", kind, _ALGORITHM, labels, _TTL, _EXPIRATION, _INCEPTION, tag
    ) + _name(ORIGIN)
    body = _name(record.owner) + struct.pack("!HHIH", kind, 1, _TTL, len(record.data))
    r, s = decode_dss_signature(key.sign(head + body + record.data, ec.ECDSA(hashes.SHA256())))
    signature = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
    return (
        f"{record.owner} {_TTL} IN RRSIG {record.kind} {_ALGORITHM} {labels} {_TTL}"
        f" {_DATES} {tag} {ORIGIN} {signature}"
    )


def _tag(dnskey: bytes) -> int:
    """The key tag of RFC 4034, appendix B."""
    total = sum(byte << 8 if index % 2 == 0 else byte for index, byte in enumerate(dnskey))
    return (total + (total >> 16)) & 0xFFFF


def _name(name: str) -> bytes:
    return b"".join(bytes((len(one),)) + one.encode() for one in name.split(".")[:-1]) + b"\0"


def _address(address: str) -> bytes:
    return bytes(int(part) for part in address.split("."))
