"""
A block of Ethernet frames -> the media in it, counted all at once.

Nine of ten frames of a capture of calls are media. To look at each by itself would take most of
the time.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ng911risk.lab.captures.frames import Mask, Numbers
from ng911risk.lab.captures.rtp import CONTROL, HEADER, PART, SAMPLE, Media

Bytes = npt.NDArray[np.uint8]

_RTP: Final = 42
"""Bytes before RTP in a frame of Ethernet, IPv4 without options, UDP."""

_ETHERNET: Final = 14
"""Bytes of the head of Ethernet: in a frame that is shorter there is nothing to look at."""

_SHORTEST: Final = _RTP + HEADER
_KEY: Final = np.array([*range(26, 38), *range(50, 54)])
"""Addresses, ports and SSRC in such a frame."""


def take(media: Media, block: bytes, starts: Numbers, ends: Numbers, number: int) -> Mask:
    """
    Count the media in a block.

    Args:
        media: Where they are counted.
        block: Whole frames, with something between them.
        starts: Where each frame begins.
        ends: Where each ends.
        number: Of the first frame.

    Returns:
        Which frames nobody has to look at any more: media, and what is too short to be anything.
    """
    raw = np.frombuffer(block, dtype=np.uint8)
    sizes = ends - starts
    taken = sizes >= _SHORTEST
    taken[taken] = _is_media(raw, starts[taken])
    places = np.flatnonzero(taken)
    kinds = raw[starts[places] + _RTP + 1]
    control = (kinds >= CONTROL.start) & (kinds < CONTROL.stop)
    media.control += int(control.sum())
    places = places[~control]
    if places.size:
        _count(media, block, raw, _Found(starts[places], ends[places], places + number))
    taken |= sizes < _ETHERNET
    return taken


class _Found(NamedTuple):
    """Frames with media."""

    starts: Numbers
    ends: Numbers
    numbers: Numbers


def _count(media: Media, block: bytes, raw: Bytes, found: _Found) -> None:
    """Hand the packets of each stream over, in their order."""
    keys = np.ascontiguousarray(raw[found.starts[:, None] + _KEY])
    halves = keys.view(np.uint64)
    order = np.lexsort((halves[:, 1], halves[:, 0]))  # stable: each stream keeps its order
    ranked = halves[order]
    turns = np.flatnonzero((ranked[1:] != ranked[:-1]).any(axis=1)) + 1
    bounds = [0, *turns.tolist(), len(order)]
    firsts = sorted(zip(order[bounds[:-1]].tolist(), bounds, bounds[1:], strict=False))
    begins, stops = found.starts + _RTP, _stops(raw, found)
    for first, low, high in firsts:
        rows = order[low : min(high, low + SAMPLE)]
        spans = zip(begins[rows].tolist(), stops[rows].tolist(), strict=True)
        packets = [block[start:stop] for start, stop in spans]
        media.several(keys[first].tobytes(), packets, high - low, int(found.numbers[first]))


def _stops(raw: Bytes, found: _Found) -> Numbers:
    """Where each packet ends: without the padding of its frame, and not after `PART` bytes."""
    length = raw[found.starts + 16].astype(np.int64) << 8 | raw[found.starts + 17]
    told = found.starts + 14 + length
    sense = (told >= found.starts + _SHORTEST) & (told <= found.ends)
    stops = np.where(sense, told, found.ends)
    return np.minimum(stops, found.starts + _RTP + PART)


def _is_media(raw: Bytes, at: Numbers) -> Mask:
    """Which frames hold version 2 of RTP in UDP in IPv4, without options and in one piece."""
    found: Mask = (
        (raw[at + 12] == 8)  # noqa: PLR2004 - IPv4 is 0x0800
        & (raw[at + 13] == 0)
        & (raw[at + 14] == 0x45)  # noqa: PLR2004 - version 4, five words
        & (raw[at + 23] == 17)  # noqa: PLR2004 - UDP
        & (raw[at + 20] & 0x3F == 0)
        & (raw[at + 21] == 0)
        & (raw[at + _RTP] >> 6 == 2)  # noqa: PLR2004 - version 2
    )
    return found
