"""SQL of a run's snapshot, which has no name, number or birth date.

Identifying values are hashed. Person ids are pseudonyms, so a snapshot is as restricted as the warehouse. The key of a
charge is made of what a court knows and of the person before identity decisions, so merging or splitting persons does
not change it. Delivery, line and cut date are in no hash: a repeated delivery changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_CHARGE_FACTS = (
    "charges.record_status", "charges.has_conflicting_facts", "charges.is_in_repeated_cycle", "charges.step_type",
    "charges.offense_date", "charges.arrest_date_earliest", "charges.arrest_date_latest", "charges.event_date_latest",
    "charges.disposition_date_earliest", "charges.disposition_date_latest", "charges.has_further_section",
    "charges.has_further_charge_in_comment", "charges.comment_section", "charges.comment_subdivision_path",
    "charges.level", "charges.level_source", "charges.grade", "charges.disposition_type", "charges.disposition_source",
    "charges.is_conviction", "charges.is_juvenile", "sentences.facts",
)  # fmt: skip
"""Columns of the key are no facts: another value is another key."""

_ARREST_FACTS = (
    "arrest_date_earliest", "arrest_date_latest", "arrest_date_precision", "county_name", "county_type", "is_juvenile",
)  # fmt: skip
_PERSON_FACTS = (
    "person_id", "is_deceased", "has_registration", "birth_date_earliest", "birth_date_latest", "birth_date_precision",
)  # fmt: skip
_SUPERVISION_FACTS = (
    "has_conflicting_ids", "supervision_by", "supervision_type", "started_on_earliest", "started_on_latest",
    "ended_on_earliest", "ended_on_latest", "ended_on_latest <= data_as_of",
)  # fmt: skip
"""The last: a delivery cut after the expected last day reports that supervision ended."""
_PETITION_FACTS = (
    "has_conflicting_ids", "filed_on_earliest", "filed_on_latest", "hearing_on_earliest", "hearing_on_latest",
    "outcome", "has_conflicting_outcomes", "outcome_on_earliest", "outcome_on_latest",
)  # fmt: skip
_SENTENCE_FACTS = (
    "sentence_type", "sentence_location_code", "sentence_length", "sentence_unit", "ordinal", "record_status",
    "has_conflicting_copies",
)  # fmt: skip


def hash_columns(columns: Sequence[str]) -> str:
    """Build SQL for 64 bits of md5 over columns; null differs from every text.

    ``md5_number_lower`` gives the same number five times slower, through a text of binary digits (measured).
    """
    texts = ", ".join(f"coalesce(cast({column} as varchar), chr(30))" for column in columns)
    return f"cast(md5_number(concat_ws(chr(31), {texts})) >> 64 as ubigint)"


def _hash_part(*columns: str) -> str:
    """Build SQL for one of the three parts that match a changed event; null if a column is unknown."""
    are_known = " and ".join(f"{column} is not null" for column in columns)
    return f"case when {are_known} then {hash_columns(columns)} end"


_RECORDED = "cast('0x' || coalesce({of}.recorded_person_id, {of}.person_id) as ubigint)"
_PERSON = "cast('0x' || person_id as ubigint)"
"""A person's id as a number, half the size of its text."""

_COUNT_KEY = hash_columns(
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


def _build_keys(of_charges: str = "", of_arrests: str = "", beside: str = "") -> str:
    """Build SQL for the key of each charge and arrest, with optional further columns and joins."""
    return f"""
select charges.charge_id as unit_id, charges.person_id, {_COUNT_KEY} as count_key,
    {_RECORDED.format(of="charges")} as recorded{of_charges}
from intermediate.int_charges as charges
{beside}
union all
select arrest_id, person_id,
    {hash_columns(("'arrest'", *(f"part_{at}" for at in range(len(_ARREST))), "copy"))}, recorded{of_arrests}
from (
    select arrests.*, {_RECORDED.format(of="arrests")} as recorded,
        {", ".join(f"{column} as part_{at}" for at, column in enumerate(_ARREST))},
        row_number() over (partition by {", ".join(_ARREST)} order by arrests.arrest_id) as copy
    from intermediate.int_arrests as arrests
)
"""


KEYS = _build_keys()
"""The key of each charge and arrest, for a temporary table that the queries of a counting read."""

KEYS_AND_FACTS = _build_keys(
    of_charges=f""",
    case when charges.is_conviction then 'conviction' else 'charge' end as kind,
    {hash_columns(_CHARGE_FACTS)} as facts,
    {_hash_part("charges.county_name", "charges.case_number_key")} as first_part,
    {_hash_part("charges.section")} as second_part, {_hash_part("charges.event_date_earliest")} as third_part""",
    of_arrests=f""",
    'arrest', {hash_columns(_ARREST_FACTS)}, {_hash_part("county_name")}, {_hash_part("agency_code")},
    {_hash_part("arrest_date_earliest")}""",
    beside=f"""
left join (
    select charge_id, sum({hash_columns(_SENTENCE_FACTS)}::hugeint)::varchar as facts
    from intermediate.int_sentences group by charge_id
) as sentences on charges.charge_id = sentences.charge_id""",
)
"""Keys with facts, so that a run's events need each table only once and no join."""

EVENTS = f"""
select kind, count_key as event, recorded, facts, first_part, second_part, third_part from {KEYS_TABLE}
union all
select
    'event', {hash_columns(("'event'", "event_id"))}, {_PERSON},
    {hash_columns(("disposition_type", "event_date_latest", "step_type", "link_basis"))},
    {_hash_part("event_type", "charge_id")},
    {_hash_part("county_name", "disposition_text")}, {_hash_part("event_date_earliest")}
from intermediate.int_events
union all
select
    'person', {hash_columns(("'person'", "person_id"))}, {_PERSON}, {hash_columns(_PERSON_FACTS)},
    null, null, null
from intermediate.int_people
union all
select
    'supervision', {hash_columns(("'supervision'", "supervision_record_id"))}, {_PERSON},
    {hash_columns(_SUPERVISION_FACTS)}, null, null, null
from intermediate.int_supervision_records
union all
select
    'registration', {hash_columns(("'registration'", "registration_id"))}, {_PERSON},
    {hash_columns(("has_conflicting_ids", "kind", "status"))}, null, null, null
from intermediate.int_registrations
union all
select
    'petition', {hash_columns(("'petition'", "petition_id", "charge_id"))}, {_PERSON},
    {hash_columns(_PETITION_FACTS)}, null, null, null
from intermediate.int_prohibition_petitions
union all
select distinct
    'conflict', {hash_columns(("'conflict'", "conflict_type", "person_id", "other_person_id", "side"))},
    cast('0x' || side as ubigint), 0::ubigint, null, null, null
from (
    select *, unnest([person_id, other_person_id]) as side from intermediate.int_identity_conflicts
    where decision_id is null
)
"""
"""Recorded events with a hash of their facts: one row per charge, arrest, later event, person, supervision record,
petition and open conflict of ids. The three parts match an event that was reported differently before."""

_MANUAL_INPUTS = """
    select person_id, fact_id as word from intermediate.int_established_facts
    union select person_id, fact_id from intermediate.int_established_person_facts
    union select person_id, fact_id from intermediate.int_established_arrest_facts
    union select person_id, concat_ws(' ', claim_id, is_holding) from intermediate.int_claimed_charges
    union select person_id, concat_ws(' ', claim_id, is_holding) from intermediate.int_claimed_arrests
"""
_IDENTITY_DECISIONS = """
    select person_id, coalesce(recorded_person_id, person_id) as word
    from intermediate.int_person_links where is_decided_by_a_person
    union select unnest([person_id, other_person_id]), decision_id
    from intermediate.int_identity_conflicts where decision_id is not null
"""

_WORDS_HASH = f"bit_xor({hash_columns(('word',))})"

PERSONS = f"""
with recorded as (
    select distinct {_RECORDED.format(of="links")} as recorded, person_id
    from intermediate.int_person_links as links
),
said as (select person_id, {_WORDS_HASH} as said from ({_MANUAL_INPUTS}) group by person_id),
decided as (select person_id, {_WORDS_HASH} as decided from ({_IDENTITY_DECISIONS}) group by person_id)
select recorded.recorded, recorded.person_id, coalesce(said.said, 0::ubigint) as said,
    coalesce(decided.decided, 0::ubigint) as decided
from recorded
left join said on recorded.person_id = said.person_id
left join decided on recorded.person_id = decided.person_id
"""
"""One row per person as recorded and as decided, with hashes of manual inputs and identity decisions about them. Inputs
about two merged persons belong to the merged one."""

_GROUND_COLUMNS = "remedy_id, path, outcome, reason_code, deciding_element, presumed_facts"


def _hash_ground(of: str) -> str:
    return hash_columns([f"{of}.{column.strip()}" for column in _GROUND_COLUMNS.split(",")])


FINDINGS = f"""
with own as (
    select unit_id, person_id, remedy_id, list_sort(list(distinct law_table || ' ' || row_key)) as rows_of_law
    from rules.rule_{{state}}__deciding_law_rows_by_unit group by all
),
findings as (
    select charge_id as unit_id, person_id, relief, eligible_on, {_GROUND_COLUMNS} from rules.rule_{{state}}__findings
    union all
    select arrest_id, person_id, relief, eligible_on, remedy_id, path, outcome, reason_code, deciding_element,
        cast([] as varchar[])
    from rules.rule_{{state}}__arrest_findings
)
select
    counts.count_key, findings.remedy_id, findings.outcome, findings.relief, findings.eligible_on,
    {_hash_ground("findings")} as ground, coalesce(own.rows_of_law, []) as rows_of_law
from findings
inner join {KEYS_TABLE} as counts on findings.unit_id = counts.unit_id and findings.person_id = counts.person_id
left join own on findings.unit_id = own.unit_id and findings.person_id = own.person_id
    and findings.remedy_id = own.remedy_id
"""
"""The finding of each remedy for each charge and arrest, with its law rows: those of its ground, and its own."""

GROUNDS = f"""
select distinct {_hash_ground("grounds")} as ground, law_table || ' ' || row_key as row_of_law
from rules.rule_{{state}}__deciding_law_rows as grounds
order by all
"""
"""Law rows behind each ground of a finding."""

_PLACE = (
    "case {of}.county_type when 'in_state' then coalesce(upper({of}.county_name), 'UNKNOWN') "
    "when 'elsewhere' then 'ELSEWHERE' else 'UNKNOWN' end as place"
)

COUNTS = f"""
with units as (
    select
        'convictions' as kind, charge_id as unit_id, person_id, {_PLACE.format(of="convictions")},
        is_felony as with_felony, is_standing as with_conviction, is_recent as with_recent_conviction,
        false as is_convicted, false as is_relieved
    from rules.rule_{{state}}__conviction_status as convictions
    union all
    select
        'arrests', arrests.arrest_id, arrests.person_id, {_PLACE.format(of="arrests")}, null, null, null,
        coalesce(outcomes.is_convicted, false), coalesce(outcomes.has_arrest_relief, false)
    from intermediate.int_arrests as arrests
    left join intermediate.int_arrest_outcomes as outcomes on arrests.arrest_number = outcomes.arrest_number
    union all
    select
        'charges', charges.charge_id, charges.person_id, {_PLACE.format(of="charges")}, null, null, null, false, false
    from intermediate.int_charges as charges
    where not charges.is_conviction and charges.charge_id in (
        select charge_id from rules.rule_{{state}}__findings where outcome <> 'out_of_scope'
    )
)
select
    units.kind, keys.count_key, keys.recorded, units.person_id, units.place,
    coalesce(people.is_deceased, false) as is_deceased,
    units.* exclude (kind, unit_id, person_id, place)
from units
inner join {KEYS_TABLE} as keys on units.unit_id = keys.unit_id and units.person_id = keys.person_id
left join intermediate.int_people as people on units.person_id = people.person_id
"""
"""Each conviction, arrest, and charge in scope without a conviction: person and place; for a conviction its effect
before any relief (yes, no, unknown); for an arrest whether it led to a conviction or was relieved."""

METRICS = "from marts.metrics order by figure_id"
"""Every figure."""

OF_PEOPLE: Mapping[str, tuple[str, str]] = {
    "counts": (COUNTS, "recorded"),
    "findings": (FINDINGS, "count_key"),
    "persons": (PERSONS, "recorded"),
    "events": (EVENTS, "recorded"),
}
"""Queries of people by table, each with a column of evenly spread numbers. The rows of a person are of that person
alone, so they can be asked of some people after the other."""

OF_ALL: Mapping[str, str] = {"grounds": GROUNDS, "metrics": METRICS}
"""Queries of what is no person's by table, each with an order that depends on content only."""
