"""CSAF 2.0 advisories: which flaws are in which products."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ng911risk.errors import InputError
from ng911risk.importers.intel.faults import Faults
from ng911risk.importers.intel.feed_format import FeedFormat
from ng911risk.importers.intel.pieces import Fault
from ng911risk.importers.intel.result import ReadFeed, Source, line
from ng911risk.model.intelligence import Feed, FeedFlaw, FeedKind, UnknownCount
from ng911risk.model.tlp import Tlp
from ng911risk.records.text import shown

NAME: Final = "vulnerabilities"
_VERSION: Final = "2.0"
_CVE = re.compile(r"CVE-\d{4}-\d{4,19}", re.ASCII)
_AFFECTED: Final = ("known_affected", "first_affected", "last_affected")
_NO_CVE: Final = "it has no CVE id"


def fits(head: Mapping[str, Any]) -> bool:
    """Whether it has the document of an advisory."""
    document = head.get("document")
    return isinstance(document, dict) and "csaf_version" in document


def read(source: Source) -> ReadFeed:
    """
    Read an advisory.

    Raises:
        InputError: It is of another version, or flaws in it are wrong.
    """
    head = source.pieces.head
    faults = Faults(source.pieces, NAME)
    _check_head(head, faults)
    if faults.of_the_file:
        raise InputError(faults.problems())
    flaws, nameless = _flaws(source, faults)
    if faults.count and (not source.good_objects_only or not flaws):
        raise InputError(faults.problems())
    counts = ((nameless, _NO_CVE), (len(faults.bad), "something is wrong with it"))
    feed = Feed(
        name=source.name,
        kind=FeedKind.FEED,
        format=f"csaf-{_VERSION}",
        digest=source.digest,
        imported_at=source.at,
        published=_published(head["document"]),
        objects=len(source.pieces.lists.get(NAME, ())),
        flaws=flaws,
        not_used=tuple(UnknownCount(type="flaw", count=n, why=why) for n, why in counts if n),
        marking=_marking(head["document"]),
    )
    return ReadFeed(feed=feed, left_out=faults.problems())


FORMAT = FeedFormat(name="a CSAF 2.0 advisory", fits=fits, read=read)


def _check_head(head: Mapping[str, Any], faults: Faults) -> None:
    version = head["document"]["csaf_version"]
    if version != _VERSION:
        told = shown(version) if isinstance(version, str | int | float) else "something else"
        faults.add_whole(
            ("document", "csaf_version"), f"only CSAF {_VERSION} is read, and this says {told}"
        )
    if not isinstance(head.get(NAME, []), list):
        faults.add_whole((NAME,), "expected a list", "Put it in [ ].")
    if not isinstance(head.get("product_tree", {}), dict):
        faults.add_whole(("product_tree",), "expected a mapping { ... }")


def _flaws(source: Source, faults: Faults) -> tuple[tuple[FeedFlaw, ...], int]:
    """(flaws by CVE id, how many have none)."""
    products = dict(_products(source.pieces.head.get("product_tree", {})))
    found: dict[str, dict[str, None]] = {}
    nameless = 0
    for index, piece in enumerate(source.pieces.lists.get(NAME, ())):
        try:
            value = source.pieces.load(piece) if piece else None
        except Fault as fault:
            faults.add(index, (), fault.message, fault.hint)
            continue
        if value is None:
            faults.add(index, (), "expected a flaw { ... }")
        elif "cve" not in value:
            nameless += 1
        elif not isinstance(value["cve"], str) or not _CVE.fullmatch(value["cve"]):
            message = f"expected a CVE id, found {shown(value['cve'])}"
            faults.add(index, ("cve",), message, "A CVE id is written CVE-2024-1839.")
        else:
            ids = tuple(_affected(value, index, faults))
            if index not in faults.bad:
                names = found.setdefault(value["cve"], {})
                names.update(dict.fromkeys(name for id in ids for name in products.get(id, ())))
    flaws = (FeedFlaw(cve=cve, products=tuple(names)) for cve, names in sorted(found.items()))
    return tuple(flaws), nameless


def _affected(value: Mapping[str, Any], index: int, faults: Faults) -> Iterator[str]:
    """Ids of the products that a flaw is in; what is no list of ids goes to `faults`."""
    status = value.get("product_status", {})
    if not isinstance(status, dict):
        faults.add(index, ("product_status",), "expected a mapping { ... }")
        return
    for name in _AFFECTED:
        ids = status.get(name, [])
        if isinstance(ids, list) and all(isinstance(one, str) for one in ids):
            yield from ids
        else:
            faults.add(index, ("product_status", name), "expected a list of texts")


def _products(tree: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(id of a product, its names: as vendor and product, and as CPE)."""
    waiting: list[tuple[Any, str, str]] = [(tree, "", "")]
    while waiting:
        branch, vendor, product = waiting.pop()
        if not isinstance(branch, dict):
            continue
        if isinstance(name := branch.get("name"), str):
            vendor = name if branch.get("category") == "vendor" else vendor
            product = name if branch.get("category") == "product_name" else product
        plain = line(f"{vendor} {product}")
        for one in (branch.get("product"), *_list(branch.get("full_product_names"))):
            if isinstance(one, dict) and isinstance(id := one.get("product_id"), str):
                yield id, tuple(_names(one, plain))
        waiting += [(one, vendor, product) for one in _list(branch.get("branches"))]


def _names(product: Mapping[str, Any], plain: str) -> Iterator[str]:
    if plain:
        yield plain
    elif isinstance(name := product.get("name"), str) and line(name):
        yield line(name)
    helper = product.get("product_identification_helper")
    if isinstance(helper, dict) and isinstance(cpe := helper.get("cpe"), str) and line(cpe):
        yield line(cpe)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _published(document: Mapping[str, Any]) -> str:
    tracking = document.get("tracking")
    day = tracking.get("current_release_date") if isinstance(tracking, dict) else None
    return line(day)[:10] if isinstance(day, str) else ""


def _marking(document: Mapping[str, Any]) -> Tlp | None:
    for step in ("distribution", "tlp"):
        document = document.get(step, {}) if isinstance(document, dict) else {}
    label = document.get("label") if isinstance(document, dict) else None
    words = {**{one.value: one for one in Tlp}, "white": Tlp.CLEAR}
    return words.get(label.lower()) if isinstance(label, str) else None
