"""Display text for figures on pages: places, groups, counts, sentences to quote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestration.filing.documents.figures import add_word_county
from orchestration.reporting.disclosure.rule import FEWEST
from orchestration.reporting.metrics.store import find_answer, format_event, list_viewers, read_words
from orchestration.reporting.site.contents import LEFT_OUT, Contents

STATEWIDE = "STATEWIDE"
VIEWER = "after_dismissal_and_sealing"
"""The viewer of records that pages tell of; every viewer has its figures on the pages of the metrics."""
ALLOWED, FILED, GRANTED = (f"{basis}/{VIEWER}" for basis in ("if_all_granted", "if_filed_granted", "given"))
LEFT = {
    f"{says} {words}".strip(): (metric, f"if_all_granted/{viewer}")
    for metric, says in read_words("pages").items()
    for words, viewer in (list_viewers(metric) or {"": VIEWER}).items()
}
"""What people would be left without, and for whom: the metric and the variant of each."""
ANSWER = find_answer()
"""The metric of the one sentence that a release is quoted with."""
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "eligible": ("eligible now", "every condition of the law is met, or presumed if the law says so"),
    "not_yet": ("eligible later", "only time is missing, or something that comes with time"),
    "review": (
        "needs review by a person",
        "the record contradicts itself, or the law needs a fact that no file has",
    ),
    "undeterminable": ("undeterminable", "the record lacks a deciding fact; nothing was guessed"),
    "ineligible": ("not eligible", "at least one condition of the law is not met"),
    "already_relieved": ("relieved before", "the record shows that the relief was given"),
}
"""Name and meaning of each outcome."""
GROUPS = {
    "all": "all together",
    "race": "race as recorded",
    "sex": "sex as recorded",
    "age": "age on the as-of date",
    "race and sex": "race and sex as recorded",
    "race and age": "race as recorded and age",
    "race possibly": "race, of people with several on record",
    "law": "law",
    "offense_group": "offense group",
    "year": "year of conviction or arrest",
    "year_due": "year it falls due",
    "month": "month",
    "county_set": "county",
    "fact": "missing or requested fact",
    "state": "state of the ledger",
}
STATUSES = {"living": "living people", "deceased": "the dead", "all": "the living and the dead"}
PLACES = {
    STATEWIDE: "the whole state",
    "ELSEWHERE": "elsewhere (other states, federal courts)",
    "UNKNOWN": "unknown county",
}
NONE_FILED = "None has been filed yet."
RACE_AND_SEX = "Race and sex are as an officer recorded them; they do not say how people see themselves."
NEVER_ADDED = "Do not add people across counties, laws or groups: a person in two of them counts in both."


def format_not_read(allowances: str, place: str) -> str:
    """Format why a county's histories are not in the run (as ``ingestion.load`` writes it); empty if they are."""
    words = {f"history left out: {place}": "left out by name", f"history refused: {place}": "refused"}
    return next((says for found, says in words.items() if found in allowances.split("; ")), "")


def capitalize(text: str) -> str:
    """Capitalize the first letter and keep the others."""
    return text[:1].upper() + text[1:]


def format_place(site: Contents, place: str) -> str:
    """Format a place: the name of a county, or words."""
    names = {county.place: county.name for county in site.counties}
    return names.get(place) or PLACES.get(place, place)


def order_place(place: str) -> tuple[int, str]:
    """Sort key: counties by name, then other places, the whole state last."""
    return (2 if place == STATEWIDE else 1 if place in PLACES else 0), place


def is_rest(group: str) -> bool:
    """Whether a group, by its name, is what fits no other: such groups come last."""
    return group.startswith(("Other", "Unknown", "not ", "several ")) and group != "Other Asian"


def format_answer(site: Contents, place: str = STATEWIDE) -> str:
    """The one sentence of a release, or of a county: who would be left with no conviction, and who is."""
    row, granted = (site.find(ANSWER, variant=variant, place=place) for variant in (ALLOWED, GRANTED))
    here, left = (
        ("", "none") if place == STATEWIDE else (f" in {add_word_county(format_place(site, place))}", "none anywhere")
    )
    if row is LEFT_OUT:
        return f"How many people with a conviction{here} would be left with {left} is left out of this release."
    if row is None or row["denominator"] is None:
        return f"Fewer than {FEWEST} people, or none, have a conviction{here}."
    few = f"fewer than {FEWEST}"
    would, have = (few if one is None or one["count"] is None else f"{one['count']:,}" for one in (row, granted))
    return (
        f"Of {row['denominator']:,} people with a conviction{here}, {would} would be left with {left} if everything "
        f"the law allows were granted. {f'{capitalize(have)} have been.' if has_ledger(site) else NONE_FILED}"
    )


def has_ledger(site: Contents) -> bool:
    """Whether anything was ever filed or answered."""
    return bool(site.facts["ledger_event"])


def format_law(site: Contents, law: str) -> str:
    """Format the name of a remedy, policy or scenario."""
    return "all laws together" if law == "ALL" else site.law_names.get(law, law.replace("_", " "))


def format_group(site: Contents, kind: str, code: str) -> str:
    """Format the name of a group; of two traits both names."""
    if kind == "law":
        return " and ".join(format_law(site, one) for one in code.split(" and "))
    kinds, codes = kind.removesuffix(" possibly").split(" and "), code.split(", ")
    if len(kinds) == len(codes):
        return ", ".join(site.group_names.get(pair, pair[1]) for pair in zip(kinds, codes, strict=True)).replace(
            "_", " "
        )
    return code.replace("_", " ")


def format_variant(site: Contents, metric: str, variant: str) -> str:
    """Format the variant that distinguishes a figure within its metric."""
    known = site.metrics[metric]["variants"] if metric in site.metrics else {}
    if variant in known:
        return str(known[variant])
    if variant in OUTCOMES:
        return OUTCOMES[variant][0]
    return variant.replace("/", ", of ").replace("_", " ")


def describe(site: Contents, row: Mapping[str, Any]) -> str:
    """Describe what a row counts, without place and group: ``people, eligible now``; a scenario's headline by its
    name."""
    if row["variant"] in site.by_id:
        headline = site.by_id[row["variant"]]
        return f"{site.metrics[headline['metric']]['name']}: {describe(site, headline)}"
    variant = format_variant(site, row["metric"], row["variant"]) if row["variant"] else ""
    return ", ".join(word for word in (row["unit"], variant) if word)


def format_percent(share: float | None) -> str:
    """Format a share in percent; empty if there is none."""
    if share is None:
        return ""
    return "< 0.1 %" if 0 < share < 0.001 else f"{100 * share:.1f} %"


class Blanks(dict[str, str]):
    """Values for the blanks of a text; a missing one keeps its name."""

    def __missing__(self, key: str) -> str:
        return f"({key.replace('_', ' ')})"


def format_sentence(site: Contents, row: Mapping[str, Any]) -> str:
    """Format a sentence to quote with its context: synthetic or not, state, dates, release, figure."""
    facts, metric = site.facts, site.metrics[row["metric"]]
    numbers = {name: _format_amount(row[name]) for name in ("count", "denominator", "not_known")}
    variant = format_variant(site, row["metric"], row["variant"])
    viewer, _, basis = variant.partition(", counting ")
    event = format_event(row["ledger_event"], facts.get("ledger_event_on"))
    blanks = Blanks(
        numbers, unit=row["unit"], law=format_law(site, row["law"]), place=format_place(site, row["place"]),
        variant=variant, viewer=viewer, basis=basis, value="" if row["value"] is None else f"{row['value']:,.0f}",
        event=event, as_of_date=facts["as_of_date"], data_as_of_latest=facts["data_as_of_latest"],
    )  # fmt: skip
    words = metric["in_units"].get(row["unit"], metric)
    form = words["sentence"] or "As of {as_of_date}, {count} {unit} are counted."
    invented = "In synthetic data about invented people: " if facts["is_synthetic"] else ""
    said = capitalize(form.format_map(blanks)).rstrip(".")
    return (
        f"{invented}{said} ({metric['name']}; {format_where(site, row)}; {site.state_name}, Lookback release "
        f"{facts['release']}, figure {row['figure_id']}; counts rounded to 5)."
    )


def format_where(site: Contents, row: Mapping[str, Any]) -> str:
    """Format law, place, group and status of a row, unless they are the usual ones."""
    words = [
        format_place(site, row["place"]),
        "" if row["law"] == "ALL" else format_law(site, row["law"]),
        "" if row["group_by"] == "all" else
        f"{GROUPS.get(row['group_by'], row['group_by'])} “{format_group(site, row['group_by'], row['group_code'])}”",
        STATUSES.get(row["status"], row["status"]),
    ]  # fmt: skip
    return ", ".join(word for word in words if word)


def _format_amount(count: int | None) -> str:
    return f"fewer than {FEWEST}" if count is None else f"about {count:,}"
