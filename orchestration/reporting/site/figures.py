"""The figures that have a page: what each counts, among what, and what it does not mean.

What belongs here: the catalogue, made from the tables of the release. What does not: how a page shows it. A figure is
known by the id of its statewide row, which stays the same from release to release; its page has the counties and
groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orchestration.reporting.metrics.policy_figures import DENOMINATORS, MEASURES
from orchestration.reporting.site.contents import LIVING, STATEWIDE, Contents, Remedy, Row, figure_id
from orchestration.reporting.site.words import BASES, OUTCOMES, UNITS, VIEWERS


@dataclass(frozen=True)
class Figure:
    """One figure. ``where``: the columns that choose its rows in ``table``, whatever place and group."""

    figure_id: str
    title: str
    topic: str
    table: str
    where: Mapping[str, str]
    unit: str
    numerator: str
    denominator: str
    does_not_mean: tuple[str, ...]
    model: str
    definition: str = ""

    @property
    def short(self) -> str:
        """The title below its topic."""
        return self.title.removeprefix(f"{self.topic}: ")

    @property
    def path(self) -> str:
        """Where its page lies."""
        return f"figures/{'-'.join([self.table, *self.where.values()])}.html".lower()


_BOTH = (
    "Race and sex are as an officer recorded them; they say nothing of how people see themselves.",
    "A withheld count is not zero.",
    "People are never to be added across counties: who has a record in two counties stands in both.",
)


WHOLE = "ALL"
"""All outcomes together: what each of them is counted among is a figure too."""


def figures(site: Contents) -> Iterator[Figure]:
    """Every figure of the release that has a statewide row, in a fixed order."""
    for remedy in site.remedies:
        for outcome in (*OUTCOMES, WHOLE):
            for unit in ("people", "determinations"):
                if site.row("outcomes", remedy.remedy_id, STATEWIDE, "all", "all", LIVING, outcome, unit):
                    yield _of_outcome(remedy, outcome, unit) if outcome != WHOLE else _of_all(remedy, unit)
    for policy, name in site.policies.items():
        for unit, measure in sorted(MEASURES, key=lambda one: one[0] != "people"):
            if row := site.row("figures", policy, STATEWIDE, "all", "all", LIVING, measure, unit):
                yield _of_policy(policy, name, unit, measure, row["denominator_name"])
    yield from sorted((_of_level(row) for row in site.tables.get("levels", ())), key=_order)


def _of_outcome(remedy: Remedy, outcome: str, unit: str) -> Figure:
    called, means = OUTCOMES[outcome]
    what = {"charge": "convictions and charges", "arrest": "arrests"}[remedy.unit]
    if unit == "people":
        numerator = f"Living people whose best outcome under this remedy is this one: {means}."
        among = f"Living people with {what} that the remedy is asked of."
        more: tuple[str, ...] = (
            "A person is counted once, by their best outcome: others of their records may have another.",
        )
    else:
        numerator = f"{what.capitalize()} of living people of which this was determined: {means}."
        among = f"All {what} of living people that the remedy is asked of."
        more = ("A person can stand behind several determinations.",)
    if outcome == "eligible":
        more = (*more, "Eligible is not relieved: a court or the department has still to act.")
    if outcome in ("review", "undeterminable"):
        more = (*more, "It is neither yes nor no: part of these may turn out eligible.")
    return Figure(
        figure_id=figure_id("outcomes", remedy.remedy_id, STATEWIDE, "all", "all", LIVING, outcome, unit),
        title=f"{remedy.name}: {unit} {called}",
        topic=remedy.name,
        table="outcomes",
        where={"remedy_id": remedy.remedy_id, "outcome": outcome, "unit": unit},
        unit=unit,
        numerator=numerator,
        denominator=among,
        does_not_mean=(*more, *_BOTH),
        model="impact_outcomes",
    )


def _of_all(remedy: Remedy, unit: str) -> Figure:
    what = {"charge": "convictions and charges", "arrest": "arrests"}[remedy.unit]
    people = f"Living people with {what} that the remedy is asked of, whatever came out."
    return Figure(
        figure_id=figure_id("outcomes", remedy.remedy_id, STATEWIDE, "all", "all", LIVING, WHOLE, unit),
        title=f"{remedy.name}: {unit} it is asked of",
        topic=remedy.name,
        table="outcomes",
        where={"remedy_id": remedy.remedy_id, "outcome": WHOLE, "unit": unit},
        unit=unit,
        numerator=people
        if unit == "people"
        else f"All {what} of living people that the remedy is asked of, whatever came out.",
        denominator="Itself: the outcomes are counted among it.",
        does_not_mean=("Asked of is not eligible: most of it can be not eligible.", *_BOTH),
        model="impact_outcomes",
    )


_OF_MEASURE = {
    "some_relief": ("Some relief is not a clean record: other convictions may be left.",),
    "no_felony": ("Other convictions may be left; who had no felony before is not counted.",),
    "no_conviction": (
        "Arrests without conviction may still show; who had no conviction before is not counted.",
        "Other uses of a dismissed conviction, as a court counts priors, may remain.",
    ),
    "no_recent_conviction": ("Older convictions may be left.",),
}


def _of_policy(policy: str, name: str, unit: str, measure: str, denominator: str) -> Figure:
    says = MEASURES[(unit, measure)]
    more = _OF_MEASURE.get(measure, ("One conviction gets one relief; a person can get several.",))
    if policy != "county_choices":
        more = (*more, "Nobody decided this policy: the figure says what would be possible.")
    return Figure(
        figure_id=figure_id("figures", policy, STATEWIDE, "all", "all", LIVING, measure, unit),
        title=f"{name}: {says}",
        topic=f"Under the policy “{name}”",
        table="figures",
        where={"scenario": policy, "measure": measure, "unit": unit},
        unit=unit,
        numerator=f"Of living people: {says}, were the policy applied on the as-of date.",
        denominator=f"Of living people: {unit} {DENOMINATORS[denominator]}.",
        does_not_mean=(*more, "What is not known stands beside the figure and is never added to it.", *_BOTH),
        model="impact_figures",
    )


_LEVELS = ("eligible", "eligible_later", "in_review", "undeterminable", "filed", "granted")
"""Headlines that count determinations and lines, in their order; those of records come after."""


def _order(figure: Figure) -> tuple[int, str, int, str]:
    measure = figure.where["measure"]
    place = _LEVELS.index(measure) if measure in _LEVELS else len(_LEVELS)
    return place, figure.topic, list(UNITS).index(figure.unit), figure.figure_id


def _of_level(row: Row) -> Figure:
    words = (VIEWERS.get(row["viewer"]), BASES.get(row["basis"]))
    return Figure(
        figure_id=row["figure_id"],
        title=f"{row['name']}: {', '.join([UNITS[row['unit']], *(word for word in words if word)])}",
        topic=row["name"],
        table="levels",
        where={name: row[name] for name in ("measure", "unit", "basis", "viewer")},
        unit=row["unit"],
        numerator=row["numerator_is"],
        denominator=row["denominator_is"],
        does_not_mean=(row["does_not_mean"], "A withheld count is not zero."),
        model="levels",
        definition=row["definition"],
    )
