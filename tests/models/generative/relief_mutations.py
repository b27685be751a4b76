"""Faults put into the SQL of automatic relief, at least one for each element: each must be noticed.

What belongs here: what stands in the compiled SQL of a model, and what is put there. What does not: the comparison that
notices (``test_relief_sql``); what invented people seldom meet, and dbt's unit tests hold:
supervision that may go on without an end beside one that ends, an open charge that a court answers in its case alone.
"""

from __future__ import annotations

CONVICTION, PERSON = "rule_ca__conviction_relief_elements", "rule_ca__conviction_relief_people"
SENTENCES, ENDS, PENDING = "rule_ca__conviction_sentences", "int_sentence_ends", "rule_ca__open_charges"
ANSWERS = "rule_ca__undisposed_charges"
ARREST, BECAME, BELONGS = "rule_ca__arrest_relief", "int_arrest_outcomes", "int_arrest_charges"
COURTS = "int_arrest_court_convictions"
CONVICTIONS_DECIDED, ARRESTS_DECIDED = "rule_ca__conviction_relief", "rule_ca__arrest_findings"
NEW_FELONIES = "rule_ca__new_felonies"

OF_CONVICTIONS = [
    (CONVICTION, "when list_contains(relief_events, 'relief_conviction_automatic') then 'not_met'", ""),
    (CONVICTION, "when list_contains(relief_events_in_cycle, 'relief_conviction_automatic') then 'unknown'", ""),
    (CONVICTION, "case county_type when 'in_state' then 'met' else 'unknown' end", "'met'"),
    (CONVICTION, "convictions.county_type <> 'elsewhere'", "true"),
    (CONVICTION, "or held.charge_id is not null", ""),
    (CONVICTION, "or convictions.has_conflicting_facts", ""),
    (CONVICTION, "or convictions.record_status <> 'current'", ""),
    (CONVICTION, "doubts.person_id is not null\n", "false\n"),
    (CONVICTION, "where not is_settled", ""),
    (CONVICTIONS_DECIDED, "and doubt_of_the_person = 'record_line_unread'", ""),
    (CONVICTION, "or convictions.has_unrecognised_disposition as is_in_doubt", "as is_in_doubt"),
    (CONVICTION, "event in ('relief_prop64', 'relief_sealed') or", "event in ('relief_prop64') or"),
    (CONVICTION, "['relief_reduced_17b', 'relief_prop47']", "['relief_reduced_17b']"),
    (CONVICTION, "when conviction_date_earliest >=", "when conviction_date_earliest >"),
    (CONVICTION, "when is_granted then 'not_met'", ""),
    (CONVICTION, "outcome in ('pending', 'unknown')", "outcome in ('pending')"),
    (CONVICTION, "case level_now when 'unknown' then 'unknown' when 'felony' then 'not_met' else 'met' end", "'met'"),
    (CONVICTION, "case level_now when 'unknown' then 'unknown' when 'felony' then 'met' else 'not_met' end", "'met'"),
    (CONVICTION, "when is_serious = 'yes' and not is_text_in_doubt then 'not_met'", ""),
    (CONVICTION, "when is_violent is not null or is_text_in_doubt then 'unknown'", ""),
    (CONVICTION, "when is_registrable = 'yes' and not is_text_in_doubt then 'not_met'", ""),
    (CONVICTION, "when is_serious_or_violent = 'no' then 'met'", ""),
    (CONVICTION, "case when has_new_felony then 'unknown' else 'met' end", "'met'"),
    (NEW_FELONIES, "others.conviction_date_latest > sentences.sentence_end_earliest", "true"),
    (NEW_FELONIES, "felonies.has_prison_sentence", "false"),
    (NEW_FELONIES, "others.conviction_date_earliest\n            <=", "others.conviction_date_earliest\n            <"),
    (NEW_FELONIES, "others.level_now in ('felony', 'unknown')", "others.level_now in ('felony')"),
    (NEW_FELONIES, "others.conviction_date_latest > sentences.conviction_date_earliest", "true"),
    (PERSON, "when looked_up.has_registration_duty_ended then 'met'", ""),
    (PERSON, "when registered.has_duty then 'not_met'", ""),
    (PERSON, "terminations.event_date_earliest >= registrations.event_date_latest", "true"),
    (PERSON, "when registrable.has_registrable then 'unknown'", ""),
    (PERSON, "when not this.has_supervised_release then 'unknown'", "when this.has_supervised_release then 'unknown'"),
    (PERSON, "when active_supervision.is_active then 'not_yet'", ""),
    (PERSON, "when active_supervision.is_perhaps_active then 'unknown'", ""),
    (PERSON, "when bool_or(not_serving_it = 'not_yet') then 'not_yet'", ""),
    (PERSON, "not_serving_it in ('not_yet', 'unknown') and not_serving_it_from is null", "false"),
    (PERSON, "when pending.person_id is not null then 'unknown'", ""),
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
    (SENTENCES, "when list_contains(sentence_types, 'probation') then 'met'", ""),
    (SENTENCES, "when revocation = 'on_the_count' then 'not_met'", ""),
    (SENTENCES, "or termination = 'perhaps_before_the_end'", ""),
    (SENTENCES, "sentence_end_latest < as_of_date", "sentence_end_latest <= as_of_date"),
    (SENTENCES, "probation_end_latest < as_of_date", "probation_end_latest <= as_of_date"),
    (SENTENCES, "all_terms_end_latest < as_of_date", "all_terms_end_latest <= as_of_date"),
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
    (CONVICTIONS_DECIDED, "law_in_operation_misdemeanor_on, sentence_completed_on, ", "sentence_completed_on, "),
    (CONVICTIONS_DECIDED, "enum('probation', 'misdemeanor', 'felony')", "enum('felony', 'misdemeanor', 'probation')"),
]  # fmt: skip

OF_ARRESTS = [
    (ARREST, "case when has_arrest_relief then 'not_met' else 'met' end", "'met'"),
    (ARREST, "case county_type when 'in_state' then 'met' else 'unknown' end", "'met'"),
    (ARREST, "when has_open_claim\n                or doubt_of", "when doubt_of"),
    (ARREST, "or doubt_of_the_person is not null", ""),
    (ARREST, "where not is_settled", ""),
    (ARRESTS_DECIDED, "and doubt_of_the_person = 'record_line_unread'", ""),
    (ARREST, "or has_charge_in_doubt", ""),
    (ARREST, "or not charge_count > 0", ""),
    (ARREST, "when arrest_date_earliest >= floor_date", "when arrest_date_earliest > floor_date"),
    (ARREST, "case level when 'felony' then 'not_met' when 'unknown' then 'unknown' else 'met' end", "'met'"),
    (ARREST, "case level when 'felony' then 'met' when 'unknown' then 'unknown' else 'not_met' end", "'met'"),
    (ARREST, "when is_dismissed or (is_convicted and has_dismissal) then 'met'", "when is_dismissed then 'met'"),
    (ARREST, "case when is_convicted or is_perhaps_convicted then 'unknown' else 'met' end", "'met'"),
    (ARREST, "when has_proceedings then 'not_met'", ""),
    (ARREST, "when established_proceedings = 'no' then 'met'", ""),
    (
        ARREST,
        "when is_convicted then 'not_met'\n            when may_have_led_to_a_conviction",
        "when may_have_led_to_a_conviction",
    ),
    (ARREST, "when may_have_led_to_a_conviction then 'unknown'", ""),
    (COURTS, "told_by_courts_alone.event_date_latest >= arrests.arrest_date_earliest", "true"),
    (ARREST, "when is_acquitted then 'met'", ""),
    (ARREST, "when has_short_terms_only then 'met'", "when true then 'met'"),
    (ARREST, "and charges.parse_status = 'parsed'", ""),
    (ARREST, "charges.level in ('felony', 'unknown')", "charges.level in ('felony')"),
    (ARREST, "when six_years_elapsed = 'met' and not has_short_terms_only then 'presumed'", "when false then ''"),
    (ARREST, "then three_years_over_on else six_years_over_on end", "then six_years_over_on end"),
    (ARREST, "when has_diversion then 'unknown'", ""),
    (ARREST, "or established_diversion = 'no' then 'not_met'", "then 'not_met'"),
    (ARREST, "and not (outcomes.has_juvenile_charge and not outcomes.court_charge_count > 0)", ""),
    (BECAME, "disposition_type not in ('prosecutor_rejected', 'detention_only')", "true"),
    (BECAME, "'summary', 'misdemeanor', 'unknown', 'felony'", "'summary', 'unknown', 'misdemeanor', 'felony'"),
    (BECAME, "greatest(disposition_date_latest, event_date_latest)", "disposition_date_latest"),
    (BECAME, "and record_status <> 'superseded'", ""),
    (BELONGS, "select * from in_its_cycle\nunion\n", ""),
    (ARRESTS_DECIDED, "and charge_dismissed = 'met'\n", ""),
    (ARRESTS_DECIDED, "then greatest(as_misdemeanor, as_infraction, as_felony)", "then as_misdemeanor"),
]  # fmt: skip

MUTATIONS = [*OF_CONVICTIONS, *OF_ARRESTS]
"""(model, what stands in its SQL, what is put there): at least one per element."""
