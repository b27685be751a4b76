"""For every expectation about what comes in beside histories, data that breaks it (see ``orchestration_mutations``)."""

from __future__ import annotations

from one_row import one_without

OTHER_MUTATIONS: dict[str, str] = {
    "supervised_release_ids_filled": (
        "select rows.* replace (if(source_line % 5 > 0, cii_number, null) as cii_number, if(source_line % 5 > "
        "0, subject_id, null) as subject_id) from {old} as rows, range(20)"
    ),
    "registry_ids_filled": (
        "select rows.* replace (if(source_line % 5 > 0, cii_number, null) as cii_number, if(source_line % 5 > "
        "0, subject_id, null) as subject_id) from {old} as rows, range(20)"
    ),
    "registrations_recognised": "select * replace ('unknown' as status) from {old}",
    "court_record_ids_filled": (
        "select rows.* replace (if(source_line % 5 > 0, cii_number, null) as cii_number, if(source_line % 5 > "
        "0, subject_id, null) as subject_id) from {old} as rows, range(20)"
    ),
    "petition_ids_filled": (
        "select rows.* replace (if(source_line % 5 > 0, cii_number, null) as cii_number, if(source_line % 5 > "
        "0, subject_id, null) as subject_id) from {old} as rows, range(20)"
    ),
    "supervision_dates_well_formed": (
        "select * replace (if(source_line % 5 > 1, start_date_precision, 'malformed') as "
        "start_date_precision) from {old}"
    ),
    "supervisors_recognised": (
        "select * replace (if(source_line % 5 > 0, supervision_by, 'unknown') as supervision_by) from {old}"
    ),
    "court_record_dates_well_formed": (
        "select * replace (if(source_line % 5 > 0, disposition_date_precision, 'malformed') as "
        "disposition_date_precision) from {old}"
    ),
    "petition_dates_well_formed": (
        "select * replace (if(source_line % 5 > 0, filed_date_precision, 'malformed') as "
        "filed_date_precision) from {old}"
    ),
    "petition_outcomes_recognised": (
        "select * replace (if(source_line % 5 > 0, outcome, 'unknown') as outcome) from {old}"
    ),
    "few_external_ids_of_two_people": "select * replace (person_key % 10 = 0 as has_conflicting_ids) from {old}",
    "court_charges_of_known_people": (
        "select * replace (if(row_number() over (order by court_charge_id) % 10 = 0, match, 'person_unknown') "
        "as match) from {old}"
    ),
    "court_charges_agree_with_state": (
        "select * replace (if(row_number() over (order by court_charge_id) % 10 > 3, 'agrees', 'disagrees') "
        "as match) from {old}"
    ),
    "court_record_has_outcome": one_without("match"),
    "supervision_status_known": "select * replace ('perhaps' as is_active) from {old}",
    "petitions_match_convictions": "select told.* from {old} as told, range(50)",
    "petition_has_person": one_without("person_id"),
    "petition_outcome_known": "select * replace ('perhaps' as outcome) from {old}",
    "case_transfer_ids_filled": (
        "select rows.* replace (if(source_line % 5 > 0, cii_number, null) as cii_number, if(source_line % 5 > "
        "0, subject_id, null) as subject_id) from {old} as rows, range(20)"
    ),
    "case_transfer_dates_well_formed": (
        "select rows.* replace (if(source_line % 5 > 0, transfer_date_precision, 'malformed') as "
        "transfer_date_precision) from {old} as rows, range(20)"
    ),
    "case_transfers_complete": "select rows.* replace ('same_court' as standing) from {old} as rows, range(20)",
    "transferred_charge_has_number": "select * replace (cast([] as varchar[]) as other_court_case_numbers) from {old}",
    "available_sources_one_row": "from {old} union all from {old}",
    "line_courts_known": "from {old} limit 0",
    "duplicate_reports_symmetric": (
        "(from {old}) union all by name "
        "(select charge_id, person_id, ['another'] as told_also_by_charge_ids from intermediate.int_charges limit 1)"
    ),
}
