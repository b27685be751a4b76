"""The paths of a remedy: what each asks, in the order of the statute, and what it comes to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from orchestration.law.compiler.arguments import write_day
from orchestration.law.compiler.layout import lay_out, lay_out_list, make_comment, make_cte
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.pack_files.schema import Combine, Path

_DECIDED = """select
    *,
    coalesce(barred_by, case when not_known is not null then waits_for_day end, not_known, waits_for)
        as deciding_element,
    case when barred_by is null and waits_for_day is not null then not_known end as open_element,
    {{{{ as_outcome("case
        when barred_by = 'not_relieved_before' then 'already_relieved'
        when barred_by is not null then 'ineligible'
        when waits_for_day is not null then 'not_yet'
        when unclear is not null then 'review'{others}
        when waits_for is not null then 'not_yet'
        else 'eligible'
    end") }}}} as outcome
from paths"""
_OTHERS = """
        when not_on_record is not null then 'undeterminable'
        when for_counsel is not null then 'review'"""


def write_law(remedy: Remedy) -> str:
    """Write what macros ask of elements: of which a no means not yet, and what it leads to that they are unknown."""
    lines = [write_names("only_waits", [name for name in remedy.elements if remedy.means_not_yet(name)])]
    others = {what: remedy.list_unknown(what) for what in ("undeterminable", "counsel")}
    others["combined"] = [name for name, _ in remedy.list_of(Combine)]
    others["by_clock"] = [name for name in remedy.elements if remedy.runs_by_clock(name)]
    lines += [write_names(what, names) for what, names in others.items() if names]
    shown = ", ".join(f"'{name}': '{called}'" for name, called in remedy.shown_as.items())
    keys = ", ".join(f"'{what}': {what if names else '[]'}" for what, names in others.items())
    shown_as = lay_out(f"{{% set shown_as = {{{shown}}} %}}", "")
    return "\n".join(
        [
            *lines,
            *shown_as,
            "{% set law = {",
            f"    'key': '{remedy.key}', 'only_waits': only_waits, {keys},",
            "    'shown_as': shown_as",
            "} %}",
        ]
    )


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
        call = f"{{{{ asks({number}, '{path.path}', {name_list(path)}, law, {said}) }}}}"
        selects.append("\n".join([*cites, names, *write_call(call), "from elements", write_where(path)]))
    comment = "The paths, in the order of the statute: what bars each, what nobody knows of it, what it waits for."
    return make_cte("paths", comment, "\nunion all\n".join(selects))


def write_decided(remedy: Remedy) -> str:
    """Write the CTE of what each path comes to."""
    comment = (
        "What each path comes to: a bar goes before a day that is to come, that before what nobody knows (no answer "
        "makes it due before the day, unless the record itself is in doubt), and that before any other wait."
    )
    has_others = any(remedy.list_unknown(what) for what in ("undeterminable", "counsel"))
    text = _DECIDED.format(others=_OTHERS if has_others else "")
    return make_cte("decided", comment, text)


def write_where(path: Path) -> str:
    """Write which charges a path is, or may be, for, and until when there is the path."""
    conditions = [f"{path.kind} is not false", *([f"as_of_date < {write_day(path.to)}"] if path.to else [])]
    conditions += [path.only_if] if path.only_if else []
    return f"where {' and '.join(conditions)}"


def write_call(call: str) -> list[str]:
    """Write a select of what one macro gives."""
    first, *others = lay_out(call, "", len("select "))
    return [f"select {first}", *others]


def write_argument(day: date | str) -> str:
    """Write a day, or the parameter that holds it, as an argument of a macro."""
    return f'"{write_day(day)}"'
