from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stix2patterns.pattern import Pattern
from stix2patterns.validator import run_validator

from ng911risk.exporters.stix.patterns import (
    address_pattern,
    address_value,
    protocols,
    quoted,
    traffic_pattern,
)
from ng911risk.model.observation import Transport
from tests.lab.seen import observation


def test_the_pattern_of_traffic_is_the_one_that_consumers_take() -> None:
    assert traffic_pattern(observation()) == (
        "[network-traffic:src_ref.type = 'ipv4-addr' AND "
        "network-traffic:src_ref.value = '185.53.88.10' AND "
        "network-traffic:dst_port = 5060 AND network-traffic:protocols[*] = 'sip']"
    )
    assert address_pattern(observation()) == "[ipv4-addr:value = '185.53.88.10']"


def test_ipv6_is_written_in_its_short_form() -> None:
    seen = observation(source="2600:0000:0000::0001")

    assert address_pattern(seen) == "[ipv6-addr:value = '2600::1']"
    assert "src_ref.type = 'ipv6-addr'" in traffic_pattern(seen)
    assert protocols(seen) == ("ipv6", "udp", "sip")


def test_ipv4_in_ipv6_is_ipv4() -> None:
    assert (
        address_pattern(observation(source="::ffff:20.0.0.9")) == "[ipv4-addr:value = '20.0.0.9']"
    )


def test_many_ports_are_no_port() -> None:
    assert "dst_port" not in traffic_pattern(observation(target_port=None))


@pytest.mark.parametrize(
    ("transport", "spoken"),
    [(Transport.UDP, "udp"), (Transport.TCP, "tcp"), (Transport.TLS, "tcp")],
)
def test_the_transport_is_what_a_capture_shows(transport: Transport, spoken: str) -> None:
    assert protocols(observation(transport=transport))[1] == spoken


def test_what_is_no_address_stays_as_it_is() -> None:
    assert address_value("pbx.example.com") == "pbx.example.com"


_HOSTILE = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


@given(text=_HOSTILE)
def test_no_text_gets_out_of_its_quotes(text: str) -> None:
    pattern = f"[url:value = {quoted(text)}]"

    assert run_validator(pattern, stix_version="2.1") == []
    [(path, operator, value)] = Pattern(pattern).inspect().comparisons["url"]
    assert (path, operator, _unquoted(value)) == (["value"], "=", text)


@given(text=_HOSTILE)
def test_no_protocol_and_no_address_breaks_a_pattern(text: str) -> None:
    seen = observation(protocol=text, source=text)

    for pattern in (traffic_pattern(seen), address_pattern(seen)):
        assert run_validator(pattern, stix_version="2.1") == []
        assert len(Pattern(pattern).inspect().comparisons) == 1


def _unquoted(value: Any) -> str:  # noqa: ANN401 - as the library gives it
    text = str(value)
    assert text[0] == text[-1] == "'"
    return text[1:-1].replace("\\'", "'").replace("\\\\", "\\")
