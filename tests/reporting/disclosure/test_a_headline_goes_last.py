"""What is asked for most is the last to be withheld for company, and the attack still finds nothing."""

from __future__ import annotations

import polars as pl

from orchestration.reporting.disclosure.attack import known_from, too_narrow
from orchestration.reporting.disclosure.cells import TOTAL, Cells, CountTable, Sum, assemble
from orchestration.reporting.disclosure.complementary import Suppression, protect

TRAITS = ("place", "race", "sex", "age", "offense", "year")
PARTS = {"one": 176, "two": 120, "few": 4}
HEADLINE = "people"


def headline_in_every_breakdown() -> CountTable:
    """300 people, by one trait at a time: each has a few of four."""
    rows = [(*[TOTAL] * len(TRAITS), 300)]
    for at in range(len(TRAITS)):
        rows += [(*(part if at == other else TOTAL for other in range(len(TRAITS))), n) for part, n in PARTS.items()]
    frame = pl.DataFrame(rows, schema=[*TRAITS, "count"], orient="row")
    return CountTable(frame, TRAITS, {"count": HEADLINE}, frozenset(TRAITS))


def counts(**named: int) -> CountTable:
    """Counts that are broken down by nothing, as parts of headlines are."""
    frame = pl.DataFrame({"what": list(named), "count": list(named.values())})
    return CountTable(frame, ("what",), {"count": "part"})


def withheld(found: Suppression) -> set[str]:
    return {key for key, is_so in zip(found.cells.keys, found.is_withheld, strict=True) if is_so}


def is_safe(cells: Cells, found: Suppression) -> bool:
    known = known_from(cells, found.is_withheld)
    return not too_narrow(known, found.is_withheld, 5.0).any()


def test_a_headline_that_would_help_in_each_of_its_breakdowns_is_shown() -> None:
    cells = assemble([headline_in_every_breakdown()])
    found = protect(cells)
    assert HEADLINE not in withheld(found)
    assert withheld(found) == {f"{HEADLINE}/{trait}={part}" for trait in TRAITS for part in ("few", "two")}
    assert is_safe(cells, found)


def test_the_only_part_of_a_headline_costs_what_the_headline_costs() -> None:
    """The part is broken down by nothing and would be the cheapest company of the few; but it is the headline."""
    few_beside = [Sum("part/what=whole", ("part/what=only", "part/what=few"))]
    told_again = [Sum(HEADLINE, ("part/what=only",))]
    tables = [headline_in_every_breakdown(), counts(only=300, few=3, whole=303)]
    found = protect(assemble(tables, [*few_beside, *told_again]))
    assert {"part/what=few", "part/what=whole"} <= withheld(found)
    assert not {HEADLINE, "part/what=only"} & withheld(found)
    alone = protect(assemble(tables, few_beside))
    assert "part/what=only" in withheld(alone), "where it stands for nothing else it is the least that is lost"


def outcomes(asked_for: dict[str, str]) -> CountTable:
    """People of two places by what came out: four are under review in one, so another outcome of the line must go."""
    rows = [("here", "eligible", 40), ("here", "ineligible", 90), ("here", "review", 4), ("here", TOTAL, 134)]
    rows += [("there", "eligible", 60), ("there", "ineligible", 300), ("there", "review", 40), ("there", TOTAL, 400)]
    rows += [(TOTAL, "eligible", 100), (TOTAL, "ineligible", 390), (TOTAL, "review", 44), (TOTAL, TOTAL, 534)]
    frame = pl.DataFrame(rows, schema=["place", "outcome", "count"], orient="row")
    return CountTable(
        frame, ("place", "outcome"), {"count": "people"}, frozenset({"place", "outcome"}), asked_for=asked_for
    )


def test_another_outcome_than_the_one_people_come_for_is_withheld_for_company() -> None:
    found = protect(assemble([outcomes({"outcome": "eligible"})]))
    assert not [key for key in withheld(found) if "eligible" in key and "ineligible" not in key]
    assert "people/place=here/outcome=ineligible" in withheld(found)
    assert is_safe(found.cells, found)
    without = withheld(protect(assemble([outcomes({})])))
    assert "people/place=here/outcome=eligible" in without, "it has the least count"
