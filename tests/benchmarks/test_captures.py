from __future__ import annotations

from pathlib import Path

from benchmarks.captures import write
from ng911risk.lab.captures.analysis import analysed


def test_the_made_up_capture_is_nine_parts_of_sip_to_ninety_one_of_voice(tmp_path: Path) -> None:
    path = tmp_path / "calls.pcap"
    write(path, 2_000)

    counts = analysed(path).counts

    messages = sum(counts.sip_requests.values()) + sum(counts.sip_responses.values())
    assert (counts.frames, messages) == (2_000, 180)
    assert (counts.sip_call_ids, counts.rtp_ssrc) == (10, 20)
