"""The facts of a generated sample are the truth the generator wrote beside it: nothing lost, nothing twice, no merging.

What belongs here: whole tables of facts against whole tables of truth. What does not: single quirks
(``tests/models/cases``).
"""

from __future__ import annotations

import polars as pl
import pytest
from warehouse_runs import AS_OF

from tests.models.generative.truth_and_facts import (
    PERSON_KEY,
    Compared,
    dates_as_written,
    difference,
    implausibly_born,
    person_keys,
    sample_and_facts,
)

SEVEN = ("ALPINE", "CONTRA COSTA", "LOS ANGELES", "SACRAMENTO", "SAN FRANCISCO", "SAN JOAQUIN", "YOLO")
LEVELS = {"F": "felony", "M": "misdemeanor", "I": "infraction"}
STAGES = {"ARREST/DETAINED/CITED": "arrest", "COURT ACTION": "court", "JUVENILE COURT": "court"}
PREFIXES = {"664": "attempt", "182": "conspiracy"}
# A letter behind the number can be part of it: 496A is a section of its own, and so might be 487A, 417A1. The facts
# leave it open (parse_status ambiguous). 314.1 is a section as courts write it. A code before its section is not read.
PARTS = ("code_book", "section", "subdivision_path")
READ_OTHERWISE: dict[str, tuple[str | None, str | None, str | None]] = {
    "496A PC-RSP": ("PC", "496A", ""),
    "487A PC-GRAND THEFT": ("PC", "487A", ""),
    "417A1 PC-EXHIBIT WEAPON": ("PC", "417A", "(1)"),
    "HS 11357-POSSESS MARIJUANA": (None, None, None),
}
RELIEF = {
    "1203.4": {"relief_dismissed_1203_4", "relief_dismissed_1203_4a"},
    "17(b)": {"relief_reduced_17b"},
    "1170.18": {"relief_prop47"},
    "11361.8": {"relief_prop64", "relief_sealed"},
    "sealed": {"relief_sealed", "relief_conviction_automatic"},
}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((1_500, 20260711, SEVEN), id="seven counties"),
        pytest.param((30_000, 58, None), id="all counties", marks=pytest.mark.long),
    ],
)
def compared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Compared:
    people, seed, counties = request.param
    return sample_and_facts(tmp_path_factory.mktemp("truth"), people, seed, counties)


@pytest.fixture(scope="module")
def persons(compared: Compared) -> pl.DataFrame:
    """Each step with the person of the facts it belongs to."""
    keys = person_keys(compared.truth("people"))
    return compared.truth("events").join(keys, on=["true_person", "second_presentation"])


@pytest.fixture(scope="module")
def counts(compared: Compared, persons: pl.DataFrame) -> pl.DataFrame:
    """Each true charge once, as the facts are to have it."""
    step = ["true_person", "cycle", "step"]
    shared = persons.select(*step, "person", "cycle_date", "event_date_text")
    frame = compared.truth("counts").join(shared, on=step).with_columns(_read_sections())
    same_count = ["step_type", "event_date", "count"]
    number = pl.col("count_order_text").str.strip_chars().replace(["NULL", "-"], "")
    frame = frame.with_columns(number=number, is_readable=number.str.contains(r"^[0-9]{12}$"))
    told = ["person", "parts", "number", "charge_text"]
    of_original = frame.select(
        "true_person", *same_count, *(pl.col(name).alias(f"original_{name}") for name in told), copy_of_cycle="cycle"
    )
    frame = frame.join(of_original, on=["true_person", "copy_of_cycle", *same_count], how="left")
    same = {name: (pl.col(name) == pl.col(f"original_{name}")).fill_null(False) for name in told}
    # Told twice under two cycle numbers: only a shared case number and a readable count number can show it.
    is_told_twice = same["person"] & same["parts"] & pl.col("is_readable") & pl.col("case_number").is_not_null()
    # Without a readable number, equal rows are rows of one count: nothing tells the two apart.
    is_merged = same["person"] & same["number"] & same["charge_text"] & ~pl.col("is_readable")
    return frame.with_columns(
        is_told_twice=is_told_twice,
        is_merged=is_merged,
        stage=pl.col("step_type").replace_strict(STAGES, default=None),
        case=pl.when(pl.col("second_case_number").is_null())
        .then("case_number")
        .otherwise(pl.concat_list("case_number", "second_case_number").list.sort().list.join("+")),
    ).with_columns(dates_as_written("event_date_text"))


def _read_sections() -> pl.Expr:
    def read(row: dict[str, str | None]) -> dict[str, str | None]:
        section, subdivisions = row["final_section"], row["final_subdivisions"] or ""
        parts = (row["final_code_book"], section, subdivisions if section else None)
        is_shown = not row["charge_is_in_comment"]
        if is_shown and parts[:2] == ("PC", "314"):
            parts = ("PC", "314.1", "")
        elif is_shown and not row["is_convicted_of_other"]:  # else the columns of the conviction speak
            parts = READ_OTHERWISE.get(row["charge_text"] or "", parts)
        return dict(zip(PARTS, parts, strict=True))

    needed = ["charge_text", "charge_is_in_comment", "is_convicted_of_other"]
    final = ["final_code_book", "final_section", "final_subdivisions"]
    fields = pl.Struct(dict.fromkeys(PARTS, pl.String))
    return pl.struct(needed + final).map_elements(read, return_dtype=fields).alias("parts")


@pytest.fixture(scope="module")
def told(counts: pl.DataFrame) -> pl.DataFrame:
    """The counts that are charges, with the columns that are compared."""
    is_juvenile = pl.col("disposition").str.starts_with("JUV") | (pl.col("is_juvenile") & (pl.col("stage") == "court"))
    return (
        counts.filter(pl.col("stage").is_not_null() & ~pl.col("is_told_twice"))
        .unnest("parts")
        .with_columns(
            level=pl.col("recorded_level").replace_strict(LEVELS, default="unknown"),
            charge_prefix=pl.when(pl.col("section").is_not_null()).then(
                pl.col("final_prefix").replace_strict(PREFIXES, default=None)
            ),
            disposition_text=pl.when(pl.col("disposition") != "").then("disposition"),
            disposition_day=pl.when("disposition_date_is_written").then("disposition_date"),
            juvenile=is_juvenile,
            conviction=pl.col("is_conviction") & ~is_juvenile,
        )
    )


CHARGE = ["person", "stage", "county", "case", "cycle_date", "date_precision", "date_earliest", "date_latest"]
CHARGED = ["code_book", "section", "subdivision_path", "charge_prefix"]
FACTS_OF_CHARGES = f"""
    select {PERSON_KEY}, charge_id, charge_stage as stage, charges.county_name as county,
        charges.case_number_key as "case", charges.arrest_date_earliest as cycle_date,
        charges.event_date_precision as date_precision, charges.event_date_earliest as date_earliest,
        charges.event_date_latest as date_latest, code_book, section, subdivision_path, charge_prefix, parse_status,
        charges.level, disposition_text, disposition_date_earliest as disposition_day, charges.is_juvenile as juvenile,
        is_conviction as conviction, record_status, has_conflicting_facts, is_in_repeated_cycle
    from intermediate.int_charges as charges
    join intermediate.int_people as people on charges.person_id = people.person_id
"""


@pytest.fixture(scope="module")
def charges(told: pl.DataFrame) -> pl.DataFrame:
    """The charges the facts are to have."""
    return told.filter(~pl.col("is_merged"))


@pytest.fixture(scope="module")
def found_charges(compared: Compared, counts: pl.DataFrame) -> pl.DataFrame:
    """The charges of the facts. Two numbers joined by a hyphen stay one: a hyphen can be part of a number."""
    several = counts.filter(pl.col("second_case_number").is_not_null()).select(
        hyphenated=pl.col("case_number") + pl.col("second_case_number"), apart="case"
    )
    return (
        compared.facts(FACTS_OF_CHARGES)
        .join(several.unique("hyphenated"), left_on="case", right_on="hyphenated", how="left")
        .with_columns(case=pl.coalesce("apart", "case"))
    )


def test_each_file_is_accepted_and_rejected_as_written(compared: Compared) -> None:
    files = compared.truth("files").select(
        "file", "county", "physical_lines", "header_lines", "accepted_lines", "rejected_lines"
    )
    found = compared.facts(
        "select file_name as file, county_name as county, physical_lines, header_lines, "
        "accepted_rows as accepted_lines, rejected_lines from intake.deliveries"
    )
    assert difference(files, found) == ""
    rows = compared.facts("select count(*) as n from staging.stg_ca__history_rows")["n"].item()
    assert rows == files["accepted_lines"].sum()


def test_exactly_the_damaged_lines_are_rejected_each_with_its_reason(compared: Compared) -> None:
    found = compared.facts(
        "select file_name as file, source_line as line_number, reason from restricted.rejects join intake.deliveries "
        "using (delivery_id)"
    )
    assert difference(compared.truth("malformed_lines"), found) == ""


def test_every_repaired_line_is_counted_by_its_kind(compared: Compared) -> None:
    repaired = dict(compared.truth("repaired_lines").group_by("kind").len().iter_rows())
    settings = compared.warehouse.settings
    receipts = [pl.read_json(path) for path in (settings.intake / "ca").glob("*/receipt.json")]
    found: dict[str, int] = {}
    for receipt in receipts:
        for kind, number in (receipt["repaired"].item() or {}).items():
            found[kind] = found.get(kind, 0) + (number or 0)
    assert {kind: number for kind, number in found.items() if number} == repaired


def test_persons_are_told_apart_by_state_id_and_never_merged_on_a_guess(
    compared: Compared, persons: pl.DataFrame
) -> None:
    expected = persons.group_by("person").agg(subjects=pl.col("subject").unique().sort().str.join(" "))
    found = compared.facts(
        f"select {PERSON_KEY}, array_to_string(issuer_person_ids, ' ') as subjects "
        "from intermediate.int_people as people"
    )
    assert difference(expected, found) == ""


def test_names_races_sexes_and_statuses_are_those_of_the_person(compared: Compared, persons: pl.DataFrame) -> None:
    people = compared.truth("people").select("true_person", "name", "sex", "races")
    expected = (
        persons.join(people, on="true_person")
        .group_by("person")
        .agg(
            person_name=pl.col("name").first(),
            sex_code=pl.col("sex").first(),
            is_deceased=(pl.col("step_type") == "DECEASED").any(),
            has_registration=(pl.col("step_type") == "REGISTRATION").any(),
            races=pl.col("races").first().list.sort().list.join(" "),
            seen=pl.col("second_presentation").n_unique(),
        )
    )
    found = compared.facts(
        f"select {PERSON_KEY}, person_name, sex_code, is_deceased, has_registration, "
        "array_to_string(race_codes, ' ') as races from intermediate.int_people as people"
    )
    # Of two persons made of one by two CIIs each shows the race of its own presentation only.
    whole = expected.filter((pl.col("seen") == 2) | (pl.col("races").str.len_chars() == 1)).drop("seen")
    assert difference(whole, found.join(whole.select("person"), on="person")) == ""


@pytest.fixture(scope="module")
def born(compared: Compared, persons: pl.DataFrame) -> pl.DataFrame:
    """The birth date of each person as written, where one alone is written."""
    people = compared.truth("people").filter(pl.col("birth_date_texts").list.len() == 1)
    return (
        people.with_columns(text=pl.col("birth_date_texts").list.first())
        .with_columns(dates_as_written("text"))
        .join(persons.select("true_person", "person").unique(), on="true_person")
        .select(
            "person", birth_date_earliest="date_earliest", birth_date_latest="date_latest",
            birth_date_precision=pl.col("date_precision").replace_strict(
                {"day": "day", "year": "partial", "month": "partial"}, default="unknown"
            ),
        )
    )  # fmt: skip


def test_a_birth_date_keeps_what_is_known_of_it_and_one_that_cannot_be_is_not_known(
    compared: Compared, persons: pl.DataFrame, charges: pl.DataFrame, born: pl.DataFrame
) -> None:
    cannot_be = pl.col("person").is_in(implausibly_born(born, persons, charges, AS_OF).to_list())
    expected = born.with_columns(
        pl.when(~cannot_be).then("birth_date_earliest").alias("birth_date_earliest"),
        pl.when(~cannot_be).then("birth_date_latest").alias("birth_date_latest"),
        pl.when(cannot_be).then(pl.lit("implausible")).otherwise("birth_date_precision").alias("birth_date_precision"),
    )
    found = compared.facts(
        f"select {PERSON_KEY}, birth_date_earliest, birth_date_latest, birth_date_precision "
        "from intermediate.int_people as people"
    )
    assert difference(expected, found.join(expected.select("person"), on="person")) == ""


def test_every_true_charge_is_there_exactly_once(charges: pl.DataFrame, found_charges: pl.DataFrame) -> None:
    assert difference(charges.select(CHARGE + CHARGED), found_charges.select(CHARGE + CHARGED)) == ""
    assert found_charges["charge_id"].n_unique() == len(found_charges)


@pytest.mark.parametrize("fact", ["level", "disposition_text", "disposition_day", "juvenile", "conviction"])
def test_each_fact_of_a_charge_is_the_recorded_one(
    charges: pl.DataFrame, found_charges: pl.DataFrame, fact: str
) -> None:
    columns = ["person", "stage", "county", "date_earliest", "section", "subdivision_path", fact]
    assert difference(charges.select(columns), found_charges.select(columns)) == ""


def test_equally_new_files_that_agree_raise_no_doubt(found_charges: pl.DataFrame) -> None:
    assert found_charges["record_status"].unique().to_list() == ["current"]
    doubted = found_charges.filter("has_conflicting_facts")
    assert doubted["is_in_repeated_cycle"].all()  # a cycle told twice may be worded in two ways


def test_only_a_charge_told_twice_is_marked_as_repeated(counts: pl.DataFrame, found_charges: pl.DataFrame) -> None:
    twice = counts.filter(pl.col("is_told_twice") & pl.col("stage").is_not_null())
    assert found_charges["is_in_repeated_cycle"].sum() == len(twice)


def test_a_further_charge_that_only_the_comment_names_is_flagged(counts: pl.DataFrame, compared: Compared) -> None:
    pleaded = counts.filter(pl.col("stage").is_not_null() & ~pl.col("is_told_twice")).unnest("parts")
    other = ["further_code_book", "further_section"]
    expected = pleaded.filter(
        pl.col("further_section").is_not_null()
        & (pl.struct(other).struct.rename_fields(["b", "s"]) != pl.struct(b="code_book", s="section"))
    ).select("person", "date_earliest", "section")  # fmt: skip
    found = compared.facts(
        f"select {PERSON_KEY}, event_date_earliest as date_earliest, section from intermediate.int_charges as charges "
        "join intermediate.int_people as people using (person_id) where has_further_charge_in_comment"
    )
    assert difference(expected, found) == ""


def test_only_letters_that_may_be_part_of_the_section_are_ambiguous(found_charges: pl.DataFrame) -> None:
    ambiguous = found_charges.filter(pl.col("parse_status") == "ambiguous")
    assert set(ambiguous["section"]) <= {"417A", "487A", "496A"}
    assert found_charges.filter(pl.col("section").is_not_null())["parse_status"].is_in(["parsed", "ambiguous"]).all()


def test_every_sentence_part_stands_with_its_count(compared: Compared, told: pl.DataFrame) -> None:
    of_charge = ["person", "county", "date_earliest", "section", "subdivision_path", "level"]
    count = ["true_person", "cycle", "step", "count"]
    expected = compared.truth("sentence_parts").join(told, on=count).select(
        *of_charge, "kind", length=pl.when(pl.col("length_text") != "").then("length_text"), unit="time_code"
    )  # fmt: skip
    found = compared.facts(
        f"select {PERSON_KEY}, charges.county_name as county, event_date_earliest as date_earliest, section, "
        "subdivision_path, level, sentence_location_code as kind, sentence_length_code as length, "
        "sentence_unit_code as unit from intermediate.int_sentences as sentences "
        "left join intermediate.int_charges as charges using (charge_id) "
        "left join intermediate.int_people as people on sentences.person_id = people.person_id"
    )
    assert difference(expected, found) == ""


def test_steps_that_are_no_charge_are_kept_as_events(compared: Compared, persons: pl.DataFrame) -> None:
    steps = persons.with_columns(dates_as_written("event_date_text"))
    others = steps.filter(~pl.col("step_type").is_in([*STAGES]))
    columns = ["person", "step_type", "county", "date_precision", "date_earliest", "date_latest"]
    found = compared.facts(
        f"select distinct {PERSON_KEY}, step_type_code as step_type, county_name as county, "
        "event_date_precision as date_precision, event_date_earliest as date_earliest, "
        "event_date_latest as date_latest from intermediate.int_events as events "
        "join intermediate.int_people as people on events.person_id = people.person_id "
        "where step_type_code not in ('ARREST/DETAINED/CITED', 'COURT ACTION', 'JUVENILE COURT')"
    )
    assert difference(others.select(columns).unique(), found) == ""


def test_relief_given_before_is_known_by_its_kind(compared: Compared, counts: pl.DataFrame) -> None:
    granted = counts.filter(pl.col("relief").is_not_null()).select("person", kind="relief").unique()
    found = compared.facts(
        f"select distinct {PERSON_KEY}, event_type from intermediate.int_events as events "
        "join intermediate.int_people as people on events.person_id = people.person_id "
        "where starts_with(event_type, 'relief_')"
    )
    kinds = {kind: [each for each, types in RELIEF.items() if kind in types] for kind in found["event_type"].unique()}
    told = {(person, kind) for person, kind in granted.iter_rows()}
    read = [(person, kinds[event_type]) for person, event_type in found.iter_rows()]
    assert sum(not any((person, kind) in told for kind in possible) for person, possible in read) == 0
    by_person: dict[str, set[str]] = {}
    for person, possible in read:
        by_person.setdefault(person, set()).update(possible)
    assert sum(kind not in by_person.get(person, set()) for person, kind in told) == 0


def test_every_planted_contradiction_of_ids_is_found(compared: Compared, persons: pl.DataFrame) -> None:
    people = compared.truth("people")
    shown = persons.select("true_person", "second_presentation", "person").unique()
    pairs = shown.group_by("true_person").agg(pl.col("person").unique().sort().str.join(" / "))

    def of_kind(kind: str) -> set[str]:
        chosen = people.filter(pl.col("identity_kind") == kind).join(pairs, on="true_person")
        return set(chosen.filter(pl.col("person").str.contains(" / "))["person"])

    last_eight: set[str] = set()
    for row in people.filter(pl.col("identity_kind") == "ciis_share_last_eight").iter_rows(named=True):
        first = shown.filter(
            (pl.col("true_person") == row["shares_last_eight_with"]) & ~pl.col("second_presentation")
        )["person"].item()  # fmt: skip
        mine = shown.filter(pl.col("true_person") == row["true_person"])["person"][0]
        last_eight.add(" / ".join(sorted((first, mine))))
    two_dates = (
        people.join(shown.unique(["true_person", "person"]), on="true_person")
        .explode("birth_date_texts")
        .with_columns(dates_as_written("birth_date_texts"))
        .filter((pl.col("date_precision") == "day") & (pl.col("identity_kind") == "two_birth_dates"))
        .group_by("person").agg(pl.col("date_earliest").n_unique()).filter(pl.col("date_earliest") > 1)
    )  # fmt: skip
    found: dict[str, set[str]] = {}
    for row in _conflicts(compared):
        found.setdefault(row["conflict_type"], set()).add(row["pair"])
    assert _gap(of_kind("one_subject_id_two_ciis"), found["issuer_id_with_two_state_ids"]) == (0, 0)
    assert _gap(last_eight, found["state_ids_share_last_eight_digits"]) == (0, 0)
    assert _gap(set(two_dates["person"] + " / " + two_dates["person"]), found["two_birth_dates"]) == (0, 0)
    alike = people.filter(pl.col("birth_date_kind").is_not_null()).join(pairs, on="true_person")["person"]
    assert not of_kind("two_ciis_two_subject_ids") - found["same_name_and_birth_date"] - set(alike)


def _conflicts(compared: Compared) -> list[dict[str, str]]:
    rows = compared.warehouse.rows(
        f"""
        with named as (select person_id, {PERSON_KEY} from intermediate.int_people as people)
        select conflict_type, array_to_string(list_sort([one.person, other.person]), ' / ') as pair
        from intermediate.int_identity_conflicts as conflicts
        join named as one on conflicts.person_id = one.person_id
        join named as other on conflicts.other_person_id = other.person_id
        """
    )
    return [dict(row) for row in rows]


def _gap(expected: set[str], found: set[str]) -> tuple[int, int]:
    """How many are lacking, how many too many; the ids themselves are nobody's business."""
    return len(expected - found), len(found - expected)
