from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from ng911risk.engine.assess import open_assessment, report_of
from ng911risk.engine.whatif import WhatIf
from ng911risk.model.inventory import Inventory
from ng911risk.model.scales import Status
from ng911risk.store import Site
from ng911risk_api.parts import Parts
from ng911risk_api.work import workbench as module
from ng911risk_api.work.draft import Draft
from ng911risk_api.work.workbench import FAILED, Ladder, Live, Workbench, size_of
from tests.engine.small import AT, story, story_catalog

LONG = 60.0
"""Longest wait for a thread that should be done at once."""


class Engine:
    """The engine on a small site, which can be held, made to fail, and asked what it did."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.reported = 0
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()
        self.wrong = False

    def open(self, inventory: Inventory, *arguments: Any, **more: Any) -> Any:  # noqa: ANN401
        self.opened.append(inventory.site.name)
        self.begun.set()
        assert self.go_on.wait(LONG)
        if self.wrong:
            raise ArithmeticError("a secret detail")
        return open_assessment(inventory, *arguments, **more)

    def report(self, opened: Any, **more: Any) -> Any:  # noqa: ANN401
        self.reported += 1
        return report_of(opened, **more)

    def parts(self) -> Parts:
        return Parts(
            catalog=story_catalog(),
            assess=report_of,
            open_assessment=self.open,
            report_of=self.report,
            tool_version="0",
            now=lambda: AT,
        )


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def bench(engine: Engine) -> Iterator[Workbench]:
    made = Workbench(engine.parts())
    yield made
    engine.go_on.set()
    made.close()


def draft(name: str = "A", site: str = "1") -> Draft:
    inventory = replace(story(), site=replace(story().site, name=name))
    return Draft(
        tenant="local",
        site=Site(id=site * 32, name=name, created_at=AT),
        described=inventory,
        answers={},
        inventory=inventory,
        inventory_digest=name,
        places={},
        evidence=(),
    )


def until(bench: Workbench, done: Callable[[], bool]) -> None:
    with bench._changed:
        assert bench._changed.wait_for(done, timeout=LONG)


def working() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("workbench-")]


def test_nothing_is_begun_before_somebody_asks(engine: Engine) -> None:
    bench = Workbench(engine.parts())
    bench.close()

    assert engine.opened == []
    assert bench._threads == []


def test_two_who_ask_at_once_share_the_work(bench: Workbench, engine: Engine) -> None:
    one, found = draft(), []
    asking = [
        threading.Thread(target=lambda: found.append(bench.live(one, wait_s=LONG)))
        for _ in range(4)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()

    assert engine.opened == ["A"]
    assert len({id(live.result) for live in found}) == 1
    assert all(live.current and live.result for live in found)


def test_only_the_newest_draft_of_a_site_is_worked_out(bench: Workbench, engine: Engine) -> None:
    engine.go_on.clear()
    bench.live(draft("first"))
    assert engine.begun.wait(LONG)
    for name in ("second", "third"):
        assert bench.live(draft(name)).result is None
    bench.live(draft("elsewhere", site="2"))
    engine.go_on.set()
    last = bench.live(draft("third"), wait_s=LONG)
    other = bench.live(draft("elsewhere", site="2"), wait_s=LONG)

    assert last.current
    assert other.current
    # the first was left at its next stage, the second was never begun
    assert engine.opened == ["first", "third", "elsewhere"]
    assert engine.reported == 2


def test_the_old_result_is_shown_while_a_new_one_is_made(bench: Workbench, engine: Engine) -> None:
    old = bench.live(draft("old"), wait_s=LONG)
    engine.go_on.clear()
    now = bench.live(draft("new"))
    until(bench, lambda: bool(bench._stages))
    later = bench.live(draft("new"))
    engine.go_on.set()

    assert now == Live(result=old.result, current=False, stage="Waiting for another site")
    assert later.result is old.result
    assert later.stage == "Drawing what your network lets happen"


def test_what_goes_wrong_is_told_plainly_logged_once_and_tried_again_when_asked(
    bench: Workbench, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    engine.wrong = True
    with caplog.at_level(logging.ERROR):
        found = [bench.live(draft(), wait_s=LONG) for _ in range(3)]
    assert [(one.failed, one.result) for one in found] == [(FAILED, None)] * 3

    assert engine.opened == ["A"]
    assert len(caplog.records) == 1
    assert "secret" not in found[0].failed
    engine.wrong = False
    bench.again(draft())
    assert bench.live(draft(), wait_s=LONG).current


def test_results_go_when_there_is_no_room_but_never_the_newest(engine: Engine) -> None:
    bench = Workbench(engine.parts(), room=1)
    try:
        first = bench.live(draft("one"), wait_s=LONG).result
        second = bench.live(draft("two", site="2"), wait_s=LONG).result
        assert first is not None
        assert second is not None
        assert [found for found, _ in bench._done.values()] == [second]
        assert size_of(second) > 1
        # whoever holds the old one can still use it, and it is made anew for who asks
        assert first.report.findings
        assert bench.live(draft("one"), wait_s=LONG).current
    finally:
        bench.close()


def test_a_larger_site_counts_for_more(bench: Workbench) -> None:
    found = bench.live(draft(), wait_s=LONG).result
    assert found is not None
    more = replace(found, report=replace(found.report, findings=found.report.findings * 2))

    assert size_of(more) > size_of(found) > 0
    assert size_of(replace(found, opened=None)) == 2**20


def test_closing_leaves_no_thread_and_takes_no_more(bench: Workbench, engine: Engine) -> None:
    engine.go_on.clear()
    bench.live(draft())
    assert engine.begun.wait(LONG)
    closing = threading.Thread(target=bench.close)
    closing.start()
    until(bench, lambda: bench._closing)
    engine.go_on.set()
    closing.join(LONG)

    assert not closing.is_alive()
    assert not any(thread.is_alive() for thread in bench._threads)
    assert engine.reported == 0
    assert bench.live(draft("late"), wait_s=LONG).result is None
    assert engine.opened == ["A"]


def test_questions_are_answered_from_more_and_more_worlds(bench: Workbench) -> None:
    result = bench.live(draft(), wait_s=LONG).result
    assert result is not None
    change = WhatIf(said={"segment": Status.YES}, coins={})
    first, *_, last = result.answers(change)

    assert not first.whole
    assert last.whole
    assert len(last.paths) == len(result.report.paths)
    with pytest.raises(RuntimeError):
        next(replace(result, session=None).answers(change))


def test_the_best_sets_are_found_behind_the_result(bench: Workbench) -> None:
    result = bench.live(draft(), wait_s=LONG).result
    assert result is not None
    assert bench.ladder(result) == Ladder()
    until(bench, lambda: bench._ladders[result.draft.key].whole)
    found = bench.ladder(result)

    assert found.failed == ""
    budgets = [one.budget for one in found.rungs]
    assert budgets == sorted(budgets)
    assert all(one.dollars <= one.budget and one.gap >= 0.0 for one in found.rungs)
    assert found.rungs[-1].mitigations
    assert bench.ladder(replace(result, opened=None, draft=draft("x"))).whole


def test_best_sets_that_cannot_be_found_say_so(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def wrong(*_: object) -> None:
        raise ArithmeticError

    monkeypatch.setattr(module, "sets_one_by_one", wrong)
    result = bench.live(draft(), wait_s=LONG).result
    assert result is not None
    bench.ladder(result)
    until(bench, lambda: bench._ladders[result.draft.key].whole)

    assert bench.ladder(result).failed == FAILED
    assert len(caplog.records) == 1
