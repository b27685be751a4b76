-- Compiled from the packs of de by lookback law compile de, hash 24d6a9dc029385c9.
{{ config(tags=['on_demand', 'compiled_law']) }}
-- What the packs of the state read of each charge and arrest, one row each. It decides nothing.
{{ wide_facts(
    of_units=[
        'unit_id', 'unit', 'person_id', 'person_bucket', 'arrest_id', 'as_of_date',
        'case_key', 'is_here', 'is_candidate', 'disposition', 'dispositions_perhaps', 'level',
        'is_text_in_doubt', 'lists', 'lists_perhaps', 'lists_by_facts', 'disposition_source'
    ],
    events={
        'arrest': ['has', 'first', 'last', 'day_until', 'day_source'],
        'disposition': ['has', 'first', 'last', 'day_until', 'day_source'],
        'release_or_sentence': ['has', 'first', 'last', 'day_until', 'day_source'],
    },
    facts={
        'active_warrant': ['answer', 'is_presumed', 'over_on', 'until', 'source'],
        'activity_within_12_months': ['answer', 'is_presumed', 'over_on', 'until', 'source'],
        'court_of_this_state': ['answer', 'is_presumed', 'over_on', 'until', 'source'],
        'not_relieved_before': ['answer', 'is_presumed', 'over_on', 'until', 'source'],
        'record_is_clear': ['answer', 'is_presumed', 'over_on', 'until', 'source'],
    },
    person_facts={
        'actively_supervised': ['answer', 'is_presumed', 'over_on', 'until', 'source'],
    },
    answers={
        'active_warrant': ['yes', 'no'],
        'activity_within_12_months': ['yes', 'no'],
    },
) }}
