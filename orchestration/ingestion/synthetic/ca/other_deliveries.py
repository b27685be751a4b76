"""Other deliveries of a sample: supervision, registry, court records, petitions, transfers, with the truth about each.

Rows are drawn from the people, counts and sentence parts of a chunk. Every row is invented and is about a person of the
sample without identity quirks, or nobody. The layouts are Lookback's (docs/reference/other_deliveries.md).
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from orchestration.ingestion.synthetic.ca.counter import Keys, derive, draw_below, draw_chance, draw_uniform
from orchestration.ingestion.synthetic.ca.places import COUNTIES
from orchestration.ingestion.synthetic.ca.plan import Plan

SUPERVISED_RELEASE, COURT_RECORDS, PETITIONS = "supervised_release", "court_records", "petitions"
CASE_TRANSFERS, REGISTRY = "case_transfers", "registry"
_STREAM = 0x07E5
_PAROLE_DAYS = 3 * 365
_WAIT_FOR_HEARING = 45
_STATEWIDE = ""
_ASKING_TO_REGISTER = ("261", "261.5", "288", "289", "243.4", "290", "290.011", "314")
"""Sections of the sample that ask, or may ask, for a registration under Penal Code 290, or were failing to register."""
_LEVELS = {"F": "FELONY", "M": "M", "I": "INFRACTION"}


def draw(plan: Plan, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Draw the rows of one chunk by kind.

    ``county``: whose list has the row. ``what``: its expected result. ``true_person``: its person. The other columns
    are those of the layout, null if empty.
    """
    people = _select_plain_people(tables["people"])
    convictions = _select_court_counts(tables, people)
    return {
        SUPERVISED_RELEASE: _write_supervision(plan, tables, people),
        REGISTRY: _write_registry(plan, tables, people),
        COURT_RECORDS: _write_court_records(plan, convictions),
        PETITIONS: _write_petitions(plan, convictions),
        CASE_TRANSFERS: _write_case_transfers(plan, convictions),
    }


def _draw_sending_counties(plan: Plan, name: str) -> list[str]:
    """Draw half of the sample's counties, at least one."""
    names = plan.territory.names
    ranks = np.argsort(draw_uniform(derive(plan.root ^ _STREAM, plan.territory.places), name), kind="stable")
    return [names[at] for at in sorted(ranks[: (len(names) + 1) // 2].tolist())]


def _build_keys(plan: Plan, frame: pl.DataFrame, *columns: str) -> Keys:
    keys = derive(plan.root ^ _STREAM, frame[columns[0]].to_numpy().astype(np.int64))
    for column in columns[1:]:
        keys = derive(keys, frame[column].to_numpy().astype(np.int64))
    return keys


def _select_plain_people(people: pl.DataFrame) -> pl.DataFrame:
    """Select people without identity quirks who are in a file."""
    return people.filter(
        pl.col("identity_kind").is_null() & (pl.col("ciis").list.len() == 1) & (pl.col("counties").list.len() > 0)
    ).select(
        "true_person", pl.col("ciis").list.first().alias("CII_NUMBER"),
        pl.col("subject_ids").list.first().alias("SUBJECT_ID"),
    )  # fmt: skip


def _select_court_counts(tables: Mapping[str, pl.DataFrame], people: pl.DataFrame) -> pl.DataFrame:
    """Select court counts without quirks that are the only ones of their section in their case."""
    steps = tables["events"].select("true_person", "cycle", "step", "event_date_kind", "case_number_kind")
    return (
        tables["counts"]
        .filter(
            (pl.col("step_type") == "COURT ACTION") & ~pl.col("is_juvenile") & pl.col("relief").is_null()
            & pl.col("case_number").is_not_null() & (pl.col("count_order_text").str.len_bytes() == 12)
            & pl.col("charged_section").is_not_null() & ~pl.col("charge_is_in_comment")
            & ~pl.col("is_convicted_of_other") & pl.col("charged_prefix").is_null()
            & pl.col("charged_further_section").is_null()
        )
        .filter(pl.len().over("true_person", "county", "case_number", "charged_section") == 1)
        .filter(pl.col("copy_of_cycle").is_null())
        .join(steps, on=["true_person", "cycle", "step"], maintain_order="left")
        .filter(pl.col("event_date_kind").is_in(["day"]) | pl.col("event_date_kind").is_null())
        .filter(pl.col("case_number_kind").is_null())
        .join(people, on="true_person", maintain_order="left")
    )  # fmt: skip


def _write_supervision(plan: Plan, tables: Mapping[str, pl.DataFrame], people: pl.DataFrame) -> pl.DataFrame:
    """Draw everybody whose probation or parole ends after the cut, some whose term has ended, a few federal cases."""
    lengths = (
        tables["sentence_parts"]
        .filter(pl.col("kind").is_in(["PROBATION", "PRISON"]) & pl.col("length").is_not_null())
        .with_columns(
            days=pl.col("length") * pl.col("time_code").replace_strict({"D": 1, "M": 30, "Y": 365}, default=0)
            + pl.when(pl.col("kind") == "PRISON").then(_PAROLE_DAYS).otherwise(0)
        )
    )
    terms = (
        lengths.join(
            tables["counts"].filter(~pl.col("is_juvenile")).select(
                "true_person", "cycle", "step", "count", pl.col("county").alias("COUNTY_NAME"), "event_date"
            ),
            on=["true_person", "cycle", "step", "count"], maintain_order="left",
        )
        .with_columns(start=pl.col("event_date").cast(pl.Int64), kind_order=pl.col("kind") == "PRISON")
        .with_columns(end=pl.col("start") + pl.col("days"))
        .sort("true_person", "end", "kind_order", "cycle", "step", "count", "part")
        .unique("true_person", keep="last", maintain_order=True)
        .join(people, on="true_person", maintain_order="left")
    )  # fmt: skip
    keys = _build_keys(plan, terms, "true_person")
    active = terms["end"].to_numpy() >= plan.cut_day
    recent = (terms["end"].to_numpy() > plan.cut_day - 730) & draw_chance(keys, "ended", 0.3)
    told_end = ~active | draw_chance(keys, "told end", 0.6)
    month_only = draw_chance(keys, "start month only", 0.02)
    terms = terms.with_columns(
        county=pl.lit(_STATEWIDE), what=pl.Series(np.where(active, "active", "ended")),
        is_state=pl.col("kind") == "PRISON", start_day=pl.col("start").cast(pl.Int32).cast(pl.Date),
    ).with_columns(
        SUPERVISED_BY=pl.when("is_state").then(pl.lit("STATE")).otherwise(pl.lit("LOCAL")),
        SUPERVISION_TYPE=pl.when("is_state").then(pl.lit("PAROLE")).otherwise(pl.lit("PROBATION")),
        COUNTY_NAME=pl.when(~pl.col("is_state")).then("COUNTY_NAME"),
        START_DATE=pl.when(pl.Series(month_only))
        .then(pl.col("start_day").dt.strftime("%Y-%m")).otherwise(pl.col("start_day").dt.strftime("%Y-%m-%d")),
        END_DATE=pl.when(pl.Series(told_end)).then(pl.col("end").cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d")),
    ).filter(pl.Series(active | recent))  # fmt: skip
    federal_keys = _build_keys(plan, people, "true_person")
    federal = people.filter(pl.Series(draw_chance(federal_keys, "federal", 0.002))).with_columns(
        county=pl.lit(_STATEWIDE), what=pl.lit("active"), SUPERVISED_BY=pl.lit("FEDERAL"),
        SUPERVISION_TYPE=pl.lit("SUPERVISED RELEASE"),
    )  # fmt: skip
    strangers = people.filter(pl.Series(draw_chance(federal_keys, "stranger", 0.002)))
    unknown = _add_strangers(strangers, federal_keys).with_columns(
        county=pl.lit(_STATEWIDE), what=pl.lit("person_unknown"), SUPERVISED_BY=pl.lit("LOCAL"),
        SUPERVISION_TYPE=pl.lit("PROBATION"),
    )  # fmt: skip
    return _arrange_columns(SUPERVISED_RELEASE, [terms, federal, unknown])


def _write_registry(plan: Plan, tables: Mapping[str, pl.DataFrame], people: pl.DataFrame) -> pl.DataFrame:
    """Draw who registers: most people with such a conviction or a registration on record, some whose duty has ended, a
    few under another duty (arson)."""
    convicted = tables["counts"].filter(
        pl.col("is_conviction") & ~pl.col("is_juvenile") & pl.col("charged_section").is_in(_ASKING_TO_REGISTER)
    )
    registered = tables["events"].filter(pl.col("step_type") == "REGISTRATION")
    asked = people.filter(
        pl.col("true_person").is_in(pl.concat([convicted["true_person"], registered["true_person"]]).unique().implode())
    )
    keys, all_keys = _build_keys(plan, asked, "true_person"), _build_keys(plan, people, "true_person")
    ended = pl.Series(draw_chance(keys, "duty ended", 0.25))
    of_290 = asked.with_columns(
        county=pl.lit(_STATEWIDE), what=pl.when(ended).then(pl.lit("ended")).otherwise(pl.lit("required")),
        REGISTRATION_KIND=pl.lit("SEX"), STATUS=pl.when(ended).then(pl.lit("ENDED")).otherwise(pl.lit("REQUIRED")),
    ).filter(pl.Series(draw_chance(keys, "registry knows", 0.95)))  # fmt: skip
    arson = people.filter(pl.Series(draw_chance(all_keys, "arson", 0.003))).with_columns(
        county=pl.lit(_STATEWIDE), what=pl.lit("arson"), REGISTRATION_KIND=pl.lit("ARSON"), STATUS=pl.lit("REQUIRED")
    )
    strangers = people.filter(pl.Series(draw_chance(all_keys, "registered stranger", 0.001)))
    unknown = _add_strangers(strangers, all_keys).with_columns(
        county=pl.lit(_STATEWIDE), what=pl.lit("person_unknown"), REGISTRATION_KIND=pl.lit("SEX"),
        STATUS=pl.lit("REQUIRED"),
    )  # fmt: skip
    return _arrange_columns(REGISTRY, [of_290, arson, unknown])


def _write_court_records(plan: Plan, counts: pl.DataFrame) -> pl.DataFrame:
    """Draw court records of the same cases: mostly equal, some completing or contradicting the state's, a few
    unmatched."""
    counts = counts.filter(pl.col("county").is_in(_draw_sending_counties(plan, "court records")))
    keys = _build_keys(plan, counts, "true_person", "cycle", "step", "count")
    place, later = draw_uniform(keys, "what"), draw_below(keys, "later", 90)
    day = counts["event_date"].cast(pl.Int64).to_numpy()
    convicted = counts["is_conviction"].to_numpy()
    blank = (counts["disposition"] == "").to_numpy()
    no_level = convicted & counts["recorded_level"].is_null().to_numpy()
    what = np.full(len(counts), "", dtype=object)
    what[convicted & (place < 0.12)] = "agrees"
    what[convicted & (place < 0.05)] = "state_lacks_it"
    what[convicted & (place < 0.014)] = "disagrees"
    what[convicted & (place < 0.008)] = "nothing_to_match"
    what[convicted & (place < 0.004)] = "person_unknown"
    what[(blank | no_level) & (place < 0.6)] = "completes"
    dropped = (blank & draw_chance(keys, "dropped", 0.4)) | (what == "disagrees")
    disposed = np.where(what == "state_lacks_it", np.minimum(day + 200 + later * 10, plan.cut_day), day)
    disposed = np.where(blank, np.minimum(day + later, plan.cut_day), disposed)
    invented = pl.Series(1_000_000 + draw_below(keys, "case", 9_000_000)).cast(pl.String)
    on_probation = (blank | (what == "state_lacks_it")) & ~dropped
    rows = counts.with_columns(
        what=pl.Series(what, dtype=pl.String), COUNTY_NAME=pl.col("county"),
        CASE_NUMBER=pl.when(pl.Series(what == "state_lacks_it")).then("XC" + invented)
        .when(pl.Series(what != "nothing_to_match")).then("case_number"),
        CHARGE=pl.concat_str("charged_section", pl.col("charged_subdivisions").fill_null("").str.to_uppercase(),
                             pl.lit(" "), "charged_code_book"),
        LEVEL=pl.coalesce("final_level", "charged_level").replace_strict(_LEVELS, default=None),
        DISPOSITION=pl.when(pl.Series(dropped)).then(pl.lit("DISMISSED")).otherwise(pl.lit("CONVICTED")),
        DISPOSITION_DATE=pl.Series(disposed).cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d"),
        SENTENCE_TYPE=pl.when(pl.Series(on_probation)).then(pl.lit("PROBATION")),
        SENTENCE_LENGTH=pl.when(pl.Series(on_probation)).then(pl.Series(12 * (1 + draw_below(keys, "years", 3)))),
        SENTENCE_UNIT=pl.when(pl.Series(on_probation)).then(pl.lit("M")),
        PROBATION_REVOKED_DATE=pl.when(
            pl.Series(on_probation & draw_chance(keys, "revoked", 0.15) & (disposed + 120 < plan.cut_day))
        ).then(pl.Series(disposed + 120).cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d")),
    )  # fmt: skip
    named = rows.filter((pl.col("what") != "") & (pl.col("what") != "person_unknown"))
    stray = pl.Series(what == "person_unknown")
    return _arrange_columns(COURT_RECORDS, [named, _add_strangers(rows.filter(stray), keys)])


def _write_petitions(plan: Plan, counts: pl.DataFrame) -> pl.DataFrame:
    """Draw petitions of the last year against relief, on a section or a whole case; a few have no such case."""
    counts = counts.filter(pl.col("county").is_in(_draw_sending_counties(plan, "petitions")) & pl.col("is_conviction"))
    keys = _build_keys(plan, counts, "true_person", "cycle", "step", "count")
    filed = plan.cut_day - draw_below(keys, "filed", 365)
    heard = filed + _WAIT_FOR_HEARING
    drawn = draw_uniform(keys, "outcome")
    is_open = (heard >= plan.cut_day) | (drawn < 0.1)
    outcome = np.where(drawn < 0.7, "DENIED", np.where(drawn < 0.9, "GRANTED", "WITHDRAWN"))
    is_lost = draw_chance(keys, "lost", 0.1)
    rows = counts.with_columns(
        what=pl.Series(np.where(is_lost, "no_such_case", np.where(is_open, "pending", np.strings.lower(outcome)))),
        COUNTY_NAME=pl.col("county"),
        CASE_NUMBER=pl.when(pl.Series(is_lost)).then("X" + pl.col("case_number")).otherwise("case_number"),
        SECTION=pl.when(pl.Series(draw_chance(keys, "one section", 0.5))).then("charged_section"),
        FILED_DATE=pl.Series(filed).cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d"),
        HEARING_DATE=pl.Series(heard).cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d"),
        OUTCOME=pl.Series(np.where(is_open, "PENDING", outcome)),
        OUTCOME_DATE=pl.when(pl.Series(~is_open))
        .then(pl.Series(heard).cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d")),
    )  # fmt: skip
    return _arrange_columns(PETITIONS, [rows.filter(pl.Series(draw_chance(keys, "petition", 0.03)))])


def _write_case_transfers(plan: Plan, counts: pl.DataFrame) -> pl.DataFrame:
    """Draw cases transferred to another county some time after the conviction.

    Some are reported by both courts, some without the new number. A few go to two courts on one day, or have no such
    case or person.
    """
    counts = (
        counts.filter(pl.col("is_conviction") & pl.col("county").is_in(list(COUNTIES)))  # other states send no list
        .sort("true_person", "county", "case_number", "cycle", "step", "count")
        .unique(["true_person", "county", "case_number"], keep="first", maintain_order=True)
    )
    counts = counts.filter(
        pl.Series(
            draw_chance(_build_keys(plan, counts, "true_person", "cycle", "step", "count"), "transfer", 0.05),
            dtype=pl.Boolean,
        )
    )
    keys = _build_keys(plan, counts, "true_person", "cycle", "step", "count")
    went = counts["event_date"].cast(pl.Int64).to_numpy() + 30 + draw_below(keys, "went", 700)
    drawn = draw_uniform(keys, "what")
    what = np.full(len(counts), "of_a_case_on_record", dtype=object)
    what[drawn < 0.16] = "contradictory"
    what[drawn < 0.10] = "no_such_case"
    what[drawn < 0.04] = "person_unknown"
    first, second = _draw_two_other_counties(plan, counts["county"].to_list(), keys)
    number = pl.Series(1_000_000 + draw_below(keys, "number there", 9_000_000)).cast(pl.String)
    rows = counts.with_columns(
        what=pl.Series(what, dtype=pl.String), FROM_COUNTY_NAME=pl.col("county"),
        FROM_CASE_NUMBER=pl.when(pl.Series(what == "no_such_case")).then("X" + pl.col("case_number"))
        .otherwise("case_number"),
        TO_COUNTY_NAME=pl.Series(first, dtype=pl.String),
        TO_CASE_NUMBER=pl.when(pl.Series(draw_chance(keys, "number told", 0.7))).then("T" + number),
        TRANSFER_DATE=pl.Series(went).cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d"),
        second_court=pl.Series(second, dtype=pl.String),
        is_told_by_both=pl.Series(draw_chance(keys, "told by both", 0.5)),
    ).filter(pl.Series(went < plan.cut_day))  # fmt: skip
    plain = rows.filter(pl.col("what") != "person_unknown")
    by_both = pl.col("is_told_by_both") & (pl.col("what") == "of_a_case_on_record")
    frames = [
        plain,
        plain.filter(by_both & pl.col("TO_COUNTY_NAME").is_in(list(plan.territory.names)))
        .with_columns(county="TO_COUNTY_NAME"),
        plain.filter(pl.col("what") == "contradictory")
        .with_columns(TO_COUNTY_NAME="second_court", TO_CASE_NUMBER=pl.lit(None, pl.String)),
        _add_strangers(rows.filter(pl.col("what") == "person_unknown"), keys),
    ]  # fmt: skip
    return _arrange_columns(CASE_TRANSFERS, frames)


def _draw_two_other_counties(plan: Plan, counties: list[str], keys: Keys) -> tuple[list[str], list[str]]:
    """Draw two other counties for each county, often one of the sample and one of the state."""
    names = list(plan.territory.names)
    is_near, near, far = (
        draw_chance(keys, "near", 0.6),
        draw_below(keys, "near by", 1_000),
        draw_below(keys, "far", 1_000),
    )
    first, second = [], []
    for county, stays, one, other in zip(counties, is_near, near, far, strict=True):
        here = [name for name in names if name != county]
        there = [name for name in COUNTIES if name != county]
        first.append(here[one % len(here)] if stays and here else there[one % len(there)])
        second.append([name for name in there if name != first[-1]][other % (len(there) - 1)])
    return first, second


def _add_strangers(rows: pl.DataFrame, keys: Keys) -> pl.DataFrame:
    """Assign the rows to people of no history, with ids longer than any in a sample."""
    number = pl.Series(10_000_000_000 + draw_below(keys[: len(rows)], "stranger", 89_999_999_999)).cast(pl.String)
    return rows.with_columns(
        CII_NUMBER="A" + number, SUBJECT_ID=pl.lit(None, pl.String), true_person=pl.lit(None, pl.Int64)
    )


LAYOUTS: Mapping[str, tuple[str, ...]] = {
    SUPERVISED_RELEASE: (
        "CII_NUMBER", "SUBJECT_ID", "SUPERVISED_BY", "SUPERVISION_TYPE", "COUNTY_NAME", "START_DATE", "END_DATE",
    ),
    REGISTRY: ("CII_NUMBER", "SUBJECT_ID", "REGISTRATION_KIND", "STATUS"),
    COURT_RECORDS: (
        "CII_NUMBER", "SUBJECT_ID", "COUNTY_NAME", "CASE_NUMBER", "COUNT_NUMBER", "CHARGE", "LEVEL", "DISPOSITION",
        "DISPOSITION_DATE", "SENTENCE_PART", "SENTENCE_TYPE", "SENTENCE_LENGTH", "SENTENCE_UNIT",
        "PROBATION_COMPLETED_DATE", "PROBATION_REVOKED_DATE",
    ),
    PETITIONS: (
        "CII_NUMBER", "SUBJECT_ID", "COUNTY_NAME", "CASE_NUMBER", "SECTION", "FILED_DATE", "HEARING_DATE", "OUTCOME",
        "OUTCOME_DATE",
    ),
    CASE_TRANSFERS: (
        "CII_NUMBER", "SUBJECT_ID", "FROM_COUNTY_NAME", "FROM_CASE_NUMBER", "TO_COUNTY_NAME", "TO_CASE_NUMBER",
        "TRANSFER_DATE",
    ),
}  # fmt: skip
"""The columns of each kind, in file order."""


def _arrange_columns(kind: str, frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Arrange the columns of the kind as text, after county, person and expected result."""
    wanted = {"county": pl.String, "true_person": pl.Int64, "what": pl.String} | dict.fromkeys(LAYOUTS[kind], pl.String)
    nothing = [pl.lit(None, type_).alias(name) for name, type_ in wanted.items()]
    return pl.concat(
        frame.with_columns(one for one in nothing if one.meta.output_name() not in frame.columns)
        .select(pl.col(name).cast(type_) for name, type_ in wanted.items())
        for frame in frames
    )  # fmt: skip
