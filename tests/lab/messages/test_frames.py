"""Frames of the assessor: harmless by what they say, and known where they come out."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.errors import NG911RiskError
from ng911risk.lab.messages import frames
from ng911risk.lab.messages.frames import Probe

MAC = "02:00:00:00:00:10"
OWN = bytes.fromhex("020000000010")
PROBES: dict[str, Callable[[], Probe]] = {
    "control": lambda: frames.control(MAC),
    "address claim": lambda: frames.address_claim(MAC),
    "stranger": frames.stranger,
    "DHCP offer": lambda: frames.dhcp_offer(MAC, "10.91.0.10"),
    "router advertisement": lambda: frames.router_advertisement(MAC),
    "one tag": lambda: frames.tagged(MAC, 1),
    "two tags": lambda: frames.tagged(MAC, 2),
    "weak BPDU": lambda: frames.weak_bpdu(MAC),
}
CDP = "01000ccccccc02000000aa020018aaaa0300000c200002b4"
DTP = "01000ccccccc02000000aa020018aaaa0300000c200401"
VTP = "01000ccccccc02000000aa020018aaaa0300000c200301"
PER_VLAN_TREE = "01000ccccccd02000000aa020018aaaa0300000c010b0000"
LLDP = "0180c200000e02000000aa0288cc0207"
STP = "0180c200000002000000aa0200264242030000"


@pytest.mark.parametrize("name", PROBES)
def test_every_frame_is_whole_and_bears_its_mark(name: str) -> None:
    probe = PROBES[name]()

    assert 60 <= len(probe.data) <= 1_300
    assert probe.mark in probe.data
    assert len(probe.mark) >= 8


@pytest.mark.parametrize("name", sorted(PROBES.keys() - {"stranger"}))
def test_the_source_is_the_own_hardware_address(name: str) -> None:
    assert PROBES[name]().data[6:12] == OWN


@pytest.mark.parametrize("name", sorted(PROBES.keys() - {"weak BPDU"}))
def test_no_two_frames_bear_the_same_mark(name: str) -> None:
    assert len({PROBES[name]().mark for _ in range(3)}) > 1


def test_a_stranger_is_made_up_and_no_group() -> None:
    first, second = frames.stranger().data[6:12], frames.stranger().data[6:12]

    assert first != second
    assert first[0] == second[0] == 0x02


def test_a_claimed_address_is_one_that_documents_use() -> None:
    arp = frames.address_claim(MAC).data[14:42]

    assert arp[6:8] == b"\x00\x02"
    assert arp[8:14] == OWN
    assert arp[14:17] == arp[24:27] == bytes((192, 0, 2))
    assert arp[14:18] == arp[24:28]


def test_a_dhcp_offer_is_for_a_client_that_does_not_exist() -> None:
    first, second = (frames.dhcp_offer(MAC, "10.91.0.10").data for _ in range(2))
    dhcp = first[42:]

    assert first[26:30] == bytes((10, 91, 0, 10))
    assert first[34:38] == bytes((0, 67, 0, 68))
    assert dhcp[0] == 2
    assert dhcp[4:8] != second[46:50]
    assert dhcp[16:19] == bytes((192, 0, 2))
    assert dhcp[28] == 0x02
    assert dhcp[28:34] != second[70:76]
    assert dhcp[236:243] == bytes.fromhex("63825363350102")


def test_a_dhcp_offer_without_ipv4_comes_from_no_machine() -> None:
    assert frames.dhcp_offer(MAC, "fd00::10").data[26:29] == bytes((192, 0, 2))


def test_a_router_advertisement_offers_nothing() -> None:
    data = frames.router_advertisement(MAC).data
    says = data[54:]

    assert data[21] == 255
    assert data[22:24] == b"\xfe\x80"
    assert says[0] == 134
    assert says[5] == 0, "no flags: no address from DHCP, no preference"
    assert says[6:8] == b"\0\0", "lifetime 0: no router for anybody"
    assert len(says) == 16, "no option: no prefix, no hardware address"


def test_a_bpdu_cannot_win() -> None:
    data = frames.weak_bpdu(MAC).data

    assert data[:6].hex() == "0180c2000000"
    assert data[22:24] == data[34:36] == b"\xf0\x00"
    assert data[24:30] == data[36:42] == OWN


@pytest.mark.parametrize(("tags", "head"), [(1, "8100038f88b5"), (2, "8100038f8100039088b5")])
def test_tags_name_networks_that_are_rare(tags: int, head: str) -> None:
    assert frames.tagged(MAC, tags).data[12:].hex().startswith(head)


def test_a_question_claims_the_own_address_or_none() -> None:
    asked = frames.who_has(MAC, "10.91.0.66", "10.91.0.40")
    shy = frames.who_has(MAC, "", "10.91.0.40")

    assert asked[20:22] == b"\x00\x01"
    assert asked[28:32] == bytes((10, 91, 0, 66))
    assert asked[38:42] == shy[38:42] == bytes((10, 91, 0, 40))
    assert shy[28:32] == bytes(4)


def test_an_answer_is_known_by_who_gives_it() -> None:
    arp = "0001080006040002" + "02000000aa02" + "0a5b0028" + "020000000066" + "0a5b0042"
    frame = bytes.fromhex("020000000066" + "02000000aa02" + "0806" + arp)

    assert frames.has_answered(frame, "10.91.0.40")
    assert frames.has_answered(frame + bytes(18), "10.91.0.40")
    assert not frames.has_answered(frame, "10.91.0.41")
    assert not frames.has_answered(frame[:20] + b"\0\1" + frame[22:], "10.91.0.40")
    assert not frames.has_answered(frame[:30], "10.91.0.40")


def test_a_frame_that_comes_out_changed_is_still_known() -> None:
    probe = frames.tagged(MAC, 2)
    without_tags = probe.data[:12] + probe.data[20:]

    assert frames.crossed((probe,), (without_tags,)) == 1


def test_the_same_frame_counts_once_however_often_it_comes() -> None:
    one, two = frames.stranger(), frames.stranger()

    assert frames.crossed((one, two), (one.data, one.data)) == 1
    assert frames.crossed((one, one), (one.data,)) == 1
    assert frames.crossed((one, two), (two.data, one.data)) == 2
    assert frames.crossed((one,), ()) == 0


@pytest.mark.parametrize(
    ("frame", "name"),
    [
        (CDP, "CDP"),
        (DTP, "DTP"),
        (VTP, "VTP"),
        (LLDP, "LLDP"),
        (STP, "STP"),
        (PER_VLAN_TREE, "STP"),
        (CDP[:24] + "81000001" + CDP[24:], "CDP"),
        (LLDP[:24] + "88a8000581000001" + LLDP[24:], "LLDP"),
        (STP[:30], ""),
        (CDP.replace("2000", "2001"), ""),
        ("ff" * 6 + STP[12:], ""),
        ("ffffffffffff02000000aa02" + "0800" + "45" * 20, ""),
        ("", ""),
    ],
)
def test_what_switches_say_to_each_other_is_known(frame: str, name: str) -> None:
    assert frames.switch_protocol(bytes.fromhex(frame)) == name


@given(data=st.binary(max_size=200))
def test_no_frame_is_too_strange_to_be_read(data: bytes) -> None:
    tagged = data[:12] + b"\x81\x00" * (len(data) // 2)

    for frame in (data, tagged):
        assert frames.switch_protocol(frame) in {"", "CDP", "DTP", "LLDP", "STP", "VTP"}
        assert frames.has_answered(frame, "192.0.2.1") in {True, False}


def test_without_scapy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scapy.layers.l2", None)

    with pytest.raises(NG911RiskError, match=r"pip install 'ng911risk\[lab\]'"):
        frames.control(MAC)
