from __future__ import annotations

from pathlib import Path

from ng911risk.signing.keys import new_key
from tests.cli.conftest import Run
from tests.cli.lab_room import room

FILLED = {
    'authoriser: ""': "authoriser: the county",
    'purpose: ""': "purpose: acceptance",
    'contact: ""': "contact: 555-0100",
    'lab_attestation: ""': "lab_attestation: two racks without a line out",
    'token: ""': f'token: "{"ab" * 32}"',
}


def filled(run: Run, folder: Path) -> Path:
    draft = folder / "scope.yaml"
    assert run("lab", "authorise", "--draft", "-o", draft).exit_code == 0
    text = draft.read_text("utf-8")
    for empty, said in FILLED.items():
        assert text.count(empty) == 1, empty
        text = text.replace(empty, said)
    draft.write_text(text, "utf-8")
    return draft


def key_in(folder: Path) -> Path:
    path = folder / "key.pem"
    path.write_bytes(new_key().pem())
    return path


def test_a_draft_lists_everything_that_has_to_be_said(run: Run, tmp_path: Path) -> None:
    draft, out = tmp_path / "scope.yaml", tmp_path / "s.json"
    run("lab", "authorise", "--draft", "-o", draft)

    result = run("lab", "authorise", draft, "--key", key_in(tmp_path), "-o", out)

    assert result.exit_code == 2
    for field in ("authoriser", "purpose", "contact", "lab_attestation", "beacon.token"):
        assert field in result.stderr
    assert not out.exists()


def test_a_filled_draft_is_shown_and_signed_when_confirmed(run: Run, tmp_path: Path) -> None:
    draft, out = filled(run, tmp_path), tmp_path / "s.json"
    words = ("lab", "authorise", draft, "--key", key_in(tmp_path), "-o", out)

    refused = run(*words, answers="n\n")
    agreed = run(*words, answers="y\n")

    assert refused.exit_code == 1
    assert "10.91.0.0/24 (esinet)" in refused.stderr
    assert agreed.exit_code == 0, agreed.stderr
    assert out.is_file()


def test_a_scope_is_never_replaced_unasked(run: Run, tmp_path: Path) -> None:
    draft = filled(run, tmp_path)

    assert run("lab", "authorise", "--draft", "-o", draft).exit_code == 1
    assert "the county" in draft.read_text("utf-8")


def test_targets_are_drafted_from_what_has_an_address_in_the_scope(
    run: Run, site: Path, tmp_path: Path
) -> None:
    made, out = room(tmp_path), tmp_path / "t.yaml"

    result = run("lab", "targets", site, "--scope", made.scope, "--authoriser", made.key, "-o", out)

    assert result.exit_code == 0, result.stderr
    assert out.read_text("utf-8").startswith("targets:")


def test_a_key_beside_the_scope_is_remarked_upon(run: Run, site: Path, tmp_path: Path) -> None:
    made = room(tmp_path)
    beside = tmp_path / "authoriser.pub.pem"
    made.key.rename(beside)

    result = run(
        "lab", "targets", site, "--scope", made.scope, "--authoriser", beside,
        "-o", tmp_path / "t.yaml",
    )  # fmt: skip

    assert "lies beside the scope" in result.stderr


def test_the_beacon_refuses_an_address_that_is_not_its_own(run: Run, tmp_path: Path) -> None:
    result = run("lab", "beacon", "--key", key_in(tmp_path), "--address", "not an address")

    assert result.exit_code != 0
