"""How far something may be passed on: the Traffic Light Protocol, version 2.0, of FIRST."""

from __future__ import annotations

from enum import StrEnum


class Tlp(StrEnum):
    """Levels of TLP 2.0, from the widest to the narrowest circle."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber+strict"
    RED = "red"

    @property
    def label(self) -> str:
        """As it is written on paper, for instance ``TLP:AMBER+STRICT``."""
        return f"TLP:{self.value.upper()}"

    @property
    def rank(self) -> int:
        """0 for CLEAR to 4 for RED: a higher one is passed on less."""
        return tuple(Tlp).index(self)
