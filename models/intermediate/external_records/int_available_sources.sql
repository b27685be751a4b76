select
    count(*) filter (where delivery_kind = 'supervised_release') > 0 as has_supervised_release,
    max(data_as_of) filter (where delivery_kind = 'supervised_release') as supervised_release_data_as_of,
    count(*) filter (where delivery_kind = 'registry') > 0 as has_registry,
    max(data_as_of) filter (where delivery_kind = 'registry') as registry_data_as_of,
    count(*) filter (where delivery_kind = 'court_records') > 0 as has_court_records,
    coalesce(
        list_sort(list_distinct(list(county_name) filter (where delivery_kind = 'court_records'))),
        cast([] as varchar[])
    ) as court_records_county_names,
    count(*) filter (where delivery_kind = 'petitions') > 0 as has_petitions,
    coalesce(
        list_sort(list_distinct(list(county_name) filter (where delivery_kind = 'petitions'))),
        cast([] as varchar[])
    ) as petitions_county_names,
    count(*) filter (where delivery_kind = 'case_transfers') > 0 as has_case_transfers,
    coalesce(
        list_sort(list_distinct(list(county_name) filter (where delivery_kind = 'case_transfers'))),
        cast([] as varchar[])
    ) as case_transfers_county_names
from {{ ref('int_deliveries') }}
