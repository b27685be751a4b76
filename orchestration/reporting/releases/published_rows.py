"""The rows of a release: a fixed list by state, law and as-of date, the same whoever is counted.

If a row were there only where somebody is, its absence would say zero. So each published table has a row for every
group of a list, and what the lists do not have is not published. Ids of rows are made as ``models/marts/metrics`` makes
them, since a row may count nobody in the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations, product
from typing import Any

import polars as pl

from orchestration.law.cleared_charges import clears_charges
from orchestration.law.relief_ways import read_relief_ways
from orchestration.law.tables import read_table
from orchestration.reporting.comparison.compare_scenarios import UNITS
from orchestration.reporting.metrics.ledger_tables import read_stages
from orchestration.reporting.metrics.store import STATEWIDE, Catalogue, list_reliefs, read_catalogue
from orchestration.reporting.releases.groups import POSSIBLY, WORDS, Groups, list_published
from orchestration.reporting.releases.registry import read_rows
from orchestration.settings import Settings

ALL, LIVING, DECEASED, NOT_KNOWN = "all", "living", "deceased", "not known"
PEOPLE, ENTRIES = "people", ("convictions", "charges", "arrests")
YEARS_BEFORE, YEARS_AHEAD, YEARS_REPORTED, MONTHS_AHEAD = 50, 10, 10, 60
"""Published years of convictions, years and months in which something falls due, and years of reports."""
AGES = (
    "17 and under", "18 to 20", "21 to 24", "25 to 34", "35 to 44", "45 to 54", "55 to 64", "65 and over", NOT_KNOWN,
)  # fmt: skip
"""Age bands of the living (``dbt_project/macros/groups.sql``)."""
STEPS = (
    "convicted", "not_in_scope", "in_scope", "not_eligible", "relieved_before", "eligible_later", "missing_fact",
    "review", "eligible", "not_proposed", "with_us", "prosecutor", "court", "state_record", "ended", "recorded",
)  # fmt: skip
"""Steps of the funnel (``metrics_funnel``)."""
LEVELS = {
    "eligible": "in_scope", "became_eligible": "in_scope", "eligible_later": "in_scope", "in_review": "in_scope",
    "undeterminable": "in_scope", "filed": "became_eligible", "granted": "filed",
}  # fmt: skip
RECORDS = {
    "some_relief": {PEOPLE: "with_record"},
    "felony_free": {PEOPLE: "with_felony", "convictions": "felonies"},
    "conviction_free": {PEOPLE: "with_conviction", "convictions": "convictions"},
    "record_free": {PEOPLE: "with_record", "convictions": "convictions"},
    "recent_free": {PEOPLE: "with_recent", "convictions": "recent_convictions"},
}
POLICIES = {
    "in_scope": None, "with_felony": None, "with_conviction": None, "with_recent_conviction": None,
    "some_relief": "in_scope", "no_felony": "with_felony",
    "no_conviction": "with_conviction", "no_recent_conviction": "with_recent_conviction",
}  # fmt: skip
"""Metrics with what they are counted among (null: nothing)."""
DISPARITY = (
    "eligible/in_scope", "filed/eligible", "granted/filed", "granted/in_scope", "in_review/in_scope",
    "undeterminable/in_scope",
)  # fmt: skip
GAP = {"given_in_time": "could_have_been_given", "too_early_to_tell": "became_eligible"}
GAP_YEARS = ("1", "3", "5")
TRAITS = (ALL, "race", "sex", "age")
ENTRY_GROUPS = ("offense_group", "year")
CROSSED = ("race and sex", "race and age")
BY_COUNTY = (ALL, "race", "age")
"""What is broken down by county. Sex and crossed groups are broken down in the whole state only: of two large codes and
a small one, rounding gives the small one away in some county; years and offenses of a county are too few."""
KEY = ["metric", "unit", "law", "variant", "place", "group_by", "group_code", "status"]
Kinds = Iterable[Mapping[str, Any]]
Cells = Iterable[tuple[str, str, str]]


@dataclass(frozen=True)
class Lists:
    """What the rows of a release are made of: the state's places, groups and laws, and the year and month of the run.
    ``remedies``: id to unit and to how relief is given. ``reliefs``: those that courts order. ``has_charges``: charges
    without a conviction are a unit of relief."""

    places: Sequence[str]
    codes: Mapping[str, Sequence[str]]
    remedies: Mapping[str, Mapping[str, str]]
    policies: Sequence[str]
    reliefs: Sequence[str]
    as_of: date
    has_charges: bool = False

    def list_cells(self, group_bys: Sequence[str], by_county: Sequence[str] = ()) -> list[tuple[str, str, str]]:
        """List place, group_by and group_code of groups in the whole state, and of some in every place."""
        cells = [(STATEWIDE, group_by, code) for group_by in group_bys for code in self.codes[group_by]]
        return cells + [(place, name, code) for place in self.places for name in by_county for code in self.codes[name]]

    def list_laws(self, unit: str) -> list[str]:
        """List the remedies that reach a unit of the figures."""
        return [
            remedy
            for remedy, about in self.remedies.items()
            if unit not in ENTRIES or (unit == "arrests") == (about["unit"] == "arrest")
        ]


def read_lists(settings: Settings, groups: Groups, as_of: date) -> Lists:
    """Read the lists of the state: its vocabulary, its law tables, and the groups of releases."""
    models, state = settings.models, settings.state

    def read_words(name: str, column: str) -> list[str]:
        rows = read_rows(models / "staging" / state / "vocabulary" / f"{state}_{name}.csv")
        return list(dict.fromkeys(row[column] for row in rows if row[column]))

    remedies = {row["remedy_id"]: row for row in read_table(models, state, "remedies")}
    places = [*(name.upper() for name in read_words("counties", "county_name")), "ELSEWHERE", "UNKNOWN"]
    race, sex = (list_published(groups, trait) for trait in ("race", "sex"))
    books, levels = read_words("code_books", "code_book"), [*read_words("levels", "level"), "unknown"]
    elements = [row["element"] for row in read_table(models, state, "elements")]
    years = range(as_of.year, as_of.year + YEARS_AHEAD)
    sets = list(chain.from_iterable(combinations(sorted(remedies), size + 1) for size in range(len(remedies))))
    codes: dict[str, Sequence[str]] = {
        ALL: [ALL],
        "race": race,
        "sex": sex,
        "age": AGES,
        "race and sex": [", ".join(pair) for pair in product(race, sex)],
        "race and age": [", ".join(pair) for pair in product(race, AGES)],
        POSSIBLY: [code for code, group in groups["race"].items() if code == group and code not in WORDS],
        "offense_group": [*(" ".join(pair) for pair in product(books, levels)), "not understood", "arrest"],
        "year": [*(str(as_of.year - back) for back in range(YEARS_BEFORE)), NOT_KNOWN],
        "year_due": [*map(str, years), "day not known"],
        "fact": [*dict.fromkeys(elements), "several facts", "the finding itself"],
        "state": [*read_stages(), "not in the ledger"],
        "county_set": [*places, "several counties"],
        "law": [" and ".join(one) for one in sets],
        "any law": [*(" or ".join(one) for one in sets), "no law alone"],
    }
    policies = [row["scenario"] for row in read_table(models, state, "scenarios")]
    reliefs = [relief for relief, _ in list_reliefs(models, state)]
    return Lists(places, codes, remedies, policies, reliefs, as_of, clears_charges(models, state))


def list_rows(lists: Lists) -> pl.DataFrame:
    """List every row of a release but those of scenarios: its key, its id, what it is counted among, whether something
    of it may be unknown, and whether it rests on the ledger."""
    catalogue = read_catalogue(has_charges=lists.has_charges)
    sections = (
        ("levels", _list_levels(lists, catalogue), _id_of_level("levels", "metric", "unit")),
        ("records", _list_records(lists, catalogue), _id_of_record()),
        ("outcomes", _list_outcomes(lists, catalogue),
         _join("=outcomes", "law", "place", "group_by", "group_code", "status", "variant", "unit")),
        ("policies", _list_policies(lists),
         _join("=figures", "law", "place", "group_by", "group_code", "status",
               pl.col("metric").str.strip_prefix("policy_"), "unit")),
        ("disparity", _list_disparity(lists), _join("=disparity", "law", "group_by", "group_code", "variant")),
        ("gap", _list_gap(lists, catalogue),
         _join("=gap", "unit", "law", "group_by", "group_code", _unless("variant", "", "1"), "metric")),
        ("calendar", _list_calendar(lists, catalogue),
         _join("=calendar", "law", "place", "unit", pl.col("variant").str.split("-").list.first(), "variant")),
        ("funnel", _list_funnel(lists), _id_of_step()),
        ("reports", _list_reports(lists), _id_of_report()),
    )  # fmt: skip
    frames = [
        _cross(kinds, cells).with_columns(figure_id.alias("figure_id"), pl.lit(section).alias("section"))
        for section, pairs, figure_id in sections
        for kinds, cells in pairs
    ]
    rows = pl.concat(frames, how="vertical")
    on_ledger = (pl.col("group_by") == "state") | pl.col("metric").is_in(["became_eligible", "filed", "granted"])
    never = pl.col("section").is_in(["outcomes", "policies", "calendar"])
    rests = pl.when(pl.col("section") == "levels").then(on_ledger).otherwise(~never)
    return rows.with_columns(rests.alias("rests_on_ledger")).drop("section")


def list_scenario_rows(name: str, lists: Lists, headlines: pl.DataFrame) -> pl.DataFrame:
    """List the rows of a compared scenario: who would gain and lose relief, and the headlines under it."""
    kinds = [
        {**_kind(f"scenario_{word}", unit, law=name, variant=variant), "status": ALL}
        for word, entry in product(("gains", "losses"), UNITS.values())
        for unit, variant in ((entry.split(" ")[0], ""), (PEOPLE, entry))
    ]
    cells = lists.list_cells((ALL, "race"), (ALL,))
    figure_id = _join("metric", "law", "unit", _unless("variant", ""), "place", "group_by", "group_code")
    changed = _cross(kinds, cells).with_columns(
        figure_id.alias("figure_id"), pl.lit(value=False).alias("rests_on_ledger")
    )
    under = headlines.with_columns(
        pl.lit("scenario_headlines").alias("metric"),
        pl.lit(name).alias("law"),
        pl.col("figure_id").alias("variant"),
        pl.concat_str(pl.lit(f"scenario_headlines/{name}/"), "figure_id").alias("figure_id"),
    )
    return pl.concat([changed, under.select(changed.columns)])


def fill_rows(figures: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return a figure for each row, in the columns of ``figures``: a row that counts nobody is zero."""
    counted = figures.drop("figure_id", "denominator_name", "ledger_event")
    filled = rows.join(counted, on=KEY, how="left", maintain_order="left")
    among, perhaps = pl.col("denominator_name").is_not_null(), pl.col("may_be_unknown")
    return filled.with_columns(
        *(pl.col(name).fill_null(0) for name in ("count", "people")),
        *(pl.when(among).then(pl.col(name).fill_null(0)) for name in ("denominator", "denominator_people")),
        *(pl.when(perhaps).then(pl.col(name).fill_null(0)) for name in ("not_known", "not_known_people")),
        pl.when("rests_on_ledger").then(pl.lit(figures["ledger_event"].max(), dtype=pl.Int64)).alias("ledger_event"),
        pl.coalesce("value_unit", "unit_of_value").alias("value_unit"),
    ).select(figures.columns)


def _list_levels(lists: Lists, catalogue: Catalogue) -> Iterator[tuple[Kinds, Cells]]:
    told = [(metric, unit) for metric in LEVELS for unit in catalogue[metric]["units"]]
    kinds = [_kind(metric, unit, among=LEVELS[metric], perhaps=metric == "eligible") for metric, unit in told]
    of_laws = [{**kind, "law": law} for kind in kinds for law in lists.list_laws(kind["unit"])]
    in_state = (*TRAITS, *ENTRY_GROUPS)
    yield kinds, lists.list_cells((*in_state, *CROSSED), BY_COUNTY)
    yield of_laws, lists.list_cells(in_state, (ALL,))
    yield [{**kind, "status": DECEASED} for kind in (*kinds, *of_laws)], lists.list_cells((ALL,), (ALL,))
    for kind in kinds:
        alone = {**kind, "denominator_name": None, "may_be_unknown": False}
        parts = [name for name in catalogue[kind["metric"]]["parts"] if name not in TRAITS]
        yield [alone], lists.list_cells(parts)


def _list_records(lists: Lists, catalogue: Catalogue) -> Iterator[tuple[Kinds, Cells]]:
    for metric, units in RECORDS.items():
        for unit, among in units.items():
            kinds = [_kind(metric, unit, variant=name, among=among, perhaps=True)
                     for name in catalogue[metric]["variants"]]  # fmt: skip
            now = [kind for kind in kinds if not kind["variant"].startswith("if_filed_granted/")]
            later = [kind for kind in kinds if kind not in now]
            entries = ENTRY_GROUPS if unit != PEOPLE else ()
            of_laws = [{**kind, "law": law, "variant": f"{kind['variant']}/{way}"}
                       for kind in now for law in lists.remedies for way in ("alone", "without")]  # fmt: skip
            yield now, lists.list_cells((*TRAITS, *entries, *CROSSED), BY_COUNTY)
            yield [*later, *of_laws], lists.list_cells((ALL,))
            yield [{**kind, "status": DECEASED} for kind in now], lists.list_cells((ALL,), (ALL,))
            yield [{**kind, "status": DECEASED} for kind in (*later, *of_laws)], lists.list_cells((ALL,))
            parts = [(STATEWIDE, "law", code) for code in lists.codes["any law"]]
            yield [{**kind, "denominator_name": None, "may_be_unknown": False} for kind in now], parts


def _list_outcomes(lists: Lists, catalogue: Catalogue) -> Iterator[tuple[Kinds, Cells]]:
    words = catalogue["outcome"]
    kinds = [
        _kind("outcome", unit, law=law, variant=variant, among="determined")
        for unit, law, variant in product(words["units"], lists.remedies, words["variants"])
    ]
    yield kinds, lists.list_cells(TRAITS, BY_COUNTY)
    yield [{**kind, "status": DECEASED} for kind in kinds], lists.list_cells((ALL,), (ALL,))


def _list_policies(lists: Lists) -> Iterator[tuple[Kinds, Cells]]:
    metrics = {**POLICIES, **dict.fromkeys(lists.reliefs, "in_scope")}
    kinds = [
        _kind(f"policy_{metric}", unit, law=law, among=among, perhaps=True)
        for (metric, among), unit, law in product(metrics.items(), (PEOPLE, "convictions"), lists.policies)
    ]
    yield kinds, lists.list_cells(TRAITS, (ALL,))
    yield [{**kind, "status": DECEASED} for kind in kinds], lists.list_cells((ALL,), (ALL,))


def _list_disparity(lists: Lists) -> Iterator[tuple[Kinds, Cells]]:
    kinds = [
        _kind("stage", PEOPLE, law=law, variant=variant, among=variant.split("/")[1])
        for law, variant in product(("ALL", *lists.remedies), DISPARITY)
    ]
    yield kinds, lists.list_cells((*TRAITS, POSSIBLY))


def _list_gap(lists: Lists, catalogue: Catalogue) -> Iterator[tuple[Kinds, Cells]]:
    units = catalogue["current_gap"]["units"]
    laws = [(unit, law) for unit in units for law in (("ALL",) if unit == PEOPLE else ()) + (*lists.list_laws(unit),)]
    kinds = [
        _kind(metric, unit, law=law, variant=years, among=among, perhaps=True)
        for (metric, among), (unit, law), years in product(GAP.items(), laws, GAP_YEARS)
    ]
    kinds += [_kind("current_gap", unit, law=law, among="became_eligible") for unit, law in laws]
    yield kinds, lists.list_cells((ALL, "race"))


def _list_calendar(lists: Lists, catalogue: Catalogue) -> Iterator[tuple[Kinds, Cells]]:
    first = lists.as_of.year * 12 + lists.as_of.month - 1
    months = [f"{month // 12}-{month % 12 + 1:02}" for month in range(first, first + MONTHS_AHEAD)]
    units = catalogue["calendar"]["units"]
    kinds = [
        _kind("calendar", unit, law=law, variant=month)
        for unit, law, month in product(units, lists.remedies, (*months, NOT_KNOWN))
    ]
    yield kinds, lists.list_cells((ALL,), (ALL,))


def _list_funnel(lists: Lists) -> Iterator[tuple[Kinds, Cells]]:
    ways = dict.fromkeys(about["relief_by"] for about in lists.remedies.values() if about["unit"] != "arrest")
    kinds = [
        {**_kind(metric, "convictions", law=way, variant=step), "status": status, "unit_of_value": value_unit}
        for (metric, value_unit), way, step, status in product(
            (("funnel", None), ("funnel_median_days", "days")), ways, STEPS, (ALL, LIVING, DECEASED)
        )
    ]
    yield kinds, lists.list_cells((ALL,), (ALL,))


def _list_reports(lists: Lists) -> Iterator[tuple[Kinds, Cells]]:
    years = [*(str(lists.as_of.year - back) for back in range(YEARS_REPORTED)), NOT_KNOWN]
    ways_of_relief = read_relief_ways()
    by_law = [remedy for remedy, about in lists.remedies.items() if not ways_of_relief[about["relief_by"]].asks_a_court]
    kinds = [
        *(_kind("granted_in_year", "lines", law=law, variant=year) for law in by_law for year in years),
        *(_kind("prohibited_in_year", "convictions", law=law, variant=year)
          for law in by_law if lists.remedies[law]["unit"] != "arrest" for year in years),
        *(_kind("progress", "lines", law=law, variant=variant, among="identified") for law in lists.remedies
          for variant in ("processed", "challenged", "outstanding", "not_pursued", "not_in_the_ledger")),
        *(_kind("ever_challenged", "lines", law=law) for law in lists.remedies),
    ]  # fmt: skip
    yield [{**kind, "status": ALL} for kind in kinds], lists.list_cells((ALL,), (ALL,))


def _kind(
    metric: str, unit: str, *, law: str = "ALL", variant: str = "", among: str | None = None, perhaps: bool = False
) -> dict[str, Any]:
    return {"metric": metric, "unit": unit, "law": law, "variant": variant, "status": LIVING,
            "denominator_name": among, "may_be_unknown": perhaps, "unit_of_value": None}  # fmt: skip


def _cross(kinds: Kinds, cells: Cells) -> pl.DataFrame:
    of_kinds = dict.fromkeys(_kind("", ""), pl.String) | {"may_be_unknown": pl.Boolean}
    of_cells = dict.fromkeys(("place", "group_by", "group_code"), pl.String)
    left = pl.DataFrame(list(kinds), schema=of_kinds, orient="row")
    return left.join(pl.DataFrame(list(cells), schema=of_cells, orient="row"), how="cross")


def _join(*parts: str | pl.Expr) -> pl.Expr:
    """An id: words between slashes, lower case, without spaces. ``=word`` is the word itself; null is no word."""
    words = [pl.lit(part[1:]) if isinstance(part, str) and part.startswith("=") else part for part in parts]
    joined = pl.concat_str(words, separator="/", ignore_nulls=True)
    return joined.str.to_lowercase().str.replace_all(" ", "-")


def _unless(column: str, word: str, instead: str | None = None) -> pl.Expr:
    return pl.when(pl.col(column) == word).then(pl.lit(instead, dtype=pl.String)).otherwise(column)


def _id_of_group() -> pl.Expr:
    kind, code = pl.col("group_by"), pl.col("group_code")
    named = kind.replace({"year": "year_of_event", "year_due": "year"}) + "=" + code
    crossed = [
        pl.when(kind == name).then("race=" + code.str.replace(", ", f"/{name.split(' and ')[1]}=")) for name in CROSSED
    ]
    return pl.when(kind != ALL).then(pl.coalesce(*crossed, named))


def _id_of_level(*begins: str | pl.Expr, law: bool = True, ends: pl.Expr | None = None) -> pl.Expr:
    """As the macro ``level_id``."""
    place = pl.when(pl.col("place") != STATEWIDE).then("county=" + pl.col("place"))
    laws = [pl.when(pl.col("law") != "ALL").then("remedy=" + pl.col("law"))] if law else []
    deceased = pl.when(pl.col("status") == DECEASED).then("status")
    return _join(
        *(f"={begins[0]}", *begins[1:]), place, *laws, _id_of_group(), deceased, *([] if ends is None else [ends])
    )


def _id_of_record() -> pl.Expr:
    words = pl.col("variant").str.split("/").list
    basis, viewer, way = (words.get(at, null_on_oob=True) for at in range(3))
    return _id_of_level("levels", "metric", "unit", basis, viewer, law=False, ends=way + "=" + pl.col("law"))


def _id_of_step() -> pl.Expr:
    step = _join("=funnel", "law", "place", "variant", _unless("status", ALL))
    return pl.when(pl.col("metric") == "funnel").then(step).otherwise(_id_by_columns())


def _id_of_report() -> pl.Expr:
    word = pl.col("metric").str.strip_suffix("_in_year")
    year = _join("=relief_by_year", "law", "place", word, "variant", _unless("status", ALL))
    return pl.when(pl.col("metric").str.ends_with("_in_year")).then(year).otherwise(_id_by_columns())


def _id_by_columns() -> pl.Expr:
    """As ``metrics`` makes the id of rows without one."""
    group = pl.when(pl.col("group_by") != ALL).then(pl.col("group_by") + "=" + pl.col("group_code"))
    return _join("metric", "unit", "law", _unless("variant", ""), "place", group, "status")
