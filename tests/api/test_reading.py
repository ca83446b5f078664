from __future__ import annotations

import pytest
from starlette.exceptions import HTTPException

from ng911risk.errors import InputError
from ng911risk_api.deps import Posted
from ng911risk_api.messages import NewAssessment, NewSite
from ng911risk_api.reading import read_json

JSON = "application/json"


def test_an_empty_body_means_the_defaults_where_that_is_allowed() -> None:
    assert read_json(NewAssessment, Posted(body=b"", media=""), may_be_empty=True) == (
        NewAssessment()
    )
    with pytest.raises(InputError):
        read_json(NewSite, Posted(body=b"", media=JSON))


def test_another_form_is_refused_even_if_it_could_be_read() -> None:
    with pytest.raises(HTTPException) as caught:
        read_json(NewSite, Posted(body=b'{"name": "a"}', media="text/plain"))

    assert caught.value.status_code == 415
