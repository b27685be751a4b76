"""Courts complete what the state lacks and never replace it; supervision and petitions find whom they are about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import other_people as told
import pytest
from other_files import ids, write_other
from raw_files import conviction, person, write_history
from warehouse_runs import AS_OF, BuiltWarehouse, build

from orchestration.ingestion.load import ingest
from orchestration.ingestion.request import IngestionRequest
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse

FACTS = ("staging", "intermediate")
CHARGES = """
    select charges.*, people.state_ids[1] as state_id from intermediate.int_charges as charges
    inner join intermediate.int_people as people on charges.person_id = people.person_id
"""


def everything(folder: Path) -> Path:
    write_history(folder / "sacramento_20260301.csv", told.histories())
    write_other(folder, "court_records", told.court_records())
    write_other(folder, "supervised_release", told.supervised())
    write_other(folder, "petitions", told.petitions())
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    return build(tmp_path_factory.mktemp("home"), [everything(tmp_path_factory.mktemp("d"))])


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    history = write_history(tmp_path_factory.mktemp("d") / "sacramento_20260301.csv", told.histories())
    return build(tmp_path_factory.mktemp("home"), [history], stages=FACTS)


@pytest.fixture(scope="module")
def afterwards(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    """The same where the state heard of a conviction that a court alone had told, and a person said who somebody is.

    Beside them an older list of the whole state.
    """
    folder = everything(tmp_path_factory.mktemp("d"))
    write_other(folder, "court_records", told.older_court_records(), county="statewide", cut="20250301")
    later = conviction(
        person(told.HEARD_OF_NOTHING), told.CULTIVATION, "19990102", OFN="99X0001", CNT_ORDER="102002001000",
        STP_ORI_CNTY_NAME="FRESNO", STP_ORI_CODE="CA010025J",
    )  # fmt: skip
    write_history(folder / "sacramento_20260301.csv", [*told.histories(), later])
    home = tmp_path_factory.mktemp("home")
    decisions = home / "identity" / "ca" / "decisions.csv"
    decisions.parent.mkdir(parents=True)
    decisions.write_text(
        "decision,id,other_id,decided_by,decided_on,why\n"
        f"same,state:{told.STRANGER},state:{told.UNREADABLE},clerk 7,2026-03-02,fingerprints\n"
    )
    return build(home, [folder], stages=FACTS)


def charges_of(built: BuiltWarehouse, number: int) -> list[dict[str, Any]]:
    return built.rows(f"{CHARGES} where people.state_ids[1] = ? order by charges.count_key", str(number))


def matches(built: BuiltWarehouse, number: int) -> list[str]:
    rows = built.rows(
        "select match from intermediate.int_court_charges where person_id in (select person_id from "
        "intermediate.int_people where state_ids[1] = ?) order by match",
        str(number),
    )
    return [row["match"] for row in rows]


def test_a_court_completes_a_charge_without_disposition_and_its_id_stays(
    built: BuiltWarehouse, alone: BuiltWarehouse
) -> None:
    (before,), (after,) = charges_of(alone, told.WITHOUT_DISPOSITION), charges_of(built, told.WITHOUT_DISPOSITION)
    assert (before["is_conviction"], before["disposition_source"], before["level"]) == (False, None, "felony")
    assert after["charge_id"] == before["charge_id"]
    assert (after["disposition_type"], after["disposition_source"], after["is_conviction"]) == (
        "convicted", "court_record", True,
    )  # fmt: skip
    assert str(after["event_date_earliest"]) == str(after["disposition_date_latest"]) == "2000-08-15"
    assert (after["level"], after["level_source"], after["has_conflicting_facts"]) == (
        "misdemeanor", "court_record", False,
    )  # fmt: skip
    assert len(after["source_rows"]) == 4 and set(before["source_rows"]) < set(after["source_rows"])
    parts = built.rows(
        "select sentence_type, sentence_source, len(source_rows) as lines from intermediate.int_sentences "
        "where charge_id = ? order by sentence_type",
        after["charge_id"],
    )
    assert [tuple(part.values()) for part in parts] == [("fine", "court_record", 2), ("probation", "court_record", 1)]
    (term,) = built.rows(
        "select completion_date_latest as ends from intermediate.int_sentence_terms where charge_id = ?",
        after["charge_id"],
    )
    assert str(term["ends"]) == "2001-08-15"
    (event,) = built.rows(
        "select event_type, event_date_latest as day, link_basis from intermediate.int_events where charge_id = ?",
        after["charge_id"],
    )
    assert (event["event_type"], str(event["day"]), event["link_basis"]) == (
        "probation_revoked", "2001-02-28", "same_count",
    )  # fmt: skip


def test_a_conviction_the_state_never_heard_of_has_the_id_it_would_have_had(
    built: BuiltWarehouse, afterwards: BuiltWarehouse
) -> None:
    assert sorted(matches(built, told.HEARD_OF_NOTHING)) == ["state_lacks_it"]
    (added,) = [one for one in charges_of(built, told.HEARD_OF_NOTHING) if one["county_name"] == "FRESNO"]
    assert (added["disposition_source"], added["county_type"], added["is_conviction"]) == (
        "court_record", "in_state", True,
    )  # fmt: skip
    assert matches(afterwards, told.HEARD_OF_NOTHING) == ["agrees"]
    (of_both,) = [one for one in charges_of(afterwards, told.HEARD_OF_NOTHING) if one["county_name"] == "FRESNO"]
    assert (of_both["charge_id"], of_both["disposition_source"]) == (added["charge_id"], "state")
    assert len(of_both["source_rows"]) == 2


def test_what_only_an_older_list_tells_of_a_charge_is_not_known(afterwards: BuiltWarehouse) -> None:
    """Probation that was revoked stands in both lists; that it was completed in the older one alone."""
    events = afterwards.rows(
        "select people.state_ids[1] as number, event_type, is_missing_in_a_copy from intermediate.int_events as events "
        "inner join intermediate.int_people as people on events.person_id = people.person_id "
        "where step_type = 'court_record' order by all"
    )
    assert [tuple(event.values()) for event in events] == [
        (str(told.WITHOUT_DISPOSITION), "probation_revoked", False),
        (str(told.SENTENCED), "probation_completed", True),
    ]


@pytest.mark.parametrize("number", [told.OTHERWISE, told.OTHER_DAY])
def test_where_a_court_disagrees_the_states_word_stays_and_goes_to_review(
    built: BuiltWarehouse, alone: BuiltWarehouse, number: int
) -> None:
    assert matches(built, number) == ["disagrees"]
    (before,), (after,) = charges_of(alone, number), charges_of(built, number)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"has_conflicting_facts", "source_rows"} and after["has_conflicting_facts"]
    of_charge = "select outcome from marts.charge_reliefs where charge_id = ?"
    assert built.rows(of_charge, after["charge_id"]) == [{"outcome": "review"}]


def test_rows_of_courts_that_differ_complete_nothing(built: BuiltWarehouse) -> None:
    assert matches(built, told.BOTH_SAY_DIFFERENT) == ["disagrees"]
    (charge,) = charges_of(built, told.BOTH_SAY_DIFFERENT)
    assert (charge["disposition_type"], charge["has_conflicting_facts"]) == ("blank", True)


def test_equal_counts_of_a_case_stand_for_each_other(built: BuiltWarehouse) -> None:
    assert matches(built, told.TWO_COUNTS) == ["completes", "completes"]
    found = charges_of(built, told.TWO_COUNTS)
    assert sorted(one["disposition_type"] for one in found) == ["convicted", "dismissed"]


def test_a_charge_without_subdivision_is_no_guess_among_several(built: BuiltWarehouse, alone: BuiltWarehouse) -> None:
    assert matches(built, told.NO_SUBDIVISION) == ["state_lacks_it"]
    before, after = charges_of(alone, told.NO_SUBDIVISION), charges_of(built, told.NO_SUBDIVISION)
    assert [one["disposition_source"] for one in before] == [None, None]
    assert sorted(str(one["disposition_source"]) for one in after) == ["None", "None", "court_record"]


def test_a_section_that_can_be_read_two_ways_is_the_one_the_court_names(built: BuiltWarehouse) -> None:
    assert matches(built, told.LETTERED) == ["completes"]
    (charge,) = charges_of(built, told.LETTERED)
    assert (charge["level"], charge["disposition_source"]) == ("felony", "state")


def test_a_sentence_part_that_the_state_lacks_is_a_conflict_of_copies(built: BuiltWarehouse) -> None:
    assert matches(built, told.SENTENCED) == ["agrees"]
    (part,) = built.rows(
        "select parts.* from intermediate.int_sentences as parts where charge_id = ?",
        charges_of(built, told.SENTENCED)[0]["charge_id"],
    )
    assert (part["sentence_length"], part["sentence_source"], part["has_conflicting_copies"]) == (30, "state", True)


def test_what_cannot_be_matched_is_kept_and_says_why(built: BuiltWarehouse, alone: BuiltWarehouse) -> None:
    assert matches(built, told.UNREADABLE) == ["nothing_to_match"] * 3
    rows = built.rows(
        "select has_conflicting_ids, len(source_rows) as lines from intermediate.int_court_records "
        "where match = 'person_unknown' order by all"
    )
    assert [tuple(row.values()) for row in rows] == [(False, 1), (False, 1), (True, 1), (True, 1)]
    assert len(charges_of(built, told.UNREADABLE)) == len(charges_of(alone, told.UNREADABLE)) == 1
    (conflicting,) = charges_of(built, told.CONFLICTING)
    assert conflicting["disposition_source"] is None
    (kept,) = built.rows("select sum(len(source_rows)) as lines from intermediate.int_court_records")
    assert kept["lines"] == len(told.court_records())


def test_a_list_moves_no_row_of_a_history_to_another_person(built: BuiltWarehouse, alone: BuiltWarehouse) -> None:
    persons = "select person_id, state_ids, issuer_person_ids from intermediate.int_people order by person_id"
    assert built.rows(persons) == alone.rows(persons)
    assert ["77000000"] in [row["issuer_person_ids"] for row in built.rows(persons)]


def test_an_issuers_id_and_decisions_of_people_tell_whose_a_record_is(
    built: BuiltWarehouse, afterwards: BuiltWarehouse
) -> None:
    assert matches(built, told.KNOWN_BY_ISSUER) == ["agrees"]
    assert afterwards.rows(
        "select records.supervision_type, records.is_person_known from intermediate.int_supervision_records as records "
        "inner join intermediate.int_people as people on records.person_id = people.person_id "
        "where people.state_ids[1] = ?",
        str(told.UNREADABLE),
    ) == [{"supervision_type": "parole", "is_person_known": True}]


def test_supervision_is_active_ended_or_unknown_on_the_day_of_the_run(built: BuiltWarehouse) -> None:
    rows = built.rows(
        "select coalesce(people.state_ids[1], 'stranger') as who, is_active, supervision_by, len(source_rows) as lines "
        "from intermediate.int_supervision_records as records "
        "left join intermediate.int_people as people on records.person_id = people.person_id order by who"
    )
    words = {row["who"]: row["is_active"] for row in rows}
    assert words == {
        "601": "yes", "602": "no", "603": "no", "604": "unknown", "605": "yes", "606": "yes", "607": "unknown",
        "608": "unknown", "stranger": "yes",
    }  # fmt: skip
    assert [row["lines"] for row in rows] == [2, *[1] * 8]
    assert {row["supervision_by"] for row in rows} == {"local", "unknown"}


def test_petitions_are_about_the_convictions_of_their_case_and_section(built: BuiltWarehouse) -> None:
    rows = built.rows(
        "select people.state_ids[1] as who, charges.county_name as county, petitions.outcome, "
        "cast(petitions.outcome_on_latest as varchar) as ended, len(petitions.source_rows) as lines "
        "from intermediate.int_prohibition_petitions as petitions "
        "inner join intermediate.int_charges as charges using (charge_id) "
        "inner join intermediate.int_people as people on petitions.person_id = people.person_id order by all"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("602", "FRESNO", "denied", "2026-02-19", 1),
        ("602", "SACRAMENTO", "denied", "2026-02-19", 2),
        ("603", "SACRAMENTO", "unknown", None, 1),
    ]
    reasons = built.rows("select reason from intermediate.int_prohibition_petitions_unmatched order by reason")
    assert [row["reason"] for row in reasons] == [
        "case_not_told", "no_such_case", "no_such_conviction", "person_unknown", "section_not_understood",
    ]  # fmt: skip


def test_explanations_name_the_lines_of_courts_supervision_and_petitions(built: BuiltWarehouse) -> None:
    rows = built.rows(
        "select distinct role, file_name from marts.explanation_facts where starts_with(role, 'court_record') "
        "or starts_with(role, 'petition') or role = 'supervision_record' order by all"
    )
    assert {(row["role"], row["file_name"]) for row in rows} == {
        ("court_record_of_the_person", "sacramento_court_records_20260301.csv"),
        ("court_record_on_the_count", "sacramento_court_records_20260301.csv"),
        ("petition_of_the_person", "sacramento_petitions_20260301.csv"),
        ("petition_on_the_count", "sacramento_petitions_20260301.csv"),
        ("supervision_record", "supervised_release_20260301.csv"),
    }


ARRESTS = """
    select arrests.arrest_date_earliest::varchar as day, findings.outcome, findings.reason_code,
        coalesce((
            select list(distinct facts.role || ' ' || facts.file_name) from marts.arrest_explanation_facts as facts
            where facts.arrest_id = findings.arrest_id and starts_with(facts.role, 'conviction')
        ), []) as convictions
    from rules.rule_ca__arrest_findings as findings
    inner join intermediate.int_arrests as arrests on findings.arrest_id = arrests.arrest_id
    inner join intermediate.int_people as people on arrests.person_id = people.person_id
    where people.state_ids[1] = ? order by day
"""


def test_a_conviction_that_a_court_alone_tells_leaves_open_the_arrests_it_may_have_come_of(
    built: BuiltWarehouse,
) -> None:
    """Convicted on 15 August 2000 in Sacramento: of an arrest of that day or any before, there."""
    convicted = ["conviction_perhaps_of_the_arrest sacramento_court_records_20260301.csv"]
    perhaps = ("review", "arrest_relief_no_proceedings_initiated_unknown", convicted)
    surely_not = ("eligible", "arrest_relief_misdemeanor_without_proceedings", [])
    found = built.rows(ARRESTS, str(told.ARRESTED))
    assert {row["day"]: (row["outcome"], row["reason_code"], row["convictions"]) for row in found} == {
        "1995-03-01": perhaps,
        "2000-01-01": surely_not,  # (In Fresno.)
        "2000-08-15": perhaps,
        "2000-08-16": surely_not,
    }


def test_a_conviction_that_a_court_alone_tells_is_of_the_arrest_whose_case_it_is_in(built: BuiltWarehouse) -> None:
    before, own = built.rows(ARRESTS, str(told.IN_ITS_CASE))
    assert (before["outcome"], before["convictions"]) == ("eligible", [])
    assert (own["outcome"], own["reason_code"]) == (
        "review",
        "arrest_relief_no_conviction_beside_the_dismissal_unknown",
    )
    assert own["convictions"] == ["conviction_in_its_case sacramento_court_records_20260301.csv"]


@pytest.mark.long
def test_what_is_at_hand_is_said_and_an_old_supervised_release_file_is_not(tmp_path: Path) -> None:
    history = write_history(tmp_path / "sacramento_20260301.csv", told.histories())
    old = write_other(tmp_path, "supervised_release", [ids(601)], cut="20240301")
    listed = write_other(tmp_path, "court_records", [])
    settings = load_settings(home=tmp_path / "home")
    request = IngestionRequest(paths=(history, old, listed), as_of_date=AS_OF)
    (refusal,) = ingest(settings, request).refusals
    assert refusal.reason.startswith(
        "expected a Supervised Release File of the last 400 days, found one of 2024-03-01, 822 days old on 2026-06-01: "
        "it counts as not supplied"
    )
    at_hand = "from intermediate.int_available_sources"
    (said,) = build(tmp_path / "home", [history, old, listed], stages=FACTS).rows(at_hand)
    assert (said["has_supervised_release"], said["has_court_records"], said["has_petitions"]) == (False, True, False)
    assert (said["supervised_release_data_as_of"], said["court_records_county_names"]) == (None, ["SACRAMENTO"])
    allowed = build(tmp_path / "home", [history, old, listed], stages=FACTS, allow_stale=("STATEWIDE",))
    (said,) = allowed.rows(at_hand)
    assert (said["has_supervised_release"], str(said["supervised_release_data_as_of"])) == (True, "2024-03-01")


def test_a_list_that_is_gone_stops_the_run_until_it_is_allowed(tmp_path: Path) -> None:
    everything(tmp_path / "d")
    settings = load_settings(home=tmp_path / "home")
    ingest(settings, IngestionRequest(paths=(tmp_path / "d",), as_of_date=AS_OF))
    (tmp_path / "d" / "sacramento_petitions_20260301.csv").unlink()
    request = IngestionRequest(paths=(tmp_path / "d",), as_of_date=AS_OF)
    for _ in range(2):  # a run that is stopped settles nothing
        ingest(settings, request)
        with open_warehouse(settings) as connection:
            said = connection.execute("select message from intake.untimely_deliveries").fetchall()
        assert said == [("SACRAMENTO: the last run had a list of petitions, this one has none in force",)]
    allowed = IngestionRequest(paths=(tmp_path / "d",), as_of_date=AS_OF, allow_missing=("SACRAMENTO",))
    assert [one.kind for one in ingest(settings, allowed).in_force] == [
        "history", "court_records", "supervised_release",
    ]  # fmt: skip
