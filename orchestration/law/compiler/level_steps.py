"""Levels that are supposed: where all of them give one outcome it is the outcome, on the latest day."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.law.compiler.findings import list_held
from orchestration.law.compiler.layout import make_cte
from orchestration.law.compiler.paths import name_list, write_call
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.pack_files.schema import Path


def write_level_steps(remedy: Remedy, source: str) -> Iterator[tuple[str, str]]:
    """Write the CTEs that choose between the levels supposed, each with its name."""
    if not remedy.levels:
        return
    held = list_held(remedy)
    of_level = "over (partition by unit_id, supposed)"
    replaced = f" replace (\n        max(held_up_by) {of_level} as held_up_by\n    )" if held else ""
    best = f"select\n    *{replaced}\nfrom {source}\nwhere supposed <> ''"
    best += "\nqualify row_number() over (partition by unit_id, supposed order by {{ better_path() }}) = 1"
    of_all_levels = f"count(*) = {len(remedy.levels)} and count(distinct outcome) = 1"
    at_any = (
        f",\n    case when count(held_up_by) = {len(remedy.levels)} then max(held_up_by) end as held_up_at_any_level"
        if held
        else ""
    )
    yield "best_of_level", make_cte("best_of_level", "The best path of a charge under each level.", best)
    taken = f"""select
    unit_id,
    case
        when {of_all_levels}
            then arg_max(supposed, row({{{{ better_path() }}}}, supposed))
        else ''
    end as supposed{at_any}
from best_of_level
group by unit_id"""
    comment = "Where all levels give one outcome it is the outcome, on the latest day; else the level is unknown."
    yield "level_taken", make_cte("level_taken", comment, taken)
    columns = f"{source}.*, level_taken.held_up_at_any_level" if held else f"{source}.*"
    chosen = f"select {columns}\nfrom {source}\nleft join level_taken using (unit_id)"
    chosen += f"\nwhere {source}.supposed = coalesce(level_taken.supposed, '')"
    yield "chosen", make_cte("chosen", "The paths of that level, or of the level on record.", chosen)


def write_immaterial(remedy: Remedy, source: str) -> list[str]:
    """Write the CTEs of the path taken, and of its elements that the levels supposed answer otherwise."""
    of_all = ["min(valid_until) over (partition by unit_id) as valid_until"]
    of_all += ["max(held_up_by) over (partition by unit_id) as held_up_by"] if list_held(remedy) else []
    inside = ",\n        ".join(of_all)
    taken = f"select\n    * replace (\n        {inside}\n    )\nfrom {source}\n"
    taken += "qualify row_number() over (partition by unit_id order by {{ better_path() }}) = 1"
    selects = []
    for number, path in enumerate(remedy.paths, 1):
        call = f"{{{{ answered_otherwise({name_list(path)}, law, notes) }}}}"
        selects.append(
            "\n".join(
                [
                    *write_call(f"elements.unit_id, {call} as immaterial_elements"),
                    "from elements",
                    "inner join taken on elements.unit_id = taken.unit_id",
                    _write_where(number, path),
                    "group by elements.unit_id",
                ]
            )
        )
    return [
        make_cte("taken", "The best path of each charge.", taken),
        make_cte(
            "immaterial",
            "Elements of the path taken that the levels supposed answer otherwise: they make no difference.",
            "\nunion all\n".join(selects),
        ),
    ]


def _write_where(number: int, path: Path) -> str:
    levels = "taken.supposed <> '' and elements.supposed <> ''"
    return f"where taken.path_number = {number} and {levels} and {path.kind} is not false"
