"""Faults put into the SQL of automatic relief, at least one for each element: each must be noticed.

What belongs here: what stands in the compiled SQL of a model, and what is put there. What does not: the comparison that
notices (``test_relief_sql``); what invented people seldom meet, and dbt's unit tests hold:
supervision that may go on without an end beside one that ends, an open charge that a court answers in its case alone.
"""

from __future__ import annotations

CONVICTION, PERSON = "rule_ca__charge_facts", "rule_ca__person_facts"
UNITS, DAYS, PAIRS = "rule_ca__charge_units", "rule_ca__charge_days", "rule_ca__unit_pairs"
SENTENCES, ENDS, PENDING = "rule_ca__conviction_sentences", "int_sentence_ends", "rule_ca__open_charges"
ANSWERS = "rule_ca__undisposed_charges"
ARREST, BECAME, BELONGS = "rule_ca__arrest_facts", "int_arrest_outcomes", "int_arrest_charges"
ARRESTS, ARRESTED_FOR, ESTABLISHED = "rule_ca__arrest_units", "rule_ca__arrest_charge_units", "rule_ca__established"
COURTS, COMPLAINTS = "int_arrest_court_convictions", "rule_ca__misdemeanor_complaints"
VIOLATED = "rule_ca__violated_sentences"

OF_CONVICTIONS = [
    (CONVICTION, "'relief_conviction_automatic') then 'no'", "'relief_conviction_automatic') then 'unknown'"),
    (
        CONVICTION,
        "list_contains(list_concat(relief_events, relief_events_in_cycle), 'relief_conviction_automatic')",
        "list_contains(relief_events, 'relief_conviction_automatic')",
    ),
    (CONVICTION, "where county_type <> 'in_state'", "where false"),
    (CONVICTION, "or held.charge_id is not null", ""),
    (CONVICTION, "or convictions.has_conflicting_facts", ""),
    (CONVICTION, "or convictions.record_status <> 'current'", ""),
    (CONVICTION, "doubts.person_id is not null\n", "false\n"),
    (CONVICTION, "where not is_settled", ""),
    (CONVICTION, "where doubt = 'record_line_unread'", "where false"),
    (CONVICTION, "or convictions.has_unrecognised_disposition", ""),
    (CONVICTION, "event in ('relief_prop64', 'relief_sealed') or", "event in ('relief_prop64') or"),
    (CONVICTION, "['relief_reduced_17b', 'relief_prop47']", "['relief_reduced_17b']"),
    (CONVICTION, "case when is_granted then 'yes' else 'unknown' end", "'unknown'"),
    (CONVICTION, "outcome in ('pending', 'unknown')", "outcome in ('pending')"),
    (CONVICTION, "case completed_without_revocation when 'not_met' then 'yes' else 'unknown' end", "'unknown'"),
    (CONVICTION, "case not_serving_it when 'not_yet' then 'yes'", "case not_serving_it when 'not_yet' then 'unknown'"),
    (CONVICTION, "not_serving_it = 'presumed' as is_presumed", "false as is_presumed"),
    (CONVICTION, "not_serving_it_from as over_on", "cast(null as date) as over_on"),
    (CONVICTION, "case when open_charges.is_surely_pending then 'yes' else 'unknown' end", "'unknown'"),
    (CONVICTION, "or perhaps_prohibited.charge_id is not null", ""),
    (CONVICTION, "petitions.outcome in ('granted', 'pending', 'unknown')", "petitions.outcome in ('granted')"),
    (CONVICTION, "order by is_of_its_case desc, is_of_its_county desc", "order by is_of_its_case desc"),
    (CONVICTION, "and coalesce(convictions.conviction_date_earliest <= petitions.filed_on_latest, true)", ""),
    (CONVICTION, "petitions.outcome = 'granted'\n", "true\n"),
    (UNITS, "coalesce(sentences.level_now, charges.level)", "charges.level"),
    (UNITS, "charges.parse_status <> 'parsed' or ", ""),
    (UNITS, "and charges.county_type <> 'elsewhere'\n        ) as is_candidate", ") as is_candidate"),
    (DAYS, "all_terms_end_latest as day_latest", "sentence_end_latest as day_latest"),
    (DAYS, "coalesce(offense_date, arrest_date_latest, conviction_date_latest)", "conviction_date_latest"),
    (PAIRS, "sentences.has_prison_sentence\n", "false\n"),
    (PERSON, "when registered.has_duty then 'yes'", ""),
    (PERSON, "terminations.event_date_earliest >= registrations.event_date_latest", "true"),
    (PERSON, "or registrable.has_registrable then 'unknown'", "then 'unknown'"),
    (PERSON, "not kinds.has_another_kind and kinds.has_the_duty and not kinds.has_unnamed", "true"),
    (PERSON, "when active_supervision.is_active then 'yes'", ""),
    (PERSON, "when active_supervision.is_perhaps_active then 'unknown'", ""),
    (PERSON, "or coalesce(disposition_type, 'blank') <> 'blank'", ""),
    (VIOLATED, "true as is_of_probation", "false as is_of_probation"),
    (VIOLATED, "and not list_contains(further.sentence_types, 'probation')", ""),
    (PENDING, "end >= this.as_of_date", "end > this.as_of_date"),
    (ANSWERS, "not in ('blank', 'diversion', 'unrecognised', 'released", "not in ('blank', 'unrecognised', 'released"),
    (ANSWERS, "'unrecognised', 'released_to_other_jurisdiction')\n            as is_", "'unrecognised') as is_"),
    (PENDING, "or charges.disposition_type = 'released_to_other_jurisdiction'", ""),
    (ANSWERS, "and not (undisposed.has_count_order and others.has_count_order)", ""),
    (ANSWERS, "where is_of_a_court or is_not_understood", ""),
    (ANSWERS, "and (told_beside.is_of_the_same_section or not told_beside.was_other_never_filed)", ""),
    (ANSWERS, "and undisposed.event_date_latest < others.event_date_earliest", ""),
    (ANSWERS, "or not_understood.charge_number is not null", ""),
    (PENDING, "undisposed.answered_by in ('nothing', 'unknown')", "undisposed.answered_by in ('nothing')"),
    (
        PENDING,
        "anti join known_not_to_be_pending on undisposed.charge_id = known_not_to_be_pending.charge_id",
        "",
    ),
    (SENTENCES, "when revocation = 'on_the_count' or was_revoked_elsewhere = 'surely' then 'not_met'", ""),
    (SENTENCES, "or coalesce(violated.has_prison, false)", ""),
    (SENTENCES, "or termination = 'perhaps_before_the_end'", ""),
    (SENTENCES, "sentence_end_latest < as_of_date", "sentence_end_latest <= as_of_date"),
    (SENTENCES, "convictions.sentence_end_latest, supervised.ended_on_latest", "convictions.sentence_end_latest"),
    (SENTENCES, "records.started_on_earliest <= convictions.sentence_end_latest", "true"),
    (SENTENCES, "convictions.conviction_date_earliest <= records.started_on_earliest", "true"),
    (SENTENCES, "convictions.conviction_date_earliest <= records.started_on_latest", "true"),
    (SENTENCES, "bool_and(ended_on_latest is not null)", "true"),
    (SENTENCES, "where is_active = 'yes'", "where is_active = 'unknown'"),
    (SENTENCES, "and not has_unreadable_sentence", ""),
    (SENTENCES, "when is_presumed_over then 'presumed'", ""),
    (SENTENCES, "when is_without_term and sentence_end_latest is null then 'met'", ""),
    (SENTENCES, "when is_reduced and level <> 'infraction' then 'misdemeanor'", ""),
    (SENTENCES, "when level_is_felony = 'no' then 'misdemeanor'", ""),
    (ENDS, "starts_with(event_type, 'probation_revoked') or event_type = 'probation_modified'", "false"),
    (ENDS, ", 'same_section_in_cycle') as is_on_the_count", ") as is_on_the_count"),
    (ENDS, "or first_termination < last_end_of_probation", "or first_termination <= last_end_of_probation"),
]  # fmt: skip

OF_ARRESTS = [
    (ARREST, "case when has_arrest_relief then 'no' end", "null"),
    (ARREST, "else 'unknown'\n        end as arrest_of_this_state", "end as arrest_of_this_state"),
    (ARREST, "when has_open_claim\n                or has_identity_conflict", "when has_identity_conflict"),
    (ARREST, "or has_unread_line\n", "\n"),
    (ARREST, "where not is_settled", ""),
    (ARREST, "case when has_unread_line then 'yes' end", "null"),
    (ARREST, "or has_charge_in_doubt", ""),
    (ARREST, "or not charge_count > 0", ""),
    (ARREST, "when is_dismissed or (is_convicted and has_dismissal) then 'yes'", "when is_dismissed then 'yes'"),
    (ARREST, "when is_convicted then 'yes'\n", "\n"),
    (ARREST, "when is_perhaps_convicted then 'unknown'\n        end as convicted", "end as convicted"),
    (ARREST, "when has_proceedings then 'yes'", ""),
    (ARREST, "when is_perhaps_convicted then 'unknown'\n        end as proceedings", "end as proceedings"),
    (ARREST, "when is_acquitted then 'yes'", ""),
    (ARREST, "when has_diversion then 'unknown'", ""),
    (ARREST, "or established_diversion = 'no' then 'no'", "then 'no'"),
    (ARRESTS, "and (not outcomes.has_juvenile_charge or outcomes.court_charge_count > 0)", ""),
    (ARRESTS, "when complaints.is_misdemeanor then 'misdemeanor'", ""),
    (COMPLAINTS, "law_row_key is not null and not has_charge_without_level", "true"),
    (COMPLAINTS, "having bool_and(is_filed)", ""),
    (ARRESTED_FOR, "charges.parse_status <> 'parsed'\n        or ", ""),
    (ARRESTED_FOR, "charges.level in ('felony', 'unknown')", "charges.level in ('felony')"),
    (ESTABLISHED, "select * from arrests\n    union all\n", ""),
    (COURTS, "told_by_courts_alone.event_date_latest >= arrests.arrest_date_earliest", "true"),
    (BECAME, "disposition_type not in ('prosecutor_rejected', 'detention_only')", "true"),
    (BECAME, "'misdemeanor',\n            'unknown', 'felony'", "'unknown',\n            'misdemeanor', 'felony'"),
    (BECAME, "greatest(disposition_date_latest, event_date_latest)", "disposition_date_latest"),
    (BECAME, "and record_status <> 'superseded'", ""),
    (BELONGS, "select * from in_its_cycle\nunion\n", ""),
]  # fmt: skip

MUTATIONS = [*OF_CONVICTIONS, *OF_ARRESTS]
"""(model, what stands in its SQL, what is put there): at least one per element."""
