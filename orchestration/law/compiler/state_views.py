"""The views of a state's law: the decisions of all its remedies, and the status of every element of every path."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from orchestration.law.compiler.elements_model import ElementsModel
from orchestration.law.compiler.layout import lay_out, lay_out_list, make_cte, make_select, write_list
from orchestration.law.compiler.paths import write_argument, write_call, write_names, write_where
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.pack_files.schema import Combine

_CONFIG = "{{ config(materialized='view') }}"
STATUSES = (
    ("unit_id", "varchar", "The charge or arrest."),
    ("unit", "varchar", "charge or arrest."),
    ("person_id", "varchar", "Pseudonym of the person. Never leaves the restricted rooms."),
    ("person_bucket", "integer", "Number of the state id modulo 64: shards are ranges of it."),
    ("remedy_id", "varchar", "Id of the remedy."),
    ("path", "varchar", "The path that asks."),
    ("element", "varchar", "The element, as the path shows it; of_the_kind and no_path where these are not met."),
    ("is_part", "boolean", "It is asked as a part of a combination alone."),
    ("status", "varchar", "met, presumed, not_yet, unknown or not_met."),
    ("rests_on", "varchar[]", "Other charges that it is counted or waited from; empty where it is plainly met."),
    ("asks_about", "varchar[]", "Other charges of which nobody knows whether they count."),
)
"""The columns of statuses: name, type, description."""


def write_decisions(state: str, remedies: Sequence[Remedy], by_rows: Sequence[str], header: str) -> str:
    """Write the view of the findings of all remedies of a state; ``by_rows``: those whose paths are rows of a table."""
    names = [*(remedy.remedy_id for remedy in remedies), *by_rows]
    selects = [f"select * from {{{{ ref('rule_{state}__{name}') }}}}" for name in names]
    about = "-- The findings of all remedies of the state."
    return "\n".join([header, _CONFIG, about, "\nunion all by name\n".join(selects), ""])


def write_statuses(header: str) -> str:
    """Write the view of the status of every element of every path."""
    about = "-- What each path asks and how that stands, one row per element, parts of combinations too."
    return "\n".join([header, _CONFIG, about, "{{ statuses_of_paths() }}", ""])


def write_statuses_macro(state: str, remedies: Sequence[Remedy], by_rows: Sequence[str], header: str) -> str:
    """Write the macro of the status of every element of every path; ``by_rows``: see ``write_decisions``."""
    ctes = [_write_remedy(remedy) for remedy in remedies]
    columns = ["* exclude (statuses)", "unnest(statuses) as told"]
    told = "\nunion all\n".join(make_select(columns, f"from {remedy.remedy_id}") for remedy in remedies)
    ctes.append(make_cte("elements", "What the paths of all remedies ask, one row each.", told))
    last = make_select(["elements.* exclude (told)", "told.*"], "from elements\nwhere told is not null")
    for name in by_rows:
        model = f"rule_{state}__{name}"
        last += f"\nunion all by name\n{{{{ statuses_of_rows(ref('{model}'), ref('{model}_elements'), among) }}}}"
    about = (
        "What each path asks and how that stands, of all units or of those among a relation with their ids (unit_id)."
    )
    head = [f"{{#- {header.removeprefix('-- ')}\n{about} -#}}", "{% macro statuses_of_paths(among=none) -%}", "with"]
    return "\n".join([*head, ",\n\n".join(ctes) + "\n", last, "{%- endmacro %}", ""])


def _write_remedy(remedy: Remedy) -> str:
    books = ElementsModel(remedy).books
    notes = {
        "only_waits": [name for name in remedy.elements if remedy.means_not_yet(name)],
        "combined": [name for name, _ in remedy.list_of(Combine)],
        "presumable": books.list_with("is_presumed"),
        "rests_on": books.list_with("rests_on"),
        "asks_about": books.list_with("asks_about"),
    }
    common = next(iter(remedy.common.values()))
    lines = [write_names(what, names) for what, names in notes.items() if names]
    shown = ", ".join(f"'{name}': '{called}'" for name, called in remedy.shown_as.items())
    told = ", ".join(f"'{what}': {what if names else '[]'}" for what, names in notes.items())
    lines += lay_out(f"{{% set shown_as = {{{shown}}} %}}", "") if shown else []
    lines.append(f"{{% set notes = {{\n    'unit': '{remedy.unit}', 'shown_as': {'shown_as' if shown else '{}'},")
    lines += textwrap.wrap(told, 90, initial_indent="    ", subsequent_indent="    ")
    lines += ["} %}", write_names("asked_of_all", common)]
    selects = []
    for path in remedy.paths:
        own = [name for name in remedy.asked[path.path] if name not in common]
        names = lay_out_list("{% set asked = asked_of_all + [", own, "] %}")
        said = f"kind='{path.kind}', begins={write_argument(path.from_)}"
        parts = [name for name in remedy.parts[path.path] if name not in remedy.asked[path.path]]
        said += f", parts=[{write_list(parts)}]" if parts else ""
        call = write_call(f"{{{{ statuses('{remedy.remedy_id}', '{path.path}', asked, notes, {said}) }}}}")
        elements = f"ref('rule_{remedy.pack.state}__{remedy.remedy_id}_elements')"
        rest = f"from {{{{ only_among({elements}, among) }}}}"
        where = write_where(path) + (" and supposed = ''" if remedy.levels else "")
        selects.append("\n".join([names, *call, rest, where]))
    return make_cte(remedy.remedy_id, remedy.remedy.name, "\n".join([*lines, "\nunion all\n".join(selects)]))
