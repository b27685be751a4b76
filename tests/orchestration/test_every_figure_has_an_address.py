"""Every figure of a release stands on a page under its id, with everything that makes it a figure one can question."""

from __future__ import annotations

import csv
import dataclasses
import html
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pytest
from release_with_more import SCENARIO
from site_pages import Read, read

from orchestration.reporting.releases.registry import Release, read_release
from orchestration.reporting.releases.verify import NUMBERS
from orchestration.reporting.site.building import ADDRESSES, rendered
from orchestration.reporting.site.contents import Contents, Earlier, Row
from orchestration.reporting.site.load_contents import LAST_VALUES, contents_of
from orchestration.reporting.site.sheets.all_sheets import address, every_sheet, pages_of_figures
from orchestration.reporting.site.sheets.sentences import WITHHELD
from orchestration.reporting.site.sheets.sheet import Card, Sheet
from orchestration.settings import load_settings

IDS = ("figure_id", "external_id")


@pytest.fixture(scope="module")
def release(published_once: Path) -> Release:
    return read_release(load_settings(home=published_once), 1)


@pytest.fixture(scope="module")
def site(published_once: Path, release: Release) -> Contents:
    return contents_of(load_settings(home=published_once), release.folder)


@pytest.fixture(scope="module")
def rows(release: Release) -> Mapping[str, tuple[str, Row]]:
    """Every row with an id of every table of the database that is handed out: its table and itself."""
    found: dict[str, tuple[str, Row]] = {}
    with duckdb.connect(str(release.folder / "impact.duckdb"), read_only=True) as connection:
        for (table,) in connection.execute("select table_name from duckdb_tables() order by all").fetchall():
            for row in connection.sql(f"from {table}").pl().to_dicts():
                (name,) = (name for name in IDS if name in row)  # no table has rows without an id
                assert row[name] not in found, f"{row[name]} is the id of two figures"
                found[row[name]] = table, row
    assert {table for table, _ in found.values()} >= {"suppression", "external", "outcomes", "levels"}
    return found


@pytest.fixture(scope="module")
def pages(release: Release) -> dict[str, Read]:
    folder = release.folder / "site"
    return {
        str(path.relative_to(folder)): read(path) for path in folder.rglob("*.html") if path.parent.name != "models"
    }


@pytest.fixture(scope="module")
def sheets(site: Contents) -> Mapping[str, Sheet]:
    return {sheet.path: sheet for sheet in every_sheet(site)}


def test_every_id_of_every_table_leads_to_one_page_that_has_it(
    release: Release, rows: Mapping[str, tuple[str, Row]], pages: dict[str, Read]
) -> None:
    with (release.folder / "site" / ADDRESSES).open(encoding="utf-8", newline="") as file:
        told = [(line["figure_id"], line["page"]) for line in csv.DictReader(file)]
    assert len(told) == len(dict(told)) == len(rows) > 10_000
    assert set(dict(told)) == set(rows)
    for figure_id, page in told:
        assert pages[page].ids.count(figure_id) == 1, f"{page}: {figure_id}"


def test_on_its_page_a_figure_has_all_that_a_figure_needs(
    site: Contents, rows: Mapping[str, tuple[str, Row]], pages: dict[str, Read], sheets: Mapping[str, Sheet]
) -> None:
    """Definition, numerator, denominator, SQL, dates, law, gates, what it does not mean, last values, a sentence."""
    cards = 0
    for figure_id, path in pages_of_figures(site).items():
        table, row = rows[figure_id]
        if table == "external":
            continue
        text = " ".join(pages[path].text.split())
        for said in ("Numerator", "Denominator", "How it was counted", "All passed", site.facts["law_version"]):
            assert said in text, f"{path}: {said}"
        for said in (site.facts["as_of_date"], site.facts["data_as_of_latest"]):
            assert said in text, f"{path}: {said}"
        if path not in sheets:
            assert "What it does not mean" in text and "The last values" in text and "To quote" in text
            continue
        (section,) = (one for one in sheets[path].sections if any(card.figure_id == figure_id for card in one.cards))
        (card,) = (one for one in section.cards if one.figure_id == figure_id)
        meaning = section.meaning
        for said in (meaning.numerator, meaning.denominator, *meaning.does_not_mean, card.sentence, card.sql):
            assert said and " ".join(said.split()) in text, f"{path}: {said}"
        assert meaning.does_not_mean and (meaning.model in site.models or meaning.how in text)
        assert_is_told(table, row, card)
        cards += 1
    assert cards > 9_000


def assert_is_told(table: str, row: Row, card: Card) -> None:
    """The card says what the release says, and what that withholds it says of no count."""
    columns = ("count",) if "count" in row else NUMBERS[table]
    counts = [row[column] for column in columns]
    if all(count is None for count in counts):
        assert "withheld" in card.value and card.sentence == WITHHELD
    else:
        assert f"figure {row['figure_id']})." in card.sentence and "invented people" in card.sentence
        assert "{" not in card.sentence, "no blank is left open"
    numbers = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", card.value)}
    for count in counts:
        if count is not None and table != "gap":
            assert count in numbers, f"{row['figure_id']}: {card.value}"
    assert [(number, value) for number, _, value, _ in card.last] == [(1, card.value)]


def test_the_sql_of_a_figure_gives_its_row(
    release: Release, rows: Mapping[str, tuple[str, Row]], sheets: Mapping[str, Sheet]
) -> None:
    with duckdb.connect(str(release.folder / "impact.duckdb"), read_only=True) as connection:
        for sheet in sheets.values():
            for section in sheet.sections:
                card = section.cards[-1]
                assert connection.sql(card.sql).pl().to_dicts() == [rows[card.figure_id][1]], card.sql


def test_numbers_lead_to_their_figures(pages: dict[str, Read], site: Contents) -> None:
    told = {address(figure_id, path) for figure_id, path in pages_of_figures(site).items()}
    for name, least in (
        ("counties/los-angeles.html", 300),
        ("counties.html", 50),
        ("gap.html", 200),
        ("stuck.html", 40),
    ):
        root = "../" * name.count("/")
        links = {link.removeprefix(root) for link in pages[name].links if "#" in link}
        assert len(links & told) > least, name
        for link in links & told:
            path, _, anchor = link.partition("#")
            assert unquote(anchor) in pages[path].ids


def test_the_last_six_values_stand_beside_each_with_what_was_said_since(site: Contents) -> None:
    sheet = next(one for one in every_sheet(site) if "felony_free" in one.path)
    figure_id = sheet.sections[0].cards[0].figure_id
    row = {"figure_id": figure_id, "count": 1234, "not_known": 0, "denominator": 4321, "share": 0.2856}
    earlier = [Earlier(number, f"2025-0{number}-01", "", {figure_id: row}) for number in range(1, LAST_VALUES)]
    earlier[0] = dataclasses.replace(earlier[0], withdrawn="wrong delivery")
    earlier[1] = dataclasses.replace(earlier[1], rows={})
    longer = dataclasses.replace(site, history=[*earlier, site.history[-1]])
    told = next(one for one in every_sheet(longer) if one.path == sheet.path)
    last = told.sections[0].cards[0].last
    assert len(last) == LAST_VALUES
    assert last[1][1:] == ("2025-05-01", "1,234 of 4,321 (28.6 %)", "")
    assert last[-1][1:] == ("2025-01-01", "1,234 of 4,321 (28.6 %)", "wrong delivery")
    assert last[-2][2] == "no such figure"


def test_what_was_wrong_of_a_group_is_said_beside_it(site: Contents) -> None:
    sheet = next(one for one in every_sheet(site) if "felony_free" in one.path)
    figure_id = sheet.sections[0].cards[0].figure_id
    wrong = {"figure_id": figure_id, "column": "count", "published": "38", "right": "39", "reason": "counted twice"}
    told = dict(rendered(dataclasses.replace(site, errata=[wrong])))
    card = told[sheet.path].partition(f'id="{html.escape(figure_id)}"')[2].partition("</section>")[0]
    assert "count was published as 38; right is 39. counted twice" in card


def test_a_hostile_name_of_a_group_is_words_on_the_page_and_nothing_else(site: Contents) -> None:
    evil = 'O\'Neil "<script>alert(1)</script>" & co'
    row = next(one for one in site.tables["levels_by_group"] if one["group_kind"] == "offense_group")
    named = {**row, "group_code": evil, "figure_id": f"levels/eligible/people/offense_group={evil}"}
    changed = dataclasses.replace(site, tables={**site.tables, "levels_by_group": [named]})
    told = dict(rendered(changed))
    path = pages_of_figures(changed)[named["figure_id"]]
    assert "<script" not in told[path]
    assert evil in html.unescape(told[path])
    (card,) = (
        card
        for sheet in every_sheet(changed)
        for section in sheet.sections
        for card in section.cards
        if card.figure_id == named["figure_id"]
    )
    assert "O''Neil" in card.sql
    assert " " not in address(named["figure_id"], path) and '"' not in address(named["figure_id"], path)


def test_what_is_left_out_of_a_scenario_is_said_with_the_reason(site: Contents) -> None:
    told = {**SCENARIO, "headlines": [], "headlines_left_out": 2, "is_counted": False, "units": []}
    for scenarios, is_said in (([told], True), ([{**SCENARIO, "headlines": [], "headlines_left_out": 0}], False)):
        text = dict(rendered(dataclasses.replace(site, scenarios=scenarios)))["scenarios.html"]
        assert ("How many would gain or lose relief is not told" in text) is is_said
        assert ('id="left-out"' in text and "fewer than five possibilities" in text) is is_said
        assert ("(2 are left out)" in text) is is_said
        assert ("would gain relief</th>" in text) is not is_said
