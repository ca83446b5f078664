from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.cli.reading import (
    read_evidence_file,
    read_folder,
    read_inventory_bytes,
    read_inventory_file,
)
from ng911risk.content import load_catalog
from ng911risk.errors import InputError, SignatureError
from ng911risk.signing import signed_evidence
from ng911risk.signing.keys import PrivateKey, new_key
from tests.cli.small import SITE_YAML
from tests.signing.lab_samples import RUN, evidence_of

_EVIDENCE = """\
evidence:
  - mitigation: exercises
    scope: [cad]
    verdict: effective
    observed: The exercise of June was attended by all.
    method: document
    on: 2026-06-30
"""


def test_an_inventory_is_read(site: Path) -> None:
    read = read_inventory_file(site, load_catalog())

    assert read.inventory.site.name == "Elm County 9-1-1"
    assert read.file == "site.yaml"


def test_what_the_catalogue_does_not_know_is_refused_at_its_line(site: Path) -> None:
    spoiled = SITE_YAML.replace("mitigation: exercises", "mitigation: exercizes")

    with pytest.raises(InputError) as caught:
        read_inventory_bytes(spoiled.encode(), load_catalog(), file="site.yaml")

    [problem] = caught.value.problems
    assert problem.row == len(SITE_YAML.splitlines())
    assert problem.field == "controls[0].mitigation"
    assert problem.hint == "Did you mean 'exercises'?"


def test_who_wants_the_good_rows_hears_what_counts_for_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    spoiled = SITE_YAML.replace("mitigation: exercises", "mitigation: exercizes")

    read_inventory_bytes(spoiled.encode(), load_catalog(), file="s.yaml", good_rows_only=True)

    assert "Left out: s.yaml:" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["yaml", "json"])
def test_evidence_is_read(site: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"evidence.{ending}"
    text = _EVIDENCE if ending == "yaml" else '{"evidence": []}'
    path.write_text(text, "utf-8")
    catalog = load_catalog()

    evidence = read_evidence_file(path, catalog, read_inventory_file(site, catalog))

    assert [one.mitigation for one in evidence] == (["exercises"] if ending == "yaml" else [])


def test_without_a_file_there_is_no_evidence(site: Path) -> None:
    catalog = load_catalog()

    assert read_evidence_file(None, catalog, read_inventory_file(site, catalog)) == ()


def test_evidence_about_nothing_is_refused_at_its_line(site: Path, tmp_path: Path) -> None:
    path = tmp_path / "evidence.yaml"
    path.write_text(_EVIDENCE.replace("[cad]", "[cat]"), "utf-8")
    catalog = load_catalog()

    with pytest.raises(InputError) as caught:
        read_evidence_file(path, catalog, read_inventory_file(site, catalog))

    [problem] = caught.value.problems
    assert (problem.file, problem.row, problem.hint) == ("evidence.yaml", 3, "Did you mean 'cad'?")


def test_a_folder_is_one(tmp_path: Path) -> None:
    assert read_folder(tmp_path) == tmp_path
    with pytest.raises(InputError):
        read_folder(tmp_path / "nowhere")


# --- signed evidence -----------------------------------------------------------------------


def signed_file(folder: Path, key: PrivateKey, *, site: str = "Elm County 9-1-1") -> Path:
    whole = signed_evidence.of_run(evidence_of(RUN, mitigation="exercises"), RUN, site=site)
    path = folder / "lab.signed.json"
    path.write_bytes(signed_evidence.sign(whole, key))
    return path


def key_file(folder: Path, key: PrivateKey) -> Path:
    path = folder / "lab.pub.pem"
    path.write_bytes(key.public.pem)
    return path


def test_signed_evidence_is_read_with_the_key_of_whoever_signed_it(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, catalog = new_key(), load_catalog()
    read = read_inventory_file(site, catalog)

    path, public = signed_file(tmp_path, key), key_file(tmp_path, key)
    [seen] = read_evidence_file(path, catalog, read, public)

    assert seen.lab is not None
    assert seen.lab.signed_by == key.public.id
    assert f"signed with the key {key.public.id}" in capsys.readouterr().err


def test_without_a_key_nobody_vouches_for_signed_evidence(site: Path, tmp_path: Path) -> None:
    catalog = load_catalog()
    read = read_inventory_file(site, catalog)

    with pytest.raises(InputError) as caught:
        read_evidence_file(signed_file(tmp_path, new_key()), catalog, read)

    [problem] = caught.value.problems
    assert "name the public key of whoever has to have signed it" in problem.message
    assert "--evidence-key" in problem.hint


def test_evidence_of_somebody_else_or_of_another_centre_is_refused(
    site: Path, tmp_path: Path
) -> None:
    key, catalog = new_key(), load_catalog()
    read = read_inventory_file(site, catalog)
    other = key_file(tmp_path, new_key())

    with pytest.raises(SignatureError, match="not trusted here"):
        read_evidence_file(signed_file(tmp_path, key), catalog, read, other)
    with pytest.raises(InputError, match="speaks of 'Oak'"):
        read_evidence_file(
            signed_file(tmp_path, key, site="Oak"), catalog, read, key_file(tmp_path, key)
        )


def test_a_key_for_evidence_that_is_not_signed_or_not_there_is_refused(
    site: Path, tmp_path: Path
) -> None:
    catalog, public = load_catalog(), key_file(tmp_path, new_key())
    read = read_inventory_file(site, catalog)
    plain = tmp_path / "lab.yaml"
    plain.write_text(_EVIDENCE)

    with pytest.raises(InputError, match="not signed"):
        read_evidence_file(plain, catalog, read, public)
    with pytest.raises(InputError, match="goes with --evidence"):
        read_evidence_file(None, catalog, read, public)
