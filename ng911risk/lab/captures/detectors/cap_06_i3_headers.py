"""CAP-06: identifiers and priority of emergency calls, and whether a border trusts strangers."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import Detector, Judged, Tell, failed, many, passed, unclear
from ng911risk.lab.captures.sip_text import SipText, digest
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.lab import LabZone

CALLS_MAX: Final = 10_000
"""Most calls that are remembered at once."""

DETECTOR = Detector(
    id="CAP-06",
    title="Who puts identifiers and priority on emergency calls?",
    mitigation="border-control-function",
    vectors=("swatting-caller-id-spoofing", "sip-signalling-flood"),
    clause="4.1.1",
)

_STRIPS = "It would pass if the border replaced identifiers and priority that come from outside."
_MARKED = (
    "It would tell more if the outer side of the border was captured as well, with --zone external."
)
_IDENTIFIERS = (b"callid", b"incidentid")


class Seen(Watch):
    """Emergency calls by what they bear, and what became of it at the next hop."""

    def __init__(self) -> None:
        self.marked = Tell()
        self.bare = Tell()
        self.kept = Tell()
        self.replaced = Tell()
        self._calls: OrderedDict[bytes, tuple[bytes, Place]] = OrderedDict()

    def sip(self, text: SipText, place: Place) -> None:
        """Look at a request that begins an emergency call."""
        if text.method != b"INVITE" or not text.opens:
            return
        bears = _bears(text)
        emergency = b"urn:service:sos" in text.first.lower()
        if not bears and not emergency:
            return
        marks = _marks(text)
        (self.marked if len(marks) > 2 else self.bare).add(place)  # noqa: PLR2004 - two identifiers, one priority
        call = text.call
        before = self._calls.get(call)
        if before is None:
            self._calls[call] = (digest(b"".join(marks)), place)
            if len(self._calls) > CALLS_MAX:
                self._calls.popitem(last=False)
        elif before[0] and place.source == before[1].target:
            tell = self.kept if digest(b"".join(marks)) == before[0] else self.replaced
            tell.pair(before[1], place)


def judge(seen: Seen, zone: LabZone | None) -> Judged:
    """At the border: passed on as they came is not effective, replaced is effective."""
    if zone is LabZone.EXTERNAL and seen.kept.count:
        return failed(
            f"{many(seen.kept.count, 'call')} came with identifiers or priority from outside and"
            " left the border with the same.",
            _STRIPS,
            seen.kept,
        )
    if zone is LabZone.EXTERNAL and seen.replaced.count:
        return passed(
            f"{many(seen.replaced.count, 'call')} came with identifiers or priority from outside;"
            " the border replaced them.",
            seen.replaced,
        )
    if not seen.marked.count and not seen.bare.count:
        return unclear("No emergency call in the clear.", _MARKED)
    return unclear(
        f"{many(seen.marked.count, 'call')} bore both identifiers and a priority,"
        f" {seen.bare.count} did not bear all three. Inside that is i3's way to tell calls apart;"
        " it does not show what the border takes from outside.",
        _MARKED,
        seen.bare,
        seen.marked,
    )


def _bears(text: SipText) -> bool:
    return b"resource-priority" in text.headers or any(
        b"urn:emergency:uid:" in value.lower() for value in text.headers.get(b"call-info", ())
    )


def _marks(text: SipText) -> list[bytes]:
    """Identifiers and priority that a call bears."""
    info = b",".join(text.headers.get(b"call-info", ())).lower()
    found = []
    for name in _IDENTIFIERS:
        at = info.find(b"urn:emergency:uid:" + name)
        if at >= 0:
            found.append(info[at : at + 200].split(b">")[0].split(b";")[0])
    return [*found, *text.headers.get(b"resource-priority", ())]
