"""Templates are plain files with days and hashes: an edit without the register is refused, a batch keeps its own."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from orchestration.filing.documents.kept_templates import find_faults_of_set, find_set, keep_templates
from orchestration.filing.documents.templates import REGISTER, TEMPLATES, TemplateError, read_templates_in_force
from orchestration.filing.documents.typesetting import Typesetter
from orchestration.filing.documents.writing import write_documents

from .invented import BATCH

DAY = date(2026, 6, 1)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the templates that a test can edit."""
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    return tmp_path / "templates"


def rows(folder: Path, whose: str = "ca") -> list[dict[str, str]]:
    with (folder / whose / REGISTER).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def register(folder: Path, told: list[dict[str, str]]) -> None:
    with (folder / "ca" / REGISTER).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(told[0]))
        writer.writeheader()
        writer.writerows(told)


def edited(folder: Path, name: str, words: str, others: str) -> None:
    """Other words in a template, and its new hash in the register."""
    path = folder / "ca" / name
    assert words in path.read_text()
    path.write_text(path.read_text().replace(words, others))
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    register(folder, [row | ({"sha256": found} if row["file"] == name else {}) for row in rows(folder)])


@pytest.mark.parametrize("folder", ["neutral", "ca"])
def test_the_register_names_every_template_with_its_hash_and_no_other(folder: str) -> None:
    told = rows(TEMPLATES, folder)
    assert {row["file"] for row in told} == {path.name for path in (TEMPLATES / folder).glob("*.typ")}
    for row in told:
        content = (TEMPLATES / folder / row["file"]).read_bytes()
        assert row["sha256"] == hashlib.sha256(content).hexdigest(), f"{row['file']}: put its SHA-256 into {REGISTER}"


def test_no_template_takes_anything_from_elsewhere() -> None:
    for path in TEMPLATES.glob("*/*.typ"):
        for name in re.findall(r'(?:import|include|read|json|csv|image|plugin)\(?\s*"([^"]*)"', path.read_text()):
            own, neutral = path.parent / name, TEMPLATES / "neutral" / name
            assert (own.is_file() or neutral.is_file()) and "@" not in name, path.name


def test_nothing_printed_is_lost_to_a_semicolon() -> None:
    """In Typst ``#name;`` ends the expression and the semicolon is not printed."""
    for path in TEMPLATES.glob("*/*.typ"):
        for line in path.read_text().splitlines():
            if not line.lstrip().startswith(("//", "#import", "#let", "#show", "#set")):
                assert not re.search(r"#[\w.-]+;|[\])}];\s", line), f"{path.name}: {line}"


def test_an_edited_template_is_refused_until_the_register_names_it(own: Path, tmp_path: Path) -> None:
    order = own / "ca" / "order.typ"
    before = order.read_text()
    order.write_text(before.replace("THE COURT ORDERS", "IT IS ORDERED"))
    with pytest.raises(TemplateError, match=r"order\.typ has the SHA-256 [0-9a-f]{64}"):
        write_documents(BATCH, tmp_path / "one", templates=own)
    order.write_text(before)
    edited(own, "order.typ", "THE COURT ORDERS", "IT IS ORDERED")
    assert write_documents(BATCH, tmp_path / "two", templates=own)


def test_an_edit_of_what_a_template_takes_from_is_refused_too(own: Path) -> None:
    page = own / "neutral" / "page.typ"
    page.write_text(page.read_text() + "\n")
    with pytest.raises(TemplateError, match=r"page\.typ has the SHA-256"):
        read_templates_in_force("ca", DAY, own).used("order")


def test_a_batch_that_was_begun_with_other_words_is_not_written_with_these(tmp_path: Path) -> None:
    begun = replace(BATCH, templates={"order": "0" * 64})
    with pytest.raises(TemplateError, match="started with another version of the template 'order'"):
        write_documents(begun, tmp_path)


def test_a_batch_is_set_with_what_it_was_begun_with_whatever_is_edited_later(own: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    begun = keep_templates(kept, "ca", "court_order", DAY, own)
    assert keep_templates(kept, "ca", "court_order", DAY, own) == begun
    content = replace(BATCH, templates=begun.hashes)
    before = write_documents(content, tmp_path / "before", templates=own)
    edited(own, "order.typ", "THE COURT ORDERS", "IT IS ORDERED")
    with pytest.raises(TemplateError, match="started with another version of the template 'order'"):
        write_documents(content, tmp_path / "refused", templates=own)
    after = write_documents(content, tmp_path / "after", templates=find_set(kept, begun.template_set, "ca"))
    assert [path.read_bytes() for path in after] == [path.read_bytes() for path in before]
    assert json.loads((tmp_path / "after" / "documents.json").read_text())["templates"] == begun.hashes
    now = keep_templates(kept, "ca", "court_order", DAY, own)
    assert (now.template_set != begun.template_set, now.hashes["order"] != begun.hashes["order"]) == (True, True)
    # A review by counsel changes what is printed and no template: that is another set too.
    register(own, [row | ({"reviewed_by": "D. Counsel"} if row["file"] == "order.typ" else {}) for row in rows(own)])
    reviewed = keep_templates(kept, "ca", "court_order", DAY, own)
    assert (reviewed.hashes, reviewed.template_set != now.template_set) == (now.hashes, True)


def test_a_set_that_is_gone_or_changed_is_never_used(own: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    begun = keep_templates(kept, "ca", "operation_of_law", DAY, own)
    assert set(begun.hashes) == {"court_notice", "department_letter", "page", "summary", "wording"}
    assert find_faults_of_set(kept, begun, "ca") == []
    folder = find_set(kept, begun.template_set, "ca") / "ca"
    (folder / "summary.typ").write_text("other words")
    assert find_faults_of_set(kept, begun, "ca") == ["its kept template summary was changed"]
    (folder / REGISTER).write_text((folder / REGISTER).read_text() + "\n")
    with pytest.raises(TemplateError, match="was changed"):
        find_set(kept, begun.template_set, "ca")
    shutil.rmtree(kept)
    (gone,) = find_faults_of_set(kept, begun, "ca")
    assert "are gone: restore the folder" in gone


def test_a_new_wording_holds_from_its_day_on(own: Path) -> None:
    new = own / "ca" / "order_2027.typ"
    new.write_text((own / "ca" / "order.typ").read_text().replace("THE COURT ORDERS", "IT IS ORDERED"))
    told = rows(own)
    (old,) = [row for row in told if row["template_id"] == "order"]
    coming = old | {
        "file": new.name,
        "effective_from": "2027-01-01",
        "sha256": hashlib.sha256(new.read_bytes()).hexdigest(),
    }
    old["effective_to"] = "2026-12-31"
    register(own, [*told, coming])
    assert read_templates_in_force("ca", date(2026, 12, 31), own).named("order").file == "order.typ"
    assert read_templates_in_force("ca", date(2027, 1, 1), own).named("order").file == "order_2027.typ"
    old["effective_to"] = ""
    register(own, [*told, coming])
    with pytest.raises(TemplateError, match="two templates 'order'"):
        read_templates_in_force("ca", date(2027, 1, 1), own)


def test_a_state_without_templates_has_the_neutral_ones_and_takes_the_place_of_some(own: Path, tmp_path: Path) -> None:
    neutral, of_ca = (read_templates_in_force(state, DAY, own) for state in ("zz", "ca"))
    assert {template.folder.name for template in neutral.in_force.values()} == {"neutral"}
    assert (neutral.named("order").folder.name, of_ca.named("order").folder.name) == ("neutral", "ca")
    assert {template.template_id: template.folder.name for template in of_ca.used("order")} == {
        "order": "ca", "page": "neutral", "wording": "ca",
    }  # fmt: skip
    with pytest.raises(TemplateError, match="no templates are registered"):
        read_templates_in_force("zz", DAY, tmp_path / "elsewhere")


def test_a_day_without_a_template_is_said(own: Path) -> None:
    with pytest.raises(TemplateError, match="no template 'poem' is in force"):
        read_templates_in_force("ca", DAY, own).named("poem")


def test_a_review_by_counsel_takes_the_mark_away(own: Path, tmp_path: Path) -> None:
    from .invented import text_of

    register(own, [row | ({"reviewed_by": "D. Counsel"} if row["file"] == "order.typ" else {}) for row in rows(own)])
    write_documents(BATCH, tmp_path, templates=own)
    assert "not reviewed by counsel" not in text_of(tmp_path / "order_proposed.pdf")
    assert "not reviewed by counsel" in text_of(tmp_path / "motion_proposed.pdf")


def test_what_the_typesetter_complains_of_shows_no_name(own: Path) -> None:
    page = own / "ca" / "order.typ"
    page.write_text("#let content = json(bytes(sys.inputs.content))\n#panic(content.county)\n")
    told = [row for row in rows(own) if row["file"] != "order.typ"]
    (order,) = [row for row in rows(own) if row["file"] == "order.typ"]
    register(own, [*told, order | {"sha256": hashlib.sha256(page.read_bytes()).hexdigest()}])
    with pytest.raises(TemplateError) as failed:
        Typesetter(read_templates_in_force("ca", DAY, own), DAY).set_document("order", {"county": 'SYNTHNAME" JOSE'})
    assert "order.typ" in str(failed.value)
    assert "SYNTHNAME" not in str(failed.value) and "JOSE" not in str(failed.value)
