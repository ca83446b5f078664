from __future__ import annotations

import pytest

from ng911risk.cli import console


@pytest.mark.parametrize(
    ("env", "welcome"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colour_is_welcome_unless_refused(
    env: dict[str, str], welcome: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    for name, value in env.items():
        monkeypatch.setenv(name, value)

    assert console.coloured() is welcome


def test_no_color_wins_over_force_color(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    console.say("bold", style="bold red")
    coloured = capsys.readouterr().out

    monkeypatch.setenv("NO_COLOR", "1")
    console.say("bold", style="bold red")
    plain = capsys.readouterr().out

    assert "\x1b[" in coloured
    assert plain == "bold\n"


def test_text_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    text = "[bold]not markup[/] :smile: " + "long " * 40

    console.say(text)

    assert capsys.readouterr().out == text + "\n"


def test_characters_that_act_on_a_terminal_are_shown() -> None:
    assert console.tame("a\x1b]0;t\x07b\n\U000e0041") == "a\\u001b]0;t\\u0007b\n\\U000e0041"
    assert console.tame("Gr\u00fc\u00dfe") == "Gr\u00fc\u00dfe"


def test_bytes_are_written_as_they_are(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    console.emit(b"\xff\x00\n")

    assert capfdbinary.readouterr().out.endswith(b"\xff\x00\n")


def test_notes_and_complaints_keep_out_of_results(capsys: pytest.CaptureFixture[str]) -> None:
    console.note("by the way")
    console.complain("no")

    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == ["by the way", "no"]
