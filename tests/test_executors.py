from __future__ import annotations

import math
import os
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from ng911risk.errors import NG911RiskError
from ng911risk.executors import open_executor


@pytest.mark.parametrize("name", ["serial", "threads", "processes"])
def test_every_executor_gives_the_same_answers(name: str) -> None:
    with open_executor(name, 2) as executor:
        futures = [executor.submit(math.factorial, number) for number in range(9)]

        assert [one.result() for one in futures] == [math.factorial(one) for one in range(9)]


def test_what_a_call_raises_is_kept_for_whoever_asks() -> None:
    with open_executor("serial") as executor:
        future: Future[float] = executor.submit(math.sqrt, -1)

    assert isinstance(future.exception(), ValueError)


def test_ctrl_c_is_never_swallowed() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with open_executor("serial") as executor, pytest.raises(KeyboardInterrupt):
        executor.submit(stop)


def test_processes_are_not_this_process() -> None:
    with open_executor("processes", 1) as executor:
        assert executor.submit(os.getpid).result() != os.getpid()
        assert executor.slots == 1


def test_one_worker_needs_no_process() -> None:
    with open_executor(workers=1) as executor:
        assert executor.submit(os.getpid).result() == os.getpid()


def test_without_a_number_every_processor_works() -> None:
    with open_executor() as executor:
        assert executor.slots == (os.cpu_count() or 1)


def test_an_error_inside_does_not_wait_for_work_that_was_never_begun() -> None:
    futures: list[Future[int]] = []

    def fail() -> None:
        with open_executor("threads", 1) as executor:
            futures.extend(executor.submit(math.factorial, 5) for _ in range(50))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert all(one.done() for one in futures)


@pytest.mark.parametrize(
    ("name", "workers", "words"),
    [
        ("gpu", None, "known are serial, threads, processes"),
        ("threads", 0, "one worker"),
        ("dask://127.0.0.1:8786", 4, "leave the number out"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(name: str, workers: int | None, words: str) -> None:
    with pytest.raises(NG911RiskError, match=words), open_executor(name, workers):
        pass


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dask", None)

    with pytest.raises(NG911RiskError, match="cluster"), open_executor("dask://127.0.0.1:1"):
        pass


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening: nobody else gets it
        yield held.getsockname()[1]


@pytest.mark.parametrize("address", ["127.0.0.1:{}", "[::1]:{}", "[", "127.0.0.1:port"])
def test_a_scheduler_that_does_not_answer_is_named(closed_port: int, address: str) -> None:
    pytest.importorskip("distributed", reason="needs the extra cluster")
    name = f"dask://{address.format(closed_port)}"

    with pytest.raises(NG911RiskError, match="cannot be reached"), open_executor(name):
        pass
