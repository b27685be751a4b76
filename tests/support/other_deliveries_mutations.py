"""For every expectation about what comes in beside histories, data that breaks it (see ``orchestration_mutations``)."""

from __future__ import annotations

from one_row import one_without

OTHER_MUTATIONS: dict[tuple[str, str, str], str] = {
    (
        "intake",
        "intake.supervised_release_rows",
        "at least 90 % of the rows of a Supervised Release File must have an id of a person",
    ): (
        "select rows.* replace (if(source_line % 5 > 0, cii_number, null) as cii_number, if(source_line % 5 > "
        "0, subject_id, null) as subject_id) from {old} as rows, range(20)"
    ),
    (
        "intake",
        "intake.court_records_rows",
        "at least 90 % of the rows of courts' lists must have an id of a person",
    ): (
        "select rows.* replace (if(source_line % 5 > 0, cii_number, null) as cii_number, if(source_line % 5 > "
        "0, subject_id, null) as subject_id) from {old} as rows, range(20)"
    ),
    (
        "intake",
        "intake.petitions_rows",
        "at least 90 % of the rows of lists of petitions must have an id of a person",
    ): (
        "select rows.* replace (if(source_line % 5 > 0, cii_number, null) as cii_number, if(source_line % 5 > "
        "0, subject_id, null) as subject_id) from {old} as rows, range(20)"
    ),
    (
        "staging",
        "staging.stg_ca__supervision_records",
        "at least 90 % of the dates of a Supervised Release File must be dates",
    ): (
        "select * replace (if(source_line % 5 > 1, start_date_precision, 'malformed') as "
        "start_date_precision) from {old}"
    ),
    (
        "staging",
        "staging.stg_ca__supervision_records",
        "at least 90 % of supervision records must say who supervises, in a word that is known",
    ): "select * replace (if(source_line % 5 > 0, supervision_by, 'unknown') as supervision_by) from {old}",
    (
        "staging",
        "staging.stg_ca__court_records",
        "at least 90 % of the disposition dates of courts' lists must be dates",
    ): (
        "select * replace (if(source_line % 5 > 0, disposition_date_precision, 'malformed') as "
        "disposition_date_precision) from {old}"
    ),
    (
        "staging",
        "staging.stg_ca__court_records",
        "no more than 10 % of the rows of courts' lists may have a disposition that nobody recognises",
    ): "select * replace (if(source_line % 5 > 0, disposition_type, 'unrecognised') as disposition_type) from {old}",
    (
        "staging",
        "staging.stg_ca__court_records",
        "at least 85 % of the rows of courts' lists must name a section that was understood",
    ): "select * replace (if(source_line % 10 > 2, section, null) as section) from {old}",
    (
        "staging",
        "staging.stg_ca__petitions",
        "at least 90 % of the days on which petitions were filed must be dates",
    ): (
        "select * replace (if(source_line % 5 > 0, filed_date_precision, 'malformed') as "
        "filed_date_precision) from {old}"
    ),
    (
        "staging",
        "staging.stg_ca__petitions",
        "at least 90 % of petitions must say what became of them, in a word that is known",
    ): "select * replace (if(source_line % 5 > 0, outcome, 'unknown') as outcome) from {old}",
    (
        "intermediate",
        "intermediate.int_external_person_ids",
        "no more than 5 % of the ids in what comes in beside histories may name two people",
    ): "select * replace (person_key % 10 = 0 as has_conflicting_ids) from {old}",
    (
        "intermediate",
        "intermediate.int_court_charges",
        "at least 20 % of the charges in courts' lists must be of people that some history tells of",
    ): (
        "select * replace (if(row_number() over (order by court_charge_id) % 10 = 0, match, 'person_unknown') "
        "as match) from {old}"
    ),
    (
        "intermediate",
        "intermediate.int_court_charges",
        "no more than 20 % of the charges in courts' lists may disagree with the state",
    ): (
        "select * replace (if(row_number() over (order by court_charge_id) % 10 > 3, 'agrees', 'disagrees') "
        "as match) from {old}"
    ),
    (
        "intermediate",
        "intermediate.int_court_records",
        "every row of a court's list must say what became of it",
    ): one_without("match"),
    (
        "intermediate",
        "intermediate.int_supervision_records",
        "a supervision record must be active, not active or unknown",
    ): "select * replace ('perhaps' as is_active) from {old}",
    (
        "intermediate",
        "intermediate.int_prohibition_petitions_unmatched",
        "at least half of the petitions must be about a conviction that is on record",
    ): "select told.* from {old} as told, range(50)",
    (
        "intermediate",
        "intermediate.int_petition_rows",
        "every petition must be about a person",
    ): one_without("person_id"),
    (
        "intermediate",
        "intermediate.int_prohibition_petitions",
        "a petition must have an outcome of the design, or say that it is unknown",
    ): "select * replace ('perhaps' as outcome) from {old}",
    (
        "intake",
        "intake.case_transfers_rows",
        "at least 90 % of the rows of lists of case transfers must have an id of a person",
    ): (
        "select rows.* replace (if(source_line % 5 > 0, cii_number, null) as cii_number, if(source_line % 5 > "
        "0, subject_id, null) as subject_id) from {old} as rows, range(20)"
    ),
    (
        "staging",
        "staging.stg_ca__case_transfers",
        "at least 90 % of the days of case transfers must be dates",
    ): (
        "select rows.* replace (if(source_line % 5 > 0, transfer_date_precision, 'malformed') as "
        "transfer_date_precision) from {old} as rows, range(20)"
    ),
    (
        "intermediate",
        "intermediate.int_case_transfers",
        "at least 80 % of case transfers must name two courts and a case, and not contradict each other",
    ): "select rows.* replace ('same_court' as standing) from {old} as rows, range(20)",
    (
        "intermediate",
        "intermediate.int_transferred_charges",
        "every court of a transferred case must have its number, or an empty one, and every such case its transfer",
    ): "select * replace (cast([] as varchar[]) as other_court_case_numbers) from {old}",
    (
        "intermediate",
        "intermediate.int_available_sources",
        "what was supplied beside histories must be said in one row",
    ): "from {old} union all from {old}",
    ("marts", "marts.transfer_courts", "every further court that a line names must be known after it was filed"): (
        "from {old} limit 0"
    ),
    ("marts", "marts.duplicate_reports", "what is told twice must be told so of both charges"): (
        "(from {old}) union all by name "
        "(select charge_id, person_id, ['another'] as told_also_by_charge_ids from intermediate.int_charges limit 1)"
    ),
}
