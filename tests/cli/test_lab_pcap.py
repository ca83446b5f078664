from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ng911risk.cli.guard import ExitCode
from tests.cli.conftest import Run
from tests.lab.captures.said import offer, over_udp
from tests.lab.packets import ATTACKER, BORDER, pcap, request, response, sip, written

_TO_COME = "2999-03-01"


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
    result = run("lab", "pcap", capture, "--json", "--reason", "test")

    [first] = json.loads(result.stdout)["files"]
    assert (first["file"], first["frames"], first["reason"]) == ("a.pcap", 5, "test")
    assert first["sip_requests"] == {"INVITE": 1, "OPTIONS": 3}
    assert first["sip_responses"] == {"200": 1}
    assert first["sdp_media"] == {"audio RTP/AVP": 1}
    assert len(first["findings"]) == 17


def test_evidence_is_taken_by_assess(capture: Path, known: Path, tmp_path: Path, run: Run) -> None:
    out = tmp_path / "evidence.json"

    words = ("--zone", "esinet", "--inventory", known, "--expires", _TO_COME)
    result = run("lab", "pcap", capture, *words, "--evidence", out)

    assert result.exit_code == 0
    found = json.loads(out.read_text("utf-8"))["evidence"]
    assert {one["lab"]["check"] for one in found} == {"CAP-01", "CAP-10", "MED-01", "SIP-20"}
    assert {one["verdict"] for one in found} == {"not-effective"}
    assert {one["lab"]["expires"] for one in found} == {_TO_COME}
    assert f"Next: ng911risk assess {known} --evidence {out}" in result.stderr
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
        (("--seen", "s.json"), "add --inventory: it says which systems"),
        (("--expires", "soon"), "2027-03-01"),
        (("--expires", "2020-01-01"), "this day is over"),
        (("--reason", "x" * 501), "500"),
        (("--zone", "moon"), "moon"),
    ],
)
def test_what_makes_no_sense_is_refused(
    words: tuple[str, str], said: str, capture: Path, run: Run
) -> None:
    result = run("lab", "pcap", capture, *words)

    assert result.exit_code == ExitCode.BAD_INPUT
    assert said in " ".join(re.sub("[^ -~]", " ", result.stderr).split())


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


def test_the_same_capture_given_twice_counts_once_and_that_is_said(
    capture: Path, known: Path, tmp_path: Path, run: Run
) -> None:
    copy, out, other = (tmp_path / name for name in ("b.pcap", "one.json", "two.json"))
    copy.write_bytes(capture.read_bytes())
    words = ("--zone", "esinet", "--inventory", known, "--evidence")

    run("lab", "pcap", capture, *words, out)
    result = run("lab", "pcap", capture, capture, copy, *words, other)

    assert other.read_bytes() == out.read_bytes()
    assert result.stderr.count("it counts once") == 2
    assert f"{copy}: the same capture as {capture}" in result.stderr
    assert result.stdout.count("a.pcap") == 1


def test_evidence_is_replaced_only_if_somebody_says_so(
    capture: Path, known: Path, tmp_path: Path, run: Run
) -> None:
    out = tmp_path / "evidence.json"
    out.write_text("mine", "utf-8")
    words = ("lab", "pcap", capture, "--inventory", known, "--evidence", out)

    refused = run(*words)
    kept = out.read_text("utf-8")
    taken = run(*words, "--force")

    assert (refused.exit_code, taken.exit_code) == (1, 0)
    assert "--force" in refused.stderr
    assert kept == "mine" != out.read_text("utf-8")


def test_where_one_part_cannot_be_written_nothing_is_and_findings_are_told_all_the_same(
    capture: Path, site: Path, tmp_path: Path, run: Run
) -> None:
    out, seen = tmp_path / "evidence.json", tmp_path / "seen.json"
    words = ("lab", "pcap", capture, "--zone", "esinet", "--inventory", site)

    unplaced = run(*words, "--evidence", out, "--seen", seen)
    no_folder = run(*words, "--evidence", out, "--seen", tmp_path / "none" / "seen.json")
    one_file = run(*words, "--evidence", out, "--seen", out)

    assert "not effective  CAP-01" in unplaced.stdout
    assert "Add --environment production" in unplaced.stderr
    assert "Nothing was written." in unplaced.stderr
    assert "no folder" in no_folder.stderr
    assert [one.exit_code for one in (unplaced, no_folder, one_file)] == [1, 1, 2]
    assert not out.exists()
    assert not seen.exists()
    placed = run(*words, "--evidence", out, "--seen", seen, "--environment", "production")
    assert placed.exit_code == 0
    assert out.exists()
    assert seen.exists()


def test_files_that_are_no_captures_are_listed_and_the_others_told_but_nothing_is_written(
    capture: Path, known: Path, tmp_path: Path, run: Run
) -> None:
    bad, out = tmp_path / "bad.pcap", tmp_path / "evidence.json"
    bad.write_bytes(b"nonsense")
    files = (bad, capture, tmp_path / "none.pcap")

    result = run("lab", "pcap", *files, "--inventory", known, "--zone", "esinet", "--evidence", out)

    assert result.exit_code == ExitCode.BAD_INPUT
    assert "not effective  CAP-01" in result.stdout
    assert "bad.pcap: this is no capture" in result.stderr
    assert "none.pcap: the file cannot be read" in result.stderr
    assert "Nothing is written" in result.stderr
    assert not out.exists()


def test_an_empty_or_cut_capture_says_so_on_the_screen_and_in_json(
    capture: Path, tmp_path: Path, run: Run
) -> None:
    empty, cut = tmp_path / "empty.pcap", tmp_path / "cut.pcap"
    empty.write_bytes(pcap([]))
    cut.write_bytes(capture.read_bytes()[:-5])
    none, ends = "The file holds no frame.", "The file ends in the middle of a frame"

    for words in ((), ("--verbose",)):
        screen = run("lab", "pcap", empty, cut, *words).stdout
        assert none in screen
        assert f"{ends}, or is damaged, after 4 frames." in screen
    told = json.loads(run("lab", "pcap", empty, cut, "--json").stdout)["files"]
    assert [one["remark"][: len(ends)] for one in told] == [none, ends]
    assert told[1]["cut_after"] == 4


def test_of_many_captures_the_kinds_of_open_questions_are_counted(
    capture: Path, tmp_path: Path, run: Run
) -> None:
    others = [written(tmp_path, pcap([(float(i), b"\0" * 60)]), f"{i}.pcap") for i in range(5)]

    one = run("lab", "pcap", capture, "--zone", "esinet").stderr
    many = run("lab", "pcap", capture, *others, "--zone", "esinet").stderr

    assert "of 17 questions stay open: --verbose" in one
    assert one.split(" of 17")[0] == many.split(" of 17")[0]
    assert "in every one of 6 captures" in many


def test_calls_are_told_by_their_call_id_however_often_they_pass(tmp_path: Path, run: Run) -> None:
    hops = [over_udp(offer(), source=ATTACKER, target=BORDER), sip(offer(), source=BORDER)]
    path = written(tmp_path, pcap([(float(i), one) for i, one in enumerate(hops)]))

    result = run("lab", "pcap", path, "--zone", "esinet")

    assert "1 call, set up in 2 messages: 0 with a PASSporT" in result.stdout
