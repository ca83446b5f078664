"""Each target is what it claims, asked with plain sockets: the ground truth of the checks."""

from __future__ import annotations

import pytest

from tests.lab_network import probes
from tests.lab_network.laboratory import Lab

pytestmark = pytest.mark.lab

_WEAK, _HARD = "10.91.0.30", "10.91.0.31"


@pytest.fixture
def keys(lab: Lab) -> str:
    return str(lab.certificates)


# --- SIP ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "uri", "address", "expected"),
    [
        ("OPTIONS", "sip:10.91.0.30:5060", _WEAK, 200),
        ("OPTIONS", "sip:10.91.0.31:5060", _HARD, 403),
        ("REGISTER", "sip:10.91.0.30:5060", _WEAK, 200),
        ("REGISTER", "sip:10.91.0.31:5060", _HARD, 403),
        ("OPTIONS", "sip:known@10.91.0.30:5060", _WEAK, 200),
        ("OPTIONS", "sip:nobody@10.91.0.30:5060", _WEAK, 404),
        ("OPTIONS", "sip:known@10.91.0.31:5060", _HARD, 403),
        ("OPTIONS", "sip:nobody@10.91.0.31:5060", _HARD, 403),
    ],
)
def test_a_border_answers_udp_as_it_is_built(
    lab: Lab, method: str, uri: str, address: str, expected: int
) -> None:
    assert probes.status(lab.ask(probes.udp_sip, method, uri, address)) == expected


@pytest.mark.parametrize(("address", "expected"), [(_WEAK, 200), (_HARD, 403)])
def test_a_border_answers_tcp_as_it_is_built(lab: Lab, address: str, expected: int) -> None:
    assert lab.ask(probes.tcp_sip, address) == expected


@pytest.mark.parametrize(("address", "expected"), [(_WEAK, True), (_HARD, False)])
def test_only_the_weak_border_says_its_version(lab: Lab, address: str, expected: bool) -> None:
    answer = lab.ask(probes.udp_sip, "OPTIONS", f"sip:{address}:5060", address)

    assert (b"kamailio (5." in answer) is expected


@pytest.mark.parametrize(("address", "expected"), [(_WEAK, 200), (_HARD, 483)])
def test_only_the_hard_border_counts_hops(lab: Lab, address: str, expected: int) -> None:
    answer = lab.ask(probes.udp_sip, "OPTIONS", f"sip:{address}:5060", address, hops=0)

    assert probes.status(answer) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [(_WEAK, {"TLSv1.1", "TLSv1.2", "TLSv1.3"}), (_HARD, {"TLSv1.2", "TLSv1.3"})],
)
def test_a_border_takes_the_tls_versions_it_should(
    lab: Lab, keys: str, address: str, expected: set[str]
) -> None:
    offered = ("TLSv1.1", "TLSv1.2", "TLSv1.3")

    found = {lab.ask(probes.tls_version, address, 5061, keys, one) for one in offered}

    assert found - {""} == expected


@pytest.mark.parametrize(
    ("address", "client", "expected"),
    [
        (_WEAK, "", 200),
        (_WEAK, "stranger", 200),
        (_HARD, "", 0),
        (_HARD, "stranger", 0),
        (_HARD, "asr", 200),
    ],
)
def test_only_the_hard_border_asks_who_it_is(
    lab: Lab, keys: str, address: str, client: str, expected: int
) -> None:
    assert lab.ask(probes.tls_sip, address, keys, client) == expected


def test_the_hard_border_cuts_a_burst_off_and_forgives(lab: Lab) -> None:
    lab.restart("bcf-hard")

    answers, _ = lab.ask(probes.udp_burst, _HARD, 60, 40.0)

    assert 8 <= answers <= 40
    lab.restart("bcf-hard")
    assert lab.ask(probes.udp_sip, "OPTIONS", f"sip:{_HARD}:5060", _HARD)


def test_the_weak_border_answers_a_whole_burst(lab: Lab) -> None:
    assert lab.ask(probes.udp_burst, _WEAK, 60, 40.0)[0] >= 59


def test_a_hard_border_still_serves_others_during_a_ban(lab: Lab) -> None:
    answers, served = lab.ask(probes.udp_burst, _HARD, 60, 40.0)

    lab.restart("bcf-hard")
    assert answers <= 40
    assert served == 5


def test_a_shared_limit_starves_others_too(lab: Lab) -> None:
    lab.restart("bcf-shared")
    answers, served = lab.ask(probes.udp_burst, "10.91.0.32", 60, 40.0)

    assert answers <= 40
    assert served == 0


def test_the_fragile_answerer_says_everything_four_times_and_dies(lab: Lab) -> None:
    good = probes.request("OPTIONS", "sip:10.91.0.33:5060", 5060)
    bad = good.replace(b"Content-Length: 0", b"Content-Length: -1")

    assert len(lab.ask(probes.udp_raw, good, "10.91.0.33", 5060)) == 4
    assert lab.ask(probes.udp_raw, bad, "10.91.0.33", 5060) == ()
    assert lab.ask(probes.udp_raw, good, "10.91.0.33", 5060) == ()
    lab.restart("sip-fragile")
    assert len(lab.ask(probes.udp_raw, good, "10.91.0.33", 5060)) == 4


# --- calls ----------------------------------------------------------------------------


def test_a_weak_border_lets_a_test_call_ring_and_a_stranger_take_its_voice(
    lab: Lab, keys: str
) -> None:
    found = lab.ask(probes.call, _WEAK, keys, over_tls=False)

    assert found.statuses[-1] == 200
    assert 180 in found.statuses
    assert found.strangers_voice > 10


def test_a_hard_border_answers_a_test_call_by_itself_and_keeps_its_voice(
    lab: Lab, keys: str
) -> None:
    found = lab.ask(probes.call, _HARD, keys, over_tls=True)

    assert found.statuses[-1] == 200
    assert 180 not in found.statuses
    assert found.own_voice > 50
    assert found.strangers_voice == 0


@pytest.mark.parametrize(("address", "passes"), [("10.91.0.34", True), ("10.91.0.35", False)])
def test_a_border_on_the_bench_hands_on_what_it_should(
    lab: Lab, address: str, passes: bool
) -> None:
    heard = lab.ask(probes.tapped_call, address)

    assert ("made-up" in heard) is passes
    assert ("esnet.4" in heard) is passes


# --- location services ----------------------------------------------------------------


def test_a_weak_location_server_answers_in_the_clear(lab: Lab, keys: str) -> None:
    assert lab.ask(probes.http, "10.91.0.50", 80, probes.LOST) == 200
    assert lab.ask(probes.http, "10.91.0.50", 443, probes.LOST, keys) == 200
    assert lab.ask(probes.tls_version, "10.91.0.50", 443, keys, "TLSv1.1") == "TLSv1.1"


def test_a_hard_location_server_answers_known_clients_only(lab: Lab, keys: str) -> None:
    assert lab.ask(probes.http, "10.91.0.51", 80, probes.LOST) == 0
    assert lab.ask(probes.http, "10.91.0.51", 443, probes.LOST, keys) == 400
    assert lab.ask(probes.http, "10.91.0.51", 443, probes.LOST, keys, "stranger") == 400
    assert lab.ask(probes.http, "10.91.0.51", 443, probes.LOST, keys, "asr") == 200
    assert lab.ask(probes.tls_version, "10.91.0.51", 443, keys, "TLSv1.1") == ""


@pytest.mark.parametrize(
    ("body", "weak", "hard"),
    [
        ('<!DOCTYPE a [<!ENTITY b "urn:service:test.sos">]>' + probes.LOST, 200, 400),
        ("<findService", 500, 400),
        ("x" * 100_000, 500, 413),
    ],
)
def test_location_servers_take_bad_xml_as_they_are_built(
    lab: Lab, keys: str, body: str, weak: int, hard: int
) -> None:
    lab.restart("location-hard")

    assert lab.ask(probes.http, "10.91.0.50", 80, body) == weak
    assert lab.ask(probes.http, "10.91.0.51", 443, body, keys, "asr") == hard


def test_only_the_hard_location_server_limits(lab: Lab, keys: str) -> None:
    lab.restart("location-hard")
    weak = {lab.ask(probes.http, "10.91.0.50", 80, probes.LOST) for _ in range(20)}
    hard = {lab.ask(probes.http, "10.91.0.51", 443, probes.LOST, keys, "asr") for _ in range(20)}

    assert weak == {200}
    assert hard == {200, 429}


@pytest.mark.parametrize(
    ("address", "port", "why"),
    [
        ("10.91.0.51", 443, ""),
        ("10.91.0.50", 443, "self-signed certificate"),
        ("10.91.0.50", 8441, "certificate has expired"),
        ("10.91.0.50", 8442, "Hostname mismatch"),
        ("10.91.0.50", 8443, "unable to get local issuer certificate"),
    ],
)
def test_a_certificate_fails_for_its_own_reason(
    lab: Lab, keys: str, address: str, port: int, why: str
) -> None:
    found = lab.ask(probes.trusted, address, port, keys, "ecrf.esinet.lab")

    assert found.startswith(why)
    assert bool(found) is bool(why)


# --- names, time, TURN, segments --------------------------------------------------------


def test_a_weak_name_server_tells_anybody_everything(lab: Lab) -> None:
    assert lab.ask(probes.dns, "10.91.0.60", "bcf.esinet.lab", 1) == probes.Named(code=0, answers=1)
    assert lab.ask(probes.dns, "10.91.0.60", "a.example", 1).answers == 1
    assert lab.ask(probes.dns, "10.91.0.60", "version.bind", 16, group=3).answers == 1
    assert lab.ask(probes.dns, "10.91.0.62", "esinet.lab", 252, over_tcp=True).answers > 3


def test_a_hard_name_server_refuses(lab: Lab) -> None:
    assert lab.ask(probes.dns, "10.91.0.61", "bcf.esinet.lab", 1).code == 5
    assert lab.ask(probes.dns, "10.91.0.61", "version.bind", 16, group=3).answers == 0
    assert lab.ask(probes.dns, "10.91.0.63", "version.bind", 16, group=3).answers == 0
    assert lab.ask(probes.dns, "10.91.0.63", "a.example", 1).code == 5
    assert lab.ask(probes.dns, "10.91.0.63", "esinet.lab", 252, over_tcp=True).answers == 0


def test_only_the_signed_zone_carries_signatures(lab: Lab) -> None:
    assert lab.ask(probes.dns, "10.91.0.63", "bcf.esinet.lab", 1, do=True).signed
    assert not lab.ask(probes.dns, "10.91.0.60", "bcf.esinet.lab", 1, do=True).signed


@pytest.mark.parametrize(("address", "commands"), [("10.91.0.60", True), ("10.91.0.61", False)])
def test_a_time_server_takes_orders_only_where_it_is_weak(
    lab: Lab, address: str, commands: bool
) -> None:
    assert lab.ask(probes.ntp, address) == 3
    assert lab.ask(probes.chrony_command, address) is commands


@pytest.mark.parametrize(("address", "code"), [("10.91.0.80", 0), ("10.91.0.81", 401)])
def test_turn_asks_for_credentials_only_where_it_is_hard(lab: Lab, address: str, code: int) -> None:
    assert lab.ask(probes.turn_allocation, address) == code


@pytest.mark.parametrize(
    ("address", "number", "expected"),
    [
        ("10.91.0.70", 443, "open"),
        ("10.91.0.70", 22, "open"),
        ("10.91.0.70", 23, "open"),
        ("10.91.0.71", 443, "open"),
        ("10.91.0.71", 22, "silent"),
        ("10.91.0.71", 23, "reset"),
    ],
)
def test_a_filter_lets_one_port_through(lab: Lab, address: str, number: int, expected: str) -> None:
    assert lab.ask(probes.port, address, number) == expected


# --- the switch -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["probe", "foreign address", "tag", "arp", "dhcp"])
def test_a_bare_switch_hands_on_everything_and_a_hard_one_only_what_it_should(
    lab: Lab, kind: str
) -> None:
    assert lab.ask(probes.crossed, kind)
    with lab.hard_switch():
        assert lab.ask(probes.crossed, kind) is (kind == "probe")
    assert lab.ask(probes.crossed, kind)


def test_a_bpdu_costs_the_port_at_a_hard_switch_only(lab: Lab) -> None:
    lab.ask(probes.crossed, "bpdu")
    assert lab.ask(probes.crossed, "probe")
    with lab.hard_switch():
        assert lab.ask(probes.crossed, "probe")
        lab.ask(probes.crossed, "bpdu")
        assert not lab.ask(probes.crossed, "probe")
    assert lab.ask(probes.crossed, "probe")


# --- down -------------------------------------------------------------------------------


def test_what_is_stopped_is_down_and_comes_back(lab: Lab) -> None:
    with lab.down("bcf-weak"):
        assert lab.ask(probes.tcp_sip, _WEAK) == -1
        assert lab.ask(probes.udp_sip, "OPTIONS", f"sip:{_WEAK}:5060", _WEAK) == b""
    assert lab.ask(probes.tcp_sip, _WEAK) == 200
