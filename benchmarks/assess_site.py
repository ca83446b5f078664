"""
How long and how much memory one assessment takes, for sites of growing size.

    python benchmarks/assess_site.py [ASSETS ...]

Sites are grown from the metro sample in two ways. "listed": the office
computers, positions, radios and car laptops stand in rows of their own, as a
list out of a directory has them. "all different": every line is copied with
its flows and trusts and another release, so that no two are alike; no centre
looks like that, but it shows what the engine does when nothing can be folded.
A loop of plain Python runs beside it, so that figures of two machines can be
compared.
"""

from __future__ import annotations

import platform
import resource
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib import resources

from ng911risk.content import load_catalog
from ng911risk.engine.assess import assess
from ng911risk.model.consistency import contradictions
from ng911risk.model.inventory import Asset, Inventory
from ng911risk.records import read_record

SAMPLE = "harbor-metro.yaml"
MANY = 20
"""A line of at least so many machines is written row by row in a listed site."""


def grown(inventory: Inventory, assets: int) -> Inventory:
    """`inventory` with its lines copied until it has about `assets` of them."""
    copies = max(1, assets // len(inventory.assets))
    names = {asset.id for asset in inventory.assets}

    def moved(name: str, copy: int) -> str:
        return f"{name}-{copy}" if copy and name in names else name

    def again(asset: Asset, copy: int) -> Asset:
        software = tuple(
            replace(one, version=f"{one.version}.{copy}") if copy else one for one in asset.software
        )
        return replace(asset, id=moved(asset.id, copy), software=software)

    return replace(
        inventory,
        assets=tuple(again(a, c) for c in range(copies) for a in inventory.assets),
        flows=tuple(
            replace(f, source=moved(f.source, c), target=moved(f.target, c))
            for c in range(copies)
            for f in inventory.flows
        ),
        trusts=tuple(
            replace(t, source=moved(t.source, c), targets=tuple(moved(n, c) for n in t.targets))
            for c in range(copies)
            for t in inventory.trusts
        ),
    )


def listed(inventory: Inventory, assets: int) -> Inventory:
    """`inventory` with its lines of many machines written row by row, `assets` rows in all."""
    many = [asset for asset in inventory.assets if asset.count >= MANY]
    rows = max(1, (assets - len(inventory.assets)) // len(many) + 1)
    names = {asset.id: [f"{asset.id}-{n}" for n in range(rows)] for asset in many}

    def every(listed_: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(row for name in listed_ for row in names.get(name, [name]))

    return replace(
        inventory,
        assets=tuple(
            replace(asset, id=row, count=1 if asset.id in names else asset.count)
            for asset in inventory.assets
            for row in names.get(asset.id, [asset.id])
        ),
        flows=tuple(
            replace(flow, source=source, target=target)
            for flow in inventory.flows
            for source in names.get(flow.source, [flow.source])
            for target in names.get(flow.target, [flow.target])
            if not (flow.source in names and flow.target in names)
        ),
        trusts=tuple(
            replace(trust, source=source, targets=every(trust.targets))
            for trust in inventory.trusts
            for source in names.get(trust.source, [trust.source])
        ),
        services=tuple(
            replace(
                service,
                needs=tuple(replace(need, any_of=every(need.any_of)) for need in service.needs),
            )
            for service in inventory.services
        ),
    )


def reference_loop() -> float:
    """Seconds for ten million turns of an empty loop with one addition."""
    start = time.process_time()
    total = 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - start


def main() -> None:
    """Print one line for each size."""
    sizes = [int(word) for word in sys.argv[1:]] or [100, 500, 2_000]
    data = resources.files("ng911risk.samples").joinpath(SAMPLE).read_bytes()
    sample = read_record(Inventory, data, file=SAMPLE).value
    catalog = load_catalog()
    print(f"{platform.machine()}, Python {platform.python_version()}, {platform.system()}")
    loop = reference_loop()
    print(f"reference loop {loop:.2f} s")
    run = partial(
        assess,
        catalog=catalog,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        tool_version="0",
        inventory_digest="0",
    )
    run(sample)  # compiles the kernels, once for each installation
    for way, grow in (("listed", listed), ("all different", grown)):
        for size in sizes:
            site = grow(sample, size)
            assert not list(contradictions(site))
            start, wall = time.process_time(), time.perf_counter()
            report = run(site)
            cpu, wall = time.process_time() - start, time.perf_counter() - wall
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{way:13s} {len(site.assets):6d} assets {len(report.findings):6d} findings "
                f"{report.worlds:6d} worlds  {cpu:6.2f} s CPU ({cpu / loop:5.2f} loops) "
                f"{wall:6.2f} s wall  peak {memory:5.0f} MB"
            )


if __name__ == "__main__":
    main()
