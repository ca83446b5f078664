"""What the keeper concludes from its counts. Whole runs need a network: tests/lab_network."""

from __future__ import annotations

import io
import signal
from pathlib import Path

import pytest

from ng911risk.lab.door import kernel
from ng911risk.lab.door.host import ports_now
from ng911risk.lab.door.recording import Recorded
from ng911risk.lab.running.job import Said
from ng911risk.lab.running.journal import Journal
from ng911risk.lab.running.keeper import (
    _added,
    _Counts,
    _doubt,
    _Heard,
    _interruptible,
    _shut_folder,
)
from ng911risk.lab.running.order import Order

TABLE = kernel.Table("nft")


def counts(
    sent: int | None,
    outgoing: int,
    *,
    held: bool = True,
    telling: int = 5,
    left: tuple[int, ...] = (),
) -> _Counts:
    return _Counts(
        table=TABLE if held else kernel.NoTable("no nft"),
        kernel=None if sent is None else kernel.KernelCounts(sent=sent, refused=0),
        recorded=Recorded(
            outgoing=outgoing, telling=telling, missed=0, whole=True, digest="0" * 64
        ),
        left=left,
    )


def heard(*interfaces: tuple[int, str]) -> _Heard:
    """Of a run without steps."""
    return _Heard(Journal(io.BytesIO()), lambda _: None, Order((), 60), frozenset(interfaces))


def test_a_line_that_cannot_be_is_not_written_down_and_puts_the_run_in_doubt() -> None:
    one = heard(*ports_now())

    assert one.unsure() == ""
    one.line(Said(begun="SIP-01 bcf"))
    one.line(Said(over="done"))
    assert "not the next step of the plan" in one.unsure()
    assert (one.begun, one.over, one.results) == ("", "", [])


def test_an_interface_that_was_not_there_puts_the_run_in_doubt() -> None:
    one = heard(*(two for two in ports_now() if two[1] != "lo"))

    assert one.unsure() == "a network interface appeared: lo"


def test_what_the_kernel_added_is_told_where_it_is_more_than_was_paid_for() -> None:
    assert _added(counts(12, 12), 12) == ""
    assert _added(counts(12, 12), 10).startswith("2 more packets left")
    assert _added(counts(None, 12), 10) == ""


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (counts(12, 12), ""),
        (counts(12, 13), "13 packets left, and the kernel let 12 out"),
        (counts(12, 10), ""),
        (counts(None, 12), "gone before the end"),
        (counts(None, 12, held=False), ""),
        (counts(12, 12, telling=10), ""),
        (counts(12, 12, telling=11), "11 packets left that carry something, and 10 at most"),
        (counts(12, 12, left=(77,)), "a process (77) of the run could not be ended"),
    ],
)
def test_counts_that_disagree_put_the_run_in_doubt(found: _Counts, word: str) -> None:
    said = _doubt(found, "e0", 10)

    assert word in said
    assert bool(word) == bool(said)


def test_on_the_loopback_everybody_sends_and_nothing_is_compared() -> None:
    assert _doubt(counts(12, 90), "lo", 10) == ""


def test_a_kill_file_must_lie_where_everybody_may_look(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    assert _shut_folder(tmp_path / "stop")
    assert _shut_folder(Path("/no such folder/stop"))
    assert _shut_folder(Path("/stop")) == ""


def test_whoever_ends_this_process_is_obeyed_as_ctrl_c() -> None:
    before = signal.getsignal(signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt), _interruptible():
        signal.raise_signal(signal.SIGTERM)

    assert signal.getsignal(signal.SIGTERM) is before
