from __future__ import annotations

from ng911risk_api.auth.secrets import form_token, hash_of, is_form_token, new_secret


def test_no_two_secrets_are_alike_and_a_prefix_tells_what_one_is() -> None:
    secrets = {new_secret("ng911_") for _ in range(100)}

    assert len(secrets) == 100
    assert all(one.startswith("ng911_") and len(one) == 6 + 43 for one in secrets)


def test_a_hash_does_not_hold_the_secret() -> None:
    assert len(hash_of("secret")) == 64
    assert hash_of("secret") != hash_of("secret ")


def test_the_token_of_a_form_is_of_its_session_alone() -> None:
    one, other = new_secret(), new_secret()

    assert is_form_token(one, form_token(one))
    assert not is_form_token(one, form_token(other))
    assert not is_form_token(one, "")
    assert not is_form_token(one, "\u00e4")
