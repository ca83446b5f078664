from __future__ import annotations

from pathlib import Path

import pytest

import ng911risk.cli.demo as command
from ng911risk.cli.demo import summary
from ng911risk.cli.samples import Sample, samples
from ng911risk.editing.origin import goes_back_to_a_sample
from ng911risk.store import LOCAL, Store, verify
from tests.cli.conftest import Program, Run
from tests.exporters.sample_report import SAMPLE


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> tuple[Sample, ...]:
    """Only two of the samples, the county centre among them."""
    chosen = tuple(one for one in samples() if one.name in {"pine-county", "hollow-legacy"})
    assert len(chosen) == 2
    monkeypatch.setattr(command, "samples", lambda: chosen)
    return chosen


def test_every_sample_is_assessed_written_kept_and_summed_up(
    run: Run, tmp_path: Path, two: tuple[Sample, ...]
) -> None:
    out = tmp_path / "demo-out"

    result = run("demo", "--out", out)

    assert result.exit_code == 0
    for sample in two:
        for name in ("report.html", "report.json", "report.csv"):
            assert (out / sample.name / name).is_file()
    county = (out / "pine-county" / "report.html").read_bytes()
    assert (out / "report.html").read_bytes() == county
    assert "Pine County 9-1-1" in result.stdout
    assert result.stdout.splitlines()[-3:] == [
        "Next: make serve",
        "  It prints a one-time link. Open the link in a browser and make the first account:",
        "  you then see these 2 sites, each with its sealed assessment.",
    ]
    store = Store.open(out / command.DATABASE)
    with store.read(LOCAL) as rooms:
        kept = [
            rooms.assessments.get(head.id) for head in rooms.assessments.latest_of_each().values()
        ]
        for site in rooms.sites.all():
            heads = rooms.inventories.of_site(site.id)
            assert goes_back_to_a_sample((one.number, one.why) for one in heads), site.name
    store.close()
    assert len(kept) == 2
    assert [verify(one) for one in kept] == [(), ()]


def test_the_summary_says_what_a_director_needs() -> None:
    lines = list(summary(SAMPLE))

    labels = [label for label, _ in lines]
    assert labels[:2] == ["Centre", "Worst way in"]
    assert "Odds in a year" in labels
    assert labels.count("Do first") == 1
    assert labels[-3:] == ["How sure", "Not known", "Rests on"]
    for action in SAMPLE.actions[:3]:
        assert any(action.title[1:] in text for _, text in lines)


def test_a_terminal_sees_progress(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    smallest = tuple(one for one in samples() if one.name == "hollow-legacy")
    monkeypatch.setattr(command, "samples", lambda: smallest)
    env = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "NO_COLOR": ""}

    result = run("demo", "--out", tmp_path, env=env)

    assert result.exit_code == 0
    assert "Assessing" in result.stderr


def test_an_installation_without_samples_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "samples", lambda: ())

    result = run("demo", "--out", tmp_path)

    assert result.exit_code == 1
    assert "samples" in result.stderr


@pytest.mark.slow
def test_the_real_demo_ends_well(program: Program, tmp_path: Path) -> None:
    result = program("demo")

    assert result.returncode == 0
    assert len(list((tmp_path / "demo-out").glob("*/report.html"))) == len(samples())
