from __future__ import annotations

from rich.text import Text

from ng911risk.cli.examples import epilog


def test_commands_are_shown_as_typed() -> None:
    shown = Text.from_markup(epilog("ng911risk a [b]", "ng911risk c")).plain

    assert shown.splitlines() == ["Examples:", "  ng911risk a [b]", "  ng911risk c"]


def test_one_command_is_one_example() -> None:
    assert "Example:" in epilog("ng911risk a")
