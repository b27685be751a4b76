-- The one cause of several: several_causes where they differ, not_explained where there is none.
create or replace temp macro one_cause(causes) as
    case len(list_distinct(causes))
        when 0 then 'not_explained'
        when 1 then list_distinct(causes)[1]
        else 'several_causes'
    end;

-- A charge without a conviction has a key of its own: once it is a conviction, it is the same event and another count.
create or replace temp macro key_of_count(key, kind) as
    case when kind = 'charges' then xor(key, 11400714819323198485::ubigint) else key end;

-- The outcomes that a headline counts.
create or replace temp table outcome_metrics as
select *
from (values ('eligible', 'eligible'), ('review', 'in_review')) as outcomes (outcome, metric)
