"""What each table and column of a release holds: one text for the dictionary, the data package and the files.

What belongs here: these words. What does not: columns of the warehouse (``models``).
"""

from __future__ import annotations

TABLES = {
    "outcomes": "What was determined under each remedy, by place, one group at a time and outcome. What is not "
    "here is none.",
    "figures": "What each policy would do: each measure among its denominator, by county; statewide by one group.",
    "levels": "The headlines of lookback figures, statewide and of the living: eligible, filed, granted, and "
    "what is left of people's records. Without a row where nobody counted them for the run.",
    "level_parts": "What each headline adds up from: by law, by state of the ledger, by year, by missing fact.",
    "levels_by_group": "Each headline by county, and statewide by one of race, sex, age, remedy, offense group and "
    "year of conviction or arrest. Two of these at a time are never published. People of several counties,"
    " remedies, offense groups or years stand in each.",
    "law_effects": "What each law gives alone, and what would be lost without it alone, beside what all give "
    "together (the headline). Alone, laws add up to more than together where they overlap.",
    "disparity": "People at each stage by race, sex or age, under each law (ALL: any law of convictions), with "
    "rates beside the largest group that is shown and 95 % intervals, which say what chance alone "
    "could do: everybody is counted.",
    "gap": "The second-chance gap: of those who became eligible, who got relief within 1, 3 and 5 years "
    "(uptake), and who is eligible now and not cleared (current gap); by law, statewide and by race.",
    "eligible_later": "The calendar: what waits for time alone, by the year it falls due, and by month in the year of "
    "the as-of date and the next. What is not here is none.",
    "relief_by_year": "Relief granted (lines of the ledger) and prohibited (petitions that a court granted) by law, "
    "county and year. Prohibited stands only under laws of which a delivery tells it.",
    "relief_progress": "How far each county is with the lines of each law, as AB 1706 asks: processed, challenged, "
    "outstanding, not pursued, and eligible of no line, which add up to what was identified.",
    "external": "Figures that others published, with source and date, beside ours where this release shows it. "
    "Figures of invented people are compared with nothing.",
    "rates": "People at each level per 1,000 residents of the same county or group, by a file of residents "
    "that was given. Without a row where none was.",
    "funnel": "Where every conviction stands on its way to relief, by way of relief, statewide and by county; "
    "each step is the sum of those that come from it. The dead are counted too. Without a row where "
    "nobody counted it.",
    "changes": "What changed since the release that the facts name, statewide and of the living: before, "
    "each cause, after. A figure is left out where it would give away what a table withholds.",
    "ranges": "What is told in ranges beside the figures: how good the data is (subject quality), and what each "
    "compared scenario would change (subject: its name). The same as quality.json and scenarios.json, with an id each.",
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
    "sentence_form": ("string", "The sentence with blanks for the counts: for a county or group of the headline too."),
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
    "law": ("string", "The law: a remedy, or ALL of them."),
    "alone": ("integer", "What it would be if there were only this law. Empty: withheld."),
    "after_the_others": ("integer", "What is lost if this law were missing. Empty: withheld."),
    "stage": ("string", "in_scope, eligible (now, or filed before), filed, granted, in_review, undeterminable."),
    "among": ("string", "The stage that they are counted among."),
    "possible_count": (
        "integer",
        "People with several races on record, this one among them, who are at the stage: in no other count of this "
        "race. Empty: withheld.",
    ),
    "possible_denominator": ("integer", "The same, of those they are counted among. Empty: withheld."),
    "share_low": ("number", "Lower end of the 95 % interval of the share (Wilson)."),
    "share_high": ("number", "Upper end of the 95 % interval of the share."),
    "share_of_stage": ("number", "The group's part of all at the stage."),
    "share_of_denominator": ("number", "The group's part of all they are counted among."),
    "reference_group": ("string", "The largest recorded group in scope of those that are shown. Empty: none is."),
    "reference_share": ("number", "Share of the reference group."),
    "rate_ratio": ("number", "The share over that of the reference group."),
    "rate_ratio_low": ("number", "Lower end of its 95 % interval (log method)."),
    "rate_ratio_high": ("number", "Upper end of its 95 % interval."),
    "difference": ("number", "The share less that of the reference group."),
    "difference_low": ("number", "Lower end of its 95 % interval (Newcombe)."),
    "difference_high": ("number", "Upper end of its 95 % interval."),
    "possible_share_low": ("number", "The least share, whichever race people with several are counted in."),
    "possible_share_high": ("number", "The greatest share, whichever race people with several are counted in."),
    "years": ("integer", "Within how many years of becoming eligible."),
    "became_eligible": ("integer", "Eligible now, or filed before. Empty: withheld."),
    "day_not_known": ("integer", "Of these, whose day of becoming eligible no record tells. Empty: withheld."),
    "eligible_and_not_cleared": ("integer", "Eligible on the as-of date and not granted or recorded. Empty: withheld."),
    "too_early_to_tell": ("integer", "Of whom so many years have not passed. Empty: withheld."),
    "could_have_been_given": ("integer", "Of whom so many years have passed. Empty: withheld."),
    "given_in_time": ("integer", "Of these, who got relief within so many years. Empty: withheld."),
    "given_on_an_unknown_day": ("integer", "Of these, who got relief on a day that is not known. Empty: withheld."),
    "uptake": ("number", "Given in time, of those of whom so many years have passed."),
    "uptake_low": ("number", "Lower end of its 95 % interval (Wilson)."),
    "uptake_high": ("number", "Upper end of its 95 % interval."),
    "current_gap": ("number", "Eligible and not cleared, of those who became eligible."),
    "current_gap_low": ("number", "Lower end of its 95 % interval (Wilson)."),
    "current_gap_high": ("number", "Upper end of its 95 % interval."),
    "eligible_year": ("string", "The year it falls due; ALL of them; or not known."),
    "eligible_month": ("string", "The month it falls due (year-month); ALL of the year; or not known."),
    "answer": ("string", "granted, or prohibited by a court on a petition."),
    "year": ("string", "The year of the answer or decision; ALL of them; or not known."),
    "processed": ("integer", "Lines that were answered, whatever the answer. Empty: withheld."),
    "challenged": ("integer", "Lines under an objection now. Empty: withheld."),
    "outstanding": ("integer", "Lines that wait. Empty: withheld."),
    "not_pursued": ("integer", "Lines withdrawn, or relieved elsewhere. Empty: withheld."),
    "not_in_the_ledger": (
        "integer",
        "Eligible under this law, and of no line under it; what is asked for under another may never be. "
        "Empty: withheld.",
    ),
    "identified": ("integer", "All of these together. Empty: withheld."),
    "ever_challenged": ("integer", "Lines that were objected to at any time; beside the sum. Empty: withheld."),
    "external_id": ("string", "Name of the published figure."),
    "published": ("number", "The figure as others published it."),
    "kind": ("string", "count or share; of ranges: the reason, fact or conflict, the unit, or the id of the headline."),
    "published_on": ("string", "When. Empty: what was read has no date."),
    "source": ("string", "Where."),
    "our_figure": ("string", "Which figure of ours is comparable."),
    "our_figure_id": ("string", "The id that it has in this release. Empty: the release has no such figure."),
    "ours": ("number", "Our figure. Empty: this release does not show it."),
    "tolerance": ("number", "How far they may be apart: of a count relative to it, of a share in shares."),
    "applies_to": ("string", "What data the comparison needs."),
    "verdict": ("string", "within, miss, not_compared (invented people), not_in_this_release or no_figure_of_ours."),
    "explanation": ("string", "Why a figure is missed, in a sentence of a person who looked."),
    "residents_file": ("string", "First letters of the SHA-256 of the file of residents."),
    "residents": ("integer", "Residents of the county or group, by that file."),
    "per_1000_residents": ("number", "The count per 1,000 residents. Empty: withheld, or no residents."),
    "subject": ("string", "quality, or the name of a scenario."),
    "run": ("integer", "Number of the run whose data it tells of. Empty: the run of the release, or a scenario."),
    "direction": ("string", "Of a change: more or fewer. Empty: no change, or no change of a headline."),
    "low": ("integer", "Lower end of the range; the count is not below it. Empty: withheld, from 1 to 10."),
    "high": ("integer", "Upper end of the range; the count is not above it. Empty: withheld, from 1 to 10."),
    "among_low": ("integer", "Lower end of what it is counted among. Empty: withheld, or no share."),
    "among_high": ("integer", "Upper end of what it is counted among. Empty: withheld, or no share."),
    "table": ("string", "The table, or ALL."),
    "area": ("string", "statewide, county, or ALL."),
    "counts": ("integer", "Counts in the rows of the table."),
    "withheld": ("integer", "Counts of these that are withheld."),
    "share_withheld": ("number", "Withheld counts as a share."),
}


def dictionary_page() -> str:
    """The data dictionary of a release."""
    from orchestration.reporting.releases.files import COLUMNS_OF

    parts = ["# Data dictionary of the release\n"]
    for table, says in TABLES.items():
        parts.append(f"\n## {table}\n\n{says}\n\n| column | type | what it holds |\n|---|---|---|\n")
        parts += [f"| `{name}` | {COLUMNS[name][0]} | {COLUMNS[name][1]} |\n" for name in COLUMNS_OF[table]]
    return "".join(parts)
