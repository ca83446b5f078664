"""A scope counts only when it is signed by the right key, unchanged, valid now and in bounds."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest

from ng911risk.errors import ConflictError, InputError, NG911RiskError, SignatureError
from ng911risk.lab.door.scope import PAYLOAD_TYPE, authorised, read_draft, read_scope
from ng911risk.model.lab import LabZone
from ng911risk.records import to_json, to_yaml
from ng911risk.signing import envelope
from ng911risk.signing.keys import new_key
from tests.lab.lab_files import KNOWN, NOW, scope

KEY = new_key()


def test_what_was_authorised_comes_back_whole() -> None:
    signed = authorised(scope(), KEY)

    found = read_scope(signed, KEY.public, file="s.json", known=KNOWN, now=NOW)

    assert found.scope == scope()
    assert found.key_id == KEY.public.id
    assert authorised(scope(), KEY) == signed


def test_addresses_have_the_zone_of_their_network_unless_excluded() -> None:
    signed = authorised(scope(), KEY)

    found = read_scope(signed, KEY.public, file="s.json", known=KNOWN, now=NOW)

    assert found.zone_of("10.91.0.30") is LabZone.ESINET
    for outside in (
        "10.91.0.99",
        "10.91.1.1",
        "10.91.0.255",
        "10.91.0.0",
        "fd00::1",
        "bcf.lab",
        "",
    ):
        assert found.zone_of(outside) is None, outside


@pytest.mark.parametrize("field", ["interface", "not_after", "networks", "packets_per_second"])
def test_a_changed_field_is_noticed(field: str) -> None:
    tree = json.loads(authorised(scope(), KEY))
    payload = json.loads(base64.b64decode(tree["payload"]))
    payload[field] = {
        "interface": "e9",
        "not_after": "2027-01-01T00:00:00Z",
        "networks": [{"network": "10.91.0.0/25", "zone": "esinet"}],
        "packets_per_second": 51,
    }[field]
    tree["payload"] = base64.b64encode(json.dumps(payload).encode()).decode()

    with pytest.raises((SignatureError, InputError)):
        read_scope(json.dumps(tree).encode(), KEY.public, file="s.json", known=KNOWN, now=NOW)


def test_another_key_is_refused() -> None:
    signed = authorised(scope(), new_key())

    with pytest.raises(SignatureError):
        read_scope(signed, KEY.public, file="s.json", known=KNOWN, now=NOW)


def test_a_signature_for_something_else_is_none_for_a_scope() -> None:
    other = envelope.sign("application/vnd.ng911risk.signed-report+json", to_json(scope()), KEY)

    with pytest.raises(NG911RiskError, match="something else"):
        read_scope(other, KEY.public, file="s.json", known=KNOWN, now=NOW)


@pytest.mark.parametrize("moved", [timedelta(hours=-1), timedelta(hours=8), timedelta(days=2)])
def test_outside_its_time_it_is_refused(moved: timedelta) -> None:
    signed = authorised(scope(), KEY)

    with pytest.raises(ConflictError, match="valid"):
        read_scope(signed, KEY.public, file="s.json", known=KNOWN, now=NOW + moved)


def test_even_a_right_signature_does_not_reach_out_of_bounds() -> None:
    wide = envelope.sign(PAYLOAD_TYPE, to_json(scope(packets_per_second=201)), KEY)

    with pytest.raises(InputError, match="between 1 and 200"):
        read_scope(wide, KEY.public, file="s.json", known=KNOWN, now=NOW)


def test_a_draft_tells_every_fault_with_its_line() -> None:
    draft = to_yaml(scope(packets_per_second=900, checks=("SIP-1",), authoriser=" "))

    with pytest.raises(InputError) as caught:
        read_draft(draft, file="scope.yaml", known=KNOWN)

    problems = caught.value.problems
    assert {one.field for one in problems} == {"packets_per_second", "checks[0]", "authoriser"}
    assert all(one.row for one in problems)
