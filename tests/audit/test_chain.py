from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict

from ng911risk.audit import GENESIS, mac_of
from tests.audit.sample import KEY, entry


def test_a_code_can_be_computed_without_this_package() -> None:
    one = entry(1)
    text = json.dumps([GENESIS, asdict(one)], sort_keys=True, separators=(",", ":"))

    assert mac_of(KEY, GENESIS, one) == hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()


def test_a_code_depends_on_the_key_and_on_the_entry_before() -> None:
    assert mac_of(KEY, GENESIS, entry(1)) != mac_of(b"x" * 32, GENESIS, entry(1))
    assert mac_of(KEY, GENESIS, entry(1)) != mac_of(KEY, "1" * 64, entry(1))
