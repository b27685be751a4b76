"""What each table and column of a release holds: one text for the dictionary, the data package and the files.

What belongs here: these words. What does not: columns of the warehouse (``models``).
"""

from __future__ import annotations

TABLES = {
    "outcomes": "What was determined under each remedy, by place, one group at a time and outcome. What is "
    "not here is none.",
    "figures": "What each policy would do: each measure among its denominator, by county; statewide by one group.",
    "levels": "The headlines of lookback figures, statewide and of the living: eligible, filed, granted, and what is "
    "left of people's records. Without a row where nobody counted them for the run.",
    "level_parts": "What each headline adds up from: by law, by state of the ledger, by year, by missing fact.",
    "funnel": "Where every conviction stands on its way to relief, by way of relief, statewide and by county; each "
    "step is the sum of those that come from it. The dead are counted too. Without a row where nobody counted it.",
    "changes": "What changed since the release that the facts name, statewide, the dead counted too: before, each "
    "cause, after. A figure is left out where it would give away what a table withholds.",
    "suppression": "How many counts of each table are withheld: what protecting people costs.",
}

COLUMNS: dict[str, tuple[str, str]] = {
    "figure_id": ("string", "Stable id of the figure; lookback figure verify takes it."),
    "remedy_id": ("string", "The remedy: a provision of the law, or the policy of a prosecutor."),
    "scenario": ("string", "The policy that is supposed."),
    "scenario_name": ("string", "Name of the policy for people."),
    "place": ("string", "STATEWIDE, a county, ELSEWHERE (another state or federal) or UNKNOWN."),
    "group_kind": ("string", "all, or the trait it is broken down by: race, sex, age."),
    "group_code": (
        "string",
        "all, the code as recorded, the age band on the as-of date, or the word for what is not known.",
    ),
    "vital_status": ("string", "living or deceased; the dead are counted apart and in no other group."),
    "outcome": ("string", "eligible, not_yet, review, undeterminable, ineligible, already_relieved, or ALL of them."),
    "unit": ("string", "What is counted. People: by their best outcome in the place, each once a place."),
    "measure": ("string", "What is counted: a relief, or what is left of the record after it."),
    "count": ("integer", "How many. Empty: withheld, between 1 and any number."),
    "not_known": ("integer", "How many it may be so for as well; never added. Empty: withheld."),
    "denominator_name": ("string", "What it is counted among."),
    "denominator": ("integer", "How many it could be so for. Empty: withheld."),
    "denominator_not_known": ("integer", "How many may belong to the denominator; never added. Empty: withheld."),
    "share": (
        "number",
        "The count as a share of all outcomes, or of the denominator. Empty where either is withheld or zero.",
    ),
    "basis": (
        "string",
        "What counts as relief: given, or if_all_granted; none where determinations and lines are counted.",
    ),
    "viewer": ("string", "Who looks at the record; none where determinations and lines are counted."),
    "ledger_event": ("integer", "The last event of the ledger that was read."),
    "name": ("string", "What it is called."),
    "definition": ("string", "What it means that something is counted."),
    "numerator_is": ("string", "What is counted, in words."),
    "denominator_is": ("string", "What it is counted among, in words."),
    "does_not_mean": ("string", "What must not be read into it."),
    "sentence": ("string", "A sentence to quote. Empty where one of its numbers is withheld."),
    "part_kind": ("string", "law, state, year or fact."),
    "part": ("string", "The part: everything of the headline is in exactly one of each kind."),
    "relief_by": ("string", "Who grants the relief: court_order or operation_of_law."),
    "remedies": ("string", "The remedies of this way of relief."),
    "step": ("string", "A step of the funnel; of changes: before, a cause, or after."),
    "comes_from": ("string", "The step before. Empty: the first."),
    "with_day": ("integer", "Of how many it is known since when they stand there. Empty: withheld."),
    "median_days": ("number", "Days they have stood there, in the middle. Empty: withheld."),
    "oldest_days": ("integer", "Days the oldest has stood there. Empty: withheld."),
    "days_until": (
        "string",
        "The day that days are counted to: the as-of date, or the last event of the ledger after it.",
    ),
    "figure": ("string", "The figure that is compared."),
    "says": ("string", "What it counts."),
    "gains": ("integer", "Counted in the second run alone. Empty: withheld, or before and after."),
    "losses": ("integer", "Counted in the first run alone. Empty: withheld, or before and after."),
    "table": ("string", "The table, or ALL."),
    "area": ("string", "statewide, county, or ALL."),
    "counts": ("integer", "Counts in the rows of the table."),
    "withheld": ("integer", "Counts of these that are withheld."),
    "share_withheld": ("number", "Withheld counts as a share."),
}


def dictionary_page() -> str:
    """The data dictionary of a release."""
    from orchestration.publication.writing import COLUMNS_OF

    parts = ["# Data dictionary of the release\n"]
    for table, says in TABLES.items():
        parts.append(f"\n## {table}\n\n{says}\n\n| column | type | what it holds |\n|---|---|---|\n")
        parts += [f"| `{name}` | {COLUMNS[name][0]} | {COLUMNS[name][1]} |\n" for name in COLUMNS_OF[table]]
    return "".join(parts)
