-- Compiled from code_19_2_392_8.law by lookback law compile va, hash 84a3d6cbd21f79ee.
-- Virginia: Va. Code 19.2-392.8 (sealing at acquittal or dismissal with prejudice): Automatic
-- sealing at acquittal or dismissal.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What each charge is.
charges as (
    select
        *,
        -- Va. Code 19.2-392.8(A)
        {{ is_disposed(['acquittal', 'dismissed_with_prejudice']) }}
        and level = 'misdemeanor'
        and {{ is_since('disposition', "date '2026-07-01'") }}
            as acquitted_or_dismissed_with_prejudice
    from {{ ref('rule_va__wide_facts') }}
    where unit = 'charge'
),

-- The charges that a path is, or may be, for; when each wait is over, at the earliest and at the
-- latest.
waits as (
    select
        *,
        -- Va. Code 19.2-392.8(A)
        disposition_first as sealed_at_disposition_first,
        disposition_last as sealed_at_disposition_last
    from charges
    where
        is_candidate
        and is_here is not false
        and acquitted_or_dismissed_with_prejudice is not false
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
        {{ is_not_denied('record_is_clear') }} as record_is_clear,
        -- Va. Code 19.2-392.8(A): Is the charge disposed of since the law is in force?
        case when has_disposition then {{ has_waited('sealed_at_disposition') }} end
            as sealed_at_disposition,
        -- Va. Code 19.2-392.8(A): Did the person object?
        {{ does_not_appear('person_objected') }} as no_objection
    from waits
)

-- Bookkeeping: since or until when, until when that holds, who says so, what is presumed.
select
    unit_id, person_id, person_bucket, case_key, as_of_date, disposition_source,
    -- What it is.
    acquitted_or_dismissed_with_prejudice,
    -- What is asked of it.
    not_relieved_before, court_of_this_state, record_is_clear, sealed_at_disposition, no_objection,
    {{ events_of('not_relieved_before', 'facts', 'not_relieved_before', []) }}
        as not_relieved_before_rests_on,
    {{ events_of('court_of_this_state', 'facts', 'court_of_this_state', []) }}
        as court_of_this_state_rests_on,
    {{ events_of('record_is_clear', 'facts', 'record_is_clear', []) }}
        as record_is_clear_rests_on,
    sealed_at_disposition_last as sealed_at_disposition_over_on,
    least(
        disposition_day_until,
        case when has_disposition then {{ next_change('sealed_at_disposition') }} end
    ) as sealed_at_disposition_until,
    case when disposition_last is not null then disposition_day_source end
        as sealed_at_disposition_source,
    {{ events_of('no_objection', 'facts', 'person_objected', []) }} as no_objection_rests_on
from elements
