"""
How fast a capture is judged, beside scapy's PcapReader and tshark in the same run.

A capture of made-up calls is written: 9 frames of SIP to 91 of voice, as in calls of a real lab
(offer, location by value, answer, end; each call twice, before and behind a proxy). scapy reads
the first 100,000 frames of it, because it is slow; tshark and we read all 1,000,000. Seconds are
seconds of the processor; of whole processes for tshark and for us, without the start for scapy,
whose start would only help us. Ratios may be compared between machines, times may not. Fails
below 30 times PcapReader, behind ``tshark -q -z sip,stat``, or at 150 MB.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

FRAMES = 100_000
MANY = 1_000_000
RUNS = 3
FASTER_THAN_SCAPY = 30.0
MEGABYTES_MAX = 150.0

_START = 1_772_366_400
_OSP, _BORDER, _CENTRE = ("10.91.0.20", "10.91.0.30", "10.91.0.40")
_VOICE_PER_CALL = 182
_PIDF = (
    '<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" entity="pres:a@b">'
    '<tuple id="t"><status><gp:geopriv xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10">'
    "<gp:location-info><p>40.0 -75.0</p></gp:location-info></gp:geopriv></status></tuple>"
    "</presence>"
)


def main() -> None:
    """Measure, print, and fail when it is too slow or too large."""
    if len(sys.argv) > 1:
        {"scapy": _scapy, "ours": _ours}[sys.argv[1]](Path(sys.argv[2]))
        return
    if importlib.util.find_spec("scapy") is None:
        print("captures: not run, scapy is not installed (make lab)")
        return
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.pcap", Path(folder) / "large.pcap"
        write(small, FRAMES)
        write(large, MANY)
        rates = {"PcapReader": FRAMES / json.loads(_python("scapy", small).told)["seconds"]}
        ours = [_python("ours", large) for _ in range(RUNS)]
        rates["ours"] = MANY / min(one.seconds for one in ours)
        if tshark := shutil.which("tshark"):
            words = [tshark, "-q", "-z", "sip,stat", "-r", str(large)]
            rates["tshark"] = MANY / min(_run(words).seconds for _ in range(RUNS))
    for name, rate in rates.items():
        print(
            f"{name:<11}{rate:>9,.0f} frames/s{rate / rates['PcapReader']:>8.1f} times PcapReader"
        )
    megabytes = max(one.megabytes for one in ours)
    print(f"ours, {MANY:,} frames: at most {megabytes:.0f} MB")
    assert rates["ours"] >= FASTER_THAN_SCAPY * rates["PcapReader"]
    assert rates["ours"] > rates.get("tshark", 0.0)
    assert megabytes < MEGABYTES_MAX


def write(path: Path, frames: int) -> None:
    """Write a capture of so many frames."""
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for number, frame in zip(range(frames), _calls(random.Random(1)), strict=False):  # noqa: S311 - made up
            micro = number * 500
            at = _START + micro // 1_000_000, micro % 1_000_000
            file.write(struct.pack("<IIII", *at, len(frame), len(frame)) + frame)


def _calls(luck: random.Random) -> Iterator[bytes]:
    """Frames of one call after the other, without end."""
    voices = [bytes(luck.choices(range(0x50, 0x90), k=160)) for _ in range(64)]
    call = 0
    while True:
        call += 1
        yield from _signalling(call, luck)[:12]
        port, other = 10_000 + call % 20_000 * 2, 30_000 + call % 15_000 * 2
        for number in range(_VOICE_PER_CALL // 2):
            for ends, ssrc in ((0, call * 2), (1, call * 2 + 1)):
                head = struct.pack("!BBHII", 0x80, 8, number, number * 160, ssrc)
                ports = (port, other) if not ends else (other, port)
                address = (_OSP, _CENTRE) if not ends else (_CENTRE, _OSP)
                yield _udp(head + voices[luck.randrange(64)], *address, *ports)
        yield from _signalling(call, luck)[12:]


def _signalling(call: int, luck: random.Random) -> list[bytes]:
    there, back = (_OSP, _BORDER, _CENTRE), (_CENTRE, _BORDER, _OSP)
    made = []
    for name, hops in (
        ("INVITE", there), ("100 Trying", back), ("180 Ringing", back), ("200 OK", back),
        ("ACK", there), ("183 Session Progress", back), ("BYE", there), ("200 OK", back),
        ("OPTIONS", there),
    ):  # fmt: skip
        for source, target in pairwise(hops):
            text = _message(name, call, source, luck)
            made.append(_udp(text, source, target, 5060, 5060))
    return made


def _message(name: str, call: int, source: str, luck: random.Random) -> bytes:
    first = f"SIP/2.0 {name}" if name[0].isdigit() else f"{name} urn:service:sos SIP/2.0"
    kind, body = "", ""
    if name in {"INVITE", "200 OK"}:
        port = 10_000 + call % 20_000 * 2 if name == "INVITE" else 30_000 + call % 15_000 * 2
        body = (
            f"v=0\r\no=u 1 1 IN IP4 {_OSP}\r\ns=-\r\n"
            f"c=IN IP4 {_OSP if name == 'INVITE' else _CENTRE}\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
        )
        kind = "application/sdp"
    if name == "INVITE":
        body = (
            f"--b\r\nContent-Type: application/sdp\r\n\r\n{body}\r\n--b\r\n"
            f"Content-Type: application/pidf+xml\r\n\r\n{_PIDF}\r\n--b--\r\n"
        )
        kind = "multipart/mixed; boundary=b"
    lines = [
        first,
        f"Via: SIP/2.0/UDP {source}:5060;branch=z9hG4bK{luck.getrandbits(48):x}",
        f"From: <sip:+1215555{call % 10_000:04}@{_OSP}>;tag=f{call}",
        f"To: <urn:service:sos>{'' if name == 'INVITE' else f';tag=t{call}'}",
        f"Call-ID: c{call}@{_OSP}",
        "CSeq: 1 INVITE" if name[0].isdigit() else f"CSeq: 1 {name}",
        f"Contact: <sip:caller@{_OSP}:5060>",
        f"Call-Info: <urn:emergency:uid:callid:{call:x}:osp.example>;purpose=emergency-CallId",
        "Max-Forwards: 70",
        "User-Agent: made up",
        *([f"Content-Type: {kind}"] if kind else []),
        f"Content-Length: {len(body)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def _udp(payload: bytes, source: str, target: str, port: int, other: int) -> bytes:
    ends = bytes(int(part) for part in f"{source}.{target}".split("."))
    head = struct.pack("!BBHHHBBH", 0x45, 0, 28 + len(payload), 1, 0, 64, 17, 0) + ends
    return (
        b"\x02\0\0\0\0\1\x02\0\0\0\0\2\x08\0"
        + head
        + struct.pack("!HHHH", port, other, 8 + len(payload), 0)
        + payload
    )


class _Told(NamedTuple):
    """What a process cost."""

    seconds: float
    """Of the processor, all of it."""

    megabytes: float
    """Most at once."""

    told: str


def _run(words: list[str]) -> _Told:
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(words, stdout=out, stderr=subprocess.DEVNULL)  # noqa: S603 - fixed commands
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        out.seek(0)
        told = out.read().decode()
    return _Told(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, told)


def _python(name: str, path: Path) -> _Told:
    """One contender in a process of its own."""
    return _run([sys.executable, "-m", "benchmarks.captures", name, str(path)])


def _scapy(path: Path) -> None:
    """Read with PcapReader, find SIP by its method and Call-ID, and streams by their SSRC."""
    import scapy.layers.inet  # noqa: PLC0415 - loads the layers that are needed
    import scapy.layers.l2  # noqa: F401, PLC0415 - the same
    from scapy.layers.inet import UDP  # noqa: PLC0415 - only this contender needs it
    from scapy.utils import PcapReader  # noqa: PLC0415 - the same

    calls, streams = set(), set()
    start = time.process_time()
    with PcapReader(str(path)) as reader:
        for packet in reader:
            if UDP not in packet:
                continue
            payload = bytes(packet[UDP].payload)
            if payload[:1] == b"\x80":
                streams.add(payload[8:12])
            elif b"SIP/2.0" in payload[:200]:
                calls.add(payload.partition(b"Call-ID: ")[2].partition(b"\r\n")[0])
    print(json.dumps({"seconds": time.process_time() - start}))
    assert calls
    assert streams


def _ours(path: Path) -> None:
    """The whole analysis, all detectors."""
    from ng911risk.lab.captures.analysis import analysed  # noqa: PLC0415 - only this one needs it

    assert analysed(path).counts.frames == MANY


if __name__ == "__main__":
    main()
