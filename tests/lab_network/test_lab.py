"""The lab itself: it stands, it is closed to the outside, and it goes away."""

from __future__ import annotations

import pytest

from tests.lab_network import network
from tests.lab_network.laboratory import Lab
from tests.lab_network.services import SERVICES

pytestmark = pytest.mark.lab


@pytest.mark.parametrize("name", [name for name, one in SERVICES.items() if one.from_start])
def test_every_service_is_up(lab: Lab, name: str) -> None:
    assert lab.runs(name)


@pytest.mark.parametrize("host", network.HOSTS)
def test_no_host_has_a_way_out(lab: Lab, host: str) -> None:
    routes = network.tool(*network.inside(host), "ip", "route", "show", "default")

    assert routes == ""
