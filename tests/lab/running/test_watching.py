"""The dead man's switch."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ng911risk.lab.running import watching
from ng911risk.lab.running.job import Said
from ng911risk.lab.running.watching import CRASHED, watched

FOREVER = "import time; time.sleep(60)"


def child(code: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-u", "-c", code], stdout=subprocess.PIPE)


def test_what_it_says_is_heard_line_by_line(tmp_path: Path) -> None:
    said: list[Said] = []
    code = 'print(\'{"begun": "SIP-01 bcf"}\'); print(\'{"over": "done", "asked": 3}\')'

    why = watched(child(code), kill_file=tmp_path / "stop", seconds=30, heard=said.append)

    assert why == ""
    assert said == [Said(begun="SIP-01 bcf"), Said(over="done", asked=3)]


def test_the_kill_file_ends_it_at_once(tmp_path: Path) -> None:
    kill_file, running = tmp_path / "stop", child(FOREVER)
    threading.Timer(0.3, kill_file.touch).start()
    began = time.monotonic()

    why = watched(running, kill_file=kill_file, seconds=30, heard=lambda _: None)

    assert "kill file" in why
    assert time.monotonic() - began < 10
    assert running.returncode == -9


def test_the_deadline_ends_it(tmp_path: Path) -> None:
    running = child(FOREVER)

    why = watched(running, kill_file=tmp_path / "stop", seconds=0.2, heard=lambda _: None)

    assert "longer than" in why
    assert running.returncode == -9


@pytest.mark.parametrize("code", ["print('hello')", "print('x' * 3_000_000, end='')"])
def test_words_that_are_none_end_it(code: str, tmp_path: Path) -> None:
    why = watched(child(code), kill_file=tmp_path / "stop", seconds=30, heard=lambda _: None)

    assert why == CRASHED


def test_who_is_not_sure_any_more_ends_it(tmp_path: Path) -> None:
    running = child(FOREVER)
    heard: list[Said] = []

    why = watched(
        running,
        kill_file=tmp_path / "stop",
        seconds=30,
        heard=heard.append,
        unsure=lambda: "something changed",
    )

    assert why == "something changed"
    assert running.returncode == -9


def test_after_a_line_that_cannot_be_no_other_is_heard(tmp_path: Path) -> None:
    heard: list[Said] = []
    code = 'print(\'{"over": "a"}\\n{"over": "b"}\', flush=True); ' + FOREVER

    why = watched(
        child(code),
        kill_file=tmp_path / "stop",
        seconds=30,
        heard=heard.append,
        unsure=lambda: "no" if heard else "",
    )

    assert why == "no"
    assert heard == [Said(over="a")]


def test_a_link_that_leads_nowhere_is_a_kill_file(tmp_path: Path) -> None:
    (tmp_path / "stop").symlink_to(tmp_path / "nowhere")

    assert watching.there(tmp_path / "stop")
    assert not watching.there(tmp_path / "nowhere")


def test_a_kill_file_that_cannot_be_looked_for_counts_as_there(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert watching.there(tmp_path / "file" / "stop")  # a file where a folder should be
