"""What a run leaves behind for later comparisons, as queries over its warehouse: no name, no number, no birth date.

What belongs here: which columns are kept and how they are hashed. What does not: files (``kept``), comparing
(``differing``). Everything that could say who somebody is, is a part of a hash; ids of persons are pseudonyms like in
the warehouse, so what is kept is as restricted as the warehouse is.

A count is known by what a court knows of it and by the person it was recorded under, before any decision on identity:
such a key stays when persons are merged or parted. Where the state came from and when (delivery, line, cut date) is no
fact of an event: a delivery that says the same again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

ANSWERS = (
    "some_relief", "no_felony", "keeps_felony", "no_conviction", "keeps_conviction", "no_recent_conviction",
    "keeps_recent_conviction",
)  # fmt: skip
"""What is kept of each conviction, under the policies of the counties: yes, no or unknown."""

MEASURES = ("some_relief", "no_felony", "no_conviction", "no_recent_conviction")
"""What is kept of each person and place: yes, no or unknown."""

_FACTS_OF_CHARGES = (
    "charges.record_status", "charges.has_conflicting_facts", "charges.is_in_repeated_cycle", "charges.step_type",
    "charges.offense_date", "charges.arrest_date_earliest", "charges.arrest_date_latest", "charges.event_date_latest",
    "charges.disposition_date_earliest", "charges.disposition_date_latest", "charges.has_further_section",
    "charges.has_further_charge_in_comment", "charges.comment_section", "charges.comment_subdivision_path",
    "charges.level", "charges.level_source", "charges.grade", "charges.disposition_type", "charges.disposition_source",
    "charges.is_conviction", "charges.is_juvenile", "sentences.facts",
)  # fmt: skip
"""(What its key holds is no fact of its own: told otherwise, it is another key.)"""

_FACTS_OF_ARRESTS = (
    "arrest_date_earliest", "arrest_date_latest", "arrest_date_precision", "county_name", "county_type", "is_juvenile",
)  # fmt: skip
_FACTS_OF_PEOPLE = (
    "person_id", "is_deceased", "has_registration", "birth_date_earliest", "birth_date_latest", "birth_date_precision",
)  # fmt: skip
_FACTS_OF_SUPERVISION = (
    "has_conflicting_ids", "supervision_by", "supervision_type", "started_on_earliest", "started_on_latest",
    "ended_on_earliest", "ended_on_latest",
)  # fmt: skip
_FACTS_OF_PETITIONS = (
    "has_conflicting_ids", "filed_on_earliest", "filed_on_latest", "hearing_on_earliest", "hearing_on_latest",
    "outcome", "has_conflicting_outcomes", "outcome_on_earliest", "outcome_on_latest",
)  # fmt: skip
_FACTS_OF_SENTENCES = (
    "sentence_type", "sentence_location_code", "sentence_length", "sentence_unit", "ordinal", "record_status",
    "has_conflicting_copies",
)  # fmt: skip


def number(columns: Sequence[str]) -> str:
    """64 bits of md5 over values, null apart from every text."""
    told = ", ".join(f"coalesce(cast({column} as varchar), chr(30))" for column in columns)
    return f"cast(md5_number_lower(concat_ws(chr(31), {told})) as ubigint)"


def _part(*columns: str) -> str:
    """One of the three parts an event is found again by; null where the record does not tell it."""
    told = " and ".join(f"{column} is not null" for column in columns)
    return f"case when {told} then {number(columns)} end"


_RECORDED = "cast('0x' || coalesce({of}.recorded_person_id, {of}.person_id) as ubigint)"
_PERSON = "cast('0x' || person_id as ubigint)"
"""A person's id as a number: half the size of the text."""

_COUNT_KEY = number(
    (
        "'charge'", _RECORDED.format(of="charges"), "charges.charge_stage", "charges.county_name",
        "coalesce(charges.case_number_key, 'arrest ' || charges.arrest_date_earliest)",
        "coalesce(charges.event_date_earliest, charges.disposition_date_earliest)", "charges.event_date_precision",
        "coalesce(charges.code_book || ' ' || charges.section, charges.charge_text)", "charges.subdivision_path",
        "charges.charge_prefix", "charges.ordinal",
    )
)  # fmt: skip

KEYS_TABLE = "keys_of_kept_charges"
KEYS = f"""
select charges.charge_id, charges.person_id, {_COUNT_KEY} as count_key, {_RECORDED.format(of="charges")} as recorded
from intermediate.int_charges as charges
"""
"""The key of each charge: a temporary table that the queries below read."""

EVENTS = f"""
with convicted as (select distinct person_id from intermediate.int_convictions),
sentences as (
    select charge_id, sum({number(_FACTS_OF_SENTENCES)}::hugeint)::varchar as facts
    from intermediate.int_sentences group by charge_id
)
select
    case when charges.is_conviction then 'conviction' else 'charge' end as kind, keys.count_key as event,
    keys.recorded, {number(_FACTS_OF_CHARGES)} as facts, {
    _part("charges.county_name", "charges.case_number_key")
} as first_part,
    {_part("charges.section")} as second_part, {_part("charges.event_date_earliest")} as third_part
from intermediate.int_charges as charges
inner join {KEYS_TABLE} as keys on charges.charge_id = keys.charge_id
left join sentences on charges.charge_id = sentences.charge_id
union all
select
    'arrest', {
    number(
        (
            "'arrest'",
            _RECORDED.format(of="arrests"),
            "arrest_date_earliest",
            "arrest_date_precision",
            "county_name",
            "agency_code",
        )
    )
},
    {_RECORDED.format(of="arrests")}, {number(_FACTS_OF_ARRESTS)}, {_part("county_name")},
    {_part("agency_code")}, {_part("arrest_date_earliest")}
from intermediate.int_arrests as arrests
where person_id in (from convicted)
union all
select
    'event', {number(("'event'", "event_id"))}, {_PERSON},
    {number(("disposition_type", "event_date_latest", "step_type", "link_basis"))}, {_part("event_type", "charge_id")},
    {_part("county_name", "disposition_text")}, {_part("event_date_earliest")}
from intermediate.int_events
where person_id in (from convicted)
union all
select
    'person', {number(("'person'", "person_id"))}, {_PERSON}, {number(_FACTS_OF_PEOPLE)},
    null, null, null
from intermediate.int_people
where person_id in (from convicted)
union all
select
    'supervision', {number(("'supervision'", "supervision_record_id"))}, {_PERSON},
    {number(_FACTS_OF_SUPERVISION)}, null, null, null
from intermediate.int_supervision_records
where person_id in (from convicted)
union all
select
    'petition', {number(("'petition'", "petition_id", "charge_id"))}, {_PERSON},
    {number(_FACTS_OF_PETITIONS)}, null, null, null
from intermediate.int_prohibition_petitions
where person_id in (from convicted)
union all
select distinct
    'conflict', {number(("'conflict'", "conflict_type", "person_id", "other_person_id", "side"))},
    cast('0x' || side as ubigint), 0::ubigint, null, null, null
from (
    select *, unnest([person_id, other_person_id]) as side from intermediate.int_identity_conflicts
    where decision_id is null
)
where side in (from convicted)
order by recorded, event
"""
"""What is told of people, with its facts as a hash: one row per charge, and of who has a conviction per arrest, later
event, person, record of supervision, petition and open conflict of ids. By its three parts an event that is told
otherwise is found again."""

_SAID = """
    select person_id, fact_id as word from intermediate.int_established_facts
    union select person_id, fact_id from intermediate.int_established_person_facts
    union select person_id, fact_id from intermediate.int_established_arrest_facts
    union select person_id, concat_ws(' ', claim_id, is_holding) from intermediate.int_claimed_charges
    union select person_id, concat_ws(' ', claim_id, is_holding) from intermediate.int_claimed_arrests
"""
_DECIDED = """
    select person_id, coalesce(recorded_person_id, person_id) as word
    from intermediate.int_person_links where is_decided_by_a_person
    union select unnest([person_id, other_person_id]), decision_id
    from intermediate.int_identity_conflicts where decision_id is not null
"""

_ALL_WORDS = f"bit_xor({number(('word',))})"

PERSONS = f"""
with recorded as (
    select distinct {_RECORDED.format(of="links")} as recorded, person_id
    from intermediate.int_person_links as links
),
said as (select person_id, {_ALL_WORDS} as said from ({_SAID}) group by person_id),
decided as (select person_id, {_ALL_WORDS} as decided from ({_DECIDED}) group by person_id)
select recorded.recorded, recorded.person_id, coalesce(said.said, 0::ubigint) as said,
    coalesce(decided.decided, 0::ubigint) as decided
from recorded
left join said on recorded.person_id = said.person_id
left join decided on recorded.person_id = decided.person_id
order by all
"""
"""Who is who: one row per person as recorded and person as decided, with what people said and decided about them.
(What was said of two persons is that of the one they become.)"""

_KINDS = "remedy_id, path, outcome, reason_code, deciding_element, presumed_facts"


def _of_kind(of: str) -> str:
    return number([f"{of}.{column.strip()}" for column in _KINDS.split(",")])


FINDINGS = f"""
with own as (
    select charge_id, person_id, remedy_id, list_sort(list(distinct law_table || ' ' || row_key)) as rows_of_law
    from rules.rule_{{state}}__charge_grounds group by all
)
select
    counts.count_key, findings.remedy_id, findings.outcome, findings.relief, findings.eligible_on,
    {_of_kind("findings")} as ground, coalesce(own.rows_of_law, []) as rows_of_law
from rules.rule_{{state}}__findings as findings
inner join {KEYS_TABLE} as counts on findings.charge_id = counts.charge_id and findings.person_id = counts.person_id
left join own on findings.charge_id = own.charge_id and findings.person_id = own.person_id
    and findings.remedy_id = own.remedy_id
order by all
"""
"""What each remedy gives to each count, and which rows of the law said so: those of its ground, and its own."""

GROUNDS = f"""
select distinct {_of_kind("grounds")} as ground, law_table || ' ' || row_key as row_of_law
from rules.rule_{{state}}__grounds as grounds
order by all
"""
"""The rows of the law behind each ground of a finding."""

CONVICTIONS = f"""
with figures as (select * from marts.impact_convictions where scenario = '{{scenario}}')
select
    counts.count_key, counts.recorded, counts.person_id, figures.place,
    {", ".join(f"cast(figures.{answer} as varchar) as {answer}" for answer in ANSWERS)}
from figures
inner join {KEYS_TABLE} as counts on figures.charge_id = counts.charge_id and figures.person_id = counts.person_id
order by all
"""
"""Each conviction on record: whose, where, and what the policies of the counties do to it."""

PEOPLE = f"""
select person_id, place, vital_status,
    {", ".join(f"cast({measure} as varchar) as {measure}" for measure in MEASURES)}
from marts.impact_people
where scenario = '{{scenario}}'
order by all
"""
"""What the policies of the counties do for each person, statewide and in each county."""

QUERIES: Mapping[str, str] = {
    "convictions": CONVICTIONS,
    "findings": FINDINGS,
    "grounds": GROUNDS,
    "people": PEOPLE,
    "persons": PERSONS,
    "events": EVENTS,
}
"""File to query, each in an order that only its content gives: so the same run leaves the same bytes."""
