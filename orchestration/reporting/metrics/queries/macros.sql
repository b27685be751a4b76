-- Where a charge or arrest stands, as marts name it (macro named_place of dbt_project).
create or replace temp macro place_of(county_type, county_name) as
    case county_type
        when 'in_state' then coalesce(upper(county_name), 'UNKNOWN')
        when 'elsewhere' then 'ELSEWHERE'
        else 'UNKNOWN'
    end;

-- The group that a charge's offense is counted in: its code book and level as staging reads them.
create or replace temp macro offense_group_of(parse_status, code_book, charge_level) as
    case
        when parse_status = 'parsed' and code_book is not null then code_book || ' ' || coalesce(charge_level, 'unknown')
        else 'not understood'
    end;

create or replace temp macro year_between(earliest, latest) as
    case when year(earliest) = year(latest) then cast(year(earliest) as varchar) else 'not known' end
