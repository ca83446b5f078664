from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from ng911risk.signing import signed_report
from ng911risk.signing.keys import new_key, read_private, read_public
from tests.cli import signed
from tests.cli.conftest import Run


def test_a_new_key_is_private_and_its_public_half_is_not(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"

    result = run("sign", "--new-key", path)

    public = read_public((tmp_path / "key.pub.pem").read_bytes(), file="p")
    assert result.exit_code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_private(path.read_bytes(), file="k").public.id == public.id
    assert public.id in result.stdout


def test_a_key_is_never_replaced_unasked(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    run("sign", "--new-key", path)
    first = path.read_bytes()

    assert run("sign", "--new-key", path).exit_code == 1
    assert path.read_bytes() == first
    path.unlink()
    assert run("sign", "--new-key", path).exit_code == 1, "the public one is there still"
    assert not path.exists()
    assert run("sign", "--new-key", path, "--force").exit_code == 0


def test_a_passphrase_protects_the_key(run: Run, site: Path, tmp_path: Path) -> None:
    path, out = tmp_path / "key.pem", tmp_path / "r.json"

    made = run("sign", "--new-key", path, "--passphrase", answers="horse\nhorse\n")
    wrong = run("sign", site, "--key", path, "-o", out, answers="cow\n")
    right = run("sign", site, "--key", path, "-o", out, answers="horse\n")

    assert made.exit_code == 0
    assert b"ENCRYPTED" in path.read_bytes()
    assert wrong.exit_code == 2
    assert "passphrase" in wrong.stderr
    assert right.exit_code == 0, right.stderr
    assert out.is_file()


def test_an_inventory_is_assessed_and_signed(run: Run, site: Path, tmp_path: Path) -> None:
    _, private, public = signed.put(tmp_path)
    out = tmp_path / "new.json"

    result = run("sign", site, "--key", private, "--at", signed.AT, "-o", out)

    key = read_public(public.read_bytes(), file="p")
    whole = signed_report.verify(out.read_bytes(), key, file="new.json")
    assert result.exit_code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert whole.inputs.inventory.site.name == "Elm County 9-1-1"
    assert out.read_bytes() == signed.signed(), "same inventory, moment and key: same bytes"


def test_a_sealed_assessment_is_signed_with_its_seal(run: Run, site: Path, tmp_path: Path) -> None:
    _, private, public = signed.put(tmp_path)
    store, out = tmp_path / "kept.sqlite", tmp_path / "r.json"
    kept = run("assess", site, "--store", store, "--at", signed.AT).stderr
    id = kept.split("assessment ")[1].split()[0]

    result = run("sign", id, "--store", store, "--key", private, "-o", out)

    whole = signed_report.verify(
        out.read_bytes(), read_public(public.read_bytes(), file="p"), file="r.json"
    )
    assert result.exit_code == 0, result.stderr
    assert whole.seal in kept
    assert run("verify", out, "--key", public, "--reproduce").exit_code == 0


def test_nothing_is_overwritten_unasked(run: Run, tmp_path: Path) -> None:
    report, private, _ = signed.put(tmp_path)
    before = report.read_bytes()

    assert run("sign", tmp_path / "site.yaml", "--key", private, "-o", report).exit_code == 1
    assert report.read_bytes() == before


@pytest.mark.parametrize("kind", ["public", "noise", "missing"])
def test_a_key_that_will_not_do_is_told(run: Run, site: Path, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "some.pem"
    if kind != "missing":
        path.write_bytes(new_key().public.pem if kind == "public" else b"x")

    result = run("sign", site, "--key", path, "-o", tmp_path / "r.json")

    assert result.exit_code == 2
    assert not (tmp_path / "r.json").exists()


def test_what_is_missing_is_told(run: Run, site: Path, tmp_path: Path) -> None:
    assert "name what to sign" in run("sign").stderr
    assert "--new-key" in run("sign", site).stderr
    assert run("sign", site, "--new-key", tmp_path / "k.pem").exit_code == 2


def test_a_signed_report_is_not_signed_again(run: Run, tmp_path: Path) -> None:
    report, private, _ = signed.put(tmp_path)

    result = run("sign", report, "--key", private)

    assert result.exit_code == 1
    assert "signed already" in result.stderr


def test_the_file_goes_to_standard_output_without_a_name(
    run: Run, site: Path, tmp_path: Path
) -> None:
    _, private, _ = signed.put(tmp_path)

    result = run("sign", site, "--key", private, "--at", signed.AT)

    assert json.loads(result.stdout)["payloadType"] == signed_report.PAYLOAD_TYPE
