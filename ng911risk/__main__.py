"""Lets `python -m ng911risk` do what the command `ng911risk` does."""

from __future__ import annotations

from ng911risk.cli import main

if __name__ == "__main__":
    main()
