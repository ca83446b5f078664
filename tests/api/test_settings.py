from __future__ import annotations

import pytest
from pydantic import ValidationError

from ng911risk_api.settings import Settings


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
