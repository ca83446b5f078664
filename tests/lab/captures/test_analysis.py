from __future__ import annotations

import gzip
import json
import os
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ng911risk.errors import InputError
from ng911risk.lab.captures.analysis import NAME_MAX, Context, analysed
from ng911risk.lab.captures.detector import all_detectors
from ng911risk.lab.captures.observing import observe
from ng911risk.model.inventory import Environment
from ng911risk.model.lab import LabZone
from ng911risk.records import to_json
from tests.lab.captures.said import (
    BORDER,
    CALLER,
    CENTRE,
    PIDF,
    http,
    jws,
    over_tcp,
    over_udp,
    rtp,
    sdp,
    with_body,
)
from tests.lab.packets import pcap, request, written

_CONTEXT = Context(zone=LabZone.ESINET, reason="yearly test", expires=date(2027, 3, 1))


def _capture(folder: Path, *frames: bytes) -> Path:
    return written(folder, pcap([(i / 50, one) for i, one in enumerate(frames)]))


def test_an_account_says_what_was_read_and_why(tmp_path: Path) -> None:
    path = _capture(tmp_path, over_udp(request("INVITE")), over_udp(request("BYE")))

    account = analysed(path, _CONTEXT).account

    assert (account.file, account.frames) == ("seen.pcap", 2)
    assert account.sha256 == sha256(path.read_bytes()).hexdigest()
    assert (account.zone, account.reason, account.expires) == (
        LabZone.ESINET, "yearly test", date(2027, 3, 1),
    )  # fmt: skip
    assert account.sip_requests == {"BYE": 1, "INVITE": 1}
    assert [one.id for one in account.findings] == list(all_detectors())
    numbers = {number for one in account.findings for number in one.frames}
    assert [one.number for one in account.cited] == sorted(numbers) == [1, 2]


def test_the_same_capture_gives_the_same_account_and_the_observations_of_observe(
    tmp_path: Path,
) -> None:
    path = _capture(tmp_path, *(over_udp(request("REGISTER", str(i))) for i in range(20)))

    first, again = analysed(path), analysed(path)

    assert to_json(first.account) == to_json(again.account)
    assert first.seen(Environment.LAB) == observe(path, Environment.LAB)
    assert first.counts.sip_requests == {"REGISTER": 20}


def test_what_is_no_capture_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        analysed(written(tmp_path, b"nonsense"))


def test_a_file_that_is_cut_off_or_holds_no_frame_says_so(tmp_path: Path) -> None:
    data = pcap([(0.0, over_udp(request("INVITE"))), (1.0, over_udp(request("BYE")))])

    cut = analysed(written(tmp_path, data[:-5])).account
    empty = analysed(written(tmp_path, pcap([]))).account
    whole = analysed(written(tmp_path, data)).account

    assert (cut.cut_after, empty.cut_after, whole.cut_after) == (1, None, None)
    assert cut.remark == "The file ends in the middle of a frame, or is damaged, after 1 frame."
    assert (empty.remark, whole.remark) == ("The file holds no frame.", "")


def test_what_is_packed_and_too_large_is_told_as_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ng911risk.lab.captures.frames.UNPACKED_SMALL", 1 << 20)
    data = pcap([(0.0, over_udp(request("OPTIONS")))] * 5_000)

    account = analysed(written(tmp_path, gzip.compress(data))).account

    assert account.cut_after == account.frames < 5_000
    assert account.remark == (
        f"Not read as a whole, only {account.frames:,} frames: packed, it is too large."
        " Unpack it first."
    )


@pytest.mark.parametrize(
    "name", [b"a\x1b[31m.pcap", b"a\nb\xff.pcap", "a\u202eb.pcap".encode(), b"x" * 255]
)
def test_names_of_files_are_tame(name: bytes, tmp_path: Path) -> None:
    path = written(tmp_path, pcap([]), os.fsdecode(name))

    account = analysed(path).account

    assert account.file.isprintable()
    assert len(account.file) <= NAME_MAX
    assert json.loads(to_json(account))["file"] == account.file


def _texts(tree: object) -> list[str]:
    """Every text in a tree, keys as well."""
    if isinstance(tree, dict):
        return [text for pair in tree.items() for one in pair for text in _texts(one)]
    if isinstance(tree, list):
        return [text for one in tree for text in _texts(one)]
    return [tree] if isinstance(tree, str) else []


@pytest.mark.parametrize("evil", ["\x1b[31m\u202e\x9b2J", "x" * 900, "\r\x00\x7f", "\ud800"])
def test_every_text_of_a_capture_is_short_and_tame(evil: str, tmp_path: Path) -> None:
    raw = evil.encode("utf-8", "surrogatepass")
    plain = _full_of("SECRET0SECRET1")
    agent = over_udp(request("OPTIONS", agent="Phone MARK"))
    frames = [one.replace(b"SECRET0SECRET1", raw) for one in [*plain, agent]]
    frames += [agent.replace(b"MARK", raw), *(one.replace(b"audio", raw) for one in frames)]

    analysis = analysed(_capture(tmp_path, *frames), _CONTEXT)
    kept = [analysis.account, *analysis.seen(Environment.LAB).observations]

    texts = [text for one in kept for text in _texts(json.loads(to_json(one)))]
    assert len(texts) > 100
    assert [one for one in texts if not one.isprintable() or len(one) > 400] == []


_SECRETS = st.text("ABCDEFGHJKMNPQRSTUVWXYZ23456789", min_size=12, max_size=20)


def _full_of(secret: str) -> list[bytes]:
    """A secret wherever a number, name, place, key or voice may stand."""
    extra = "\r\n".join(
        (
            f"Subject: {secret}",
            f"P-Asserted-Identity: <tel:{secret}>",
            f"Identity: {secret}.{secret}.{secret};info=<https://{secret}>",
            f"Call-Info: <urn:emergency:uid:callid:{secret}:x>;purpose=emergency-CallId",
            f"X-{secret}: {secret}",
            f"Date: {secret}",
        )
    )
    invite = request("INVITE", secret, call=secret, extra=extra)
    keys = (f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{secret}", f"a=fingerprint:sha-1 {secret}")
    parts = (
        f"--b\r\nContent-Type: application/sdp\r\n\r\n{sdp('RTP/SAVP', *keys)}\r\n"
        f"--b\r\nContent-Type: application/pidf+xml\r\n\r\n{PIDF.format(secret)}\r\n--b--\r\n"
    )
    mixed = with_body(invite, "multipart/mixed; boundary=b", parts)
    other = with_body(invite, "application/pidf+xml", PIDF.format(secret + "x"))
    event = jws({"alg": "none", "kid": secret}, {"timestamp": secret, "text": secret}, secret)
    return [
        over_udp(mixed),
        over_udp(other, source=BORDER, target=CENTRE),
        over_udp(request(secret, secret)),
        over_tcp(http(f"POST /LogEvents/{secret} HTTP/1.1", event, f"X-{secret}: {secret}")),
        over_tcp(http(f"GET /heldLocationRequest?{secret} HTTP/1.1"), port=3),
        over_tcp(http("HTTP/1.1 200 OK", PIDF.format(secret)), port=4),
        *(over_udp(rtp(i, secret.encode() * 9), port=4000, to=4002) for i in range(210)),
    ]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None
)
@given(secret=_SECRETS)
def test_no_voice_number_name_place_or_key_is_ever_kept(secret: str, tmp_path: Path) -> None:
    path = _capture(tmp_path, *_full_of(secret))

    analysis = analysed(path, _CONTEXT)
    kept = to_json(analysis.account) + to_json(analysis.seen(Environment.LAB).observations)

    assert secret.lower() not in kept.decode().lower()
    failed = {one.id for one in analysis.account.findings if one.verdict.value == "not-effective"}
    assert failed >= {
        "CAP-01",
        "CAP-03",
        "CAP-04",
        "CAP-05",
        "CAP-07",
        "CAP-08",
        "MED-02",
        "SIP-20",
    }


def test_nothing_of_real_calls_is_kept(shared_data: Path) -> None:
    for path in sorted((shared_data / "pcaps" / "lab").glob("*.pcap")):
        text = json.dumps(json.loads(to_json(analysed(path).account)))
        assert "@" not in text
        assert "inline:" not in text
        assert "sip:" not in text
        assert CALLER in text or "10.91.0" in text or "l2-weak" in path.name
