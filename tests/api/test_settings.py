from __future__ import annotations

import pytest
from pydantic import ValidationError

from ng911risk.access import Role
from ng911risk_api.settings import Grant, Settings


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NG911RISK_STORE", "here.sqlite")
    monkeypatch.setenv("NG911RISK_THREADS", "1")
    monkeypatch.delenv("NG911RISK_DATABASE_URL", raising=False)

    settings = Settings()

    assert (settings.target, settings.threads) == ("here.sqlite", 1)


def test_an_address_goes_before_the_file() -> None:
    assert Settings(store="a", database_url="postgresql://b/c").target == "postgresql://b/c"


@pytest.mark.parametrize("wrong", [{"threads": 0}, {"max_body_bytes": 1}, {"threads": 1000}])
def test_a_setting_out_of_range_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(wrong)


ELSEWHERE = {
    "oidc_issuer": "https://login.example.org",
    "oidc_client_id": "ng911risk",
    "oidc_roles": {
        "it": "psap-administrator",
        "audit": {"role": "auditor", "tenant": "cedar"},
        "all": "viewer",
    },
}


def test_the_first_group_of_the_list_counts() -> None:
    settings = Settings.model_validate(ELSEWHERE)

    assert settings.granted({"all", "it"}) == Grant(role=Role.PSAP_ADMINISTRATOR)
    assert settings.granted({"all"}) == Grant(role=Role.VIEWER, tenant="local")
    assert settings.granted({"audit"}) == Grant(role=Role.AUDITOR, tenant="cedar")
    assert settings.granted({"IT", "others", ""}) is None
    assert settings.granted(set()) is None


def test_roles_are_read_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NG911RISK_OIDC_ROLES", '{"it": "psap-administrator"}')
    monkeypatch.setenv("NG911RISK_OIDC_CLIENT_SECRET", "shown to nobody")

    settings = Settings()

    assert settings.granted({"it"}) == Grant(role=Role.PSAP_ADMINISTRATOR)
    assert "shown to nobody" not in repr(settings)


@pytest.mark.parametrize(
    "wrong",
    [
        {"oidc_issuer": "http://login.example.org"},
        {"oidc_issuer": "ftp://127.0.0.1"},
        {"oidc_client_id": ""},
        {"oidc_roles": {}},
        {"oidc_roles": {"it": "root"}},
        {"oidc_roles": {"it": {"role": "viewer", "is_admin": True}}},
    ],
)
def test_a_provider_is_set_up_wholly_or_not_at_all(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(ELSEWHERE | wrong)
