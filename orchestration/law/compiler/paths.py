"""The paths of a remedy: what each asks, in the order of the statute, and what it comes to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from orchestration.law.compiler.layout import lay_out, lay_out_list, make_comment, make_cte
from orchestration.law.compiler.remedy import Remedy, write_day
from orchestration.law.pack_files.schema import Path

_DECIDED = """select
    *,
    coalesce(barred_by, unclear, waits_for) as deciding_element,
    {{ as_outcome("case
        when barred_by = 'not_relieved_before' then 'already_relieved'
        when barred_by is not null then 'ineligible'
        when unclear is not null then 'review'
        when waits_for is not null then 'not_yet'
        else 'eligible'
    end") }} as outcome
from paths"""


def write_only_waits(remedy: Remedy) -> str:
    """Write the elements of which a no says only that it is not so yet."""
    return write_names("only_waits", [name for name in remedy.elements if remedy.means_not_yet(name)])


def write_names(variable: str, names: Sequence[str]) -> str:
    """Write a list of names for macros to read."""
    return lay_out_list(f"{{% set {variable} = [", names, "] %}")


def name_list(path: Path) -> str:
    """Name the list of what a path asks."""
    return "by_" + re.sub(r"\W", "_", path.path).lower()


def write_paths(remedy: Remedy) -> str:
    """Write the CTE of the paths: what bars each, what nobody knows of it, and what it waits for."""
    common = next(iter(remedy.common.values()))
    selects = []
    for number, path in enumerate(remedy.paths, 1):
        own = [name for name in remedy.asked[path.path] if name not in common]
        names = lay_out_list(f"{{% set {name_list(path)} = asked_of_all + [", own, "] %}")
        cites = make_comment(path.cite)
        said = f"kind='{path.kind}', begins={write_argument(path.from_)}"
        call = f"{{{{ asks({number}, '{path.path}', {name_list(path)}, only_waits, {said}) }}}}"
        selects.append("\n".join([*cites, names, *write_call(call), "from elements", write_where(path)]))
    comment = "The paths, in the order of the statute: what bars each, what nobody knows of it, what it waits for."
    return make_cte("paths", comment, "\nunion all\n".join(selects))


def write_decided() -> str:
    """Write the CTE of what each path comes to."""
    comment = "What each path comes to: a bar goes before what nobody knows, and that before a wait."
    return make_cte("decided", comment, _DECIDED)


def write_where(path: Path) -> str:
    """Write which charges a path is, or may be, for, and until when there is the path."""
    conditions = [f"{path.kind} is not false", *([f"as_of_date < {write_day(path.to)}"] if path.to else [])]
    return f"where {' and '.join(conditions)}"


def write_call(call: str) -> list[str]:
    """Write a select of what one macro gives."""
    first, *others = lay_out(call, "")
    return [f"select {first}", *others]


def write_argument(day: date | str) -> str:
    """Write a day, or the parameter that holds it, as an argument of a macro."""
    text = write_day(day)
    return f'"{text}"' if isinstance(day, date) else text.removeprefix("{{ ").removesuffix(" }}")
