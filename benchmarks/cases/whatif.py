"""How soon the first answer to "what if these measures were in place" stands on a large site."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources

from benchmarks.assess_site import SAMPLE, grown
from benchmarks.harness import Result
from ng911risk.content import load_catalog
from ng911risk.engine.begin import begin
from ng911risk.engine.fold import fold
from ng911risk.engine.session import Session
from ng911risk.engine.whatif import WhatIf
from ng911risk.model.inventory import Inventory
from ng911risk.model.scales import Status
from ng911risk.records import read_record

ASSETS = 2_000
QUESTIONS = 20


def results() -> Iterator[Result]:
    """Pairs of measures, each asked once after the first run; seconds by the clock on the wall."""
    data = resources.files("ng911risk.samples").joinpath(SAMPLE).read_bytes()
    site = grown(read_record(Inventory, data, file=SAMPLE).value, ASSETS)
    catalog = load_catalog()
    at = datetime(2026, 1, 1, tzinfo=UTC)
    run = begin(fold(site, apart=set()).inventory, catalog, (), at=at, seed=1)
    session = Session(run)
    names = [name for name, one in sorted(catalog.mitigations.items()) if not one.programme_wide]
    first: list[float] = []
    whole: list[float] = []
    worlds = 0
    for place in range(QUESTIONS + 1):
        pair = (names[place], names[place + QUESTIONS])
        start = time.perf_counter()
        for answer in session.answers(WhatIf(said=dict.fromkeys(pair, Status.YES), coins={})):
            if len(first) == place:
                first.append(time.perf_counter() - start)
                worlds = answer.worlds
        whole.append(time.perf_counter() - start)
    # the first question compiles what is not in the cache of this installation
    first, whole = first[1:], whole[1:]
    yield Result(
        name=f"what-if: first answer, {len(site.assets):,} assets all different, slowest of 20",
        value=1000.0 * max(first),
        unit="ms",
        bar=100,
        at_most=True,
        note=f"{worlds:,} worlds; typical {1000.0 * sorted(first)[QUESTIONS // 2]:.0f} ms",
    )
    yield Result(
        name="what-if: answer from all worlds, typical",
        value=1000.0 * sorted(whole)[QUESTIONS // 2],
        unit="ms",
    )
