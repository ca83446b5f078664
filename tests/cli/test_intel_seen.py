from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ng911risk.cli.guard import ExitCode
from tests.cli.conftest import Run
from tests.lab.packets import ATTACKER, BORDER, pcap, request, response, sip, written

_AT = ("--at", "2026-03-02")


@pytest.fixture
def known(site: Path) -> Path:
    """A centre that gives the address of what carries its calls."""
    text = site.read_text("utf-8").replace(
        "name: Call handling, kind: chfe,",
        f"name: Call handling, kind: chfe, addresses: [{BORDER}],",
    )
    site.write_text(text, "utf-8")
    return site


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    """A scan of the border."""
    frames = [
        (float(i), sip(request("REGISTER", str(i), agent="friendly-scanner"))) for i in range(20)
    ]
    return written(tmp_path, pcap(frames), "scan.pcap")


@pytest.fixture
def seen(capture: Path, known: Path, tmp_path: Path, run: Run) -> Path:
    """What was seen of it."""
    path = tmp_path / "seen.json"
    assert run("intel", "observe", capture, "--inventory", known, "-o", path).exit_code == 0
    return path


def _content(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def _id(path: Path) -> str:
    name: str = _content(path)["observations"][0]["id"]
    return name


def _promote(run: Run, seen: Path, site: Path, **changed: str) -> Any:  # noqa: ANN401 - a result
    words = {
        "vector": "sip-signalling-flood",
        "by": "network manager",
        "reason": "asks for names",
        "until": "2026-04-01",
        **changed,
    }
    options = [word for name, value in words.items() for word in (f"--{name}", value)]
    start = ("intel", "promote", _id(seen)[:8], "--in", seen, "--inventory", site)
    return run(*start, *options, *_AT)


def test_a_capture_becomes_observations_a_person_promotes_and_takes_back(
    seen: Path, known: Path, run: Run
) -> None:
    [one] = _content(seen)["observations"]
    assert (one["kind"], one["source"], one["environment"]) == ("sip-scan", ATTACKER, "production")

    assert _promote(run, seen, known).exit_code == 0
    [promotion] = _content(seen)["promotions"]
    assert promotion["valid_until"] == "2026-04-01T00:00:00+00:00"
    assert "Indicator of sip-signalling-flood until 2026-04-01" in run("intel", "seen", seen).output

    back = run("intel", "withdraw", one["id"], "--in", seen, "--at", "2026-03-05")
    assert back.exit_code == 0
    assert "Withdrawn on 2026-03-05" in run("intel", "seen", seen).output
    assert run("intel", "withdraw", one["id"], "--in", seen).exit_code == ExitCode.FAILED
    assert "decided about this observation before" in _promote(run, seen, known).output


def test_more_captures_go_into_the_same_file_and_decisions_stay(
    seen: Path, known: Path, capture: Path, tmp_path: Path, run: Run
) -> None:
    _promote(run, seen, known)
    more = written(tmp_path, pcap([(9.0, sip(request("OPTIONS"), source="20.0.0.1"))]), "m.pcap")

    run("intel", "observe", capture, more, "--inventory", known, "-o", seen)

    content = _content(seen)
    assert len(content["observations"]) == 2
    assert len(content["promotions"]) == 1


def test_a_capture_that_is_cut_off_says_so(
    seen: Path, known: Path, tmp_path: Path, run: Run
) -> None:
    cut = written(tmp_path, pcap([(9.0, sip(request("OPTIONS")))])[:-3], "cut.pcap")

    told = run("intel", "observe", cut, "--inventory", known, "-o", seen)

    assert "cut.pcap: The file ends in the middle of a frame" in told.output


def test_what_is_refused_leaves_the_file_as_it_was(seen: Path, known: Path, run: Run) -> None:
    before = seen.read_bytes()

    result = _promote(run, seen, known, until="2027-01-01", reason="called 555-123-4567")

    assert result.exit_code == ExitCode.FAILED
    assert "more than 90 days" in result.output
    assert "telephone number" in result.output
    assert seen.read_bytes() == before


def test_whom_it_reached_does_not_go_out_in_the_reason(seen: Path, known: Path, run: Run) -> None:
    result = _promote(run, seen, known, reason=f"Scanned our BCF {BORDER} all night")

    assert result.exit_code == ExitCode.FAILED
    assert "names an IP address or network that is not the sender's" in result.output


def test_a_vector_that_hardly_fits_is_taken_with_a_word(seen: Path, known: Path, run: Run) -> None:
    result = _promote(run, seen, known, vector="carrier-or-power-outage")

    assert result.exit_code == 0
    assert "Unusual: sip-scan hardly shows carrier-or-power-outage" in result.output
    assert "more likely is a vector of call-flood or infrastructure or intrusion" in result.output


def test_a_lab_stays_a_lab(capture: Path, known: Path, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "lab.json"
    run("intel", "observe", capture, "--inventory", known, "--environment", "lab", "-o", path)

    assert "seen in a lab" in _promote(run, path, known).output


def test_an_answered_caller_stays_an_observation(known: Path, tmp_path: Path, run: Run) -> None:
    frames = [
        (0.0, sip(request("INVITE"))),
        (1.0, sip(response(200, "INVITE"), source=BORDER, target=ATTACKER)),
    ]
    path = tmp_path / "calls.json"
    capture = written(tmp_path, pcap(frames))
    run("intel", "observe", capture, "--inventory", known, "-o", path)

    assert "carries real calls" in _promote(run, path, known).output


def test_where_nobody_can_tell_a_lab_from_production_it_must_be_said(
    capture: Path, site: Path, tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "seen.json"
    observe = ("intel", "observe", capture, "--inventory", site, "-o", path)

    result = run(*observe)

    assert result.exit_code == ExitCode.FAILED
    assert "--environment production" in result.output
    assert not path.exists()
    assert run(*observe, "--environment", "production").exit_code == 0


def test_unknown_addresses_need_a_word_of_the_person(
    capture: Path, site: Path, tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "seen.json"
    place = ("--inventory", site, "--environment", "production", "-o", path)
    run("intel", "observe", capture, *place)
    assert "no IP address for 'Call handling' [phones]" in _promote(run, path, site).output

    words = ("--vector", "ransomware", "--by", "me", "--reason", "scan", "--until", "2026-03-20")
    start = ("intel", "promote", _id(path), "--in", path, "--inventory", site)
    result = run(*start, *words, "--no-addresses-known", *_AT)

    assert result.exit_code == 0
    assert _content(path)["promotions"][0]["addresses_unknown"] is True


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"vector": "sip-signaling-flood"}, "Did you mean 'sip-signalling-flood'?"),
        ({"until": "soon"}, "write it as 2026-04-01"),
    ],
)
def test_a_wrong_word_is_told(
    changed: dict[str, str], told: str, seen: Path, known: Path, run: Run
) -> None:
    assert told in " ".join(_promote(run, seen, known, **changed).output.split())


def test_a_wrong_id_is_told(seen: Path, run: Run) -> None:
    for wrong in ("zzz", ""):
        result = run("intel", "withdraw", wrong, "--in", seen)

        assert result.exit_code == ExitCode.FAILED
        assert "ng911risk intel seen" in result.output


def test_what_is_no_capture_and_what_is_no_file_of_observations_is_told(
    known: Path, tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "seen.json"

    assert run("intel", "observe", known, "--inventory", known, "-o", path).exit_code == 2
    assert run("intel", "seen", known).exit_code == 2
    assert not path.exists()


def test_nothing_seen_is_said(known: Path, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "seen.json"
    run("intel", "observe", written(tmp_path, pcap([])), "--inventory", known, "-o", path)

    assert "Nothing was seen" in run("intel", "seen", path).output


def test_an_export_tells_which_decision_it_does_not_follow_and_why(
    seen: Path, known: Path, tmp_path: Path, run: Run
) -> None:
    _promote(run, seen, known)
    known.write_text(known.read_text("utf-8").replace(BORDER, f"{BORDER}, {ATTACKER}"), "utf-8")
    out = tmp_path / "indicators.json"

    result = run("export", "indicators", known, "--at", "2026-03-03", "--seen", seen, "-o", out)

    assert "No indicator of" in result.output
    assert "an address of 'Call handling' [phones]" in result.output
    assert ATTACKER not in out.read_text("utf-8")
