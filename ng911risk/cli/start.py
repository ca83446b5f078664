"""``ng911risk start``: an inventory from about 25 plain answers (under way)."""

from __future__ import annotations

from ng911risk.errors import NG911RiskError

EXAMPLES = ("ng911risk start -o site.yaml",)


def start() -> None:
    """Make an inventory from about 25 plain answers."""
    raise NG911RiskError("This command is not ready yet.")
