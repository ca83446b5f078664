"""
How long a bundle of 5,000 assets takes, and how much memory, first and with a history.

The engine is not what is measured: a sample is assessed once, and its assets and findings are
copied under other ids until there are 5,000 and thousands. Prints the machine, the sizes and
the seconds, and fails when a bundle takes ten seconds of the processor or 500 MB. With a
history, all objects of the earlier bundle are held beside: that memory is shown, not held to
the bar.
"""

from __future__ import annotations

import json
import os
import pickle
import platform
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

from benchmarks.harness import apart, cpu, peak_bytes
from ng911risk.content import load_catalog
from ng911risk.engine.assess import assess
from ng911risk.exporters.exchange import make
from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.importers import read_inventory
from ng911risk.model.inventory import Asset, DataFlow
from ng911risk.model.kinds import Protocol
from ng911risk.model.report import Finding

ASSETS = 5_000
LIMIT_S = 10.0
LIMIT_BYTES = 500 * 1024 * 1024
PROFILES = ("stix", "stix-opencti", "stix-misp")


def main() -> None:
    """Measure each in a process of its own, print, and fail when it is too much."""
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    print(f"{'':<28}{'cpu s':>8}{'peak MB':>9}{'objects':>9}{'MB':>7}")
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        files = apart("benchmarks.stix_bundle:prepare", folder)
        for name in PROFILES:
            for kind, file in files.items():
                seconds, peak, objects, size = apart("benchmarks.stix_bundle:measure", name, file)
                label = f"{name}, {kind}"
                mb = 1024 * 1024
                print(f"{label:<28}{seconds:>8.2f}{peak / mb:>9.0f}{objects:>9,}{size / mb:>7.1f}")
                held = kind == "first" and peak >= LIMIT_BYTES  # "next" holds two bundles
                if seconds >= LIMIT_S or held:
                    missed.append(label)
    assert not missed, f"over {LIMIT_S} s or {LIMIT_BYTES} bytes: {', '.join(missed)}"


def prepare(folder: str) -> dict[str, str]:
    """Write the inputs to files, so that the engine is not in the memory that is measured."""
    given = large()
    files = {}
    for kind, made in (("first", given), ("next", _a_month_later(given))):
        path = Path(folder) / kind
        path.write_bytes(pickle.dumps(replace(made, catalog=None)))  # type: ignore[arg-type] # read anew
        files[kind] = str(path)
    return files


def measure(name: str, file: str) -> tuple[float, int, int, int]:
    """
    Make one bundle.

    Args:
        name: Of the export.
        file: One of those that `prepare` wrote.

    Returns:
        Seconds of the processor; most bytes the process held, the inputs included; objects
        and bytes of the bundle.
    """
    given = replace(pickle.loads(Path(file).read_bytes()), catalog=load_catalog())  # noqa: S301 -- our own file
    seconds, data = cpu(lambda: make(name, given))
    peak = peak_bytes()
    return seconds, peak, len(json.loads(data)["objects"]), len(data)


def large(assets: int = ASSETS) -> ExchangeInput:
    """One centre with so many assets, their findings, addresses, software, flaws and flows."""
    data = resources.files("ng911risk.samples").joinpath("hollow-legacy.yaml").read_bytes()
    read = read_inventory(data, file="hollow-legacy.yaml")
    catalog = load_catalog()
    report = assess(
        read.inventory,
        catalog,
        at=datetime(2026, 11, 24, tzinfo=UTC),
        tool_version="benchmark",
        inventory_digest=read.digest,
    )
    kinds = read.inventory.assets
    copies = tuple(_copy(kinds[number % len(kinds)], number) for number in range(assets))
    flows = tuple(
        DataFlow(source=one.id, target=other.id, protocol=Protocol.HTTPS, port=443)
        for one, other in zip(copies, copies[7:], strict=False)
    )
    of_kind: dict[str, list[Finding]] = {}
    for finding in report.findings:
        of_kind.setdefault(finding.asset, []).append(finding)
    findings = tuple(
        replace(finding, id=f"{finding.vector}@{one.id}", asset=one.id, title=f"{one.id} {number}")
        for number, one in enumerate(copies)
        for finding in of_kind.get(kinds[number % len(kinds)].id, ())[:3]
    )
    return ExchangeInput(
        report=replace(report, findings=findings, paths=()),
        inventory=replace(
            read.inventory, assets=copies, flows=flows, trusts=(), services=(), controls=()
        ),
        catalog=catalog,
        site="large",
        installation="5f0c2f6e-8f6b-4b57-9a0c-1d6a0f6f2b11",
    )


def _copy(asset: Asset, number: int) -> Asset:
    """One more of them, with an address and a release of its own."""
    software = tuple(
        replace(
            one,
            version=f"{one.version}.{number % 50}",
            flaws=(f"CVE-2024-{10_000 + number % 300}",),
        )
        for one in asset.software
    )
    return replace(
        asset,
        id=f"{asset.id}-{number}",
        addresses=(f"10.{number // 65_536}.{number // 256 % 256}.{number % 256}",),
        software=software,
    )


def _a_month_later(given: ExchangeInput) -> ExchangeInput:
    before = tuple(json.loads(make("stix", given))["objects"])
    gone = given.inventory.assets[-1].id
    inventory = replace(
        given.inventory,
        assets=given.inventory.assets[:-1],
        flows=tuple(one for one in given.inventory.flows if one.target != gone),
    )
    first, *rest = given.report.findings
    report = replace(
        given.report,
        made_at=given.report.made_at + timedelta(days=30),
        findings=(
            replace(first, cause="Another cause."),
            *(one for one in rest if one.asset != gone),
        ),
    )
    return replace(given, inventory=inventory, report=report, previous=before)


if __name__ == "__main__":
    main()
