"""
How long a workbook with 1,000 asset rows takes from bytes to a checked inventory.

Prints the machine, the best of five runs, a reference loop of plain Python timed
in the same run, and the ratio of the two, which is what may be compared between
machines. Fails when an import takes a second or more.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from ng911risk.importers import read_inventory
from ng911risk.importers.start import template_inventory
from ng911risk.importers.workbook import inventory_workbook
from ng911risk.model.inventory import Asset, Inventory
from ng911risk.model.kinds import AssetKind

ROWS = 1_000
RUNS = 5
LIMIT_S = 1.0
LOOP = 5_000_000


def main() -> None:
    """Measure, print, and fail when it is too slow."""
    data = inventory_workbook(_large())
    found = read_inventory(data, file="inventory.xlsx")
    assert len(found.inventory.assets) == ROWS

    seconds = _best(lambda: read_inventory(data, file="inventory.xlsx"))
    reference = _best(_loop)

    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    print(f"import of {ROWS} asset rows ({len(data) // 1024} KiB): {seconds:.3f} s")
    print(f"reference loop of {LOOP:,} additions: {reference:.3f} s")
    print(f"ratio: {seconds / reference:.2f}")
    assert seconds < LIMIT_S, f"{seconds:.3f} s is not below {LIMIT_S} s"


def _large() -> Inventory:
    """A template with workstations and their software until it has enough rows."""
    small = template_inventory("hosted")
    zone, owner = small.zones[-1].id, small.owners[0].id
    more = tuple(
        Asset(
            id=f"pc-{number}",
            name=f"Office computer {number}",
            kind=AssetKind.WORKSTATION,
            zone=zone,
            owner=owner,
            software=small.assets[0].software,
            note="bought in 2024, second floor",
        )
        for number in range(ROWS - len(small.assets))
    )
    return replace(small, assets=small.assets + more)


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def _loop() -> int:
    total = 0
    for number in range(LOOP):
        total += number
    return total


if __name__ == "__main__":
    main()
