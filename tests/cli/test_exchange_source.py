from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ng911risk.cli.exchange_source import Asked, sourced
from ng911risk.errors import ConflictError, InputError, NotFoundError, SignatureError
from ng911risk.exporters.exchange.given import Wishes
from ng911risk.exporters.exchange.installation import installation_of, key_of
from ng911risk.signing import signed_report
from ng911risk.signing.keys import new_key
from ng911risk.store import LOCAL, Store
from tests.cli import signed
from tests.store.conftest import post_one, seal_one
from tests.store.sample import NOW


def test_an_inventory_is_assessed_and_has_the_same_ids_everywhere(site: Path) -> None:
    found = sourced(Asked(source=str(site), at=signed.AT))
    given = found.exchange(Wishes())

    assert found.whole == signed.assessed().whole
    assert given.site == key_of(given.inventory.site)
    assert given.installation == installation_of(given.inventory.site)
    assert given.seal == ""
    assert given.report.made_at.isoformat() == "2026-03-01T12:00:00+00:00"


def test_a_signed_report_holds_everything(tmp_path: Path) -> None:
    report, _, public = signed.put(tmp_path)

    found = sourced(Asked(source=str(report), key=public))

    assert found.exchange(Wishes()) == signed.assessed().exchange(Wishes())
    assert found.document() == signed.assessed().document()


def test_without_a_key_it_is_said_that_nobody_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report, _, _ = signed.put(tmp_path)

    sourced(Asked(source=str(report)))

    assert "not checked" in capsys.readouterr().err


def test_a_signed_report_of_another_key_is_refused(tmp_path: Path) -> None:
    report, _, public = signed.put(tmp_path)
    public.write_bytes(new_key().public.pem)

    with pytest.raises(SignatureError):
        sourced(Asked(source=str(report), key=public))


def test_what_was_made_is_not_made_otherwise(tmp_path: Path) -> None:
    report, _, _ = signed.put(tmp_path)
    asked = Asked(source=str(report), at=signed.AT, evidence=report, intel=report)

    with pytest.raises(InputError) as error:
        sourced(asked)

    assert [one.file for one in error.value.problems] == ["--at", "--evidence", "--intel"]
    with pytest.raises(ConflictError):
        sourced(Asked(source=str(report), signed=False))


def test_a_key_for_an_inventory_is_no_signed_report_after_all(tmp_path: Path, site: Path) -> None:
    _, _, public = signed.put(tmp_path)

    with pytest.raises(InputError, match="signed"):
        sourced(Asked(source=str(site), key=public))


def test_an_installation_can_be_named(tmp_path: Path) -> None:
    report, _, public = signed.put(tmp_path)
    named = "11111111-1111-4111-8111-111111111111"

    found = sourced(Asked(source=str(report), key=public, installation=named))

    assert found.exchange(Wishes()).installation == named


def test_a_kept_assessment_comes_with_its_site_its_seal_and_one_installation(
    tmp_path: Path,
) -> None:
    path = str(tmp_path / "kept.sqlite")
    store = Store.open(path)
    with store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW).id
        post_one(rooms, site)
        head = seal_one(rooms, site)
    store.close()

    first = sourced(Asked(source=head.id, store=path)).exchange(Wishes())
    again = sourced(Asked(source=head.id, store=path)).exchange(Wishes())

    assert first == again
    assert (first.site, first.seal) == (site, head.content_hash)
    assert first.installation != installation_of(first.inventory.site)
    with pytest.raises(NotFoundError):
        sourced(Asked(source="0" * 32, store=path))
    with pytest.raises(InputError, match="no such database"):
        sourced(Asked(source=head.id, store=str(tmp_path / "none.sqlite")))


def test_another_edition_of_the_catalogue_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report, _, public = signed.put(tmp_path)
    whole = signed.assessed().whole
    other = whole.report.replace(whole.catalog_digest, "0" * 64)
    report.write_bytes(
        signed_report.sign(replace(whole, report=other, catalog_digest="0" * 64), signed.key())
    )

    sourced(Asked(source=str(report), key=public)).exchange(Wishes())

    assert "another edition of the catalogue" in capsys.readouterr().err
