from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from ng911risk_api.headers import report_policy


def test_each_style_sheet_of_the_page_is_admitted_by_its_hash() -> None:
    policy = report_policy(b"<style>a{}</style><style>b{}\n</style>")

    for style in (b"a{}", b"b{}\n"):
        assert f"'sha256-{b64encode(sha256(style).digest()).decode()}'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy


def test_a_page_without_style_gets_none() -> None:
    assert "style-src 'none'" in report_policy(b"<p>")
