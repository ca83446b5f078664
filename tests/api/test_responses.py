from __future__ import annotations

from ng911risk_api.responses import problems


def test_each_status_is_described_as_a_problem_document() -> None:
    described = problems(404, 422)

    assert list(described) == [404, 422]
    assert "example" in described[422]["content"]["application/problem+json"]
    assert "example" not in described[404]["content"]["application/problem+json"]
