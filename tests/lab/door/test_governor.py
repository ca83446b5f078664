"""The governor: nothing leaves that the scope, a budget, the rate or a kill switch forbids."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.lab.check import Refused
from ng911risk.lab.door.governor import Governor
from ng911risk.model.lab import LabZone, ScopeNetwork
from tests.lab.door.standing import NOW, Hours, governor, scope


def _fresh(hours: Hours, **changes: object) -> Governor:
    return Governor(scope(**changes), clock=hours.clock, sleep=hours.sleep, now=hours.now)


_TAKES = st.lists(
    st.tuples(
        st.integers(1, 30),  # packets at once
        st.integers(0, 2_000),  # bytes
        st.sampled_from([0.0, 0.0, 0.003, 0.2, 1.7]),  # idle time before
        st.sampled_from(["take", "frame"]),
    ),
    max_size=60,
)


@settings(max_examples=200, deadline=None)
@given(rate=st.integers(1, 200), takes=_TAKES)
def test_no_second_holds_more_than_the_rate_and_no_budget_is_exceeded(
    rate: int, takes: list[tuple[int, int, float, str]]
) -> None:
    hours = Hours()
    one = _fresh(
        hours,
        packets_per_second=rate,
        packets_per_check=200,
        packets_in_all=300,
        bytes_in_all=30_000,
    )
    left: list[tuple[float, int]] = []
    for check in ("SIP-01", "L2-01"):
        one.begin(check, 170)
        for packets, size, idle, kind in takes:
            hours.at += idle
            before = one.packets
            try:
                if kind == "take":
                    # the door pays for at most a burst at once; more is paid in parts
                    one.take("127.0.0.9", size, min(packets, max(1, rate // 4)))
                else:
                    one.take_frame(size)
            except Refused:
                assert one.packets == before
                continue
            left.append((hours.at, one.packets - before))
        assert one.packets_of_check <= 170

    assert one.packets == sum(count for _, count in left) <= 300
    assert one.bytes <= 30_000
    for began, _ in left:
        assert sum(count for at, count in left if began <= at < began + 1) <= rate


def test_many_packets_at_once_wait_as_long_as_they_would_one_by_one() -> None:
    hours = Hours()
    one = governor(hours, packets_per_second=10)
    began = hours.at

    one.take("127.0.0.9", 100, packets=20)
    one.take("127.0.0.9", 100)

    assert hours.at - began > 20 / 10


@pytest.mark.parametrize(
    "address",
    [
        "127.0.1.1",
        "8.8.8.8",
        "::1",
        "::ffff:127.0.0.1",
        "127.0.0.66",
        "127.0.0.255",
        "127.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "0.0.0.0",  # noqa: S104 - an address that is refused
        "ff02::1",
        "localhost",
        "",
    ],
)
def test_what_is_not_one_machine_in_the_scope_is_refused(address: str) -> None:
    one = governor(Hours(), excluded=("127.0.0.64/28",))

    with pytest.raises(Refused, match="outside the scope"):
        one.take(address, 100)
    assert one.packets == 0


def test_a_scope_of_ipv6_has_no_broadcast() -> None:
    network = ScopeNetwork(network="fd00::/120", zone=LabZone.ESINET)
    one = governor(Hours(), networks=(network,))

    assert one.why_not("fd00::ff") == ""
    assert one.why_not("fd00::1:0") != ""


def test_a_check_that_the_scope_does_not_name_sends_nothing() -> None:
    one = governor(Hours())

    with pytest.raises(Refused, match="does not allow SIP-02"):
        one.begin("SIP-02", 10)
    with pytest.raises(Refused, match="No check is running"):
        one.take("127.0.0.9", 100)


def test_the_smaller_of_two_budgets_of_a_check_counts() -> None:
    one = governor(Hours(), packets_per_check=3)
    one.begin("SIP-01", 2)
    one.take("127.0.0.9", 100, packets=2)

    with pytest.raises(Refused, match="SIP-01 has spent its 2 packets"):
        one.take("127.0.0.9", 100)

    one.begin("SIP-01", 99)
    with pytest.raises(Refused, match="3 packets"):
        one.take("127.0.0.9", 100, packets=4)


def test_what_the_kernel_sent_for_us_counts_and_can_spend_the_budget() -> None:
    one = governor(Hours(), packets_in_all=10, bytes_in_all=1_000)
    one.charge(600, 9)

    assert (one.packets, one.bytes, one.packets_of_check) == (9, 600, 9)
    with pytest.raises(Refused, match="1000 bytes"):
        one.charge(401, 1)
    with pytest.raises(Refused, match="10 packets"):
        one.take("127.0.0.9", 10, packets=2)


def test_what_the_kernel_sent_for_us_slows_what_comes_next() -> None:
    hours = Hours()
    one = governor(hours, packets_per_second=10)
    began = hours.at
    one.charge(600, 10)

    assert hours.at == began
    one.take("127.0.0.9", 100)
    assert hours.at - began > 1


def test_whole_frames_are_for_checks_of_the_switch_only() -> None:
    one = governor(Hours())

    with pytest.raises(Refused, match="switch"):
        one.take_frame(60)

    one.begin("L2-01", 3)
    one.take_frame(60)
    assert (one.packets, one.bytes) == (1, 60)


def test_a_kill_file_stops_the_packet_that_waits(tmp_path: Path) -> None:
    hours = Hours()
    kill = tmp_path / "stop"
    one = governor(hours, packets_per_second=1, kill_file=str(kill))
    one.take("127.0.0.9", 100)

    def sleep(seconds: float) -> None:
        hours.at += seconds
        kill.touch()

    one._sleep = sleep
    with pytest.raises(Refused, match="kill file is there"):
        one.take("127.0.0.9", 100)
    assert one.packets == 1

    kill.unlink()
    with pytest.raises(Refused, match="kill file is there"):
        one.watch()  # once stopped, stopped


def test_a_kill_file_that_is_a_link_to_nowhere_is_there(tmp_path: Path) -> None:
    kill = tmp_path / "stop"
    kill.symlink_to(tmp_path / "nowhere")

    with pytest.raises(Refused, match="kill file is there"):
        governor(Hours(), kill_file=str(kill))


def test_a_kill_file_that_cannot_be_watched_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(Refused, match="cannot be watched"):
        governor(Hours(), kill_file=str(tmp_path / "file" / "stop"))


@pytest.mark.parametrize("late", [timedelta(hours=1), timedelta(hours=-2)])
def test_nothing_leaves_outside_the_window(late: timedelta) -> None:
    hours = Hours()
    one = governor(hours)
    hours.day = NOW + late

    with pytest.raises(Refused, match="not valid at this time"):
        one.take("127.0.0.9", 100)


def test_stop_is_told_and_final() -> None:
    one = governor(Hours())
    one.stop("Ctrl-C")
    one.stop("later")

    with pytest.raises(Refused, match="Ctrl-C"):
        one.hold(1)
    with pytest.raises(Refused, match="Ctrl-C"):
        one.take("127.0.0.9", 1)
    with pytest.raises(Refused, match="Ctrl-C"):
        one.begin("SIP-01", 1)


def test_hold_waits_in_slices_so_that_a_kill_is_seen_soon(tmp_path: Path) -> None:
    hours = Hours()
    kill = tmp_path / "stop"
    one = governor(hours, kill_file=str(kill))
    began = hours.at

    def sleep(seconds: float) -> None:
        hours.at += seconds
        if hours.at > began + 5:
            kill.touch()

    one._sleep = sleep
    with pytest.raises(Refused):
        one.hold(60)
    assert hours.at - began < 5.5
