"""What `ip -j` says is read as it is, and a way out is seen in every table."""

from __future__ import annotations

import json
import shutil

import pytest

from ng911risk.errors import NG911RiskError
from ng911risk.lab.door.host import host_of, this_host

_ADDRESSES = json.dumps(
    [
        {
            "ifname": "lo",
            "flags": ["LOOPBACK", "UP", "LOWER_UP"],
            "link_type": "loopback",
            "address": "00:00:00:00:00:00",
            "addr_info": [{"family": "inet", "local": "127.0.0.1", "prefixlen": 8}],
        },
        {},
        {
            "ifname": "e0",
            "flags": ["BROADCAST", "MULTICAST", "UP", "LOWER_UP"],
            "link_type": "ether",
            "address": "02:00:00:00:00:10",
            "addr_info": [
                {"family": "inet", "local": "10.91.0.10", "prefixlen": 24},
                {"family": "inet6", "local": "fd00::10", "prefixlen": 120},
            ],
        },
        {"ifname": "e1", "flags": ["BROADCAST", "UP", "NO-CARRIER"], "link_type": "ether"},
    ]
)
_ROUTES = json.dumps(
    [
        {"dst": "10.91.0.0/24", "dev": "e0"},
        {"type": "local", "dst": "10.91.0.10", "dev": "e0", "table": "local"},
        {"type": "broadcast", "dst": "10.91.0.255", "dev": "e0", "table": "local"},
        {"dst": "default", "gateway": "10.91.0.1", "dev": "e0", "table": "7"},
        {"dst": "128.0.0.0/1", "gateway": "10.91.0.1", "dev": "e1"},
        {
            "dst": "default",
            "nexthops": [{"via": {"host": "fe80::1"}, "dev": "e1"}, {"dev": "e2"}],
        },
    ]
)
_ROUTES_6 = json.dumps(
    [
        {"dst": "fd00::/120", "dev": "e0"},
        {"type": "multicast", "dst": "ff00::/8", "dev": "e0", "table": "local"},
        {"dst": "default", "gateway": "fd00::1", "dev": "e3"},
    ]
)


def test_interfaces_are_read_with_state_and_addresses() -> None:
    found = host_of(_ADDRESSES, _ROUTES, _ROUTES_6)
    e0, e1 = found.interface("e0"), found.interface("e1")

    assert e0 is not None and e1 is not None  # noqa: PT018 - both are there
    assert [str(one) for one in e0.addresses] == ["10.91.0.10/24", "fd00::10/120"]
    assert (e0.up, e0.loopback, e0.mac) == (True, False, "02:00:00:00:00:10")
    assert (e1.up, e1.addresses) == (False, ())
    assert [one.loopback for one in found.interfaces] == [True, False, False]
    assert found.interface("e9") is None


def test_a_way_out_is_seen_in_every_table_and_however_it_is_written() -> None:
    found = host_of(_ADDRESSES, _ROUTES, _ROUTES_6)

    assert [(one.network, one.gateway) for one in found.ways_out("e0")] == [
        ("0.0.0.0/0", "10.91.0.1")
    ]
    assert [(one.network, one.gateway) for one in found.ways_out("e1")] == [
        ("128.0.0.0/1", "10.91.0.1"),
        ("0.0.0.0/0", "fe80::1"),
    ]
    assert len(found.ways_out("e2")) == 1
    assert [one.network for one in found.ways_out("e3")] == ["::/0"]


def test_a_machine_without_ipv6_has_no_such_routes() -> None:
    assert host_of("", "", "").routes == ()


def test_this_machine_has_a_loopback() -> None:
    if shutil.which("ip") is None:
        with pytest.raises(NG911RiskError, match="iproute2"):
            this_host()
    else:
        assert any(one.loopback for one in this_host().interfaces)


def test_without_iproute2_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(NG911RiskError, match="iproute2"):
        this_host()
