from __future__ import annotations

import io

import pytest
from rich.console import Console

from ng911risk.cli import progress


def test_steps_are_plain_lines_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.steps(2, "Assessing") as tell:
        tell("one")
        tell("two")

    assert capsys.readouterr().err.splitlines() == [
        "Assessing 1 of 2: one", "Assessing 2 of 2: two",
    ]  # fmt: skip


def test_reading_says_nothing_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.reading("x.pcap", in_bytes=True) as tell:
        tell(1, 2)

    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("in_bytes", [True, False])
def test_on_a_terminal_a_bar_names_the_file(
    monkeypatch: pytest.MonkeyPatch, in_bytes: bool
) -> None:
    screen = Console(file=io.StringIO(), force_terminal=True, width=100)
    monkeypatch.setattr(progress, "stderr", lambda: screen)

    with progress.reading("x[red].pcap", in_bytes=in_bytes) as tell:
        tell(1, 2)
    with progress.steps(2) as step:
        step("SIP-01 bcf")

    assert isinstance(screen.file, io.StringIO)
    assert "x[red].pcap" in screen.file.getvalue()
    assert "SIP-01 bcf" in screen.file.getvalue()
