select
    delivery_id,
    sha256,
    file_name,
    county_name,
    data_as_of,
    delivery_kind
from {{ source('intake', 'deliveries') }}
