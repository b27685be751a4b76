"""For every expectation of the intake gate, data that breaks it, as in ``orchestration_mutations``."""

from __future__ import annotations

from one_row import one_without

PROFILES = "intake.delivery_profiles"
CONVICTIONS = "intake.conviction_counts"

INTAKE_MUTATIONS: dict[tuple[str, str, str], str] = {
    ("intake", "intake.deliveries", "at least one delivery must be in force"): "from {old} limit 0",
    ("intake", "intake.deliveries", "every delivery in force must have at least one readable row"): (
        "select * replace (0 as accepted_rows) from {old}"
    ),
    ("intake", "intake.deliveries", "no delivery may have more than 2 % of its lines rejected"): (
        "select * replace (cast(0.04 * physical_lines as bigint) as rejected_lines) from {old}"
    ),
    ("intake", "intake.deliveries", "physical lines must equal header, accepted and rejected lines together"): (
        "select * replace (accepted_rows - 1 as accepted_rows) from {old}"
    ),
    (
        "intake",
        PROFILES,
        "every county in force must have been profiled, with all its rows",
    ): "from {old} where county_name <> 'ALPINE'",
    (
        "intake",
        PROFILES,
        "a column that every row needs must be filled in at least 90 % of the rows of a county, "
        "below 1000 rows in half",
    ): "select * replace (if(column_name = 'PRI_DOB', accepted_rows * 8 // 10, filled_rows) as filled_rows) from {old}",
    (
        "intake",
        PROFILES,
        "a column that rows of one kind need must be filled in at least 5 % of the rows of a county",
    ): "select * replace (if(column_name = 'DISP_DESCR', accepted_rows // 40, filled_rows) as filled_rows) from {old}",
    (
        "intake",
        PROFILES,
        "at least 90 % of the dates in a column of a county must be dates, below 1000 in half",
    ): "select * replace (if(form = 'date', filled_rows * 8 // 10, well_formed_rows) as well_formed_rows) from {old}",
    (
        "intake",
        PROFILES,
        "at least 80 % of the rows of a county's file must name a county of this state",
    ): "select * replace (if(form = 'county', filled_rows * 6 // 10, well_formed_rows) as well_formed_rows) from {old}",
    (
        "intake",
        PROFILES,
        "at least 90 % of the ids, numbers and letters in a column of a county must look like such, below 1000 in half",
    ): "select * replace (if(form = 'letter', filled_rows * 8 // 10, well_formed_rows) as well_formed_rows) from {old}",
    (
        "intake",
        PROFILES,
        "no column of a county may be filled in 10 % of rows fewer than in the delivery before",
    ): "select * replace (accepted_rows as previous_accepted_rows, "
    "filled_rows + accepted_rows // 5 as previous_filled_rows) from {old}",
    (
        "intake",
        PROFILES,
        "the rows of a county may be no more than 5 % fewer or 25 % more than in the delivery before",
    ): "select * replace (accepted_rows * 10 // 9 as previous_accepted_rows, "
    "filled_rows * 10 // 9 as previous_filled_rows) from {old}",
    (
        "intake",
        CONVICTIONS,
        "at least 10 % of the convictions in a county's file must be of its own courts",
    ): "select * replace (if(county_name = 'FRESNO', 'KERN', county_name) as county_name) from {old} "
    "where county_name = 'FRESNO'",
    (
        "intake",
        CONVICTIONS,
        "history may not shrink by more than 5 % in a county and year of conviction",
    ): "select * replace (180 as conviction_count, 200 as previous_conviction_count) from {old}",
    (
        "intake",
        CONVICTIONS,
        "history may not grow by more than 20 % in a county and year of conviction that was over before",
    ): "select * replace (140 as conviction_count, 100 as previous_conviction_count, true as is_over) from {old}",
    (
        "intake",
        CONVICTIONS,
        "history may not shrink by more than 2 % in a county, all years together",
    ): "select * replace (96 as conviction_count, 100 as previous_conviction_count) from {old}",
    (
        "intake",
        CONVICTIONS,
        "no county, however small, may lose more than 30 % of its convictions",
    ): "select * replace (4 as conviction_count, 12 as previous_conviction_count) from {old} "
    "qualify row_number() over (partition by county_name order by court_county_name, conviction_year) = 1",
    (
        "intake",
        CONVICTIONS,
        "history may not grow by more than 25 % in a county, all years together",
    ): "select * replace (150 as conviction_count, 100 as previous_conviction_count) from {old}",
    (
        "intake",
        CONVICTIONS,
        "no county, however small, may gain more than 50 % of its convictions",
    ): "select * replace (90 as conviction_count, 40 as previous_conviction_count) from {old} "
    "qualify row_number() over (partition by county_name order by court_county_name, conviction_year) = 1",
    # No county by itself is over a bound: each gains 14 of 28.
    (
        "intake",
        CONVICTIONS,
        "history may not grow by more than 25 % in all counties of less than 400 convictions together",
    ): "select * replace (42 as conviction_count, 28 as previous_conviction_count, false as is_over) from {old} "
    "qualify row_number() over (partition by county_name order by court_county_name, conviction_year) = 1",
    (
        "intake",
        PROFILES,
        "all counties of less than 1000 rows together may have no more than 25 % more than in the deliveries before",
    ): "select * replace (120 as accepted_rows, 80 as previous_accepted_rows, 100 as filled_rows, "
    "70 as previous_filled_rows) from {old}",
    ("intake", "intake.history_rows", "there must be history rows"): "from {old} limit 0",
    ("intake", "intake.run_parameters", "a run must have one as-of date"): "from {old} union all from {old}",
    ("intake", "intake.identity_decisions", "a decision on identity must say same or different"): (
        "select 'd' as decision_id, 'perhaps' as decision, 'state:1' as id_key, 'state:2' as other_id_key, "
        "'Q' as decided_by, date '2026-01-01' as decided_on, 'test' as why"
    ),
    ("intake", "intake.established_facts", "an established fact must say yes or no"): (
        "select * from {old} union all by name select 'f' as fact_id, 'perhaps' as value"
    ),
    (
        "intake",
        "intake.claims",
        "a claim must hold its record until it is answered, and nothing may come before it was received",
    ): "select * from {old} union all by name select 'c' as claim_id, false as is_holding",
    ("intake", "intake.county_policies", "the choices of a county must be those of one policy"): (
        "select * from {old} union all by name select 'ALPINE' as county_name, 'deceased' as option, 'true' as value"
    ),
    ("intake", "restricted.rejects", "every rejected line must have a reason"): (one_without("reason")),
}
