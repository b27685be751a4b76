-- Which list of the law each charge is on. One row per charge and list; which list is law, the parts are staging's.
select
    charges.charge_id,
    charges.person_id,
    charges.person_bucket,
    offense_lists.offense_list
from {{ ref('int_charges') }} as charges
inner join {{ ref('ca_offense_lists') }} as offense_lists
    on charges.code_book = offense_lists.code_book
    and charges.section = offense_lists.section
    and case offense_lists.match_mode
        when 'section' then true
        when 'subdivision' then starts_with(coalesce(charges.subdivision_path, ''), offense_lists.subdivision)
        else coalesce(charges.subdivision_path, '') = coalesce(offense_lists.subdivision, '')
    end
