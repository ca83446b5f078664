"""
Results as of now, worked out beside the requests and kept while they may be asked for.

A result belongs to the digest of what it was made from. While a newer one is being
worked out the last one is shown, and says so. Nothing here needs to survive a restart:
it follows from what is stored. No work begins before somebody asks.

Two threads work: one on results, so that a new answer is never kept waiting, and one on
the best sets for some budgets. Of each site only the newest draft is worked out; older ones that
nobody has begun are dropped, and one that was begun is left at its next stage.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ng911risk.engine.assess import Opened
from ng911risk.engine.budget import ladder, menu_for, sets_one_by_one
from ng911risk.engine.session import Answer, Session
from ng911risk.engine.whatif import WhatIf
from ng911risk.model.report import RiskReport
from ng911risk.store import place_in
from ng911risk_api.parts import Parts
from ng911risk_api.work.draft import Draft

ROOM: Final = 768 * 2**20
"""Bytes that all results together may take, as estimated; the newest one is always kept."""

FAILED: Final = (
    "The result could not be worked out. Nothing that you entered is lost. "
    "Whoever looks after this installation finds the reason in its log."
)

_CLOSING_S: Final = 5.0
"""Longest wait for a stage to end when the server stops."""

_logger = logging.getLogger(__name__)
_Place = tuple[str, str]
"""Tenant and site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """The best set for one budget."""

    budget: float
    """US dollars."""

    mitigations: tuple[str, ...]
    dollars: float
    """What it costs, at the middle of the cost bands."""

    gap: float
    """Share of what it leaves that a better set could still take away, at most: proven."""

    ties: int
    """Other sets that are as good, as far as the worlds can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The best sets found so far, the smallest budget first."""

    rungs: tuple[Rung, ...] = ()
    whole: bool = False
    failed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result that was worked out."""

    draft: Draft
    report: RiskReport
    opened: Opened | None
    """None where a test has a small engine."""
    session: Session | None
    """For what-if questions; one thread at a time (see `lock`)."""
    lock: threading.Lock
    made_at: datetime

    def answers(self, change: WhatIf) -> Iterator[Answer]:
        """
        Answer a question better and better; others may ask between two answers.

        Raises:
            RuntimeError: There is no session.
        """
        if self.session is None:
            raise RuntimeError("this result answers no questions")
        found = self.session.answers(change)
        while True:
            with self.lock:
                answer = next(found, None)
            if answer is None:
                return
            yield answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """How far the result of a draft is."""

    result: Result | None
    """The newest there is of this site; None while the first is being worked out."""
    current: bool
    """Whether it is of this very draft."""
    failed: str = ""
    """Why there is none, in plain words."""
    stage: str = ""
    """What is being done, in plain words; empty when nothing is."""


class _Superseded(Exception):  # noqa: N818 - nothing went wrong
    """A newer draft of the site is there, or the server stops."""


class Workbench:
    """Works results out, one after the other, in a thread of its own."""

    def __init__(self, parts: Parts, *, room: int = ROOM) -> None:
        self._parts = parts
        self._room = room
        self._changed = threading.Condition()
        self._closing = False
        self._threads: list[threading.Thread] = []
        self._done: OrderedDict[str, tuple[Result, int]] = OrderedDict()
        self._newest: dict[_Place, str] = {}
        self._failed: dict[_Place, str] = {}
        self._wanted: OrderedDict[_Place, Draft] = OrderedDict()
        self._stages: dict[str, str] = {}
        self._keys: dict[_Place, str] = {}
        self._ladders: dict[str, Ladder] = {}
        self._climbs: OrderedDict[_Place, Result] = OrderedDict()

    def live(self, draft: Draft, *, wait_s: float = 0.0) -> Live:
        """
        Return the result of `draft`, or the one before it, and have it worked out.

        Args:
            draft: What it is to be made from.
            wait_s: Longest wait for it.
        """
        key, place = draft.key, _place(draft)
        with self._changed:
            if key not in self._done and self._failed.get(place) != key:
                self._want(draft, key, place)
                if wait_s > 0.0:
                    self._changed.wait_for(lambda: self._settled(key, place), timeout=wait_s)
            if key in self._done:
                self._done.move_to_end(key)
                return Live(result=self._done[key][0], current=True)
            before = self._done.get(self._newest.get(place, ""))
            failed = self._failed.get(place) == key
            return Live(
                result=before[0] if before else None,
                current=False,
                failed=FAILED if failed else "",
                stage="" if failed else self._stages.get(key, "Waiting for another site"),
            )

    def again(self, draft: Draft) -> None:
        """Forget that working it out failed: the next who asks has it tried anew."""
        with self._changed:
            self._failed.pop(_place(draft), None)

    def ladder(self, result: Result) -> Ladder:
        """Return the best sets for some budgets as far as they are found, and have them found."""
        key, place = result.draft.key, _place(result.draft)
        with self._changed:
            known = self._ladders.get(key)
            if known is None and result.opened is not None and not self._closing:
                self._climbs[place] = result
                known = self._ladders[key] = Ladder()
                self._start("ladders", self._climb)
                self._changed.notify_all()
            return known or Ladder(whole=True)

    def close(self) -> None:
        """Stop; what is being worked out is left at its next stage and thrown away."""
        with self._changed:
            self._closing = True
            self._wanted.clear()
            self._climbs.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=_CLOSING_S)

    # --- called with the lock held -------------------------------------------------

    def _want(self, draft: Draft, key: str, place: _Place) -> None:
        if self._closing or self._keys.get(place) == key:
            return
        self._keys[place] = key
        self._wanted[place] = draft
        self._start("results", self._work)
        self._changed.notify_all()

    def _settled(self, key: str, place: _Place) -> bool:
        known = key in self._done or self._failed.get(place) == key
        return known or self._keys.get(place) != key or self._closing

    def _start(self, name: str, target: Callable[[], None]) -> None:
        """Begin the thread of that name if it was not begun before."""
        name = f"workbench-{name}"
        if all(one.name != name for one in self._threads):
            # a daemon: a stage that takes long does not keep a stopped server alive
            thread = threading.Thread(target=target, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _keep(self, result: Result, key: str, place: _Place) -> None:
        self._done[key] = (result, size_of(result))
        self._newest[place] = key
        self._failed.pop(place, None)
        while len(self._done) > 1 and sum(size for _, size in self._done.values()) > self._room:
            old, _ = self._done.popitem(last=False)
            self._ladders.pop(old, None)
        self._ladders = {one: found for one, found in self._ladders.items() if one in self._done}

    # --- the thread of the results -------------------------------------------------

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._wanted)
                if self._closing:
                    return
                place, draft = self._wanted.popitem(last=False)
                key = draft.key
            result = None
            failed = False
            try:
                result = self._made(draft, key, place)
            except _Superseded:
                pass
            except Exception:
                _logger.exception("the result of site %s could not be worked out", draft.site.id)
                failed = True
            with self._changed:
                self._stages.pop(key, None)
                if result is not None:
                    self._keep(result, key, place)
                if failed:
                    self._failed[place] = key
                if self._keys.get(place) == key:
                    del self._keys[place]
                self._changed.notify_all()

    def _made(self, draft: Draft, key: str, place: _Place) -> Result:
        parts, at = self._parts, self._parts.now()
        self._next_stage(key, place, "Drawing what your network lets happen")
        opened = parts.open_assessment(
            draft.inventory,
            parts.catalog,
            draft.evidence,
            at=at,
            intelligence=draft.intelligence,
            place=place_in(draft.places, draft.inventory),
            seed=1,
        )
        self._next_stage(key, place, "Finding the worst ways, and what each measure buys")
        report = parts.report_of(
            opened, tool_version=parts.tool_version, inventory_digest=draft.inventory_digest
        )
        self._next_stage(key, place, "Getting ready for your questions")
        return Result(
            draft=draft,
            report=report,
            opened=opened,
            session=Session(opened.run, opened.worst),
            lock=threading.Lock(),
            made_at=at,
        )

    def _next_stage(self, key: str, place: _Place, words: str) -> None:
        with self._changed:
            if self._closing or self._keys.get(place) != key:
                raise _Superseded
            self._stages[key] = words
            self._changed.notify_all()

    # --- the thread of the ladders --------------------------------------------------

    def _climb(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._climbs)
                if self._closing:
                    return
                _, result = self._climbs.popitem(last=False)
            try:
                self._find_sets(result)
            except Exception:
                _logger.exception("no best sets for site %s", result.draft.site.id)
                self._tell(result, Ladder(whole=True, failed=FAILED))

    def _find_sets(self, result: Result) -> None:
        assert result.opened is not None  # noqa: S101 - `ladder` has looked
        run = result.opened.run
        menu = menu_for(run)
        rungs: tuple[Rung, ...] = ()
        amounts = ladder(menu) if len(menu) else ()
        for one in sets_one_by_one(run, menu, amounts) if amounts else ():
            names = tuple(name for name, on in zip(menu.names, one.chosen, strict=True) if on)
            rung = Rung(
                budget=one.budget,
                mitigations=names,
                dollars=one.price,
                gap=one.gap,
                ties=len(one.ties),
            )
            rungs = (*rungs, rung)
            if not self._tell(result, Ladder(rungs=rungs)):
                return
        self._tell(result, Ladder(rungs=rungs, whole=True))

    def _tell(self, result: Result, found: Ladder) -> bool:
        """Show what is found; whether it is still worth going on."""
        key = result.draft.key
        with self._changed:
            if self._closing or key not in self._done:
                return False
            self._ladders[key] = found
            newest = self._newest.get(_place(result.draft)) == key
            if not newest:
                del self._ladders[key]  # half a ladder; whoever asks again has it climbed again
            self._changed.notify_all()
            return newest


def size_of(result: Result) -> int:
    """Estimate the bytes that a result takes: the graph, the worlds kept, and the report."""
    if result.opened is None:
        return 2**20
    run = result.opened.run
    nodes = len(run.built.graph)
    settled = 16 * nodes * run.worlds.layout.words
    kept = min(3 * settled, 128 * 2**20) + min(settled, 64 * 2**20)
    return kept + 2_000 * nodes + 30_000 * len(result.report.findings)


def _place(draft: Draft) -> _Place:
    return draft.tenant, draft.site.id
