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

STANDS = ("with_felony", "with_conviction", "with_recent_conviction")
"""What each conviction is before any relief, in words of the same kind: what is left of records begins there."""

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
    "ended_on_earliest", "ended_on_latest", "ended_on_latest <= data_as_of",
)  # fmt: skip
"""(The last: a delivery that is cut after the day on which it was to end says that it did.)"""
_FACTS_OF_PETITIONS = (
    "has_conflicting_ids", "filed_on_earliest", "filed_on_latest", "hearing_on_earliest", "hearing_on_latest",
    "outcome", "has_conflicting_outcomes", "outcome_on_earliest", "outcome_on_latest",
)  # fmt: skip
_FACTS_OF_SENTENCES = (
    "sentence_type", "sentence_location_code", "sentence_length", "sentence_unit", "ordinal", "record_status",
    "has_conflicting_copies",
)  # fmt: skip


def number(columns: Sequence[str]) -> str:
    """64 bits of md5 over values, null apart from every text. (``md5_number_lower`` gives the same number by way of a
    text of noughts and ones: five times as long, measured.)"""
    told = ", ".join(f"coalesce(cast({column} as varchar), chr(30))" for column in columns)
    return f"cast(md5_number(concat_ws(chr(31), {told})) >> 64 as ubigint)"


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

_ARREST = (
    _RECORDED.format(of="arrests"), "arrests.arrest_date_earliest", "arrests.arrest_date_precision",
    "arrests.county_name", "arrests.agency_code",
)  # fmt: skip

KEYS_TABLE = "keys_of_kept_charges"


def _keys(of_charges: str = "", of_arrests: str = "", beside: str = "") -> str:
    """The key of each charge and arrest, with more columns of both where they are wanted, and what they are read
    from."""
    return f"""
select charges.charge_id as unit_id, charges.person_id, {_COUNT_KEY} as count_key,
    {_RECORDED.format(of="charges")} as recorded{of_charges}
from intermediate.int_charges as charges
{beside}
union all
select arrest_id, person_id,
    {number(("'arrest'", *(f"part_{at}" for at in range(len(_ARREST))), "copy"))}, recorded{of_arrests}
from (
    select arrests.*, {_RECORDED.format(of="arrests")} as recorded,
        {", ".join(f"{column} as part_{at}" for at, column in enumerate(_ARREST))},
        row_number() over (partition by {", ".join(_ARREST)} order by arrests.arrest_id) as copy
    from intermediate.int_arrests as arrests
)
"""


KEYS = _keys()
"""The key of each charge and arrest: a temporary table that the queries of a counting read."""

KEYS_AND_FACTS = _keys(
    of_charges=f""",
    case when charges.is_conviction then 'conviction' else 'charge' end as kind,
    {number(_FACTS_OF_CHARGES)} as facts, {_part("charges.county_name", "charges.case_number_key")} as first_part,
    {_part("charges.section")} as second_part, {_part("charges.event_date_earliest")} as third_part""",
    of_arrests=f""",
    'arrest', {number(_FACTS_OF_ARRESTS)}, {_part("county_name")}, {_part("agency_code")},
    {_part("arrest_date_earliest")}""",
    beside=f"""
left join (
    select charge_id, sum({number(_FACTS_OF_SENTENCES)}::hugeint)::varchar as facts
    from intermediate.int_sentences group by charge_id
) as sentences on charges.charge_id = sentences.charge_id""",
)
"""The same with the facts of each, which the events of a run are: both tables are read once, and joined to nothing."""

EVENTS = f"""
select kind, count_key as event, recorded, facts, first_part, second_part, third_part from {KEYS_TABLE}
union all
select
    'event', {number(("'event'", "event_id"))}, {_PERSON},
    {number(("disposition_type", "event_date_latest", "step_type", "link_basis"))}, {_part("event_type", "charge_id")},
    {_part("county_name", "disposition_text")}, {_part("event_date_earliest")}
from intermediate.int_events
union all
select
    'person', {number(("'person'", "person_id"))}, {_PERSON}, {number(_FACTS_OF_PEOPLE)},
    null, null, null
from intermediate.int_people
union all
select
    'supervision', {number(("'supervision'", "supervision_record_id"))}, {_PERSON},
    {number(_FACTS_OF_SUPERVISION)}, null, null, null
from intermediate.int_supervision_records
union all
select
    'petition', {number(("'petition'", "petition_id", "charge_id"))}, {_PERSON},
    {number(_FACTS_OF_PETITIONS)}, null, null, null
from intermediate.int_prohibition_petitions
union all
select distinct
    'conflict', {number(("'conflict'", "conflict_type", "person_id", "other_person_id", "side"))},
    cast('0x' || side as ubigint), 0::ubigint, null, null, null
from (
    select *, unnest([person_id, other_person_id]) as side from intermediate.int_identity_conflicts
    where decision_id is null
)
order by recorded, event
"""
"""What is told of people, with its facts as a hash: one row per charge, arrest, later event, person, record of
supervision, petition and open conflict of ids. By its three parts an event that is told otherwise is found again."""

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
    select charge_id as unit_id, person_id, remedy_id,
        list_sort(list(distinct law_table || ' ' || row_key)) as rows_of_law
    from rules.rule_{{state}}__deciding_law_rows_by_charge group by all
    union all
    select arrest_id, person_id, remedy_id, list_sort(list(distinct law_table || ' ' || row_key))
    from rules.rule_{{state}}__deciding_law_rows_by_arrest group by all
),
findings as (
    select charge_id as unit_id, person_id, relief, eligible_on, {_KINDS} from rules.rule_{{state}}__findings
    union all
    select arrest_id, person_id, relief, eligible_on, remedy_id, path, outcome, reason_code, deciding_element,
        cast([] as varchar[])
    from rules.rule_{{state}}__arrest_findings
)
select
    counts.count_key, findings.remedy_id, findings.outcome, findings.relief, findings.eligible_on,
    {_of_kind("findings")} as ground, coalesce(own.rows_of_law, []) as rows_of_law
from findings
inner join {KEYS_TABLE} as counts on findings.unit_id = counts.unit_id and findings.person_id = counts.person_id
left join own on findings.unit_id = own.unit_id and findings.person_id = own.person_id
    and findings.remedy_id = own.remedy_id
order by all
"""
"""What each remedy gives to each count and arrest, and which rows of the law said so: those of its ground, its own."""

GROUNDS = f"""
select distinct {_of_kind("grounds")} as ground, law_table || ' ' || row_key as row_of_law
from rules.rule_{{state}}__deciding_law_rows as grounds
order by all
"""
"""The rows of the law behind each ground of a finding."""

CONVICTIONS = f"""
with figures as (select * from marts.impact_convictions where scenario = '{{scenario}}')
select
    counts.count_key, counts.recorded, counts.person_id, figures.place,
    {", ".join(f"cast(figures.{answer} as varchar) as {answer}" for answer in (*ANSWERS, *STANDS))}
from figures
inner join {KEYS_TABLE} as counts on figures.charge_id = counts.unit_id and figures.person_id = counts.person_id
order by all
"""
"""Each conviction on record: whose, where, what it is, and what the policies of the counties do to it."""

_PLACE = (
    "case {of}.county_type when 'in_state' then coalesce(upper({of}.county_name), 'UNKNOWN') "
    "when 'elsewhere' then 'ELSEWHERE' else 'UNKNOWN' end as place"
)

OTHERS = f"""
with determined as (
    select charge_id from rules.rule_{{state}}__findings where outcome <> 'out_of_scope'
),
others as (
    select
        'arrests' as kind, arrests.arrest_id as unit_id, arrests.person_id, {_PLACE.format(of="arrests")},
        coalesce(outcomes.is_convicted, false) as is_convicted,
        coalesce(outcomes.has_arrest_relief, false) as is_relieved
    from intermediate.int_arrests as arrests
    left join intermediate.int_arrest_outcomes as outcomes on arrests.arrest_number = outcomes.arrest_number
    union all
    select 'charges', charges.charge_id, charges.person_id, {_PLACE.format(of="charges")}, false, false
    from intermediate.int_charges as charges
    where not charges.is_conviction and charges.charge_id in (from determined)
)
select
    others.kind, keys.count_key, keys.recorded, others.person_id, others.place,
    coalesce(people.is_deceased, false) as is_deceased, others.is_convicted, others.is_relieved
from others
inner join {KEYS_TABLE} as keys on others.unit_id = keys.unit_id and others.person_id = keys.person_id
left join intermediate.int_people as people on others.person_id = people.person_id
order by all
"""
"""Each arrest on record, and each charge without a conviction that a law speaks of: whose, where; of an arrest whether
it ended in a conviction, and whether it was relieved."""

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
    "others": OTHERS,
    "findings": FINDINGS,
    "grounds": GROUNDS,
    "people": PEOPLE,
    "persons": PERSONS,
    "events": EVENTS,
}
"""File to query, each in an order that only its content gives: so the same run leaves the same bytes."""
