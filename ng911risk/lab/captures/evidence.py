"""What a capture shows -> evidence for an assessment: one piece per finding and asset."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256

from ng911risk.lab.captures.account import CaptureAccount, CitedPacket, Finding
from ng911risk.lab.captures.detector import all_detectors
from ng911risk.lab.weight import doubt_of, refutation
from ng911risk.model.addresses import AddressBook
from ng911risk.model.evidence import Evidence, LabProof, Verdict
from ng911risk.model.inventory import Inventory
from ng911risk.records import to_json

_SHORT = 12


def evidence_of(accounts: Sequence[CaptureAccount], inventory: Inventory) -> tuple[Evidence, ...]:
    """
    Evidence in the accounts of captures that are judged together, in their order.

    Only addresses that the inventory knows give any, and only what was decided: what nobody can
    place or tell moves no control. Several findings may bear on one control: if one of them
    refutes it, in whichever capture, the others do not verify it. A capture that does not tell
    its time gives none. The same capture (SHA-256) counts once.
    """
    once = list({one.sha256: one for one in reversed(accounts)}.values())[::-1]
    book = AddressBook.of((text, one.id) for one in inventory.assets for text in one.addresses)
    everywhere: dict[tuple[str, str], str] = {}
    for account in once:
        for key, finding in _refuted(account, book).items():
            everywhere.setdefault(
                key, f"{finding} in another capture (SHA-256 {account.sha256[:_SHORT]}...)"
            )
    return tuple(piece for one in once for piece in _pieces(one, book, everywhere))


def _pieces(
    account: CaptureAccount, book: AddressBook, everywhere: Mapping[tuple[str, str], str]
) -> Iterator[Evidence]:
    at = account.ends
    if at is None:
        return
    record = sha256(to_json(account)).hexdigest()
    refuted = {**everywhere, **_refuted(account, book)}
    for finding in account.findings:
        if finding.verdict is Verdict.INCONCLUSIVE:
            continue
        about = all_detectors()[finding.id].DETECTOR
        for asset in assets_at(finding.addresses, book):
            refuted_by = refuted.get((finding.mitigation, asset), "")
            doubt = doubt_of(finding.verdict, about, refuted_by)
            if not doubt and finding.verdict is Verdict.EFFECTIVE and account.cut_after is not None:
                doubt = "This passed in a part of the capture only: the rest could not be read."
            yield Evidence(
                mitigation=finding.mitigation,
                scope=(asset,),
                verdict=Verdict.INCONCLUSIVE if doubt else finding.verdict,
                observed=" ".join(filter(None, (finding.observed, finding.near_miss, doubt))),
                method=f"capture {finding.id}",
                on=at.date(),
                lab=LabProof(
                    check=finding.id,
                    at=at,
                    record=record,
                    capture=account.sha256,
                    packets=0,
                    reason=account.reason,
                    cited=tuple(_words(one) for one in _cited(account, finding)),
                    expires=account.expires,
                ),
            )


def assets_at(addresses: Collection[str], book: AddressBook) -> tuple[str, ...]:
    """Ids of assets at these addresses, in the order of the alphabet."""
    return tuple(sorted({name for one in addresses for _, name in book.overlapping(one)}))


def _refuted(account: CaptureAccount, book: AddressBook) -> dict[tuple[str, str], str]:
    """Control and asset -> id of a finding that refutes it."""
    return {
        (one.mitigation, asset): one.id
        for one in account.findings
        if refutation(one.verdict, all_detectors()[one.id].DETECTOR)
        for asset in assets_at(one.addresses, book)
    }


def _cited(account: CaptureAccount, finding: Finding) -> Iterator[CitedPacket]:
    return (one for one in account.cited if one.number in finding.frames)


def _words(packet: CitedPacket) -> str:
    """``frame 12, 2026-03-01 12:00:00 UTC, Ether/IP/UDP, 10.0.0.1:5060 to ..., SIP INVITE``."""
    ends = [
        address if port is None else f"{address}:{port}"
        for address, port in (
            (packet.source, packet.source_port),
            (packet.target, packet.target_port),
        )
    ]
    parts = (
        f"frame {packet.number}",
        f"{packet.at:%Y-%m-%d %H:%M:%S} UTC" if packet.at else "",
        "/".join(packet.layers),
        " to ".join(ends) if packet.source else "",
        packet.says,
        f"headers {' '.join(packet.headers)}" if packet.headers else "",
    )
    return ", ".join(filter(None, parts))
