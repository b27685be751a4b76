-- Compiled from code_19_2_392_6_1.law by lookback law compile va, hash 84a3d6cbd21f79ee.
-- Virginia: Va. Code 19.2-392.6:1 (sealing of former possession of marijuana): Sealing of former
-- possession of marijuana.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What each charge is.
charges as (
    select
        *,
        -- Va. Code 19.2-392.6:1(A)
        {{ is_disposed([
            'conviction', 'acquittal', 'dismissal', 'dismissed_with_prejudice',
            'dismissed_without_prejudice', 'nolle_prosequi', 'deferred_dismissed', 'pardoned'
        ]) }}
        and {{ is_of_section(['18.2-250.1']) }} as possession_of_marijuana
    from {{ ref('rule_va__wide_facts') }}
    where unit = 'charge'
),

-- The charges that a path is, or may be, for; when each wait is over, at the earliest and at the
-- latest.
waits as (
    select
        *
    from charges
    where is_candidate and is_here is not false and possession_of_marijuana is not false
),

-- What the law asks: true, false, or NULL where nobody knows.
elements as (
    select
        *,
        -- house rule, the same for every state: Was it relieved before?
        {{ is_not_denied('not_relieved_before') }} as not_relieved_before,
        -- house rule, the same for every state: Was it a court of this state?
        {{ is_not_denied('court_of_this_state') }} as court_of_this_state,
        -- house rule, the same for every state: Is the record clear: no conflicting copies, unread
        -- lines or mixed identities?
        {{ is_not_denied('record_is_clear') }} as record_is_clear
    from waits
)

-- Bookkeeping: since or until when, until when that holds, who says so, what is presumed.
select
    unit_id, person_id, person_bucket, case_key, as_of_date, disposition_source,
    -- What it is.
    possession_of_marijuana,
    -- What is asked of it.
    not_relieved_before, court_of_this_state, record_is_clear,
    {{ events_of('not_relieved_before', 'facts', 'not_relieved_before', []) }}
        as not_relieved_before_rests_on,
    {{ events_of('court_of_this_state', 'facts', 'court_of_this_state', []) }}
        as court_of_this_state_rests_on,
    {{ events_of('record_is_clear', 'facts', 'record_is_clear', []) }}
        as record_is_clear_rests_on
from elements
