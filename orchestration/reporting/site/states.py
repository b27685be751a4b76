"""The site over all states of a home: a map and a table of their laws and of the numbers of their newest releases.

What belongs here: ``<home>/published`` as one data package. What does not: any number that no release of a state shows.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from orchestration.files.atomic import write_atomic
from orchestration.files.html import load_templates
from orchestration.law.cleared_charges import clears_charges
from orchestration.law.law_entries import read_law_now
from orchestration.law.register import Pack, list_packs, read_pack
from orchestration.law.signatures import find_signer, read_all_signatures
from orchestration.law.tables import read_table
from orchestration.reporting.disclosure.rule import SAYS, format_count
from orchestration.reporting.metrics.store import WHOLE
from orchestration.reporting.releases.coverage import format_coverage
from orchestration.reporting.releases.registry import (
    PACKAGE,
    Release,
    find_last_standing,
    format_csv,
    read_release,
    read_rows,
)
from orchestration.reporting.site.building import STYLE, TEMPLATES
from orchestration.reporting.site.county_map import NOBODY, STEPS
from orchestration.reporting.site.words import format_percent
from orchestration.settings import Settings

TILES = Path(__file__).parent / "shapes" / "states.csv"
TILE = 40
"""Width and height of a state on the map, in pixels."""
LAW_ALONE = "law"
"""CSS class of a state with a pack and without a share: nothing is published, or the number is left out."""
NUMBERS = {
    "people_in_scope": ("people", "eligible", "denominator", "People that a law of the run speaks of."),
    "people_eligible": ("people", "eligible", "count", "People who are eligible for relief on the as-of date."),
    "people_eligible_not_known": ("people", "eligible", "not_known", "People of whom it is not known."),
    "people_without_relief": ("people", "current_gap", "count", "People who are eligible and have no relief: the gap."),
    "convictions_eligible": ("convictions", "eligible", "count", "Convictions that are eligible."),
    "charges_eligible": (
        *("charges", "eligible", "count"),
        "Charges without a conviction that are eligible; empty where the state's law clears none.",
    ),
    "arrests_eligible": (
        *("arrests", "eligible", "count"),
        "Arrests that are eligible; empty where the state's law clears none of their own.",
    ),
}
"""Column: unit and metric of a release (all laws, the whole state, the living), its number, and what it says."""
STATE_COLUMNS = {
    "state": "Postal code.",
    "state_name": "Name of the state.",
    "release": "Number of the newest release that is not withdrawn; empty if nothing is published.",
    "is_synthetic": "Whether its people are invented.",
    "as_of_date": "The as-of date of its run.",
    "data_as_of_earliest": "The oldest cut date of its deliveries.",
    "data_as_of_latest": "The newest cut date of its deliveries.",
    "coverage": "How much of the state it is of: counties with a history, lists, and what a remedy needs and lacks.",
    "law_version": "Version of the law that was applied.",
    **{name: says for name, (*_, says) in NUMBERS.items()},
}
PROVISION_COLUMNS = {
    "state": "Postal code.",
    "provision": "The provision.",
    "status": "How far the pack covers it.",
    "in_operation": "From when it is in force and operates, or that it does not operate yet.",
    "how_sure": "How its lines were verified.",
    "left_out": "What of it the pack leaves out.",
    "signed_by": "Counsel who signed it.",
}


@dataclass(frozen=True)
class State:
    """A state with a pack: its law, and its newest release that is not withdrawn, if there is one. ``folder``: of the
    release, below the public folder. ``cleared``: the numbers of what the state's law clears; others do not exist.
    ``left_out``: those whose tables the release leaves out, which says nothing of how small they are."""

    pack: Pack
    signed_by: Mapping[str, str]
    release: Release | None
    numbers: Mapping[str, int | None]
    cleared: frozenset[str]
    left_out: frozenset[str] = frozenset()

    @property
    def folder(self) -> str:
        """The folder of its release, below the public folder; empty without one."""
        return f"{self.pack.state}/{self.release.number}" if self.release else ""

    @property
    def coverage(self) -> str:
        """How much of the state its release is of; empty without one."""
        return format_coverage(self.release.facts) if self.release else ""

    @property
    def gap(self) -> float | None:
        """The share of eligible people without relief, of shown numbers."""
        without, eligible = self.numbers["people_without_relief"], self.numbers["people_eligible"]
        return min(without / eligible, 1.0) if without and eligible else None

    @property
    def share(self) -> float | None:
        """The share of people in scope who are eligible, of shown numbers."""
        eligible, scope = self.numbers["people_eligible"], self.numbers["people_in_scope"]
        return eligible / scope if eligible and scope else None


def write_states_site(settings: Settings) -> Path:
    """Write page, tables and data package over all states of the home, and return the page.

    It has only numbers that a release of a state shows, and is written again with each release.
    """
    folder = settings.root / "published"
    folder.mkdir(parents=True, exist_ok=True)
    states = [_read_state(settings.model_copy(update={"state": state})) for state in list_packs(settings.models)]
    tables = {
        "states": (STATE_COLUMNS, [_list_facts(one) for one in states]),
        "provisions": (PROVISION_COLUMNS, [row for one in states for row in _list_provisions(one)]),
    }
    for name, (columns, rows) in tables.items():
        write_atomic(folder / f"{name}.csv", format_csv(list(columns), rows))
    write_atomic(folder / PACKAGE, _format_package(tables, states))
    shutil.copyfile(TEMPLATES / STYLE, folder / STYLE)
    drawn, legend = _draw_map(states)
    environment = load_templates(TEMPLATES)
    environment.filters |= {"amount": format_count, "percent": format_percent}
    page = environment.get_template("states.html").render(states=states, map=drawn, legend=legend, rule=SAYS)
    write_atomic(folder / "index.html", page)
    return folder / "index.html"


def _read_state(settings: Settings) -> State:
    pack = read_pack(settings.models, settings.state)
    signatures = read_all_signatures(settings.models, settings.state, settings.signatures)
    law = read_law_now(settings.models, settings.state)
    signed_by = {one.provision: find_signer(one, law, signatures) for one in pack.provisions}
    number = find_last_standing(settings)
    release = None if number is None else read_release(settings, number)
    units = _find_cleared_units(settings)
    cleared = frozenset(name for name, (unit, *_) in NUMBERS.items() if unit in units)
    if release is None or not release.is_rounded:
        return State(pack, signed_by, None, dict.fromkeys(NUMBERS), cleared)
    rows = release.read_table("metrics").filter(law="ALL", variant="", **WHOLE)
    found = {(row["unit"], row["metric"]): row for row in rows.iter_rows(named=True)}
    numbers = {
        name: found.get((unit, metric), {}).get(column) if name in cleared else None
        for name, (unit, metric, column, _) in NUMBERS.items()
    }
    left_out = frozenset(name for name in cleared if NUMBERS[name][:2] not in found)
    return State(pack, signed_by, release, numbers, cleared, left_out)


def _find_cleared_units(settings: Settings) -> set[str]:
    """Find the units that the state's law clears: a zero of others would say nothing."""
    units = {row["unit"] for row in read_table(settings.models, settings.state, "remedies")}
    found = {"people", "convictions"}
    found |= {"arrests"} if "arrest" in units else set()
    return found | ({"charges"} if clears_charges(settings.models, settings.state) else set())


def _list_facts(state: State) -> dict[str, object]:
    facts = state.release.facts if state.release else {}
    told = {name: facts.get(name, "") for name in STATE_COLUMNS}
    numbers = {name: "" if number is None else number for name, number in state.numbers.items()}
    return {**told, **numbers, "coverage": state.coverage, "state": state.pack.state, "state_name": state.pack.name}


def _list_provisions(state: State) -> list[dict[str, object]]:
    return [
        {
            "state": state.pack.state,
            "provision": one.provision,
            "status": one.status,
            "in_operation": one.in_operation,
            "how_sure": one.verified,
            "left_out": one.left_out,
            "signed_by": state.signed_by[one.provision],
        }
        for one in state.pack.provisions
    ]


def _format_package(
    tables: Mapping[str, tuple[Mapping[str, str], Sequence[Mapping[str, object]]]], states: Sequence[State]
) -> str:
    """Format the description of the package: the tables over all states, and those of each state's release."""
    resources: list[dict[str, Any]] = [
        {
            "name": name,
            "path": f"{name}.csv",
            "profile": "tabular-data-resource",
            "format": "csv",
            "encoding": "utf-8",
            "schema": {"fields": [{"name": one, "description": says} for one, says in columns.items()]},
        }
        for name, (columns, _) in tables.items()
    ]
    resources += [
        {"name": f"{one.pack.state}_{name}", "path": f"{one.folder}/csv/{name}.csv", "format": "csv"}
        for one in states
        if one.release
        for name in ("metrics", "changes")
    ]
    package = {
        "profile": "data-package",
        "name": "lookback-states",
        "title": "Records eligible for clearance, by state",
        "licenses": [{"name": "CC0-1.0", "title": "Creative Commons Zero 1.0"}],
        "resources": resources,
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _draw_map(states: Sequence[State]) -> tuple[Markup, list[tuple[str, str]]]:
    """Draw each state as a square, shaded by the share of people in scope who are eligible; and its legend."""
    by_state = {one.pack.state: one for one in states}
    tiles = Markup("").join(_draw_tile(row, by_state.get(row["state"])) for row in read_rows(TILES))
    svg = Markup(
        '<svg class="map tiles" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" '
        'aria-label="States with a law pack, shaded by the share of people in scope who are eligible">{}</svg>'
    ).format(12 * TILE, 8 * TILE, tiles)
    steps = [(f"step{at}", f"{at * 20} to {at * 20 + 20} %") for at in range(STEPS)]
    used = {_find_shade(one) for one in states}
    others = [(LAW_ALONE, "the law is in a pack, no share is published"), (NOBODY, "no pack")]
    return svg, [*(step for step in steps if step[0] in used), *others]


def _find_shade(state: State | None) -> str:
    if state is None:
        return NOBODY
    return LAW_ALONE if state.share is None else f"step{min(int(state.share * STEPS), STEPS - 1)}"


def _draw_tile(row: Mapping[str, str], state: State | None) -> Markup:
    x, y, code = int(row["column"]) * TILE, int(row["row"]) * TILE, row["state"].upper()
    says = code if state is None else f"{state.pack.name}: {format_percent(state.share) or 'no share is published'}"
    return Markup(
        '<g><title>{}</title><rect class="{}" x="{}" y="{}" width="{}" height="{}"></rect>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text></g>'
    ).format(says, _find_shade(state), x + 1, y + 1, TILE - 2, TILE - 2, x + TILE // 2, y + TILE // 2 + 5, code)
