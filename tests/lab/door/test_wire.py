"""The door as a whole: where it stands, and that it is what checks ask for."""

from __future__ import annotations

from ipaddress import ip_interface
from pathlib import Path

import pytest

from ng911risk.lab.check import Answer, Refused, Wire
from ng911risk.lab.door.host import Host, Interface
from ng911risk.lab.door.wire import Credentials, Door, place_of
from ng911risk.model.lab import LabZone, ScopeNetwork
from tests.lab.door.standing import (
    LOOPBACK,
    NOW,
    door,
    echo,
    governor,
    listening,
    loopback,
    scope,
)


def _host(*ports: tuple[str, tuple[str, ...]]) -> Host:
    return Host(
        interfaces=tuple(
            Interface(
                name=name,
                up=True,
                loopback=False,
                mac="02:00:00:00:00:01",
                addresses=tuple(ip_interface(one) for one in addresses),
            )
            for name, addresses in ports
        ),
        routes=(),
    )


LAB = scope(
    interface="e0",
    observer="e1",
    networks=(ScopeNetwork(network="10.91.0.0/24", zone=LabZone.ESINET),),
)


def test_the_second_address_is_another_one_of_the_interface() -> None:
    host = _host(("e0", ("10.91.0.10/24", "fd00::1/64", "10.91.0.11/24")), ("e1", ()))
    place = place_of(LAB, host)

    assert place.first.address == "10.91.0.10"
    assert place.second is not None
    assert (place.second.address, place.second.interface) == ("10.91.0.11", "e0")


def test_else_it_is_that_of_the_observer() -> None:
    host = _host(("e0", ("192.168.7.1/24", "10.91.0.10/24")), ("e1", ("10.91.0.66/24",)))
    place = place_of(LAB, host)

    assert place.first.address == "10.91.0.10"
    assert place.second is not None
    assert (place.second.address, place.second.interface) == ("10.91.0.66", "e1")


def test_else_there_is_none() -> None:
    place = place_of(LAB, _host(("e0", ("10.91.0.10/24",)), ("e1", ())))

    assert place.second is None


@pytest.mark.parametrize(
    ("ports", "reason"),
    [
        ((), "no interface e0"),
        ((("e0", ("10.91.0.10/24",)),), "no interface e1"),
        ((("e0", ("192.168.7.1/24",)), ("e1", ())), "no address in the network"),
    ],
)
def test_a_machine_that_does_not_stand_there_is_refused(
    ports: tuple[tuple[str, tuple[str, ...]], ...], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        place_of(LAB, _host(*ports))


def test_udp_goes_from_the_first_and_the_second_address() -> None:
    wire: Wire = door()
    assert (wire.address, wire.second_address) == ("127.0.0.1", "127.0.0.2")

    with wire.udp() as here, wire.udp(second=True) as there:
        there.send(b"hello", here.address, here.port)
        got = here.receive(2)
    assert got is not None
    assert got.address == "127.0.0.2"


def test_without_a_second_address_it_says_so() -> None:
    wire = door()
    wire._place = place_of(LAB, _host(("e0", ("10.91.0.10/24",)), ("e1", ())))

    with pytest.raises(Refused, match="no second address"):
        wire.udp(second=True)


def test_tcp_goes_through_the_governor() -> None:
    wire = door()
    with listening(echo) as port, wire.tcp(LOOPBACK, port) as line:
        assert line.answer is Answer.CONNECTED
        line.send(b"hello")
        assert line.receive(2) == b"hello"
    with pytest.raises(Refused):
        wire.tcp("127.0.1.1", 80)


def test_waiting_stops_where_a_kill_switch_says_so(tmp_path: Path) -> None:
    kill = tmp_path / "stop"
    wire = door(kill_file=str(kill))
    wire.wait(0.01)
    kill.touch()

    with pytest.raises(Refused, match="kill file"):
        wire.wait(60)


def test_without_a_ca_nothing_is_trusted() -> None:
    assert door().trusted((), "bcf.lab") == "it showed no certificate"


def test_loopback_is_a_place() -> None:
    assert place_of(scope(), loopback()).interface.name == "lo"


def test_without_a_table_in_the_kernel_there_are_no_whole_frames() -> None:
    here = place_of(scope(), loopback())
    wire = Door(governor(), here, Credentials(), lambda: NOW, frames=False)

    with pytest.raises(Refused, match="only where a table"):
        wire.frames()
