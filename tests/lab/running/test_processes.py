"""Who is left of a user, and an end to them. This user's own processes are not touched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ng911risk.lab.running import processes
from ng911risk.lab.running.processes import ended, living

NOBODY = 911_912
_READY = "import os, sys, time; {}; print('ready', flush=True); time.sleep(60)"


@pytest.fixture
def somebody() -> Iterator[subprocess.Popen[bytes]]:
    """A process of a user that nothing else has; where that is not possible the test is skipped."""
    change = f"os.setgroups(()); os.setresgid(*3*({NOBODY},)); os.setresuid(*3*({NOBODY},))"
    child = subprocess.Popen(
        [sys.executable, "-c", _READY.format(change)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdout is not None
    with child:
        if child.stdout.readline() != b"ready\n":
            pytest.skip("this process may not change its user")
        yield child
        child.kill()


def test_who_lives_is_found_and_ended(somebody: subprocess.Popen[bytes]) -> None:
    assert living(NOBODY) == (somebody.pid,)

    assert ended(NOBODY) == ()
    assert living(NOBODY) == ()
    assert somebody.wait(5) == -signal.SIGKILL


def test_who_cannot_be_ended_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_pid: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(processes, "living", lambda _uid: (77,))
    monkeypatch.setattr(os, "kill", refuse)
    monkeypatch.setattr(processes, "_WAIT_S", 0.1)

    assert ended(NOBODY) == (77,)


def _process(folder: Path, number: int, uid: str, state: str, seen_as: str) -> None:
    (folder / str(number)).mkdir()
    text = f"Name:\tx\nState:\t{state}\nUid:\t{uid}\nNSpid:\t{seen_as}\n"
    (folder / str(number) / "status").write_text(text, "ascii")


def test_dead_ones_and_those_of_another_namespace_do_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_PROC", tmp_path)
    _process(tmp_path, 1, "5 5 5 5", "S (sleeping)", "1")
    _process(tmp_path, 2, "5 5 5 5", "Z (zombie)", "2")
    _process(tmp_path, 3, "5 5 5 5", "R (running)", "3\t1")
    _process(tmp_path, 4, "0 0 5 0", "D (disk sleep)", "4")
    _process(tmp_path, 6, "55 0 0 0", "R (running)", "6")
    (tmp_path / "7").mkdir()
    (tmp_path / "self").mkdir()

    assert living(5) == (1, 4)
