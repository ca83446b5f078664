"""Why this machine is not ready."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_interface

from ng911risk.lab.door.host import Host, Interface, Route
from ng911risk.lab.running.readiness import unready
from tests.lab.lab_files import scope

E0 = Interface(
    name="e0", up=True, loopback=False, mac="02:00:00:00:00:10",
    addresses=(ip_interface("10.91.0.10/24"),),
)  # fmt: skip
HOST = Host(interfaces=(E0, replace(E0, name="e1")), routes=())
DEFAULT = Route(network="0.0.0.0/0", interface="e0", gateway="10.91.0.1")


def test_two_ports_without_a_way_out_are_ready() -> None:
    assert list(unready(scope(), HOST)) == []


def test_a_default_route_on_the_interface_is_refused() -> None:
    (why,) = unready(scope(), replace(HOST, routes=(DEFAULT,)))

    assert "default route by way of 10.91.0.1" in why


def test_halves_of_everything_are_a_default_route_as_well() -> None:
    halves = tuple(replace(DEFAULT, network=one) for one in ("0.0.0.0/1", "128.0.0.0/1"))

    assert len(list(unready(scope(), replace(HOST, routes=halves)))) == 2


def test_a_default_route_on_another_interface_is_none_of_its_business() -> None:
    elsewhere = replace(DEFAULT, interface="eth9")

    assert list(unready(scope(), replace(HOST, routes=(elsewhere,)))) == []


def test_missing_and_sleeping_interfaces_are_told() -> None:
    asleep = Host(interfaces=(replace(E0, up=False),), routes=())

    assert [why.split()[-1] for why in unready(scope(), asleep)] == ["cable", "here"]
