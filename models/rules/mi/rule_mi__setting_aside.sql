-- Compiled from mcl_780_621g.law by lookback law compile mi, hash a646f77d7899244e.
-- Michigan: MCL 780.621g (set aside without application): Set aside without application.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- A day is known by the first and the last day that it can be.
with
-- What the law asks of each charge, and its days.
elements as (
    select * from {{ ref('rule_mi__setting_aside_elements') }}
),

{% set only_waits = [
    'seven_years_since_sentence', 'no_pending_charge',
    'ten_years_since_sentence_or_prison'
] %}
{% set by_clock = ['seven_years_since_sentence', 'ten_years_since_sentence_or_prison'] %}
{% set shown_as
= {'no_conviction_in_the_period_on_felony': 'no_conviction_in_the_period'} %}
{% set law = {
    'key': 'unit_id', 'only_waits': only_waits, 'undeterminable': [], 'counsel': [], 'combined': [],
        'by_clock': by_clock,
    'shown_as': shown_as
} %}
{% set asked_of_all = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
-- The paths, in the order of the statute: what bars each, what nobody knows of it, what it waits
-- for.
paths as (
    -- MCL 780.621g(1),(3)
    {% set by_misdemeanor_up_to_92_days = asked_of_all + [
        'seven_years_since_sentence', 'never_set_aside'
    ] %}
    select {{ asks(
        1, 'misdemeanor_up_to_92_days', by_misdemeanor_up_to_92_days, law,
        kind='at_most_92_days', begins="date '2023-04-11'"
    ) }}
    from elements
    where at_most_92_days is not false
    union all
    -- MCL 780.621g(4)
    {% set by_misdemeanor_from_93_days = asked_of_all + [
        'seven_years_since_sentence', 'no_pending_charge', 'no_conviction_in_the_period',
        'at_most_one_assaultive', 'not_left_out', 'not_ten_years', 'never_set_aside'
    ] %}
    select {{ asks(
        2, 'misdemeanor_from_93_days', by_misdemeanor_from_93_days, law,
        kind='at_least_93_days', begins="date '2023-04-11'"
    ) }}
    from elements
    where at_least_93_days is not false
    union all
    -- MCL 780.621g(2)
    {% set by_felony = asked_of_all + [
        'ten_years_since_sentence_or_prison', 'at_most_three_felonies', 'no_pending_charge',
        'no_conviction_in_the_period_on_felony', 'at_most_one_assaultive', 'not_left_out',
        'not_ten_years', 'never_set_aside'
    ] %}
    select {{ asks(3, 'felony', by_felony, law, kind='felony', begins="date '2023-04-11'") }}
    from elements
    where felony is not false
),

-- What each path comes to: a bar goes before a day that is to come, that before what nobody knows
-- (no answer makes it due before the day, unless the record itself is in doubt), and that before
-- any other wait.
decided as (
    select
        *,
        coalesce(barred_by, case when not_known is not null then waits_for_day end, not_known,
            waits_for)
            as deciding_element,
        case when barred_by is null and waits_for_day is not null then not_known end
            as open_element,
        {{ as_outcome("case
            when barred_by = 'not_relieved_before' then 'already_relieved'
            when barred_by is not null then 'ineligible'
            when waits_for_day is not null then 'not_yet'
            when unclear is not null then 'review'
            when waits_for is not null then 'not_yet'
            else 'eligible'
        end") }} as outcome
    from paths
),

-- Days: since or until when, until when that holds, who says so, what is presumed.
{% set over_on = ['seven_years_since_sentence', 'ten_years_since_sentence_or_prison'] %}
{% set until = [
    'seven_years_since_sentence', 'no_conviction_in_the_period',
    'ten_years_since_sentence_or_prison', 'no_conviction_in_the_period_on_felony'
] %}
{% set source = ['seven_years_since_sentence', 'ten_years_since_sentence_or_prison'] %}
{% set by_files = ['not_relieved_before', 'court_of_this_state', 'record_is_clear'] %}
{% set presumable = [] %}
{% set rests_on = [
    'no_pending_charge', 'no_conviction_in_the_period', 'at_most_one_assaultive',
    'at_most_three_felonies', 'no_conviction_in_the_period_on_felony'
] %}
{% set dated = [] %}
{% set is_presumed = {} %}
{% set notes = {
    'over_on': over_on, 'until': until, 'source': source, 'by_files': by_files,
    'presumable': presumable, 'rests_on': rests_on, 'dated': dated,
    'is_presumed': is_presumed
} %}
-- Each path with its days, its source and its presumptions.
dated as (
    select {{ dates(by_misdemeanor_up_to_92_days, law, notes, "date '2023-04-11'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 1
    union all
    select {{ dates(by_misdemeanor_from_93_days, law, notes, "date '2023-04-11'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 2
    union all
    select {{ dates(by_felony, law, notes, "date '2023-04-11'") }}
    from elements
    inner join decided using (unit_id)
    where path_number = 3
),

-- Each path holds as long as all paths of its charge do.
together as (
    select
        * replace (
            min(valid_until) over (partition by unit_id) as valid_until
        )
    from dated
),

-- MCL 780.621g(5): not more than 2, in the order of the sentence.
in_line_for_two_felonies as (
    {{ in_line('together', 'unit_id', [3], 'sentence', "date '2023-04-11'") }}
),

-- Who stands before whom: what is not due yet stands last, and of one day the id decides.
before_in_two_felonies as (
    {{ who_stands_before('in_line_for_two_felonies') }}
),

-- Whether all 2 places are taken: surely, or perhaps.
places_of_two_felonies as (
    {{ places_taken('before_in_two_felonies', 2) }}
),

-- One that comes too late is barred; where that is not known it is for review.
capped_by_two_felonies as (
    {{ capped('together', 'places_of_two_felonies', 'two_felonies', [3]) }}
),

-- MCL 780.621g(5): not more than 4, in the order of the sentence.
in_line_for_four_misdemeanors as (
    {{ in_line('capped_by_two_felonies', 'unit_id', [2], 'sentence', "date '2023-04-11'") }}
),

-- Who stands before whom: what is not due yet stands last, and of one day the id decides.
before_in_four_misdemeanors as (
    {{ who_stands_before('in_line_for_four_misdemeanors') }}
),

-- Whether all 4 places are taken: surely, or perhaps.
places_of_four_misdemeanors as (
    {{ places_taken('before_in_four_misdemeanors', 4) }}
),

-- One that comes too late is barred; where that is not known it is for review.
capped_by_four_misdemeanors as (
    {{ capped(
        'capped_by_two_felonies', 'places_of_four_misdemeanors', 'four_misdemeanors', [2]
    ) }}
)

-- The best path of each charge, with the columns of a finding.
select
    unit_id,
    'charge' as unit,
    person_id,
    person_bucket,
    'setting_aside' as remedy_id,
    path,
    cast(outcome as varchar) as outcome,
    case
        when outcome = 'eligible' and deciding_element is null and decided_apart is null
            then 'set_conviction_aside'
    end as relief,
    {{ reason_code('setting_aside') }} as reason_code,
    coalesce(decided_apart, deciding_element) as deciding_element,
    eligible_on,
    case when outcome = 'not_yet' then open_element end as open_element,
    case when outcome = 'not_yet' and open_element is not null then not_before end as not_before,
    cast([] as varchar[]) as immaterial_elements,
    case when outcome = 'eligible' then presumed_facts else cast([] as varchar[]) end
        as presumed_facts,
    cast(null as varchar) as held_up_by,
    {{ source_of_finding() }} as decided_by,
    min(valid_until) over remedy as valid_until,
    bool_and(is_out_of_reach) over remedy as is_out_of_reach,
    false as has_possible_better_path,
    case when decided_apart is null then rests_on else [] end as rests_on
from capped_by_four_misdemeanors
window remedy as (partition by unit_id)
qualify row_number() over (partition by unit_id order by {{ better_path() }}) = 1
