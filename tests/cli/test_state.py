from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

import pytest

from ng911risk.cli import state as module
from ng911risk.cli.journal import NAME
from ng911risk.executors import SerialExecutor, Workers
from tests.cli.conftest import Run
from tests.cli.small import SITE_YAML

_AT = ("--at", "2026-03-01T12:00:00Z")
_QUICK = (*_AT, "--format", "json", "--executor", "serial")
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows has none, and does not need it here
_ENV = {**os.environ, "COLUMNS": "80"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three sites, one of them in a folder of its own."""
    made = tmp_path / "in"
    (made / "west").mkdir(parents=True)
    for file, name in (("ash.yaml", "Ash"), ("elm.yaml", "Elm"), ("west/oak.yaml", "Oak")):
        (made / file).write_text(SITE_YAML.replace("Elm County 9-1-1", f"{name} County"), "utf-8")
    return made


def _written(out: Path) -> dict[str, bytes]:
    """Every file of a run but the journal, whose lines stand in the order of finishing."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != NAME
    }


def _times(out: Path) -> dict[str, int]:
    return {path.parent.name: path.stat().st_mtime_ns for path in out.rglob("report.json")}


# --- what comes out ---------------------------------------------------------


def test_every_site_has_its_report_and_the_state_one_view(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = run("assess", "--state", folder, "--out", out, "--executor", "serial", *_AT)

    assert result.exit_code == 0, result.output
    reports = [
        f"sites/{site}/{name}"
        for site in ("ash.yaml", "elm.yaml", "west/oak.yaml")
        for name in ("report.csv", "report.html", "report.json", "row.json")
    ]
    views = ["state.csv", "state.html", "state.json"]
    assert sorted(_written(out)) == sorted([*reports, *views])
    view = json.loads((out / "state.json").read_bytes())
    assert view["totals"]["sites"] == 3
    assert {one["name"] for one in view["sites"]} == {"Ash County", "Elm County", "Oak County"}
    assert view["made_at"] == "2026-03-01T12:00:00+00:00"
    assert "3 sites assessed (3 now, 0 unchanged), 0 not." in result.stdout


def test_a_bad_inventory_stops_no_other_and_is_told_at_the_end(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    (folder / "bad.yaml").write_text("site: {name: x}\n", "utf-8")
    result = run("assess", "--state", folder, "--out", tmp_path / "out", *_QUICK)

    assert result.exit_code == 2
    view = json.loads((tmp_path / "out" / "state.json").read_bytes())
    assert view["totals"]["sites"] == 3
    assert [one["file"] for one in view["missing"]] == ["bad.yaml"]
    assert "Not assessed: bad.yaml" in result.stderr
    assert "bad.yaml:1:1: owners: missing" in result.stderr
    assert "Not assessed" not in result.stdout


def test_a_row_may_stand_in_for_an_inventory_that_stays_at_home(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    home, state = tmp_path / "home", tmp_path / "state"
    run("assess", "--state", folder, "--out", home, *_QUICK)
    state.mkdir()
    (state / "ash.row.json").write_bytes((home / "sites/ash.yaml/row.json").read_bytes())
    (state / "elm.report.json").write_bytes((home / "sites/elm.yaml/report.json").read_bytes())
    (state / "oak.yaml").write_bytes((folder / "west/oak.yaml").read_bytes())

    result = run("assess", "--state", state, "--out", tmp_path / "out", *_QUICK)

    assert result.exit_code == 0, result.output
    here, there = (
        {
            one["name"]: one["harm"]
            for one in json.loads((each / "state.json").read_bytes())["sites"]
        }
        for each in (home, tmp_path / "out")
    )
    assert here == there


def test_evidence_beside_an_inventory_is_used(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "ash.evidence.yaml").write_text("evidence: [{}]\n", "utf-8")
    result = run("assess", "--state", folder, "--out", tmp_path / "out", *_QUICK)

    assert result.exit_code == 2
    assert "Not assessed: ash.yaml" in result.stderr
    assert "ash.evidence.yaml" in result.stderr


# --- going on ---------------------------------------------------------------


def test_what_is_done_and_unchanged_is_not_done_again(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    first = ("assess", "--state", folder, "--out", out, "--format", "json", *_AT)
    run(*first, "--executor", "serial")
    before, times = _written(out), _times(out)

    result = run("assess", "--state", folder, "--out", out, "--format", "json")

    assert "(0 now, 3 unchanged)" in result.stdout
    assert "Speaks of 2026-03-01 12:00 UTC" in result.stderr
    assert _written(out) == before
    assert _times(out) == times


def test_only_the_site_that_changed_is_done_again(run: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("assess", "--state", folder, "--out", out, *_QUICK)
    times = _times(out)
    changed = (folder / "elm.yaml").read_text("utf-8").replace("count: 20", "count: 21")
    (folder / "elm.yaml").write_text(changed, "utf-8")

    result = run("assess", "--state", folder, "--out", out, *_QUICK)

    assert "(1 now, 2 unchanged)" in result.stdout
    assert {name for name, time_ in _times(out).items() if time_ != times[name]} == {"elm.yaml"}


@pytest.mark.parametrize("words", [("--seed", 2), ("--at", "2026-04-01")])
def test_another_seed_or_moment_is_another_assessment(
    run: Run, folder: Path, tmp_path: Path, words: tuple[object, ...]
) -> None:
    out = tmp_path / "out"
    run("assess", "--state", folder, "--out", out, *_QUICK)

    result = run("assess", "--state", folder, "--out", out, *_QUICK, *words)

    assert "(3 now, 0 unchanged)" in result.stdout


def test_a_site_that_left_the_folder_leaves_the_view(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run("assess", "--state", folder, "--out", out, *_QUICK)
    (folder / "elm.yaml").unlink()

    run("assess", "--state", folder, "--out", out, *_QUICK)

    view = json.loads((out / "state.json").read_bytes())
    assert {one["name"] for one in view["sites"]} == {"Ash County", "Oak County"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signal")
@pytest.mark.parametrize(
    ("kill", "executor"),
    [(signal.SIGINT, "serial"), (signal.SIGINT, "processes"), (_KILL, "processes")],
    ids=["ctrl-c-serial", "ctrl-c-processes", "kill-processes"],
)
def test_whatever_stops_it_the_same_command_goes_on(
    folder: Path, tmp_path: Path, run: Run, kill: signal.Signals, executor: str
) -> None:
    for number in range(4):
        name = f"Site {number}"
        text = SITE_YAML.replace("Elm County 9-1-1", name)
        (folder / f"s{number}.yaml").write_text(text, "utf-8")
    out = tmp_path / "out"
    words = ["assess", "--state", str(folder), "--out", str(out), "--format", "json", *_AT]
    words += ["--executor", executor, "--workers", "2"]

    with _started(words) as program:
        _wait_for_a_line(out / NAME, '"done"')
        program.send_signal(kill)
        _, told = program.communicate(timeout=120)

    if kill is signal.SIGINT:
        assert program.returncode == 130
        assert "The same command goes on from here" in told
        assert "Traceback" not in told
    assert not (out / "state.json").exists()
    again = run(*words)
    assert again.exit_code == 0, again.output
    assert "(7 now" not in again.stdout
    run(*words[:4], tmp_path / "fresh", *words[5:])
    assert _written(out) == _written(tmp_path / "fresh")


@contextmanager
def _started(words: list[str]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "ng911risk", *words]
    with subprocess.Popen(
        command, env=_ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        try:
            yield program
        finally:
            program.kill()


def _wait_for_a_line(path: Path, text: str) -> None:
    until = time.monotonic() + 120  # others may keep this machine busy
    while time.monotonic() < until:
        if path.exists() and text in path.read_text("utf-8"):
            return
        time.sleep(0.05)
    pytest.fail("nothing was done in two minutes")


def test_a_lost_worker_is_told_and_what_is_done_is_kept(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dying(SerialExecutor):
        left = 2

        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN202 -- as the class above declares it
            self.left -= 1
            if self.left < 0:
                lost: Future[None] = Future()
                lost.set_exception(OSError("gone"))
                return lost
            return super().submit(fn, *args, **kwargs)

    @contextmanager
    def dying(name: str, workers: int | None) -> Iterator[Workers]:
        yield Workers(Dying(), 1)

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(module, "open_executor", dying)
        result = run("assess", "--state", folder, "--out", out, *_QUICK)

    assert result.exit_code == 1
    assert "A worker was lost" in result.stderr
    assert run("assess", "--state", folder, "--out", out, *_QUICK).exit_code == 0


# --- the same bytes everywhere ----------------------------------------------


@pytest.fixture
def serial(run: Run, folder: Path, tmp_path: Path) -> dict[str, bytes]:
    """What one worker in this very process writes."""
    run("assess", "--state", folder, "--out", tmp_path / "serial", "--executor", "serial", *_AT)
    return _written(tmp_path / "serial")


@pytest.mark.parametrize("executor", ["threads", "processes"])
def test_the_bytes_do_not_depend_on_who_works(
    run: Run, folder: Path, tmp_path: Path, serial: dict[str, bytes], executor: str
) -> None:
    words = ("--executor", executor, "--workers", 2)
    result = run("assess", "--state", folder, "--out", tmp_path / "out", *_AT, *words)

    assert result.exit_code == 0, result.output
    assert _written(tmp_path / "out") == serial


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    """A scheduler with two workers, started by the commands of the documents, on a free port."""
    if importlib.util.find_spec("distributed") is None:
        pytest.skip("needs dask.distributed: install the extra cluster")
    told = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    local = ["--host", "127.0.0.1", "--no-dashboard"]
    commands = (
        [*dask, "scheduler", *local, "--port", "0", "--scheduler-file", str(told)],
        [
            *[*dask, "worker", *local, "--scheduler-file", str(told)],
            *["--nworkers", "2", "--nthreads", "1", "--local-directory", str(tmp_path / "dask")],
        ],
    )
    started = []
    try:
        for command in commands:
            log = (tmp_path / f"{command[3]}.log").open("wb")
            started.append(subprocess.Popen(command, env=_ENV, stdout=log, stderr=log))
            log.close()
            _wait_for_a_line(told, "address")
        yield json.loads(told.read_bytes())["address"].replace("tcp://", "dask://")
    finally:
        for one in reversed(started):
            one.terminate()
            try:
                one.wait(timeout=10)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()


def test_a_cluster_writes_the_same_bytes(
    run: Run, folder: Path, tmp_path: Path, serial: dict[str, bytes], cluster: str
) -> None:
    words = ("--executor", cluster)
    command = ("assess", "--state", folder, "--out", tmp_path / "out", *_AT, *words)
    result = run(*command)
    for _ in range(100):
        if "has no workers" not in result.stderr:
            break
        time.sleep(0.1)  # they are still on their way
        result = run(*command)

    assert result.exit_code == 0, result.output
    assert _written(tmp_path / "out") == serial


# --- what makes no sense ----------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "INVENTORY"),
        (("site.yaml", "--state", "."), "not both"),
        (("--state", ".", "--public"), "--public"),
        (("--state", ".", "--store", "x.sqlite"), "--store"),
        (("--state", ".", "--evidence", "e.yaml"), "--evidence"),
        (("--state", ".", "-o", "x.json"), "--output"),
        (("--state", ".", "--good-rows"), "--good-rows"),
        (("site.yaml", "--executor", "threads"), "--executor"),
        (("site.yaml", "--workers", "2"), "--workers"),
        (("--state", "nowhere"), "no such folder"),
    ],
)
def test_what_cannot_be_meant_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    result = run("assess", *words)

    assert result.exit_code == 2
    assert said in result.stderr


def test_an_unknown_executor_names_those_there_are(run: Run, folder: Path, tmp_path: Path) -> None:
    words = ("--executor", "gpu")
    result = run("assess", "--state", folder, "--out", tmp_path / "out", *_AT, *words)

    assert result.exit_code == 1
    assert "serial, threads, processes" in result.stderr


def test_a_folder_without_an_inventory_is_said_and_nothing_is_made(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    result = run("assess", "--state", tmp_path / "empty", "--out", tmp_path / "out")

    assert result.exit_code == 2
    assert "no inventory" in result.stderr
    assert not (tmp_path / "out").exists()
