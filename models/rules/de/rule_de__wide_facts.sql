-- Compiled from the packs of de by lookback law compile de, hash 476708ad99940a60.
-- What the packs of the state read of each charge and arrest, one row each. It decides nothing.
{{ wide_facts(
    of_units=[
        'unit_id', 'unit', 'person_id', 'person_bucket', 'arrest_id', 'as_of_date',
        'case_key', 'is_here', 'is_candidate', 'disposition', 'dispositions_perhaps', 'level',
        'is_text_in_doubt', 'lists', 'lists_perhaps', 'lists_by_facts', 'disposition_source',
        'told_facts_rest_on', 'told_statuses_rest_on'
    ],
    events={
        'arrest': ['has', 'first', 'last', 'day_until', 'day_source'],
        'disposition': ['has', 'first', 'last', 'day_until', 'day_source'],
        'release_or_sentence': ['has', 'first', 'last', 'day_until', 'day_source'],
    },
    facts={
        'active_warrant': ['answer'],
        'activity_within_12_months': ['answer'],
        'court_of_this_state': ['answer'],
        'not_relieved_before': ['answer'],
        'record_is_clear': ['answer'],
    },
    person_facts={
        'actively_supervised': ['answer', 'over_on', 'until', 'source'],
    },
    answers={
        'active_warrant': ['yes', 'no'],
        'activity_within_12_months': ['yes', 'no'],
    },
) }}
