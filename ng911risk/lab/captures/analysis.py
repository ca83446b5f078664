"""A capture file -> everything it shows: counts, findings, cited packets and observations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Final

from ng911risk.lab.captures.account import CaptureAccount, Finding
from ng911risk.lab.captures.citing import cite, moment
from ng911risk.lab.captures.counts import Counting, Counts
from ng911risk.lab.captures.detector import Detector, Judged, all_detectors
from ng911risk.lab.captures.frames import Progress
from ng911risk.lab.captures.observing import Observing, Seen, digest_of
from ng911risk.lab.captures.reading import read
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.inventory import Environment
from ng911risk.model.lab import LabZone

NAME_MAX: Final = 255
"""Most characters that are kept of the name of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What people say about a capture."""

    zone: LabZone | None = None
    """Side that was captured."""

    reason: str = ""
    """Why it was captured."""

    expires: date | None = None
    """After that day it should be looked at again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What one capture gave."""

    account: CaptureAccount
    observing: Observing

    @property
    def counts(self) -> Counts:
        """What is in it, under the names of the manifest."""
        return Counts(**{one.name: getattr(self.account, one.name) for one in fields(Counts)})

    def seen(self, environment: Environment) -> Seen:
        """Senders, as observations."""
        return self.observing.seen(environment, self.account.sha256)


def analysed(
    path: Path, context: Context | None = None, progress: Progress | None = None
) -> Analysis:
    """
    Read a capture once, judge it, and read what is cited once more.

    Args:
        path: pcap or pcapng, also gzipped.
        context: What people say about it.
        progress: Told how far it is.

    Raises:
        InputError: The file cannot be opened, or is no capture. One that is cut off or
            damaged is read as far as it makes sense.
        NG911RiskError: scapy is not installed.
    """
    context = context or Context()
    digest, counting = digest_of(path), Counting()
    detectors = all_detectors()
    watches: Mapping[str, Watch] = {name: one.Seen() for name, one in detectors.items()}
    summary = read(path, [counting, *watches.values()], progress)
    findings = tuple(
        _finding(one.DETECTOR, one.judge(watches[name], context.zone))
        for name, one in detectors.items()
    )
    counts = counting.counts()
    account = CaptureAccount(
        file=_shown(path.name),
        sha256=digest,
        zone=context.zone,
        reason=context.reason,
        expires=context.expires,
        begins=moment(summary.first),
        ends=moment(summary.last),
        cut_after=summary.cut_after,
        remark=summary.remark,
        findings=findings,
        cited=cite(path, {number for one in findings for number in one.frames}),
        **{one.name: getattr(counts, one.name) for one in fields(Counts)},
    )
    [observing] = (one for one in watches.values() if isinstance(one, Observing))
    return Analysis(account=account, observing=observing)


def _shown(name: str) -> str:
    """The name of a file without what acts on a terminal or is no text; at most `NAME_MAX`."""
    return "".join(c if c.isprintable() else "?" for c in name[:NAME_MAX])


def _finding(detector: Detector, judged: Judged) -> Finding:
    return Finding(
        id=detector.id,
        title=detector.title,
        verdict=judged.verdict,
        observed=judged.observed,
        near_miss=judged.near_miss,
        mitigation=detector.mitigation,
        vectors=detector.vectors,
        clause=detector.clause,
        frames=judged.frames,
        addresses=judged.ends,
    )
