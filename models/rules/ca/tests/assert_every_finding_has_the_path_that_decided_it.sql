-- Fails if a finding lacks the path that decided it, with what its elements came to.
select findings.charge_id
from {{ rule('findings') }} as findings
anti join {{ ref('engine_paths') }} as paths
    on findings.charge_id = paths.unit_id and findings.remedy_id = paths.remedy_id and findings.path = paths.path
where findings.path is not null or findings.deciding_element is distinct from 'a_path_fits'
