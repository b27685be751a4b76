"""For every expectation of the intake gate, data that breaks it, as in ``orchestration_mutations``."""

from __future__ import annotations

from one_row import one_without

UNTIMELY = "select '{}' as kind, 'FRESNO' as county_name, 'FRESNO: 500 days' as message, 'history' as delivery_kind"

INTAKE_MUTATIONS: dict[str, str] = {
    "delivery_in_force": "from {old} limit 0",
    "delivery_readable": "select * replace (0 as accepted_rows) from {old}",
    "few_lines_rejected": "select * replace (cast(0.04 * physical_lines as bigint) as rejected_lines) from {old}",
    "data_recent_enough": UNTIMELY.format("stale"),
    "counties_complete": UNTIMELY.format("missing"),
    "lines_accounted_for": "select * replace (accepted_rows - 1 as accepted_rows) from {old}",
    "counties_profiled": "from {old} where county_name <> 'ALPINE'",
    "always_columns_filled": (
        "select * replace (if(column_name = 'PRI_DOB', accepted_rows * 8 // 10, filled_rows) as filled_rows) from {old}"
    ),
    "often_columns_filled": (
        "select * replace (if(column_name = 'DISP_DESCR', accepted_rows // 40, filled_rows) as filled_rows) from {old}"
    ),
    "dates_well_formed": (
        "select * replace (if(form = 'date', filled_rows * 8 // 10, well_formed_rows) as well_formed_rows) from {old}"
    ),
    "counties_of_state": (
        "select * replace (if(form = 'county', filled_rows * 6 // 10, well_formed_rows) as well_formed_rows) from {old}"
    ),
    "ids_and_letters_well_formed": (
        "select * replace (if(form = 'number', filled_rows * 8 // 10, well_formed_rows) as well_formed_rows) from {old}"
    ),
    "columns_filled_as_before": "select * replace (accepted_rows as previous_accepted_rows, "
    "filled_rows + accepted_rows // 5 as previous_filled_rows) from {old}",
    "county_rows_as_before": "select * replace (accepted_rows * 10 // 9 as previous_accepted_rows, "
    "filled_rows * 10 // 9 as previous_filled_rows) from {old}",
    "convictions_of_own_courts": (
        "select * replace (if(county_name = 'FRESNO', 'KERN', county_name) as county_name) from {old} "
        "where county_name = 'FRESNO'"
    ),
    "convictions_of_year_not_fewer": (
        "select * replace (180 as conviction_count, 200 as previous_conviction_count) from {old}"
    ),
    "convictions_of_year_not_more": (
        "select * replace (140 as conviction_count, 100 as previous_conviction_count, true as is_over) from {old}"
    ),
    "convictions_not_fewer": "select * replace (96 as conviction_count, 100 as previous_conviction_count) from {old}",
    "small_county_convictions_not_fewer": (
        "select * replace (4 as conviction_count, 12 as previous_conviction_count) from {old} "
        "qualify row_number() over (partition by county_name order by court_county_name, conviction_year) = 1"
    ),
    "convictions_not_more": "select * replace (150 as conviction_count, 100 as previous_conviction_count) from {old}",
    "small_county_convictions_not_more": (
        "select * replace (90 as conviction_count, 40 as previous_conviction_count) from {old} "
        "qualify row_number() over (partition by county_name order by court_county_name, conviction_year) = 1"
    ),
    # No county by itself is over a bound: each gains 14 of 28.
    "small_counties_convictions_not_more": (
        "select * replace (42 as conviction_count, 28 as previous_conviction_count, false as is_over) from {old} "
        "qualify row_number() over (partition by county_name order by court_county_name, conviction_year) = 1"
    ),
    "small_counties_rows_not_more": (
        "select * replace (120 as accepted_rows, 80 as previous_accepted_rows, 100 as filled_rows, "
        "70 as previous_filled_rows) from {old}"
    ),
    "history_rows_exist": "from {old} limit 0",
    "one_as_of_date": "from {old} union all from {old}",
    "identity_decision_known": (
        "select 'd' as decision_id, 'perhaps' as decision, 'state:1' as id_key, 'state:2' as other_id_key, "
        "'Q' as decided_by, date '2026-01-01' as decided_on, 'test' as why"
    ),
    "established_fact_answered": "select * from {old} union all by name select 'f' as fact_id, 'perhaps' as value",
    "added_wording_has_meaning": (
        "select * from {old} union all by name select 'level' as kind, null::varchar as meaning"
    ),
    "claim_consistent": "select * from {old} union all by name select 'c' as claim_id, false as is_holding",
    "county_policy_consistent": (
        "select * from {old} union all by name select 'ALPINE' as county_name, 'deceased' as option, 'true' as value"
    ),
    "rejected_line_reason_given": one_without("reason"),
}
