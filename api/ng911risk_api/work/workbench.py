"""
Results as of now, worked out beside the requests and kept while they may be asked for.

A result belongs to the digest of what it was made from. While a newer one is being
worked out the last one is shown, and says so. Nothing here needs to survive a restart:
it follows from what is stored.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ng911risk.engine.assess import Opened
from ng911risk.engine.session import Session
from ng911risk.model.report import RiskReport
from ng911risk.store import place_in
from ng911risk_api.parts import Parts
from ng911risk_api.work.draft import Draft

_KEPT: Final = 6
"""Results that are kept; one of a large site takes hundreds of megabytes."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """How far the result of a draft is."""

    result: Result | None
    """The newest there is of this site; None while the first is being worked out."""
    current: bool
    """Whether it is of this very draft."""
    failed: str = ""
    """Why there is none, in plain words."""


class Workbench:
    """Works results out, one after the other, in a thread of its own."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="workbench")
        self._lock = threading.Lock()
        self._done: OrderedDict[str, Result] = OrderedDict()
        self._newest: dict[tuple[str, str], str] = {}
        self._asked: dict[str, Future[Result]] = {}

    def live(self, draft: Draft, *, wait_s: float = 0.0) -> Live:
        """
        Return the result of `draft`, or the one before it, and have it worked out.

        Args:
            draft: What it is to be made from.
            wait_s: Longest wait for it.
        """
        key = draft.key
        with self._lock:
            if key in self._done:
                self._done.move_to_end(key)
                return Live(result=self._done[key], current=True)
            future = self._asked.get(key)
            if future is None:
                future = self._asked[key] = self._pool.submit(self._work, draft, key)
        failed = ""
        if wait_s > 0.0 or future.done():
            try:
                return Live(result=future.result(timeout=wait_s), current=True)
            except TimeoutError:
                pass
            except Exception as error:  # noqa: BLE001 - shown to the user, and logged
                failed = f"{type(error).__name__}: the result could not be worked out"
        with self._lock:
            before = self._done.get(self._newest.get((draft.tenant, draft.site.id), ""))
        return Live(result=before, current=False, failed=failed)

    def close(self) -> None:
        """Stop; what is being worked out is thrown away."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _work(self, draft: Draft, key: str) -> Result:
        parts, at = self._parts, self._parts.now()
        opened = parts.open_assessment(
            draft.inventory,
            parts.catalog,
            draft.evidence,
            at=at,
            place=place_in(draft.places, draft.inventory),
            seed=1,
        )
        report = parts.report_of(
            opened, tool_version=parts.tool_version, inventory_digest=draft.inventory_digest
        )
        result = Result(
            draft=draft,
            report=report,
            opened=opened,
            session=Session(opened.run),
            lock=threading.Lock(),
            made_at=at,
        )
        with self._lock:
            self._done[key] = result
            self._newest[draft.tenant, draft.site.id] = key
            self._asked.pop(key, None)
            while len(self._done) > _KEPT:
                self._done.popitem(last=False)
        return result
