"""
The command line: reads the clock and the files, prints, and says with a number how it went.

Exit codes: 0 all is well; 1 it cannot be done, and one sentence says why; 2 the
input or the command is wrong, and every problem is listed; 70 a defect of ours;
130 stopped with Ctrl-C. A traceback is never shown unless NG911RISK_DEBUG is set.

Slow libraries are imported by the command that needs them.
"""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Do what the command line asks for, and exit."""
    from ng911risk.cli.guard import leave

    with leave():
        from ng911risk.cli.app import app

        app(prog_name="ng911risk")
