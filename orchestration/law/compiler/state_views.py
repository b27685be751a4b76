"""What holds all law of a state: a view of the decisions, and a macro of the status of every element of every path."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from orchestration.law.compiler.elements_model import ElementsModel
from orchestration.law.compiler.layout import lay_out, lay_out_list, make_cte, make_select, write_list
from orchestration.law.compiler.paths import write_argument, write_call, write_names, write_where
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.pack_files.schema import Combine

_CONFIG = "{{ config(materialized='view') }}"
_ELEMENTS = """
{{% set remedies = {{{units}}} %}}
{{% set of_unit = remedies.items() | selectattr(1, 'equalto', unit) | list %}}
{{% for remedy, _ in of_unit or remedies.items() -%}}
select
    * exclude (statuses),
    unnest(statuses) as told
from {{{{ remedy }}}}
{{{{ 'union all' if not loop.last }}}}
{{% endfor %}}
""".strip()


def write_decisions(state: str, remedies: Sequence[Remedy], by_rows: Sequence[str], header: str) -> str:
    """Write the view of the findings of all remedies of a state; ``by_rows``: those whose paths are rows of a table."""
    names = [*(remedy.remedy_id for remedy in remedies), *by_rows]
    selects = [f"select * from {{{{ ref('rule_{state}__{name}') }}}}" for name in names]
    about = "-- The findings of all remedies of the state."
    return "\n".join([header, _CONFIG, about, "\nunion all by name\n".join(selects), ""])


def write_statuses_macro(state: str, remedies: Sequence[Remedy], by_rows: Sequence[str], header: str) -> str:
    """Write the macro of the status of every element of every path; ``by_rows``: see ``write_decisions``."""
    ctes = [_write_remedy(remedy) for remedy in remedies]
    units = ", ".join(f"'{remedy.remedy_id}': '{remedy.unit}'" for remedy in remedies)
    about = "What the paths of all remedies ask, one row each."
    ctes.append(make_cte("elements", about, _ELEMENTS.format(units=units)))
    last = make_select(["elements.* exclude (told)", "told.*"], "from elements\nwhere told is not null")
    tables = [f"ref('rule_{state}__{name}'), ref('rule_{state}__{name}_elements')" for name in by_rows]
    rows = [f"union all by name\n{{{{ statuses_of_rows({refs}, among) }}}}" for refs in tables]
    if rows:  # (of charges)
        last += "\n".join(["\n{% if unit != 'arrest' -%}", *rows, "{%- endif %}"])
    about = (
        "How each element of each path stands, parts of combinations too. `among`: only units of this relation "
        "(unit_id). `unit`: where remedies are of charges and of arrests, only those of one."
    )
    begin = "{% macro statuses_of_paths(among=none, unit=none) -%}"
    head = [f"{{#- {header.removeprefix('-- ')}\n{about} -#}}", begin, "with"]
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
