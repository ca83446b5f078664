"""The text of the kernel's table; tests/lab_network/test_door.py tries what the kernel does."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace

import pytest

from ng911risk.errors import NG911RiskError
from ng911risk.lab.check import Refused
from ng911risk.lab.door import kernel
from ng911risk.lab.door.host import Host
from ng911risk.lab.door.kernel import KernelCounts, NoTable, Table, contain, table_of
from ng911risk.model.lab import LabZone, ScopeNetwork
from tests.lab.door.standing import LAB, interface, lab_scope, loopback, scope

UID = 911_911


PLACED = Table("/usr/sbin/nft", ports=("e0", "e1"))

GOLDEN = """\
table netdev ng911risk_lab {
  set own4 { type ipv4_addr; flags interval; auto-merge; \
elements = { 10.91.0.10/32, 10.91.0.66/32 }; }
  set own6 { type ipv6_addr; flags interval; auto-merge; elements = { fd00::10/128 }; }
  set inside4 { type ipv4_addr; flags interval; auto-merge; elements = { 10.91.0.0/25 }; }
  set inside6 { type ipv6_addr; flags interval; auto-merge; }
  set excluded4 { type ipv4_addr; flags interval; auto-merge; \
elements = { 10.91.0.0/32, 10.91.0.127/32, 10.91.0.9/32 }; }
  set excluded6 { type ipv6_addr; flags interval; auto-merge; }
  counter sent { }
  counter refused { }
  counter chatter { }
  chain port {
    type filter hook egress devices = { "e0", "e1" } priority 0; policy drop;
    goto scoped
  }
  chain scoped {
    oifname "e0" meta length > 1522 counter name refused drop
    oifname "e1" meta length > 1522 counter name refused drop
    ether saddr != { 02:00:00:00:00:10, 02:00:00:00:00:66 } counter name refused drop
    meta protocol ip ether type ip ip daddr @excluded4 counter name refused drop
    meta protocol ip6 ether type ip6 ip6 daddr @excluded6 counter name refused drop
    meta protocol ip ether type ip ip saddr @own4 ip daddr @inside4 goto bounds
    meta protocol ip6 ether type ip6 ip6 saddr @own6 ip6 daddr @inside6 goto bounds
    meta protocol arp ether type arp arp daddr ip @excluded4 counter name refused drop
    meta protocol arp ether type arp arp saddr ip @own4 arp daddr ip @inside4 goto bounds
    meta protocol arp ether type arp arp saddr ip 0.0.0.0 arp daddr ip @inside4 goto bounds
    icmpv6 type { mld-listener-report, mld-listener-done, mld2-listener-report, \
nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert } counter name chatter drop
    counter name refused drop
  }
  chain bounds {
    limit rate over 39/second burst 12 packets counter name refused drop
    limit rate over 1/day burst 1234 packets counter name refused drop
    quota over 56789 bytes counter name refused drop
    counter name sent accept
  }
  chain others {
    type filter hook egress devices = { "lo" } priority 0; policy accept;
    meta skuid 911911 counter name refused drop
  }
}
table inet ng911risk_lab {
  counter refused { }
  chain out {
    type filter hook output priority -400; policy accept;
    meta skuid 911911 oifname != { "e0", "e1" } counter name refused drop
  }
}
"""


def test_the_table_is_what_it_was() -> None:
    assert table_of(lab_scope(), LAB, UID) == GOLDEN


def test_a_closed_table_lets_nothing_out_until_it_is_opened(nft: list[str]) -> None:
    closed = contain(lab_scope(), LAB, UID, closed=True)

    assert isinstance(closed, Table)
    assert "    goto scoped\n" not in nft[0]
    closed.open()
    assert nft[1] == "add rule netdev ng911risk_lab port goto scoped\n"


def test_on_the_loopback_opening_holds_nobody_else(nft: list[str]) -> None:
    table = contain(scope(), loopback(), UID, closed=True)

    assert isinstance(table, Table)
    table.open()
    assert nft[1] == ""


def test_a_table_that_cannot_be_opened_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    said = subprocess.CompletedProcess([], 1, stdout="", stderr="gone")
    monkeypatch.setattr(kernel, "_done", lambda *given: said)

    with pytest.raises(NG911RiskError, match="could not be opened"):
        Table("nft").open()


def test_without_a_user_of_its_own_other_interfaces_stay_as_they_are() -> None:
    text = table_of(lab_scope(), LAB, None)

    assert "chain others" not in text
    assert "table inet" not in text


def test_only_the_frames_of_checks_that_were_authorised_may_leave() -> None:
    none = table_of(lab_scope("SIP-01"), LAB, UID)
    arp = table_of(lab_scope("L2-01"), LAB, UID)
    every = table_of(lab_scope(*(f"L2-0{n}" for n in range(1, 8))), LAB, UID)

    assert "0x88b5" not in none
    assert "192.0.2.0/24" not in none
    assert "0x88b5" in arp
    assert "192.0.2.0/24" in arp
    assert "255.255.255.255" not in arp
    for part in ("192.0.2.0/24", "255.255.255.255", "nd-router-advert", "0x8100", "0xf000"):
        assert part in every


def test_a_foreign_hardware_address_may_leave_for_one_check_only() -> None:
    tagged = table_of(lab_scope("L2-05"), LAB, UID).splitlines()
    strange = table_of(lab_scope("L2-02"), LAB, UID).splitlines()
    free = "    ether type 0x88b5 goto bounds"
    own = next(line for line in tagged if "ether saddr !=" in line)

    assert tagged.index(own) < tagged.index(free)
    assert strange.index(free) < strange.index(own)


def test_ipv6_targets_may_be_looked_for_and_exceptions_may_not() -> None:
    text = table_of(
        lab_scope(
            networks=(ScopeNetwork(network="fd00::/120", zone=LabZone.MGMT),),
            excluded=("fd00::9",),
        ),
        LAB,
        UID,
    )

    assert (
        "set inside6 { type ipv6_addr; flags interval; auto-merge; elements = { fd00::/120 }; }"
        in text
    )
    assert "@th,64,128 0xfd000000000000000000000000000009 counter name refused drop" in text
    assert (
        "ip6 daddr { fd00::/120, ff02::1:ff00:0/120 } ip6 hoplimit 255 ip6 length <= 32 "
        "icmpv6 type nd-neighbor-solicit @th,64,120 0xfd0000000000000000000000000000 goto bounds"
    ) in text


def test_a_port_makes_one_packet_of_one_frame_while_the_run_lasts(
    nft: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[list[str]] = []

    def run(_program: str, words: list[str], _text: str) -> subprocess.CompletedProcess[str]:
        said.append(words)
        return subprocess.CompletedProcess(words, 0, stdout="", stderr="")

    monkeypatch.setattr(kernel, "_done", run)
    ports = tuple(replace(one, segments=65_535) for one in LAB.interfaces)
    table = contain(lab_scope(), replace(LAB, interfaces=ports), UID)

    assert isinstance(table, Table)
    set_to = ["link", "set", "dev", "e0", "gso_max_segs"]
    assert [*set_to, "1"] in said
    assert [*set_to, "65535"] not in said
    table.remove()
    assert [*set_to, "65535"] in said
    assert not any("lo" in words for words in said)


def test_the_end_of_one_network_may_be_a_machine_of_another() -> None:
    networks = ("10.91.0.16/28", "10.91.0.31/32", "fd00::/120")
    text = table_of(
        lab_scope(
            networks=tuple(ScopeNetwork(network=one, zone=LabZone.MGMT) for one in networks),
            excluded=(),
        ),
        LAB,
        UID,
    )

    assert (
        "set excluded4 { type ipv4_addr; flags interval; auto-merge; "
        "elements = { 10.91.0.16/32 }; }" in text
    )
    assert "set excluded6 { type ipv6_addr; flags interval; auto-merge; }" in text


def test_on_the_loopback_only_the_assessor_is_held() -> None:
    text = table_of(scope(), loopback(), UID)

    assert 'devices = { "lo" } priority 0; policy accept;' in text
    assert f"    meta skuid {UID} goto scoped" in text


@pytest.fixture
def nft(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What nft was given; it takes everything."""
    given: list[str] = []

    def run(program: str, words: list[str], text: str) -> subprocess.CompletedProcess[str]:
        given.append(text)
        return subprocess.CompletedProcess(words, 0, stdout="", stderr="")

    monkeypatch.setattr("shutil.which", lambda name, path=None: "/usr/sbin/nft")
    monkeypatch.setattr(kernel, "_done", run)
    return given


def test_a_stale_table_goes_in_the_same_transaction(nft: list[str]) -> None:
    assert contain(lab_scope(), LAB, UID) == PLACED
    (given,) = nft
    assert given.index("delete table netdev ng911risk_lab") < given.index("chain port")
    assert given.endswith(GOLDEN)


def test_without_nft_a_closed_network_goes_on_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name, path=None: None)

    assert contain(lab_scope(), LAB, UID) == NoTable("the program nft is missing")


@pytest.mark.parametrize("uid", [None, UID])
def test_without_a_table_another_way_out_is_refused(
    uid: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name, path=None: None)
    host = Host(interfaces=(*LAB.interfaces, interface("wan0")), routes=())

    with pytest.raises(Refused, match="other ways out: wan0"):
        contain(lab_scope(), host, uid)


def test_a_way_out_that_is_down_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name, path=None: None)
    host = Host(interfaces=(*LAB.interfaces, interface("wan0", up=False)), routes=())

    assert isinstance(contain(lab_scope(), host, UID), NoTable)


@pytest.mark.usefixtures("nft")
def test_the_other_ways_out_can_only_be_shut_for_a_user_of_its_own() -> None:
    host = Host(interfaces=(*LAB.interfaces, interface("wan0")), routes=())

    with pytest.raises(Refused, match="user of its own"):
        contain(lab_scope(), host, None)
    assert contain(lab_scope(), LAB, None) == PLACED
    assert isinstance(contain(scope(), loopback(), None), NoTable)


def test_what_nft_says_against_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    said = subprocess.CompletedProcess([], 1, stdout="", stderr="Operation not permitted\nmore")
    monkeypatch.setattr("shutil.which", lambda name, path=None: "/usr/sbin/nft")
    monkeypatch.setattr(kernel, "_done", lambda *given: said)

    assert contain(lab_scope(), LAB, UID) == NoTable("nft refused: Operation not permitted")
    assert Table("nft").counts() is None


def test_counts_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    counters = [
        {"metainfo": {}},
        *(
            {"counter": {"table": table, "name": name, "packets": packets}}
            for table, name, packets in (
                ("ng911risk_lab", "sent", 7),
                ("ng911risk_lab", "refused", 2),
                ("ng911risk_lab", "refused", 3),
                ("of_others", "sent", 99),
            )
        ),
    ]
    told = json.dumps({"nftables": counters})
    said = subprocess.CompletedProcess([], 0, stdout=told, stderr="")
    monkeypatch.setattr(kernel, "_done", lambda *given: said)

    assert Table("nft").counts() == KernelCounts(sent=7, refused=5)


def test_a_table_that_is_gone_has_no_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    said = subprocess.CompletedProcess([], 0, stdout='{"nftables": []}', stderr="")
    monkeypatch.setattr(kernel, "_done", lambda *given: said)

    assert Table("nft").counts() is None


def test_a_seal_lets_nothing_pass_and_the_table_can_go(nft: list[str]) -> None:
    PLACED.seal()
    PLACED.remove()

    assert nft[1:3] == ["", ""]  # neighbours of e0 and e1
    assert nft[3].count("delete table") == 2
    assert nft[0].splitlines() == [
        "flush chain netdev ng911risk_lab scoped",
        "add rule netdev ng911risk_lab scoped counter name refused drop",
    ]
