"""Relief by case: the worst charge of a case decides, on the latest day."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.law.compiler.cap_steps import list_orders
from orchestration.law.compiler.layout import make_cte, make_select
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.compiler.selectors import write_selectors


def write_together(remedy: Remedy) -> str:
    """Write the CTE in which every path of a charge holds as long as all of them do; empty where nothing needs it."""
    if not remedy.is_by_case and not list_orders(remedy) and not remedy.levels:
        return ""
    of_all = ["min(valid_until) over (partition by unit_id) as valid_until"]
    if remedy.levels:
        of_all.append("bool_and(is_out_of_reach) over (partition by unit_id) as is_out_of_reach")
    inside = ",\n        ".join(of_all)
    body = f"select\n    * replace (\n        {inside}\n    )\nfrom dated"
    return make_cte("together", "Each path holds as long as all paths of its charge do.", body)


def write_charges_of_cases(remedy: Remedy) -> str:
    """Write the CTE of all charges, also those that no path is for; empty where no path relieves a case as a whole."""
    if not remedy.is_by_case:
        return ""
    covers = [path.covers for path in remedy.paths if path.covers]
    columns = ["unit_id", "case_key", *write_selectors(remedy, "charge", remedy.list_with_exceptions(covers))]
    rest = f"from {{{{ ref('rule_{remedy.pack.state}__wide_facts') }}}}\nwhere unit = 'charge' and case_key is not null"
    return make_cte("charges", "All charges of the cases, also those that no path is for.", make_select(columns, rest))


def write_case_steps(remedy: Remedy, source: str) -> Iterator[tuple[str, str]]:
    """Write the CTEs of relief by case, each with its name: the worst charge decides, on the latest day."""
    if not remedy.is_by_case:
        return
    yield (
        "best_of_charge",
        make_cte(
            "best_of_charge",
            "The best path of each charge by itself.",
            f"select * from {source}\n"
            "qualify row_number() over (partition by unit_id order by {{ better_path() }}) = 1",
        ),
    )
    ways: dict[str | None, list[int]] = {}
    for number, path in enumerate(remedy.paths, 1):
        if path.unit == "case":
            ways.setdefault(path.covers, []).append(number)
    for covers, numbers in ways.items():
        yield _name_case(covers), _write_case(covers, numbers, source)
    yield "united", _write_united(ways, source)


def _name_case(covers: str | None) -> str:
    return f"case_of_{covers}" if covers else "whole_case"


def _write_case(covers: str | None, numbers: list[int], source: str) -> str:
    of = f"{'Path' if len(numbers) == 1 else 'Paths'} {', '.join(map(str, numbers))}"
    comment = f"{of}: a case as a whole. Its worst charge decides, and one that no path is for bars it."
    if covers:
        comment += f" One that is perhaps {covers} bars nothing for sure."
    said = f", covers='{covers}'" if covers else ""
    body = f"{{{{ case_as_a_whole('{source}'{said}) }}}}"
    return make_cte(_name_case(covers), comment, body)


def _write_united(ways: dict[str | None, list[int]], source: str) -> str:
    cases = ", ".join(f"'{_name_case(covers)}': {numbers}" for covers, numbers in ways.items())
    body = f"{{{{ with_its_case('{source}', {{{cases}}}) }}}}"
    return make_cte("united", "Each charge with its case.", body)
