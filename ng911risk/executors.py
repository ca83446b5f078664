"""
Where work runs: one protocol, `concurrent.futures.Executor`, whatever stands behind it.

``serial``, ``threads``, ``processes`` and ``dask://host:8786`` give the same
results, bit for bit: what is handed over are pure functions of their arguments.
Only this module knows dask.distributed (the extra ``cluster``), and imports it
when a cluster is asked for.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from ng911risk.errors import NG911RiskError

T = TypeVar("T")

NAMES: Final = ("serial", "threads", "processes")
"""Executors of this machine."""

DASK: Final = "dask://"
"""What the address of a scheduler starts with."""

_SAME_EVERYWHERE: Final = ("ng911risk", "python", "dask", "distributed", "numpy", "numba", "scipy")
"""What must have one version on this machine and on every worker: the same code, the same bits."""

REACH_SECONDS: Final = 10
"""How long a scheduler may take to answer."""


class Workers(Executor):
    """An executor that also knows how many tasks it runs at once."""

    def __init__(self, inner: Executor, slots: int) -> None:
        self.inner = inner
        self.slots = max(1, slots)

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:  # noqa: ANN401 -- as the class above declares it
        """Hand over one call."""
        return self.inner.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 -- as above
        """Take no more work."""
        self.inner.shutdown(wait=wait, cancel_futures=cancel_futures)


class SerialExecutor(Executor):
    """Runs each call at once, here, and hands back the finished future."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:  # noqa: ANN401 -- as the class above declares it
        """Run one call now; what it raises is in the future, Ctrl-C goes through."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 -- an executor keeps what the call raised
            future.set_exception(error)
        return future


@contextmanager
def open_executor(name: str = "", workers: int | None = None) -> Iterator[Workers]:
    """
    Open an executor; at the end it is closed, and after an error nothing is waited for in vain.

    Args:
        name: ``serial``, ``threads``, ``processes`` or ``dask://host:port``. Without a
            name, processes, or serial where one worker is wanted.
        workers: How many tasks at once on this machine; every processor by default.
            A cluster knows its own number, so nothing may be given for it.

    Raises:
        NG911RiskError: There is no such executor, or the cluster cannot be used.
    """
    if workers is not None and workers < 1:
        raise NG911RiskError("At least one worker is needed.")
    if name.startswith(DASK):
        if workers is not None:
            raise NG911RiskError(
                "A cluster has the workers that were started for it; leave the number out."
            )
        with _on_cluster(name) as cluster:
            yield cluster
        return
    wanted = workers or os.cpu_count() or 1
    with _on_this_machine(name or ("serial" if wanted == 1 else "processes"), wanted) as local:
        yield local


@contextmanager
def _on_this_machine(name: str, workers: int) -> Iterator[Workers]:
    if name == "serial":
        opened = Workers(SerialExecutor(), 1)
    elif name == "threads":
        opened = Workers(ThreadPoolExecutor(workers, thread_name_prefix="ng911risk"), workers)
    elif name == "processes":
        # Spawned, never forked: the same on every system, and safe beside threads.
        pool = ProcessPoolExecutor(
            workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin_work
        )
        opened = Workers(pool, workers)
    else:
        known = ", ".join((*NAMES, "dask://host:port"))
        raise NG911RiskError(f"There is no executor '{name[:40]}'; known are {known}.")
    before = set(multiprocessing.active_children())
    try:
        yield opened
    except BaseException:
        opened.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    finally:
        opened.shutdown(wait=True, cancel_futures=True)


def _begin_work() -> None:
    """Leave Ctrl-C to the parent, which ends its children; and never outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that was killed can end nobody, and a worker without one would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _on_cluster(name: str) -> Iterator[Workers]:
    """
    Open a Dask scheduler that somebody started.

    Raises:
        NG911RiskError: The library is missing, the scheduler does not answer, has no
            workers, or they run other versions.
    """
    try:
        import dask  # noqa: PLC0415 -- an extra, and slow to import
        import distributed  # noqa: PLC0415 -- the same
    except ModuleNotFoundError:
        raise NG911RiskError(
            "A cluster needs dask.distributed: pip install 'ng911risk[cluster]'"
        ) from None
    lost = NG911RiskError(
        f"The scheduler at {name[:200]} cannot be reached; is it started, and is this its port?"
    )
    address = name.removeprefix(DASK)
    if not _answers(address):
        raise lost
    # Certificates are named in Dask's own configuration, and so is that they are required.
    connect: Any = distributed.Client
    scheme = "tls" if dask.config.get("distributed.comm.require-encryption", None) else "tcp"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions that differ are told in words, below
            client = connect(
                f"{scheme}://{address}",
                timeout=REACH_SECONDS,
                set_as_default=False,
                name="ng911risk",
            )
    except (OSError, TimeoutError, ValueError):
        raise lost from None
    try:
        slots = _checked(client)
        yield Workers(client.get_executor(), slots)
    finally:
        client.close()


def _answers(address: str) -> bool:
    """Whether anybody listens at ``host:port``: asked first, as a lost client lingers."""
    try:
        parts = urlsplit(f"//{address}")
        with socket.create_connection((parts.hostname, parts.port or 8786), REACH_SECONDS):
            return True
    except (OSError, ValueError):
        return False


def _checked(client: Any) -> int:  # noqa: ANN401 -- a class of an extra
    """
    Return how many tasks the cluster runs at once.

    Raises:
        NG911RiskError: It has no workers, or versions differ.
    """
    slots = sum(client.nthreads().values())
    if not slots:
        raise NG911RiskError("The scheduler has no workers; start some: dask worker HOST:PORT")
    found = client.get_versions(packages=list(_SAME_EVERYWHERE))
    mine = found["client"]["packages"]
    for worker, told in sorted(found["workers"].items()):
        for package in _SAME_EVERYWHERE:
            here, there = mine.get(package), told["packages"].get(package)
            if here != there:
                raise NG911RiskError(
                    f"The worker at {worker} has {package} {there or 'missing'}, this machine has "
                    f"{here}; install the same versions everywhere."
                )
    return int(slots)
