-- The deliveries that the facts were made of, each once, histories and what came in beside them: what explains a fact
-- later names its file from here, whatever a run that was stopped since has registered.
select
    delivery_id,
    sha256,
    file_name,
    county_name,
    data_as_of,
    delivery_kind
from {{ source('intake', 'deliveries') }}
