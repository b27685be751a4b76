"""What the wide facts of every state have: parts of their SQL, and columns that no pack names."""

from __future__ import annotations

from orchestration.law.compiler.layout import make_column

Column = tuple[str, str, str]
"""Name, type, description."""
AS_SUPPOSED = """,
        list(offense_list) filter (where answer_as_felony = 'yes') as lists_as_felony,
        list(offense_list) filter (where answer_as_felony = 'unknown') as lists_perhaps_as_felony,
        list(offense_list) filter (where answer_as_felony = 'yes' and not felony_only)
            as lists_as_other,
        list(offense_list) filter (where answer_as_felony = 'unknown' and not felony_only)
            as lists_perhaps_as_other"""
LISTED = """-- The offense lists that each charge is on, surely and perhaps.
listed as (
    select
        unit_id,
        list(offense_list) filter (where answer = 'yes') as lists,
        list(offense_list) filter (where answer = 'unknown') as lists_perhaps{as_supposed}
    from {{{{ ref('engine_unit_lists') }}}}
    group by unit_id
)"""
ANSWERED = """-- (Of several answers of one subject yes counts.)
answered as (
    select
        subject,
        fact,
        max(value) as value
    from {{ rule('established') }}
    group by subject, fact
)"""
LEVELED = """-- The level that people established of a charge whose record has none.
leveled as (
    select
        given.subject as unit_id,
        max(levels.level) as level_established
    from {{ rule('established') }} as given
    inner join {{ law('level_facts') }} as levels using (fact, value)
    group by given.subject
)"""
UNITS = """units as (
    select
        facts.* replace (
            coalesce(nullif(facts.level, 'unknown'), leveled.level_established) as level
        )
    from {{ rule('units') }} as facts
    left join leveled using (unit_id)
)"""
GRADED = """-- The longest term of a grade, by law, where the charge names none.
graded as (
    select
        units.unit_id,
        max(grades.max_days) as max_days_of_grade
    from units
    inner join {{ law('grades') }} as grades using (level, grade)
    left join days using (unit_id)
    where units.max_days is null
        and coalesce(days.offense_first >= grades.offense_from, grades.offense_from is null)
        and coalesce(days.offense_last < grades.offense_to, grades.offense_to is null)
    group by units.unit_id
)"""
_IMPOSED = "case when not list_has_any(units.components, ['prison', 'jail']) then 0 end"
SELECTED = (
    "units.unit_id",
    "units.unit",
    "units.person_id",
    "units.person_bucket",
    "units.arrest_id",
    "run.as_of_date",
    "units.person_id || '|' || units.case_id as case_key",
    "units.person_id || '|' || units.case_id || '|' || units.tracking as tracking_key",
    "case units.jurisdiction when 'here' then true when 'elsewhere' then false end as is_here",
    "units.is_candidate",
    "units.disposition",
    "coalesce(units.dispositions_perhaps, []) as dispositions_perhaps",
    "units.level",
    "units.grade",
    "coalesce(units.max_days, graded.max_days_of_grade) as max_days",
    make_column(f"coalesce(units.imposed_min_days, {_IMPOSED})", "imposed_min_days"),
    make_column(f"coalesce(units.imposed_max_days, {_IMPOSED})", "imposed_max_days"),
    "units.components",
    "units.code_book",
    "units.section",
    "units.subdivision_path",
    make_column(
        "coalesce(units.is_text_in_doubt, false) or (units.unit = 'charge' and units.section is null)",
        "is_text_in_doubt",
    ),
    "coalesce(listed.lists, []) as lists",
    "coalesce(listed.lists_perhaps, []) as lists_perhaps",
    "days.disposition_day_source as disposition_source",
    "born.birth_date_earliest as born_first",
    "born.birth_date_latest as born_last",
)
OWN: tuple[Column, ...] = (
    ("unit_id", "varchar", "Id of the charge or arrest."),
    ("unit", "varchar", "charge or arrest."),
    (
        "person_id",
        "varchar",
        "Pseudonym of the person: 16 hex digits of md5 of state and normalised id. Never leaves the restricted rooms.",
    ),
    ("person_bucket", "integer", "Number of the state id modulo 64: shards are ranges of it."),
    ("arrest_id", "varchar", "The arrest that the charge is of; null where none is on record, or several."),
    ("as_of_date", "date", "The day of the run."),
    ("case_key", "varchar", "The case of the person; null where no case number is on record."),
    ("tracking_key", "varchar", "The tracking number in the case; null where none is on record."),
    ("is_here", "boolean", "Whether it is of this state; null where that is not known."),
    ("is_candidate", "boolean", "A remedy can be about it; otherwise it is only looked at beside others."),
    ("disposition", "varchar", "Disposition in the words of packs; null where it is not understood."),
    ("dispositions_perhaps", "varchar[]", "What the disposition may be where it is not known; empty where it is."),
    ("level", "varchar", "Level on record, or as people established it; null where neither is."),
    ("grade", "varchar", "Grade within the level."),
    ("max_days", "integer", "Longest term, of the charge or by law of its grade; null where neither is known."),
    ("imposed_min_days", "integer", "Shortest term imposed, in days; 0 where the sentence names none."),
    ("imposed_max_days", "integer", "Longest term imposed, in days; 0 where the sentence names none."),
    ("components", "varchar[]", "Kinds of the parts of the sentence; null where no sentence is on record."),
    ("code_book", "varchar", "Code book of the charge."),
    ("section", "varchar", "Section of the charge."),
    ("subdivision_path", "varchar", "Subdivision of the charge."),
    ("is_text_in_doubt", "boolean", "The section is not known, or the text names another too."),
    ("lists", "varchar[]", "Offense lists that the charge is on."),
    ("lists_perhaps", "varchar[]", "Offense lists that the charge is perhaps on."),
    ("disposition_source", "varchar", "What the day of the disposition rests on."),
)
