"""The end of every --help: commands that can be typed as they stand."""

from __future__ import annotations

from rich.markup import escape


def epilog(*commands: str) -> str:
    """Examples for the end of a help page."""
    title = "[bold]Example:[/bold]" if len(commands) == 1 else "[bold]Examples:[/bold]"
    return "\n".join((title, *(f"  {escape(command)}" for command in commands)))
