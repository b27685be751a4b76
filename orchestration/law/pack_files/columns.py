"""The law tables that are compiled from packs: their columns, with DuckDB types."""

from __future__ import annotations

from collections.abc import Mapping

_CITED = {"citation": "varchar", "verified": "varchar", "text": "varchar", "row_key": "varchar"}
_TEXTS, _NUMBER, _DAY, _FLAG, _TEXT = "varchar[]", "integer", "date", "boolean", "varchar"

PACK_TABLES: Mapping[str, Mapping[str, str]] = {
    "paths": {
        **{"remedy_id": _TEXT, "path": _TEXT, "place": _NUMBER, "unit": _TEXT, "kind": _TEXT, "covers": _TEXT},
        **{"relief": _TEXT, "effective_from": _DAY, "effective_to": _DAY, "restarts": _TEXT, "stage": _NUMBER},
        **{"only_if": _TEXT, "last_when_barred": _FLAG, "suppose_levels": _TEXTS, "reads_parameters": _TEXTS},
        **{"comes_to": _TEXT, "gives_way": _FLAG, "review_unless_fits": _FLAG, "if_words": _TEXT},
        **_CITED,
    },
    "selectors": {
        **{"selector": _TEXT, "alternative": _NUMBER, "of_unit": _TEXT, "dispositions": _TEXTS, "levels": _TEXTS},
        **{"levels_none": _TEXTS, "grades": _TEXTS, "max_days_from": _NUMBER, "max_days_to": _NUMBER},
        **{"lists_any": _TEXTS, "lists_none": _TEXTS, "sections": _TEXTS},
        **{"imposed_min_below": _NUMBER, "imposed_max_below": _NUMBER},
        **{"components": _TEXTS, "offense_from": _DAY, "offense_to": _DAY},
        **{"convicted_from": _DAY, "convicted_to": _DAY, "arrested_from": _DAY, "arrested_to": _DAY},
        **{"jurisdiction": _TEXT, "except_selector": _TEXT, "relieved_by": _TEXT, "not_relieved_by": _TEXT},
        **{"reads_parameters": _TEXTS, "is_of_petitions": _FLAG},
        **_CITED,
    },
    "selector_facts": {"selector": _TEXT, "alternative": _NUMBER, "fact": _TEXT, "answers": _TEXTS, **_CITED},
    "level_facts": {"fact": _TEXT, "value": _TEXT, "level": _TEXT, **_CITED},
    "clocks": {"clock": _TEXT, "event": _TEXT, "selector": _TEXT, "is_required": _FLAG, **_CITED},
    "path_elements": {
        **{"remedy_id": _TEXT, "path": _TEXT, "element": _TEXT, "place": _NUMBER, "type": _TEXT, "selector": _TEXT},
        **{"negate": _FLAG, "clock": _TEXT, "years": _NUMBER, "months": _NUMBER, "days": _NUMBER, "day_rule": _TEXT},
        **{"required_if": _TEXT, "window_name": _TEXT},
        **{"window_years": _NUMBER, "after_clock": _TEXT, "until_element": _TEXT, "except_pairs": _TEXT},
        **{"n": _NUMBER, "counts_this": _FLAG, "not_this_case": _FLAG, "count_by": _TEXT, "scope": _TEXT},
        **{"also_selector": _TEXT, "also_n": _NUMBER, "when_hit": _TEXT, "when_no": _TEXT, "when_silent": _TEXT},
        **{"when_perhaps": _TEXT, "owed": _TEXTS, "status": _TEXT, "fact": _TEXT, "dated": _FLAG},
        **{"when_unknown": _TEXT, "if_words": _TEXT},
        **{"standard": _TEXT, "needs_delivery": _TEXT, "operative_from": _DAY, "combine_of": _TEXTS},
        **{"age_years": _NUMBER, "age_at": _TEXT, "restarts": _FLAG},
        **{"is_part": _FLAG, "by_path": _FLAG, "fits": _FLAG, "reads_parameters": _TEXTS},
        **_CITED,
    },
    "path_operatives": {
        **{"remedy_id": _TEXT, "path": _TEXT, "element": _TEXT, "alternative": _NUMBER, "operative_from": _DAY},
        **{"operative_if_fact": _TEXT, "operative_if_answer": _TEXT},
        **_CITED,
    },
    "element_answers": {
        **{"remedy_id": _TEXT, "path": _TEXT, "element": _TEXT, "fact": _TEXT, "of_other": _FLAG, "value": _TEXT},
        **{"result": _TEXT, "over": _TEXT},
        **_CITED,
    },
    "petitions": {
        **{"remedy_id": _TEXT, "place": _NUMBER, "beside_remedy": _TEXT, "unit": _TEXT, "granted": _TEXT},
        **{"form": _TEXT, "hint_text": _TEXT, "further_text": _TEXT},
        **_CITED,
    },
    "caps": {"cap": _TEXT, "paths": _TEXTS, "n": _NUMBER, "order_by": _TEXT, **_CITED},
    "grades": {
        **{"level": _TEXT, "grade": _TEXT, "max_days": _NUMBER, "offense_from": _DAY, "offense_to": _DAY},
        **_CITED,
    },
    "replaced_reasons": {"instead_of": _TEXT, "reason_code": _TEXT, "where_selector": _TEXT, **_CITED},
    "finding_law": {
        **{"remedy_id": _TEXT, "path": _TEXT, "element": _TEXT, "words": _TEXTS, "presumptions": _TEXTS},
        **{"reason_code": _TEXT, "law_table": _TEXT, "law_key": _TEXT, "looks_at": _TEXT},
    },
    "reliefs": {
        **{"relief": _TEXT, "rank": _NUMBER, "unit": _TEXT, "ends_entry": _FLAG, "ends_felony": _FLAG},
        **{"relief_by": _TEXT, "words": _TEXT},
        **_CITED,
    },
}
"""What packs alone fill."""

PEOPLE_TABLES: Mapping[str, Mapping[str, str]] = {
    "elements": {
        **{"remedy_id": _TEXT, "element": _TEXT, "place": _NUMBER, "asked_of": _TEXT, "needed": _TEXT},
        **{"question": _TEXT, "when_unknown": _TEXT, "rests_on": _TEXT, "citation": _TEXT, "verified": _TEXT},
        **{"looks_at": _TEXT, "when_not_yet": _TEXT, "paths": _TEXT},
    },
    "element_reads": {
        **{"remedy_id": _TEXT, "element": _TEXT, "words": _TEXT, "only_reason": _TEXT, "only_paths": _TEXT},
        **{"only_with": _TEXT, "law_table": _TEXT, "law_key": _TEXT},
    },
    "facts": {
        **{"fact": _TEXT, "unit": _TEXT, "asked_by": _TEXT, "question": _TEXT, "disqualifies_sections": _TEXT},
        **{"citation": _TEXT, "verified": _TEXT},
    },
    "offense_lists": {
        **{"offense_list": _TEXT, "code_book": _TEXT, "section": _TEXT, "subdivision": _TEXT, "match_mode": _TEXT},
        **{"membership": _TEXT, "felony_only": _FLAG, "attempt_counts": _TEXT, "conspiracy_counts": _TEXT},
        **{"offense_from": _DAY, "offense_to": _DAY, "statute_as_of": _DAY, "fact_needed": _TEXT},
        **{"citation": _TEXT, "verified": _TEXT, "note": _TEXT},
    },
    "parameters": {
        **{"parameter": _TEXT, "value": _TEXT, "unit": _TEXT, "effective_from": _DAY, "effective_to": _DAY},
        **{"citation": _TEXT, "verified": _TEXT},
    },
    "presumptions": {
        **{"remedy_id": _TEXT, "presumption": _TEXT, "element": _TEXT, "presumption_text": _TEXT},
        **{"asks_a_person": _FLAG, "citation": _TEXT, "verified": _TEXT},
    },
    "reasons": {"reason_code": _TEXT, "reason_text": _TEXT, "citation": _TEXT, "verified": _TEXT},
    "remedies": {
        **{"remedy_id": _TEXT, "remedy_name": _TEXT, "unit": _TEXT, "relief_by": _TEXT, "effect": _TEXT},
        **{"basis": _TEXT, "statutory_path": _TEXT, "citation": _TEXT, "verified": _TEXT},
    },
}
"""What people read, too: a state may have rows of them in CSV files as well."""

ROW_KEYS: Mapping[str, tuple[str, ...]] = {
    "caps": ("cap",),
    "clocks": ("clock", "event", "selector"),
    "element_answers": ("remedy_id", "path", "element", "fact", "value"),
    "element_reads": (
        "remedy_id",
        "element",
        "words",
        "only_reason",
        "only_paths",
        "only_with",
        "law_table",
        "law_key",
    ),
    "elements": ("remedy_id", "element"),
    "facts": ("fact",),
    "grades": ("level", "grade", "offense_from"),
    "level_facts": ("fact", "value"),
    "offense_lists": (
        *("offense_list", "code_book", "section", "subdivision", "match_mode", "offense_from", "offense_to"),
    ),
    "parameters": ("parameter", "effective_from"),
    "path_elements": ("remedy_id", "path", "element"),
    "path_operatives": ("remedy_id", "path", "element", "alternative"),
    "paths": ("remedy_id", "path"),
    "petition_elements": ("remedy_id", "element"),
    "petitions": ("remedy_id",),
    "presumptions": ("remedy_id", "presumption"),
    "reasons": ("reason_code",),
    "replaced_reasons": ("instead_of", "reason_code"),
    "reliefs": ("relief",),
    "remedies": ("remedy_id",),
    "selector_facts": ("selector", "alternative", "fact"),
    "selectors": ("selector", "alternative"),
}
"""What makes a row that row: signatures and counts name rows by it."""


def make_row_key(table: str, row: Mapping[str, object]) -> str:
    """Make the key of a row from its key columns, without the empty ones."""
    return " ".join(str(row[name]) for name in ROW_KEYS[table] if row.get(name) not in (None, ""))
