"""
Plain sockets that ask the targets, run on the assessor by `Lab.ask`: the ground truth.

Nothing of the product is used here, so that a mistake there cannot hide.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import socket
import ssl
import struct
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OWN: Final = "10.91.0.10"
_PATIENCE: Final = 1.0  # s
LOST: Final = (
    '<findService xmlns="urn:ietf:params:xml:ns:lost1"><location id="1" profile="geodetic-2d">'
    '<Point xmlns="http://www.opengis.net/gml"><pos>0 0</pos></Point></location>'
    "<service>urn:service:test.sos</service></findService>"
)
OFFER: Final = (
    f"v=0\r\no=lab 1 1 IN IP4 {OWN}\r\ns=-\r\nc=IN IP4 {OWN}\r\nt=0 0\r\n"
    "m=audio %d RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
)


# --- SIP ------------------------------------------------------------------------------


def request(
    method: str,
    uri: str,
    port: int,
    *,
    transport: str = "UDP",
    own: str = OWN,
    more: str = "",
    body: str = "",
    hops: int = 70,
    call: str = "",
    sequence: int = 1,
    to_tag: str = "",
) -> bytes:
    """A SIP request from `own`:`port`."""
    branch = secrets.token_hex(6)
    to = f"<{uri}>" + (f";tag={to_tag}" if to_tag else "")
    return (
        f"{method} {uri} SIP/2.0\r\n"
        f"Via: SIP/2.0/{transport} {own}:{port};rport;branch=z9hG4bK{branch}\r\n"
        f"Max-Forwards: {hops}\r\nFrom: <sip:lab@{own}>;tag=lab\r\nTo: {to}\r\n"
        f"Call-ID: {call or branch}@{own}\r\nCSeq: {sequence} {method}\r\n"
        f"Contact: <sip:lab@{own}:{port}>\r\n{more}Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def status(answer: bytes) -> int:
    """The status of a SIP or HTTP answer; 0 for none."""
    found = re.match(rb"(?:SIP|HTTP)/\S+ (\d{3})", answer)
    return int(found[1]) if found else 0


def udp_sip(
    method: str, uri: str, address: str, *, own: str = OWN, port: int = 5060, hops: int = 70
) -> bytes:
    """The first answer to a request over UDP; empty for none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind((own, 0))
        line.settimeout(_PATIENCE)
        asked = request(method, uri, line.getsockname()[1], own=own, hops=hops)
        line.sendto(asked, (address, port))
        try:
            return line.recv(65535)
        except OSError:
            return b""


def udp_raw(data: bytes, address: str, port: int, *, wait: float = 0.3) -> tuple[bytes, ...]:
    """Everything that comes back for one datagram within `wait` seconds."""
    found: list[bytes] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind((OWN, 0))
        line.sendto(data, (address, port))
        end = time.monotonic() + wait
        while (left := end - time.monotonic()) > 0:
            line.settimeout(left)
            with contextlib.suppress(OSError):
                found.append(line.recv(65535))
    return tuple(found)


def udp_burst(address: str, count: int, rate: float) -> tuple[int, int]:
    """
    Send `count` OPTIONS at `rate` a second, and five more from a second address near the end.

    Gives back how many of each were answered.
    """
    uri = f"sip:{address}:5060"
    with contextlib.ExitStack() as stack:
        own, other = (_media(stack, one) for one in (OWN, "10.91.0.11"))
        for number in range(count):
            own.sendto(request("OPTIONS", uri, own.getsockname()[1]), (address, 5060))
            if number % 2 == 0 and count - 10 <= number:
                asked = request("OPTIONS", uri, other.getsockname()[1], own="10.91.0.11")
                other.sendto(asked, (address, 5060))
            time.sleep(1 / rate)
        time.sleep(0.2)
        return _drained(own), _drained(other)


def _drained(line: socket.socket) -> int:
    count = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            line.recv(65535)
            count += 1
    return count


def tcp_sip(address: str, port: int = 5060) -> int:
    """The status of OPTIONS over TCP; 0 for none, -1 when the port is closed."""
    try:
        with socket.create_connection((address, port), _PATIENCE) as line:
            line.sendall(request("OPTIONS", f"sip:{address}:{port}", port, transport="TCP"))
            return status(line.recv(65535))
    except ConnectionRefusedError:
        return -1
    except OSError:
        return 0


# --- TLS ------------------------------------------------------------------------------


def context(folder: str, client: str = "", only: str = "") -> ssl.SSLContext:
    """A client that checks nothing, presents `client` and offers one version or all."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    if client:
        made.load_cert_chain(Path(folder, f"{client}.crt"), Path(folder, f"{client}.key"))
    if only:
        made.set_ciphers("ALL:@SECLEVEL=0")
        # set by number: the names of the old versions are deprecated, and that is the point
        made.minimum_version = made.maximum_version = ssl.TLSVersion(_VERSIONS[only])
    return made


_VERSIONS: Final = {"TLSv1.1": 0x302, "TLSv1.2": 0x303, "TLSv1.3": 0x304}


def tls_version(address: str, port: int, folder: str, only: str) -> str:
    """The version that a handshake agrees on; empty when it fails."""
    try:
        with (
            socket.create_connection((address, port), _PATIENCE) as raw,
            context(folder, "asr", only).wrap_socket(raw) as line,
        ):
            return line.version() or ""
    except OSError:
        return ""


def tls_sip(address: str, folder: str, client: str = "", port: int = 5061) -> int:
    """The status of OPTIONS over TLS; 0 when it is refused, at whatever point."""
    try:
        with (
            socket.create_connection((address, port), _PATIENCE) as raw,
            context(folder, client).wrap_socket(raw) as line,
        ):
            line.sendall(request("OPTIONS", f"sip:{address}:{port}", port, transport="TLS"))
            return status(line.recv(65535))
    except OSError:
        return 0


def trusted(address: str, port: int, folder: str, name: str) -> str:
    """Why the chain is not to be trusted for `name`; empty: it is."""
    made = ssl.create_default_context(cafile=str(Path(folder, "ca.crt")))
    made.load_cert_chain(Path(folder, "asr.crt"), Path(folder, "asr.key"))
    try:
        with (
            socket.create_connection((address, port), _PATIENCE) as raw,
            made.wrap_socket(raw, server_hostname=name),
        ):
            return ""
    except ssl.SSLCertVerificationError as problem:
        return problem.verify_message


# --- location services ----------------------------------------------------------------


def http(address: str, port: int, body: str, folder: str = "", client: str = "") -> int:
    """The status of a POST, over TLS where `folder` is given; 0 when nothing comes back."""
    head = (
        f"POST /lost HTTP/1.1\r\nHost: ecrf.esinet.lab\r\nConnection: close\r\n"
        f"Content-Type: application/lost+xml\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    try:
        with contextlib.ExitStack() as stack:
            line = stack.enter_context(socket.create_connection((address, port), _PATIENCE))
            if folder:
                line = stack.enter_context(context(folder, client).wrap_socket(line))
            line.sendall((head + body).encode())
            return status(line.recv(65535))
    except OSError:
        return 0


# --- names and time -------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """What a name service answered; code -1: nothing."""

    code: int
    answers: int
    signed: bool = False


_NOTHING: Final = Named(code=-1, answers=0)


def dns(
    address: str, name: str, kind: int, *, group: int = 1, over_tcp: bool = False, do: bool = False
) -> Named:
    """Ask for `name`; `do` asks for signatures."""
    labels = b"".join(bytes((len(one),)) + one.encode() for one in name.split(".")) + b"\0"
    more = b"\0" + struct.pack("!HHIH", 41, 1232, 0x8000, 0) if do else b""
    head = struct.pack("!6H", 0x0911, 0x0100, 1, 0, 0, 1 if do else 0)
    asked = head + labels + struct.pack("!HH", kind, group) + more
    said = _over_tcp(asked, address) if over_tcp else _first(asked, address, 53)
    if len(said) < len(head):
        return _NOTHING
    _, flags, _, count, _, _ = struct.unpack_from("!6H", said)
    signature = struct.pack("!HH", 46, 1)
    return Named(code=flags & 15, answers=count, signed=signature in said)


def _first(asked: bytes, address: str, port: int) -> bytes:
    return next(iter(udp_raw(asked, address, port)), b"")


def _over_tcp(asked: bytes, address: str) -> bytes:
    try:
        with socket.create_connection((address, 53), _PATIENCE) as line:
            line.sendall(struct.pack("!H", len(asked)) + asked)
            return line.recv(65535)[2:]
    except OSError:
        return b""


def ntp(address: str) -> int:
    """The stratum that a time service answers; 0 for silence."""
    said = _first(b"\x23" + bytes(47), address, 123)
    return said[1] if len(said) >= 48 else 0


def chrony_command(address: str) -> bool:
    """Whether the command port answers a request for the number of sources (N_SOURCES, 14)."""
    asked = struct.pack("!BBBBHHIII", 6, 1, 0, 0, 14, 0, 911, 0, 0) + bytes(396)
    return bool(udp_raw(asked, address, 323))


# --- TURN and ports -------------------------------------------------------------------


def turn_allocation(address: str) -> int:
    """0 when an allocation without credentials succeeds, the error code, or -1 for silence."""
    transport = struct.pack("!HHBBBB", 0x0019, 4, 17, 0, 0, 0)
    head = struct.pack("!HHI", 0x0003, len(transport), 0x2112A442) + secrets.token_bytes(12)
    said = _first(head + transport, address, 3478)
    if len(said) < 20:
        return -1
    if said[:2] == b"\x01\x03":
        return 0
    found = re.search(rb"\x00\x09..\x00\x00(.)(.)", said, re.DOTALL)
    return found[1][0] * 100 + found[2][0] if found else -1


def port(address: str, number: int) -> str:
    """Open, reset or silent."""
    try:
        socket.create_connection((address, number), 0.5).close()
    except ConnectionRefusedError:
        return "reset"
    except OSError:
        return "silent"
    return "open"


# --- calls ----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """What a call of our own met: its statuses, and whose voice went where."""

    statuses: tuple[int, ...]
    own_voice: int
    strangers_voice: int


def call(address: str, folder: str, *, over_tls: bool) -> Call:
    """
    Place a test call; half a second later a stranger (10.91.0.11) sends five packets of voice.

    Counts the packets of voice that came to the caller and to the stranger in a second.
    """
    port = 5061 if over_tls else 5060
    with contextlib.ExitStack() as stack:
        ours, stranger = _media(stack, OWN), _media(stack, "10.91.0.11")
        line: socket.socket
        if over_tls:
            raw = stack.enter_context(socket.create_connection((address, port), _PATIENCE))
            line = stack.enter_context(context(folder, "asr").wrap_socket(raw))
        else:
            line = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            line.bind((OWN, 0))
            line.connect((address, port))
        line.settimeout(_PATIENCE)
        return _talk(line, ours, stranger, "TLS" if over_tls else "UDP")


def _media(stack: contextlib.ExitStack, own: str) -> socket.socket:
    made = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    made.bind((own, 0))
    made.setblocking(False)
    return made


def _talk(line: socket.socket, ours: socket.socket, stranger: socket.socket, way: str) -> Call:
    uri, name = "urn:service:test.sos", secrets.token_hex(6)
    body = OFFER % ours.getsockname()[1]
    kind = "Content-Type: application/sdp\r\n"
    own_port = line.getsockname()[1]
    line.sendall(request("INVITE", uri, own_port, transport=way, more=kind, body=body, call=name))
    statuses, answer = [], b""
    with contextlib.suppress(OSError):
        while (said := line.recv(65535)) and not answer:
            for one in re.findall(rb"SIP/2\.0 \d{3}.*?(?=SIP/2\.0 \d{3}|\Z)", said, re.DOTALL):
                statuses.append(status(one))
                answer = one if status(one) >= 200 else answer
            if answer:
                break
    routes = "".join(
        f"Route: {one.decode()}\r\n" for one in re.findall(rb"Record-Route: (.*)\r\n", answer)
    )
    tag = re.search(rb"^To:.*tag=([^;\r]+)", answer, re.MULTILINE | re.IGNORECASE)
    target = re.search(rb"^Contact: <([^>]+)>", answer, re.MULTILINE)
    found = re.search(rb"^c=IN IP4 (\S+).*^m=audio (\d+)", answer, re.MULTILINE | re.DOTALL)
    if not (tag and target and found):
        return Call(statuses=tuple(statuses), own_voice=0, strangers_voice=0)

    def say(method: str, sequence: int) -> None:
        said = request(
            method,
            target[1].decode(),
            own_port,
            transport=way,
            more=routes,
            call=name,
            sequence=sequence,
            to_tag=tag[1].decode(),
        )
        line.sendall(said)

    say("ACK", 1)
    voice = _voice(ours, stranger, (found[1].decode(), int(found[2])))
    say("BYE", 2)
    with contextlib.suppress(OSError):
        statuses.append(status(line.recv(65535)))
    return Call(statuses=tuple(statuses), own_voice=voice[0], strangers_voice=voice[1])


def _voice(ours: socket.socket, stranger: socket.socket, there: tuple[str, int]) -> tuple[int, int]:
    time.sleep(0.5)
    for number in range(5):
        head = struct.pack("!BBHII", 0x80, 8, number, number * 160, 0x0911)
        stranger.sendto(head + b"\xd5" * 160, there)
    time.sleep(1.0)
    return _drained(ours), _drained(stranger)


def tapped_call(address: str) -> str:
    """Place a test call with headers of the border, refuse it at the tap; what the tap was sent."""
    more = (
        "Call-Info: <urn:emergency:uid:callid:made-up:lab>;purpose=emergency-CallId\r\n"
        "Resource-Priority: esnet.4\r\nContent-Type: application/sdp\r\n"
    )
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tap,
    ):
        line.bind((OWN, 0))
        tap.bind(("10.91.0.11", 5060))
        tap.settimeout(_PATIENCE)
        uri, port = "urn:service:test.sos", line.getsockname()[1]
        line.sendto(request("INVITE", uri, port, more=more, body=OFFER % 4000), (address, 5060))
        heard, sender = tap.recvfrom(65535)
        kept = re.findall(rb"(?im)^(?:via|from|to|call-id|cseq):.*\r\n", heard)
        head = b"SIP/2.0 486 Busy Here\r\n" + b"".join(kept)
        tap.sendto(head + b"Content-Length: 0\r\n\r\n", sender)
    return heard.decode()


# --- layer 2 --------------------------------------------------------------------------


def crossed(kind: str) -> bool:
    """Whether a frame of one kind, sent by e0, comes out at e1."""
    with (
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as far,
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as near,
    ):
        far.bind(("e1", 3))
        near.bind(("e0", 0))
        frame = _frame(kind, near.getsockname()[4])
        near.send(frame)
        end = time.monotonic() + 0.4
        while (left := end - time.monotonic()) > 0:
            far.settimeout(left)
            with contextlib.suppress(OSError):
                if frame[-12:] in far.recv(65535):
                    return True
    return False


_ALL: Final = b"\xff" * 6


def _frame(kind: str, own: bytes) -> bytes:
    mark = secrets.token_bytes(12)
    padded = bytes(34) + mark
    if kind == "probe":
        return _ALL + own + b"\x88\xb5" + padded
    if kind == "foreign address":
        return _ALL + b"\x02\0\0\0\x09\x11" + b"\x88\xb5" + padded
    if kind == "tag":
        return _ALL + own + b"\x81\0\x03\x8f" + b"\x88\xb5" + padded
    if kind == "arp":
        body = (
            b"\0\1\x08\0\6\4\0\2" + own + bytes((10, 91, 0, 250)) + _ALL + bytes((10, 91, 0, 250))
        )
        return _ALL + own + b"\x08\x06" + body + padded
    if kind == "dhcp":
        datagram = struct.pack("!HHHH", 67, 68, 8 + len(padded), 0) + padded
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(datagram), 1, 0, 64, 17, 0)
        addresses = bytes((10, 91, 0, 10)) + b"\xff" * 4
        head = head[:10] + _checksum(head + addresses) + addresses
        return _ALL + own + b"\x08\0" + head + datagram
    if kind == "bpdu":
        body = b"\x42\x42\x03" + bytes(4) + b"\0" + (b"\xf0\0" + own) + bytes(4) + (b"\xf0\0" + own)
        body += b"\x80\1" + bytes((0, 0, 20, 0, 2, 0, 15, 0))
        return bytes.fromhex("0180c2000000") + own + struct.pack("!H", len(body)) + body + mark
    raise ValueError(kind)


def _checksum(head: bytes) -> bytes:
    total = sum(struct.unpack(f"!{len(head) // 2}H", head))
    total = (total & 0xFFFF) + (total >> 16)
    return struct.pack("!H", ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF)
