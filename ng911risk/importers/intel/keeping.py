"""The file that keeps what was imported: read strictly, changed one feed at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from pydantic import ValidationError

from ng911risk.errors import InputError, NG911RiskError, NotFoundError, Problem
from ng911risk.importers.intel.faults import PROBLEMS_MAX, Faults
from ng911risk.importers.intel.pieces import SIZE_MAX, Fault, Pieces, split
from ng911risk.model.intelligence import Feed, FeedKind, Intelligence
from ng911risk.records import to_json
from ng911risk.records.explain import explain
from ng911risk.records.read import adapter_of
from ng911risk.records.text import FORBIDDEN, did_you_mean, name_of, shown

_FEEDS: Final = "feeds"
_MEMBERS_MAX: Final = 20_000_000  # a feed is one object here; the size of the file bounds it


def read_intelligence(data: bytes, *, file: str) -> Intelligence:
    """
    Read back what was kept of earlier imports.

    Args:
        data: JSON as `ng911risk.records.to_json` writes it, at most 64 MiB.
        file: Name of the file as its author knows it.

    Raises:
        InputError: It is not that, or two feeds have one name; carries every problem.
    """
    pieces = split(data, file=file, members_max=_MEMBERS_MAX)
    faults = Faults(pieces, _FEEDS)
    tree = _tree(pieces, faults)
    if faults.count:
        raise InputError(faults.problems())
    try:
        kept: Intelligence = adapter_of(Intelligence).validate_json(json.dumps(tree), strict=True)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        for one in explain(errors, Intelligence, tree):
            _add(faults, one.loc, one.message, one.hint)
        raise InputError(faults.problems()) from None
    _check(kept, tree, file)
    return kept


def kept_bytes(kept: Intelligence) -> bytes:
    """
    Return `kept` as the bytes that `read_intelligence` reads back.

    Raises:
        NG911RiskError: It would be too large to be read back.
    """
    data = to_json(kept)
    if len(data) > SIZE_MAX:
        raise NG911RiskError(
            f"All feeds together would take more than {SIZE_MAX // 1024**2} MiB. Forget some of "
            "them (ng911risk intel forget), or keep this one in a file of its own (--into)."
        )
    return data


def with_feed(kept: Intelligence, feed: Feed) -> Intelligence:
    """`kept` with `feed` in place of the feed of that name, if there was one."""
    others = (one for one in kept.feeds if one.name != feed.name)
    feeds = tuple(sorted((*others, feed), key=lambda one: one.name))
    return _resolved(Intelligence(feeds=feeds))


def without_feed(kept: Intelligence, name: str) -> Intelligence:
    """
    `kept` without the feed of that name.

    Raises:
        NotFoundError: There is none.
    """
    feed_called(kept, name)
    return replace(kept, feeds=tuple(one for one in kept.feeds if one.name != name))


def feed_called(kept: Intelligence, name: str) -> Feed:
    """
    Return the feed of that name.

    Raises:
        NotFoundError: There is none.
    """
    for one in kept.feeds:
        if one.name == name:
            return one
    mean = did_you_mean(name, [one.name for one in kept.feeds])
    raise NotFoundError(f"There is no feed called {shown(name)}. {mean}".strip())


def what_changed(kept: Intelligence, feed: Feed) -> str:
    """One sentence: what is new in `feed` against the feed of its name that was kept before."""
    before = next((one for one in kept.feeds if one.name == feed.name), None)
    if before is None:
        return "This feed is new."
    if before.digest == feed.digest and _parts(before) == _parts(feed):
        return "The same file was imported before; nothing changed."
    told = [
        f"{len(new - old):,} {word} new, {len(old - new):,} gone, {_moved(old, new):,} changed"
        for word, old, new in (
            (word, _keyed(getattr(before, part)), _keyed(getattr(feed, part)))
            for part, word in _PARTS.items()
        )
        if old != new
    ]
    return f"It replaces the earlier one: {'; '.join(told) or 'nothing that is used changed'}."


_PARTS: Final = {
    "indicators": "indicators",
    "techniques": "techniques",
    "flaws": "flaws",
    "references": "objects of a library",
}


class _Keyed(dict[str, Any]):
    """Things by their id; the difference of two is that of their ids."""

    def __sub__(self, other: _Keyed) -> frozenset[str]:
        return frozenset(self) - frozenset(other)


def _keyed(things: tuple[Any, ...]) -> _Keyed:
    return _Keyed({getattr(one, "id", None) or one.cve: one for one in things})


def _moved(old: _Keyed, new: _Keyed) -> int:
    return sum(old[key] != new[key] for key in old.keys() & new.keys())


def _parts(feed: Feed) -> tuple[object, ...]:
    return tuple(getattr(feed, part) for part in _PARTS)


def _tree(pieces: Pieces, faults: Faults) -> Any:  # noqa: ANN401 - plain values of any shape
    """Whole content as plain values."""
    tree = dict(pieces.head)
    for name, entries in pieces.lists.items():
        values = list(tree[name])
        for index, piece in enumerate(entries):
            if piece is None:
                continue
            try:
                values[index] = pieces.load(piece)
            except Fault as fault:
                faults.add(index, (), fault.message, fault.hint)
        tree[name] = values
    return tree


def _add(faults: Faults, loc: tuple[str | int, ...], message: str, hint: str) -> None:
    if len(loc) > 1 and loc[0] == _FEEDS and isinstance(loc[1], int):
        faults.add(loc[1], loc[2:], message, hint)
    else:
        faults.add_whole(loc, message, hint)


def _check(kept: Intelligence, tree: object, file: str) -> None:
    """
    See that the content can be kept as it is.

    Raises:
        InputError: It cannot.
    """
    problems = [
        Problem(file=file, field=_FEEDS, message=f"two feeds are called {shown(name)}")
        for name, number in Counter(one.name for one in kept.feeds).items()
        if number > 1
    ]
    hidden = (found for text in _texts(tree) if (found := FORBIDDEN.search(text)))
    if first := next(hidden, None):
        message = f"the text contains {name_of(first.group())}"
        problems.append(Problem(file=file, message=message, hint="Import its feed again."))
    if problems:
        raise InputError(problems[:PROBLEMS_MAX])


def _texts(tree: object) -> Iterator[str]:
    """Every text in a tree that fits `Intelligence`."""
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


# --- techniques that a feed only names by id ------------------------------------------


def _resolved(kept: Intelligence) -> Intelligence:
    """Give techniques that a feed only points to the ids that an imported library has for them."""
    known = dict(_known(kept))
    return replace(kept, feeds=tuple(_resolved_feed(one, known) for one in kept.feeds))


def _known(kept: Intelligence) -> Iterator[tuple[str, tuple[str, str]]]:
    for feed in kept.feeds:
        for one in feed.references:
            if one.external_id and one.id.startswith("attack-pattern--"):
                yield one.id, (one.external_id, json.loads(one.text).get("name", ""))


def _resolved_feed(feed: Feed, known: dict[str, tuple[str, str]]) -> Feed:
    if feed.kind is not FeedKind.FEED:
        return feed
    techniques = tuple(
        replace(one, external_ids=(known[one.id][0],), name=known[one.id][1])
        if not one.external_ids and one.id in known
        else one
        for one in feed.techniques
    )
    return replace(feed, techniques=techniques) if techniques != feed.techniques else feed
