"""How a figure of a group is said: where and of whom, its counts, the sentence around them.

What belongs here: words that all sheets share. What does not: words of one table.
"""

from __future__ import annotations

from orchestration.reporting.site.contents import STATEWIDE, Contents, Row
from orchestration.reporting.site.words import ALL_KINDS, amount, law_name, percent, place_name

WITHHELD = "This figure is withheld in this release: it counts few people, or would tell of few."
A_WITHHELD = "A withheld count is not zero."
ONE_AT_A_TIME = "It says nothing of why groups differ."
PEOPLE_TWICE = (
    "Who has records in several counties, remedies, offense groups or years stands in each: never add people up."
)
AS_RECORDED = "Race and sex are as an officer recorded them; they say nothing of how people see themselves."


def county(site: Contents, place: str) -> str:
    """A place by name, with the word county where it is one."""
    named = {one.place: f"{one.name} County" for one in site.counties}
    return named.get(place) or place_name(site, place)


def group(site: Contents, kind: str, code: str) -> str:
    """A group by name, with the word for what it is a group of."""
    if kind == "all":
        return "all"
    if kind == "remedy":
        return f"remedy “{law_name(site, code)}”"
    return f"{ALL_KINDS[kind]} “{site.group_names.get((kind, code), code)}”"


def whose(site: Contents, row: Row) -> str:
    """Place and group of a row: ``Alameda County``, ``race as recorded “Black”``, or both; and that they are dead."""
    kind = row.get("group_kind", "all")
    words = [county(site, row["place"])] if row["place"] != STATEWIDE or kind == "all" else []
    words += [group(site, kind, row["group_code"])] if kind != "all" else []
    words += ["the dead"] if row.get("vital_status") == "deceased" else []
    return ", ".join(words)


def counted(row: Row, among: int | None = None) -> str:
    """``12 of 345 (3.5 %); for 4 more it is not known``."""
    whole = row.get("denominator", among)
    is_among = among is not None or "denominator" in row
    text = amount(row["count"])
    if is_among and (row["count"] is not None or whole is not None):
        text += f" of {amount(whole)}" if whole is not None else ", of a number that is withheld"
    share = f" ({percent(row['share'])})" if row.get("share") is not None else ""
    unknown = f"; for {amount(row['not_known'])} more it is not known" if row.get("not_known", 0) != 0 else ""
    return f"{text}{share}{unknown}"


def interval(low: float | None, high: float | None) -> str:
    """``, 95 % interval 3.1 % to 4.2 %``; empty where there is none."""
    return f", 95 % interval {percent(low)} to {percent(high)}" if low is not None and high is not None else ""


def quoted(site: Contents, said: str, figure_id: str) -> str:
    """A sentence with all that a reader must know: invented or not, state, dates, law, release, figure. One that says
    of which day it is has its dates."""
    facts = site.facts
    invented = "In synthetic data about invented people: " if facts["is_synthetic"] else ""
    if facts["as_of_date"] in said:
        return f"{invented}{said}, {site.state_name} (Lookback release {facts['release']}, figure {figure_id})."
    return (
        f"{invented}{said}, {site.state_name}, as of {facts['as_of_date']}, by data up to "
        f"{facts['data_as_of_latest']} and law {facts['law_version']} (Lookback release {facts['release']}, "
        f"figure {figure_id})."
    )
