from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from ng911risk.errors import SealBrokenError
from ng911risk_api.work.kept import Asked, Kept


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=1) as made:
        yield made


def settled(kept: Kept[int], key: str, pool: ThreadPoolExecutor) -> Asked[int]:
    pool.submit(int).result()  # the one thread has done what was asked before
    return kept.ask((key,), lambda: pytest.fail("it is known already"))


def test_whoever_asks_first_waits_and_the_next_gets_what_was_found(
    pool: ThreadPoolExecutor,
) -> None:
    kept: Kept[int] = Kept(pool, 10)
    go = threading.Event()

    first = kept.ask(("a",), lambda: (go.wait(5) and 911) or 0)
    assert first.pending
    go.set()

    assert settled(kept, "a", pool).found == 911


def test_a_failure_is_told_once_in_our_words_and_tried_again(pool: ThreadPoolExecutor) -> None:
    kept: Kept[int] = Kept(pool, 10)

    go = threading.Event()

    def broken() -> int:
        go.wait(5)
        raise SealBrokenError("The seal of this assessment is broken.")

    kept.ask(("a",), broken)
    go.set()
    assert settled(kept, "a", pool).failed == "The seal of this assessment is broken."

    kept.ask(("a",), lambda: 1)
    assert settled(kept, "a", pool).found == 1


def test_a_defect_tells_nothing_of_the_inside(pool: ThreadPoolExecutor) -> None:
    kept: Kept[int] = Kept(pool, 10)

    go = threading.Event()

    kept.ask(("a",), lambda: int("secret of the inside" if go.wait(5) else "1"))
    go.set()

    assert settled(kept, "a", pool).failed == "It could not be worked out."


def test_only_so_many_are_kept_and_the_oldest_go_first(pool: ThreadPoolExecutor) -> None:
    kept: Kept[int] = Kept(pool, 2)
    for number, key in enumerate("abc"):
        kept.ask((key,), lambda number=number: number)  # type: ignore[misc] # a default is a value

    assert settled(kept, "c", pool).found == 2
    assert kept.ask(("a",), lambda: 7).pending
