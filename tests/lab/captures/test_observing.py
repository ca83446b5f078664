from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ng911risk.errors import InputError
from ng911risk.lab.captures.observing import observe
from ng911risk.model.inventory import Environment
from ng911risk.model.observation import Observation, ObservedKind, Transport
from ng911risk.records import to_json
from tests.lab.packets import (
    ATTACKER,
    BORDER,
    ethernet,
    packet,
    pcap,
    pcapng,
    request,
    response,
    sip,
    tcp,
    written,
)

_LAB, _PRODUCTION = Environment.LAB, Environment.PRODUCTION


def _seen(folder: Path, *frames: bytes) -> tuple[Observation, ...]:
    path = written(folder, pcap([(float(i), one) for i, one in enumerate(frames)]))
    return observe(path, _PRODUCTION).observations


def test_a_scan_becomes_one_observation_for_each_target_and_port(tmp_path: Path) -> None:
    frames = [sip(request("OPTIONS", agent="friendly-scanner"), port=5060 + i) for i in range(2)]

    found = _seen(tmp_path, *frames)

    assert {one.target_port for one in found} == {5060, 5061}
    assert {one.kind for one in found} == {ObservedKind.SIP_SCAN}
    assert {(one.source, one.source_port, one.target) for one in found} == {
        (ATTACKER, 5060, BORDER)
    }
    assert [one.id for one in found] == sorted(one.id for one in found)


def test_the_same_capture_gives_the_same_bytes_and_pcapng_the_same_counts(tmp_path: Path) -> None:
    frames = [(i / 2, sip(request("REGISTER", f"{i}"))) for i in range(12)]
    first, again, other = (
        observe(written(tmp_path, data), _PRODUCTION).observations
        for data in (pcap(frames), pcap(frames), pcapng(frames))
    )

    assert to_json(first) == to_json(again)
    assert first[0].capture != other[0].capture
    assert first[0].messages == other[0].messages == 12
    assert first[0].last_seen == other[0].last_seen


def test_sip_is_found_on_any_port_and_over_tcp(tmp_path: Path) -> None:
    frame = ethernet(packet(tcp(request("OPTIONS"), target_port=8080), protocol=6))

    [found] = _seen(tmp_path, frame)

    assert (found.transport, found.target_port) == (Transport.TCP, 8080)


def test_a_message_that_goes_on_in_the_next_segment_is_not_malformed(tmp_path: Path) -> None:
    halves = [request("OPTIONS", agent="Phone")[:at] for at in range(60, 120)]

    found = _seen(tmp_path, *(ethernet(packet(tcp(one), protocol=6)) for one in halves))

    assert {one.kind for one in found} == {ObservedKind.OTHER_TRAFFIC}


def test_whoever_was_answered_carries_real_calls(tmp_path: Path) -> None:
    found = _seen(
        tmp_path,
        sip(request("INVITE")),
        sip(response(200, "INVITE"), source=BORDER, target=ATTACKER),
        sip(request("OPTIONS"), source=BORDER, target="20.0.0.9"),
    )

    assert {one.source: one.answered_calls for one in found} == {ATTACKER: 1, BORDER: 1}


def test_nothing_of_a_call_is_kept_but_counts(tmp_path: Path) -> None:
    private = "X-Location: 42 Elm Street\r\nSubject: heart attack"

    found = _seen(tmp_path, sip(request("INVITE", "15555550100", call="id-77", extra=private)))

    text = to_json(found).decode()
    assert not [word for word in ("5555550100", "Elm Street", "heart", "id-77") if word in text]


def test_a_sender_of_many_targets_says_how_many(tmp_path: Path) -> None:
    found = _seen(tmp_path, *(sip(request("OPTIONS"), target=f"20.0.0.{i}") for i in range(90)))

    assert len(found) == 20
    assert "90 targets" in found[0].what


def test_a_capture_without_sip_gives_nothing(tmp_path: Path) -> None:
    assert _seen(tmp_path, ethernet(packet(tcp(b"GET / HTTP/1.1\r\n\r\n"), protocol=6))) == ()


def test_what_cannot_be_read_is_one_problem(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    for path in (tmp_path / "none.pcap", tmp_path, pipe, written(tmp_path, b"nonsense")):
        with pytest.raises(InputError) as caught:
            observe(path, _LAB)

        assert len(caught.value.problems) == 1


def test_what_is_wrong_with_a_file_comes_along(tmp_path: Path) -> None:
    whole = pcap([(0.0, sip(request("OPTIONS")))] * 2)

    assert observe(written(tmp_path, whole), _LAB).remark == ""
    assert "is damaged, after 1 frame." in observe(written(tmp_path, whole[:-3]), _LAB).remark


# --- real captures beside the checkout ----------------------------------------


def test_a_real_scan_is_called_a_scan(shared_data: Path) -> None:
    found = observe(shared_data / "pcaps" / "lab" / "scan-svmap-svwar.pcap", _LAB).observations

    assert {one.kind for one in found} == {ObservedKind.SIP_SCAN}
    assert {one.user_agent for one in found} == {"friendly-scanner"}
    assert {one.answered_calls for one in found} == {0}


def test_a_real_burst_is_called_a_burst_and_its_answers_are_counted(shared_data: Path) -> None:
    found = observe(shared_data / "pcaps" / "lab" / "burst-200calls.pcap", _LAB).observations

    assert {one.kind for one in found} == {ObservedKind.CALL_BURST}
    assert {one.answered_calls for one in found} == {200}


def test_the_counts_of_real_captures_are_those_of_tshark(shared_data: Path) -> None:
    folder = shared_data / "pcaps" / "lab"
    manifest = json.loads((folder / "MANIFEST.json").read_text("utf-8"))
    told = {
        one["file"]: sum(one["tshark"].get("sip_requests", {}).values())
        for one in manifest
        if one["file"].endswith(".pcap") and "tls" not in one["file"]
    }

    counted = {
        name: sum(one.messages for one in observe(folder / name, _LAB).observations)
        for name in told
    }

    assert counted == told


def test_honest_calls_of_conformance_runs_are_nothing_special(shared_data: Path) -> None:
    folder = shared_data / "pcaps" / "ng911-dev"
    paths = sorted(folder.rglob("*.pcap*"))[::4]
    kinds = {one.kind for path in paths for one in observe(path, _LAB).observations}

    assert len(paths) > 10
    assert kinds <= {ObservedKind.OTHER_TRAFFIC}
