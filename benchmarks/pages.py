"""
How fast the pages of one site are, beside a bare route in the same run, and what they weigh.

    python benchmarks/pages.py [ASSETS [ASSETS]]

The first number is the size of the site whose pages are asked for (500), the second that of the
site for what-if questions (2,000); "all different", as in assess_site.py, where nothing
can be folded. Every page that needs nothing but the site is asked for, whoever wrote it: a new
page is measured without being listed. Times are by the clock on the wall, through the
application in this process, so what the network adds is not in them.

Only ratios are held to a bar, as machines differ: a page beside the bare route. The milliseconds
to aim at are printed.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from benchmarks.assess_site import SAMPLE, grown, reference_loop
from ng911risk.access import Role
from ng911risk.model.inventory import Inventory
from ng911risk.records import read_record, to_json
from ng911risk.store import LOCAL, Store
from ng911risk_api.app import create_app
from ng911risk_api.auth.secrets import hash_of, new_secret
from ng911risk_api.auth.visitor import COOKIE
from ng911risk_api.settings import Settings
from ng911risk_api.web.assets import FOLDER
from ng911risk_api.web.discovery import page_routers
from ng911risk_api.work.draft import draft_of
from ng911risk_api.work.workbench import Result, Workbench

PAGE_MS = 200.0
WHAT_IF_MS = 300.0
WEIGHT_KB = 800.0
TIMES_BARE = 100.0
"""How many times as long as the bare route a page may take (95th percentile)."""

TIMES = 20
PATIENCE_S = 1_800.0
_ASSET = re.compile(r'(?:href|src)="(/static/[^"?]+)')
_HEAVY = ("/map",)
"""Pages that may weigh more: the explorable map brings a drawing library."""


class Figures(NamedTuple):
    """One page."""

    path: str
    status: int
    typical_ms: float
    slow_ms: float
    """95th percentile."""
    weight_kb: float
    """With every style sheet, script and picture it names, uncompressed."""


def main() -> int:
    """Print a table; end with 1 when a ratio is missed."""
    sizes = [int(word) for word in sys.argv[1:]] or [500, 2_000]
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(store=str(Path(folder) / "pages.sqlite"), database_url="")
        app = create_app(settings)
        with TestClient(app, base_url="https://127.0.0.1") as client:
            client.cookies.set(COOKIE, _signed_in(app), path="/")
            site = _described(app, sizes[0])
            seconds, _ = _worked_out(app, site)
            print(f"{sizes[0]} assets, all different; result after {seconds:.1f} s")
            bare = _asked(client, "/api/v1/health")
            missed |= _pages(client, site, bare)
            if sizes[1:]:
                missed |= _what_if(client, app, sizes[1], bare)
    return int(missed)


def _pages(client: TestClient, site: str, bare: Figures) -> bool:
    print(f"{'page':46s} {'typical':>8s} {'p95':>8s} {'x bare':>7s} {'weight':>9s}")
    missed = False
    for found in chain([bare], (_asked(client, path) for path in _paths(site))):
        times = found.slow_ms / bare.slow_ms
        notes = [] if found.status == HTTPStatus.OK else [f"status {found.status}"]
        if found.slow_ms > PAGE_MS:
            notes.append(f"above {PAGE_MS:.0f} ms")
        heavy = found.weight_kb > WEIGHT_KB and not found.path.endswith(_HEAVY)
        if heavy:
            notes.append(f"above {WEIGHT_KB:.0f} KB")
        missed |= heavy or times > TIMES_BARE
        name = found.path.replace(site, "{id}")
        print(
            f"{name:46s} {found.typical_ms:5.0f} ms {found.slow_ms:5.0f} ms {times:6.1f}x "
            f"{found.weight_kb:6.0f} KB  {', '.join(notes)}"
        )
    return missed


def _what_if(client: TestClient, app: FastAPI, assets: int, bare: Figures) -> bool:
    """First answers to pairs of measures, as the page asks for them."""
    site = _described(app, assets)
    seconds, result = _worked_out(app, site)
    print(f"{assets} assets, all different; result after {seconds:.1f} s")
    names = [one.mitigation for one in result.report.actions if one.available]
    address = f"/sites/{site}/results/what-if"
    first: list[float] = []
    for place in range(TIMES + 1):
        pair = {"m": [names[place % len(names)], names[(place + 17) % len(names)]]}
        start = time.perf_counter()
        answer = client.get(address, params=pair, headers={"HX-Request": "true"})
        first.append(1_000.0 * (time.perf_counter() - start))
        assert answer.status_code == HTTPStatus.OK, answer.text[:300]
        assert "of the expected harm goes" in answer.text
    slow = _p95(first[1:])  # the first compiles what is not in the cache
    print(
        f"what-if, first answer: typical {statistics.median(first[1:]):.0f} ms, p95 {slow:.0f} ms "
        f"(aim {WHAT_IF_MS:.0f} ms), {slow / bare.slow_ms:.1f}x bare"
    )
    missed: bool = slow / bare.slow_ms > TIMES_BARE
    return missed


def _asked(client: TestClient, path: str) -> Figures:
    taken, status, body = [], 0, b""
    client.get(path)
    for _ in range(TIMES):
        start = time.perf_counter()
        answer = client.get(path, follow_redirects=False)
        taken.append(1_000.0 * (time.perf_counter() - start))
        status, body = answer.status_code, answer.content
    return Figures(path, status, statistics.median(taken), _p95(taken), _weight(body) / 1_000.0)


def _weight(body: bytes) -> int:
    """Bytes of a page with what it names, each once."""
    names = set(_ASSET.findall(body.decode(errors="replace")))
    files = (FOLDER / name.removeprefix("/static/") for name in names)
    sizes: list[int] = [file.stat().st_size for file in files if file.is_file()]
    return len(body) + sum(sizes)


def _p95(taken: list[float]) -> float:
    return sorted(taken)[max(0, -(-95 * len(taken) // 100) - 1)]


def _paths(site: str) -> Iterator[str]:
    """Every page that needs nothing but the site."""
    found = {
        route.path
        for router in page_routers()
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    }
    for path in sorted(found):
        filled = path.replace("{id}", site)
        if path.startswith("/sites/{id}") and not {"{", "."} & set(filled):  # a dot: a file
            yield filled


def _signed_in(app: FastAPI) -> str:
    store: Store = app.state.store
    now, secret = app.state.parts.now(), new_secret()
    with store.write(LOCAL) as rooms:
        user = rooms.users.add(
            login="bench", name="Bench", role=Role.PSAP_ADMINISTRATOR, password_hash="", at=now
        )
        rooms.sessions.add(
            hash_of(secret), user=user, agent="bench", at=now, until=now + timedelta(hours=6)
        )
    return secret


def _described(app: FastAPI, assets: int) -> str:
    """Add a site of so many assets."""
    data = resources.files("ng911risk.samples").joinpath(SAMPLE).read_bytes()
    inventory = grown(read_record(Inventory, data, file=SAMPLE).value, assets)
    now = app.state.parts.now()
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add(f"Harbor {assets}", at=now)
        rooms.inventories.add(
            site.id,
            inventory,
            file=SAMPLE,
            digest=sha256(to_json(inventory)).hexdigest(),
            places={"": SAMPLE},
            at=now,
        )
    return str(site.id)


def _worked_out(app: FastAPI, site: str) -> tuple[float, Result]:
    """Seconds until the result is there, and the result."""
    start = time.perf_counter()
    with app.state.store.read(LOCAL) as rooms:
        draft = draft_of(rooms, site, LOCAL.tenant, app.state.parts.catalog)
    bench: Workbench = app.state.workbench
    live = bench.live(draft, wait_s=PATIENCE_S)
    assert live.current, live
    assert live.result is not None
    return time.perf_counter() - start, live.result


if __name__ == "__main__":
    print(f"reference loop {reference_loop():.2f} s")
    sys.exit(main())
