-- Where a charge or arrest stands, as marts name it (macro named_place of dbt_project).
create or replace temp macro place_of(county_type, county_name) as
    case county_type
        when 'in_state' then coalesce(upper(county_name), 'UNKNOWN')
        when 'elsewhere' then 'ELSEWHERE'
        else 'UNKNOWN'
    end
