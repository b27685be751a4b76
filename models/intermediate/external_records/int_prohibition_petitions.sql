select
    petitions.petition_id,
    charges.charge_id,
    charges.person_id,
    charges.person_bucket,
    petitions.has_conflicting_ids,
    petitions.filed_on_earliest,
    petitions.filed_on_latest,
    petitions.filed_on_precision,
    petitions.hearing_on_earliest,
    petitions.hearing_on_latest,
    petitions.outcome,
    petitions.has_conflicting_outcomes,
    petitions.outcome_on_earliest,
    petitions.outcome_on_latest,
    petitions.source_rows
from {{ ref('int_petition_rows') }} as petitions
inner join {{ ref('int_charges') }} as charges
    on petitions.person_id = charges.person_id
    and petitions.county_name = charges.county_name
where
    charges.is_conviction
    and list_has_all(string_split(charges.case_number_key, '+'), string_split(petitions.case_number_key, '+'))
    and (
        petitions.section_text is null
        or (
            petitions.section = charges.section
            and coalesce(petitions.code_book = charges.code_book, true)
            and (petitions.subdivision_path = '' or petitions.subdivision_path = charges.subdivision_path)
        )
    )
