"""
Everything that a check may need later, loaded while files can still be read.

The assessor becomes a user who owns nothing: what lies in somebody's home is closed to it then.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from ng911risk.lab.check import CheckModule, all_checks

LATER: Final = (
    "encodings.idna",  # a host name in a handshake
    "scapy.layers.inet",
    "scapy.layers.inet6",
    "scapy.layers.l2",
    "scapy.layers.tls.extensions",
    "scapy.layers.tls.handshake",
    "scapy.layers.tls.keyexchange_tls13",
    "scapy.layers.tls.record",
)
"""What the modules of the lab import inside of functions."""

_ROOMS: Final = ("ng911risk.lab.messages", "ng911risk.lab.exchanges")


def loaded() -> Mapping[str, CheckModule]:
    """All checks, with everything that they may import later; scapy is an extra and may lack."""
    for name in _ROOMS:
        room = importlib.import_module(name)
        for module in pkgutil.iter_modules(room.__path__):
            importlib.import_module(f"{name}.{module.name}")
    for name in LATER:
        with suppress(ModuleNotFoundError):
            importlib.import_module(name)
    return all_checks()
