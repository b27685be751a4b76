-- Compiled from the packs of ct by lookback law compile ct, hash fc943d3ab8cbba0e.
-- What the packs of the state read of each charge and arrest, one row each. It decides nothing.
{{ wide_facts(
    of_units=[
        'unit_id', 'unit', 'person_id', 'person_bucket', 'arrest_id', 'as_of_date',
        'case_key', 'is_here', 'is_candidate', 'disposition', 'dispositions_perhaps', 'level',
        'grade', 'max_days', 'is_text_in_doubt', 'lists', 'lists_perhaps', 'lists_by_facts',
        'disposition_source', 'born_first', 'born_last', 'told_facts_rest_on'
    ],
    events={
        'disposition': ['has', 'first', 'last', 'day_until', 'day_source'],
        'offense': ['first', 'last'],
        'sentence_end': ['has', 'first', 'last', 'day_until', 'day_source'],
        'supervision_end': ['has', 'first', 'last', 'day_until', 'day_source'],
    },
    facts={
        'court_of_this_state': ['answer'],
        'not_relieved_before': ['answer'],
        'record_is_clear': ['answer'],
    },
) }}
