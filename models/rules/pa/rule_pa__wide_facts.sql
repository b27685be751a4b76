-- Compiled from the packs of pa by lookback law compile pa, hash c7c92f6d8ba9e247.
-- What the packs of the state read of each charge and arrest, one row each. It decides nothing.
{{ wide_facts(
    of_units=[
        'unit_id', 'unit', 'person_id', 'person_bucket', 'arrest_id', 'as_of_date',
        'case_key', 'tracking_key', 'is_here', 'is_candidate', 'disposition',
        'dispositions_perhaps', 'level', 'grade', 'max_days', 'imposed_min_days',
        'imposed_max_days', 'code_book', 'section', 'is_text_in_doubt', 'lists',
        'lists_perhaps', 'lists_by_facts', 'disposition_source', 'told_facts_rest_on'
    ],
    events={
        'disposition': ['has', 'first', 'last', 'day_until', 'day_source'],
    },
    facts={
        'court_of_this_state': ['answer'],
        'not_relieved_before': ['answer'],
        'record_is_clear': ['answer'],
    },
    owed={
        'restitution': ['owes'],
    },
    answers={
        'restitution_is_paid': ['yes', 'no'],
    },
) }}
