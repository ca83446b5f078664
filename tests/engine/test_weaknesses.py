from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ng911risk.engine.columns import columns_of
from ng911risk.engine.weaknesses import Known, Weaknesses
from ng911risk.model.inventory import Authentication, KnownWeakness, Protection, Software
from ng911risk.model.scales import Status
from tests.engine.small import TODAY, asset, flow, inventory

DERIVED = ("cleartext-transport", "weak-authentication", "end-of-life", "known-exploited")


def _known(name: str, *flows: dict[str, Any], **fields: Any) -> Known:  # noqa: ANN401 -- any field
    """What is known about `name` at the second of two assets, with these flows into it."""
    pc, cad = asset("pc"), asset("cad", **fields)
    one = inventory(pc, cad, flows=tuple(flow("pc", "cad", **more) for more in flows))
    return Weaknesses(columns_of(one), TODAY).known(name, 1)


@pytest.mark.parametrize(
    ("protected", "status"),
    [
        (Protection.NONE, Status.YES),
        (Protection.PRIVATE_LINE, Status.YES),
        (Protection.UNKNOWN, Status.UNKNOWN),
        (Protection.TLS, Status.NO),
        (Protection.MUTUAL_TLS, Status.NO),
        (Protection.SRTP, Status.NO),
        (Protection.IPSEC, Status.NO),
    ],
)
def test_cleartext_is_read_from_the_flows(protected: Protection, status: Status) -> None:
    found = _known("cleartext-transport", {"protected": protected})

    assert found == Known(status=status, place="flows[0].protected")


@pytest.mark.parametrize(
    ("authenticated", "status"),
    [
        (Authentication.NONE, Status.YES),
        (Authentication.PASSWORD, Status.YES),
        (Authentication.UNKNOWN, Status.UNKNOWN),
        (Authentication.MFA, Status.NO),
        (Authentication.CERTIFICATE, Status.NO),
    ],
)
def test_weak_sign_in_is_read_from_the_flows(authenticated: Authentication, status: Status) -> None:
    found = _known("weak-authentication", {"authenticated": authenticated})

    assert found == Known(status=status, place="flows[0].authenticated")


def test_one_bad_flow_is_enough_and_is_the_one_named() -> None:
    safe, bad = {"protected": Protection.TLS}, {"protected": Protection.NONE}
    open_ = {"protected": Protection.UNKNOWN}

    assert _known("cleartext-transport", safe, open_, bad).place == "flows[2].protected"
    assert _known("cleartext-transport", safe, open_).status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("ends", "status"),
    [
        (date(2026, 2, 28), Status.YES),
        (TODAY, Status.NO),
        (date(2030, 1, 1), Status.NO),
        (None, Status.UNKNOWN),
    ],
)
def test_support_ends_after_its_last_day(ends: date | None, status: Status) -> None:
    old = Software(name="CAD", version="9", end_of_life=ends)

    assert _known("end-of-life", software=(old,)) == Known(
        status=status, place="assets[1].software[0].end_of_life", shared="cad 9"
    )


def test_a_known_hole_is_shared_by_all_who_run_the_release() -> None:
    good = Software(name="OS", known_exploited=Status.NO)
    bad = Software(name="Mail", version="2", known_exploited=Status.YES)

    found = _known("known-exploited", software=(good, bad))
    assert found.place == "assets[1].software[1].known_exploited"
    assert found.shared == "mail 2"


@pytest.mark.parametrize("name", DERIVED)
def test_where_no_field_tells_it_stays_unknown(name: str) -> None:
    assert _known(name) == Known(status=Status.UNKNOWN)


def test_what_no_field_tells_stays_unknown() -> None:
    assert _known("shared-accounts", {"protected": Protection.NONE}) == Known(status=Status.UNKNOWN)


@pytest.mark.parametrize("name", [*DERIVED, "shared-accounts"])
@pytest.mark.parametrize("status", list(Status))
def test_an_explicit_answer_beats_what_the_fields_tell(name: str, status: Status) -> None:
    answer = KnownWeakness(name=name, status=status, said_by="The vendor")
    bad = {"protected": Protection.NONE, "authenticated": Authentication.NONE}

    assert _known(name, bad, weaknesses=(answer,)) == Known(
        status=status, said_by="The vendor", place="assets[1].weaknesses[0].status"
    )
