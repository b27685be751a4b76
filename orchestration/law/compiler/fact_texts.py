"""What the wide facts of every state can have: columns of units, and parts of what packs name, with their contracts."""

from __future__ import annotations

from collections.abc import Mapping

Column = tuple[str, str, str]
"""Name, type, description."""
KEYS = (
    "unit_id",
    "unit",
    "person_id",
    "person_bucket",
    "arrest_id",
    "as_of_date",
    "case_key",
    "is_here",
    "is_candidate",
)
"""Columns of units that there are whether or not a pack reads them."""
OF_UNITS: tuple[Column, ...] = (
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
    ("lists_by_facts", "varchar[]", "Offense lists that facts alone decide; of a charge whose text is in doubt."),
    ("lists_as_felony", "varchar[]", "Offense lists that the charge is on, were it a felony."),
    ("lists_perhaps_as_felony", "varchar[]", "Offense lists that the charge is perhaps on, were it a felony."),
    ("lists_as_other", "varchar[]", "Offense lists that the charge is on, were it of another level."),
    ("lists_perhaps_as_other", "varchar[]", "Offense lists that the charge is perhaps on, were it of another level."),
    ("disposition_source", "varchar", "What the day of the disposition rests on."),
    ("born_first", "date", "First day of birth."),
    ("born_last", "date", "Last day of birth."),
    ("relieved_last", "date", "Last day of relief on record; null where one is not known."),
    ("told_facts_rest_on", "map(varchar, varchar[])", "What facts of the unit rest on, by fact; null where nothing."),
    ("told_statuses_rest_on", "map(varchar, varchar[])", "The same of what is known of the person."),
)

Parts = Mapping[str, Column]
"""Parts of what a pack names, by the word that the macro knows: column (with its name as ``{}``), type, description."""
OF_EVENTS: Parts = {
    "has": ("has_{}", "boolean", "Whether {} is on record, its day known or not."),
    "first": ("{}_first", "date", "First day that {} can be of."),
    "last": ("{}_last", "date", "Last day that {} can be of; null where it is not known."),
    "day_until": ("{}_day_until", "date", "First day on which the days of {} can be others."),
    "day_source": ("{}_day_source", "varchar", "What the days of {} rest on."),
}
OF_FACTS: Parts = {
    "answer": ("{}_answer", "varchar", "{}: yes, no, unknown; null where nothing is told."),
    "is_presumed": ("{}_answer_is_presumed", "boolean", "{} is presumed by law."),
    "over_on": ("{}_answer_over_on", "date", "First day on which {} surely is so no more."),
    "until": ("{}_answer_until", "date", "First day on which {} can be answered otherwise."),
    "source": ("{}_answer_source", "varchar", "What {} rests on."),
}
OF_MONEY: Parts = {
    "owes": ("owes_{}", "boolean", "Whether {} is owed in the case; null where the sum is not known."),
    "tells": ("tells_{}", "boolean", "Whether anything is on record of {} in the case."),
}
OF_ANSWERS: Parts = {
    "yes": ("{}_established_yes", "boolean", "People established {}."),
    "no": ("{}_established_no", "boolean", "People established that {} is not so."),
}
