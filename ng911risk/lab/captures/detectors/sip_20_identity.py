"""SIP-20: whether callers are vouched for (STIR), and whether the voucher makes sense."""

from __future__ import annotations

import re
from typing import Final

from ng911risk.lab.captures.counts import CALLS_MAX
from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import Detector, Judged, Tell, failed, many, passed, unclear
from ng911risk.lab.captures.jws import compact
from ng911risk.lab.captures.sip_text import SipText
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.lab import LabZone

DETECTOR = Detector(
    id="SIP-20",
    title="Are callers vouched for?",
    mitigation="caller-id-verification",
    vectors=("swatting-caller-id-spoofing",),
    clause="3.3.3.1.18",
)

_INFO: Final = re.compile(rb"info\s*=\s*<\s*https://", re.IGNORECASE)
_VERSTAT: Final = re.compile(rb"verstat=[A-Za-z]", re.IGNORECASE)
_PASSES = (
    "It would pass if every call that begins bore a PASSporT with ES256 and a certificate at"
    " https, or what became of its check (verstat)."
)


class Seen(Watch):
    """Requests that begin a call, by what vouches for the caller. Numbers are not kept."""

    def __init__(self) -> None:
        self.sound = Tell()
        self.broken = Tell()
        self.checked = Tell()
        self.without = Tell()
        self.calls: set[bytes] = set()

    def sip(self, text: SipText, place: Place) -> None:
        """Look at a request that begins a call."""
        if text.method != b"INVITE" or not text.opens:
            return
        if len(self.calls) < CALLS_MAX:
            self.calls.add(text.call)
        vouchers = text.headers.get(b"identity", ())
        if vouchers:
            (self.sound if all(map(_sound, vouchers)) else self.broken).add(place)
        elif _VERSTAT.search(text.one(b"p-asserted-identity") + text.one(b"from")):
            self.checked.add(place)
        else:
            self.without.add(place)


def judge(seen: Seen, zone: LabZone | None) -> Judged:
    """None vouched for inside, or a voucher that is none: not effective."""
    vouched = seen.sound.count + seen.checked.count
    total = vouched + seen.broken.count + seen.without.count
    told = (
        f"{many(len(seen.calls), 'call')}, set up in {many(total, 'message')}:"
        f" {seen.sound.count} with a PASSporT that parses,"
        f" {seen.checked.count} with a result of its check, {seen.broken.count} with one that is"
        f" none, {seen.without.count} with nothing."
    )
    if not total:
        return unclear("No call that begins in the clear.", _PASSES)
    if seen.broken.count:
        return failed(told, _PASSES, seen.broken)
    if not seen.without.count:
        return passed(f"{told} Signatures are not verified here.", seen.sound, seen.checked)
    if vouched or zone in {None, LabZone.EXTERNAL}:
        return unclear(
            f"{told} Not every network signs its calls; what counts is what the"
            " border makes of it.",
            _PASSES,
            seen.without,
        )
    return failed(told, _PASSES, seen.without)


def _sound(voucher: bytes) -> bool:
    token, _, rest = voucher.partition(b";")
    found = compact(token)
    return (
        found is not None
        and found.algorithm == "ES256"
        and found.signature
        and found.certificate.startswith("https://")
        and _INFO.search(rest) is not None
    )
