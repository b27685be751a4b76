-- Compiled from the packs of va by lookback law compile va, hash 84a3d6cbd21f79ee.
-- What the packs of the state read of each charge and arrest, one row each. It decides nothing.
{{ wide_facts(
    of_units=[
        'unit_id', 'unit', 'person_id', 'person_bucket', 'arrest_id', 'as_of_date',
        'case_key', 'is_here', 'is_candidate', 'disposition', 'dispositions_perhaps', 'level',
        'max_days', 'code_book', 'section', 'is_text_in_doubt', 'lists', 'lists_perhaps',
        'lists_by_facts', 'disposition_source', 'told_facts_rest_on'
    ],
    events={
        'arrest': ['first', 'last'],
        'disposition': ['has', 'first', 'last', 'day_until', 'day_source'],
        'offense': ['first', 'last'],
    },
    facts={
        'court_of_this_state': ['answer'],
        'not_relieved_before': ['answer'],
        'ordered_sealed': ['answer'],
        'person_objected': ['answer'],
        'record_is_clear': ['answer'],
    },
) }}
