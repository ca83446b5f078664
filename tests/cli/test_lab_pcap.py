from __future__ import annotations

import json
from pathlib import Path

import pytest

from ng911risk.cli.guard import ExitCode
from tests.cli.conftest import Run
from tests.lab.captures.said import offer, over_udp
from tests.lab.packets import ATTACKER, BORDER, pcap, request, response, sip, written


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
    """A call without protection, and a scan that is answered."""
    frames = [
        over_udp(offer(), source=ATTACKER, target=BORDER),
        *(sip(request("OPTIONS", f"{i}", agent="friendly-scanner")) for i in range(3)),
        sip(response(200, "OPTIONS"), source=BORDER, target=ATTACKER),
    ]
    return written(tmp_path, pcap([(float(i), one) for i, one in enumerate(frames)]), "a.pcap")


def test_a_capture_is_told_short_with_the_near_miss_and_the_next_step(
    capture: Path, run: Run
) -> None:
    result = run("lab", "pcap", capture, "--zone", "esinet")

    assert result.exit_code == 0
    assert "a.pcap  5 frames: 5 messages of SIP in 1 call" in result.stdout
    assert "not effective  CAP-01  Is signalling protected?" in result.stdout
    assert "It would pass if these elements spoke SIP over TLS only." in result.stdout
    assert "Frame 1. Control: encrypted-media" in result.stdout
    assert "--evidence" in result.stderr
    assert "inconclusive" not in result.stdout


def test_without_a_side_it_asks_for_one_and_verbose_tells_what_stays_open(
    capture: Path, run: Run
) -> None:
    result = run("lab", "pcap", capture, "--verbose")

    assert "--zone" in result.stderr
    assert "inconclusive   CAP-01" in result.stdout
    assert "depends on the side" in result.stdout


def test_json_holds_counts_under_the_names_of_the_manifest_beside_the_findings(
    capture: Path, run: Run
) -> None:
    result = run("lab", "pcap", capture, capture, "--json", "--reason", "test")

    first, second = json.loads(result.stdout)["files"]
    assert first == second
    assert (first["file"], first["frames"], first["reason"]) == ("a.pcap", 5, "test")
    assert first["sip_requests"] == {"INVITE": 1, "OPTIONS": 3}
    assert first["sip_responses"] == {"200": 1}
    assert first["sdp_media"] == {"audio RTP/AVP": 1}
    assert len(first["findings"]) == 17


def test_evidence_is_taken_by_assess(capture: Path, known: Path, tmp_path: Path, run: Run) -> None:
    out = tmp_path / "evidence.json"

    words = ("--zone", "esinet", "--inventory", known, "--expires", "2027-03-01")
    result = run("lab", "pcap", capture, *words, "--evidence", out)

    assert result.exit_code == 0
    found = json.loads(out.read_text("utf-8"))["evidence"]
    assert {one["lab"]["check"] for one in found} == {"CAP-01", "CAP-10", "MED-01", "SIP-20"}
    assert {one["verdict"] for one in found} == {"not-effective"}
    assert {one["lab"]["expires"] for one in found} == {"2027-03-01"}
    report = tmp_path / "report"
    taken = run("assess", known, "--evidence", out, "--out", report, "--at", "2026-03-02")
    assert taken.exit_code == 0


def test_observations_are_those_of_observe(
    capture: Path, known: Path, tmp_path: Path, run: Run
) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"

    run("lab", "pcap", capture, "--inventory", known, "--seen", one)
    run("intel", "observe", capture, "--inventory", known, "-o", other)

    assert one.read_bytes() == other.read_bytes()
    assert json.loads(one.read_text("utf-8"))["observations"]


def test_nothing_of_the_capture_is_kept_but_what_was_asked_for(
    capture: Path, tmp_path: Path, run: Run
) -> None:
    before = sorted(tmp_path.iterdir())

    run("lab", "pcap", capture)

    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--evidence", "e.json"), "--inventory"),
        (("--expires", "soon"), "2027-03-01"),
        (("--reason", "x" * 501), "500"),
        (("--zone", "moon"), "moon"),
    ],
)
def test_what_makes_no_sense_is_refused(
    words: tuple[str, str], said: str, capture: Path, run: Run
) -> None:
    result = run("lab", "pcap", capture, *words)

    assert result.exit_code == ExitCode.BAD_INPUT
    assert said in result.stderr


def test_what_is_no_capture_is_told(tmp_path: Path, run: Run) -> None:
    result = run("lab", "pcap", written(tmp_path, b"nonsense"))

    assert result.exit_code == ExitCode.BAD_INPUT
    assert "this is no capture" in result.stderr


def test_a_capture_of_an_unknown_place_writes_empty_evidence_and_says_so(
    capture: Path, site: Path, tmp_path: Path, run: Run
) -> None:
    out = tmp_path / "evidence.json"

    result = run("lab", "pcap", capture, "--zone", "esinet", "--inventory", site, "--evidence", out)

    assert "No evidence" in result.stderr
    assert json.loads(out.read_text("utf-8")) == {"evidence": []}
