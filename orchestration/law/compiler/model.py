"""The model of one remedy: its CTEs in the order in which a lawyer thinks, then the bookkeeping, then a finding."""

from __future__ import annotations

from orchestration.law.compiler.bookkeeping import Bookkeeping
from orchestration.law.compiler.cap_steps import write_cap_steps
from orchestration.law.compiler.case_steps import write_case_steps, write_together
from orchestration.law.compiler.clocks import Clocks
from orchestration.law.compiler.counts import Counts
from orchestration.law.compiler.elements import Elements
from orchestration.law.compiler.findings import write_dated, write_findings, write_notes, write_replaced
from orchestration.law.compiler.layout import make_comment, make_condition, make_cte, make_select
from orchestration.law.compiler.level_steps import write_immaterial, write_level_steps
from orchestration.law.compiler.paths import write_decided, write_law, write_names, write_paths
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.compiler.selectors import write_selectors

_CONFIG = "{{ config(tags=['on_demand', 'compiled_law']) }}"
BOOKKEEPING = "-- Bookkeeping: since or until when, until when that holds, who says so, what is presumed."
"""The comment after which nothing is decided but by days, the case and caps."""


def write_model(remedy: Remedy, header: str) -> str:
    """Write the SQL of a remedy's model."""
    clocks = Clocks(remedy)
    counts = Counts(remedy, clocks)
    elements = Elements(remedy, clocks, counts)
    books = Bookkeeping(remedy, clocks)
    decision = [*_write_decision(remedy, clocks, counts, elements)]
    kept = [one for one in (books.told.write_charge_cte(), books.write_person_cte(), books.write_window_cte()) if one]
    kept += [_write_element_days(remedy, books), write_dated(remedy)]
    source = "dated"
    if together := write_together(remedy):
        source = "together"
        kept.append(together)
    for name, text in write_level_steps(remedy):
        source = name
        kept.append(text)
    for name, text in write_case_steps(remedy, source):
        source = name
        kept.append(text)
    for name, text in write_cap_steps(remedy, source):
        source = name
        kept.append(text)
    if remedy.levels:
        kept += write_immaterial(remedy, source)
        source = "taken"
    last = ["-- The best path of each charge, with the columns of a finding.", write_findings(remedy, source)]
    if replaced := write_replaced(remedy):
        kept.append(make_cte("findings", "The best path, with the columns of a finding.", last[1]))
        last = ["-- A reason that stands in for another.", replaced]
    about = [
        f"{remedy.pack.title}: {remedy.remedy.name}.",
        "A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.",
        "A day is known by the first and the last day that it can be.",
    ]
    common = list(dict.fromkeys(name for names in remedy.common.values() for name in names))
    asked_of_all = write_names("asked_of_all", common)
    return "\n".join(
        [
            header,
            _CONFIG,
            *(line for text in about for line in make_comment(text, 100)),
            "with",
            ",\n\n".join(decision) + ",\n",
            write_law(remedy),
            asked_of_all,
            ",\n\n".join([write_paths(remedy), write_decided(remedy)]) + ",\n",
            BOOKKEEPING,
            write_notes(remedy, books),
            ",\n\n".join(kept) + "\n",
            *last,
            "",
        ]
    )


def _write_decision(remedy: Remedy, clocks: Clocks, counts: Counts, elements: Elements) -> list[str]:
    levels, of_record = remedy.levels, remedy.on_record
    ctes = []
    if remedy.in_force:
        columns = [f"{macro} as {name}" for name, macro in remedy.in_force.items()]
        comment = "What parameters say on the day of the run, and which deliveries there are."
        ctes.append(make_cte("in_force", comment, f"select\n    {f',{chr(10)}    '.join(columns)}"))
    if levels:
        comment = f"{remedy.unit.capitalize()}s whose level is not on record, as each level."
        ctes.append(make_cte("supposed_levels", comment, _suppose(remedy)))
    units = [remedy.unit] + (["charge"] if remedy.unit == "arrest" and _asks_charges(remedy) else [])
    for unit in units:
        is_supposed = levels and unit == remedy.unit
        rest = "from supposed_levels" if is_supposed else _from_wide(remedy, unit)
        selected = (
            "supposed_levels.*" if is_supposed and remedy.reliefs_read else "facts.*" if remedy.reliefs_read else "*"
        )
        if unit == "charge":
            rest = _join_reliefs(remedy, rest, "supposed_levels" if is_supposed else "facts")
        else:
            selected = "*"
        if remedy.in_force:
            selected += ",\nin_force.*" if selected != "*" else ""
            lines = rest.split("\n")
            rest = "\n".join([lines[0], "cross join in_force", *lines[1:]])
        body = make_select([selected, *write_selectors(remedy, unit)], rest)
        ctes.append(make_cte(f"{unit}s", f"What each {unit} is.", body))
    if levels and remedy.unit == "charge":
        ctes.append(make_cte("on_record", "As they are on record.", "select *\nfrom charges\nwhere supposed = ''"))
    person = [*counts.write_counts(False), *clocks.write_days_of_the_person()]
    if person:
        body = make_select(["person_id", *person], f"from {of_record}\ngroup by person_id")
        ctes.append(make_cte("person", "What is counted over a life.", body))
    court_case = [*counts.write_counts(True)]
    if court_case:
        body = make_select(
            ["case_key", *court_case], f"from {of_record}\nwhere case_key is not null\ngroup by case_key"
        )
        ctes.append(make_cte("court_case", "What is counted in the case.", body))
    if restarts := clocks.write_restarts():
        ctes.append(restarts)
    if same_arrest := counts.write_same_arrest():
        ctes.append(same_arrest)
    joins = [f"from {remedy.own}"]
    joins += ["left join same_arrest using (unit_id)"] if same_arrest else []
    joins += ["left join person using (person_id)"] if person else []
    joins += ["left join court_case using (case_key)"] if court_case else []
    joins += [f"left join restarts using ({remedy.key})"] if restarts else []
    kinds = [f"{kind} is not false" for kind in remedy.kinds]
    fits = f"({' or '.join(kinds)})" if len(kinds) > 1 else kinds[0]
    joins.append(make_condition(f"is_candidate and is_here is not false and {fits}"))
    comment = "The charges that a path is, or may be, for; when each wait is over, at the earliest and at the latest."
    columns = ["*", *clocks.write_clocks(), *clocks.write_waits()]
    ctes.append(make_cte("waits", comment, make_select(columns, "\n".join(joins))))
    ctes += counts.write_windows()
    counted = f"\nleft join counted using ({remedy.key})" if remedy.by_pairs else ""
    asks = make_select(["*", *elements.write_elements()], f"from waits{counted}")
    ctes.append(make_cte("elements", "What the law asks: true, false, or NULL where nobody knows.", asks, True))
    return ctes


def _asks_charges(remedy: Remedy) -> bool:
    return any(several[0].of == "charge" for several in remedy.used_selectors.values())


def _from_wide(remedy: Remedy, unit: str) -> str:
    where = f"where {'facts.' if remedy.reliefs_read and unit == 'charge' else ''}unit = '{unit}'"
    alias = " as facts" if remedy.reliefs_read and unit == "charge" else ""
    return f"from {{{{ ref('rule_{remedy.pack.state}__wide_facts') }}}}{alias}\n{where}"


def _join_reliefs(remedy: Remedy, source: str, alias: str) -> str:
    """Join the findings of other remedies whose relief is looked at: a stage before this one."""
    lines = source.split("\n")
    joins = []
    for name in remedy.reliefs_read:
        key = "arrest_id" if remedy.is_of_arrests(name) else "unit_id"
        finding = f"{{{{ ref('rule_{remedy.pack.state}__{name}') }}}} as of_{name}"
        joins.append(f"left join {finding} on {alias}.{key} = of_{name}.unit_id")
    return "\n".join([lines[0], *joins, *lines[1:]])


def _suppose(remedy: Remedy) -> str:
    values = ", ".join(f"('{level}')" for level in remedy.levels)
    wide = f"{{{{ ref('rule_{remedy.pack.state}__wide_facts') }}}}"
    lists = ",\n".join(
        f"        case\n            when levels.level = 'felony' then facts.{name}_as_felony\n"
        f"            else facts.{name}_as_other\n        end as {name}"
        for name in ("lists", "lists_perhaps")
    )
    return f"""select *, '' as supposed
from {wide}
where unit = '{remedy.unit}'
union all by name
select
    facts.* replace (
        levels.level as level,
{lists}
    ),
    levels.level as supposed
from {wide} as facts
cross join (values {values}) as levels (level)
where facts.level is null and facts.unit = '{remedy.unit}' and facts.is_candidate and facts.is_here is not false"""


def _write_element_days(remedy: Remedy, books: Bookkeeping) -> str:
    joins = ["from elements"]
    if books.told.write_charge_cte():
        left_out = ", ".join(books.told.list_named())
        joins.append(f"left join (\n    select * exclude ({left_out}) from charge_days\n) as told using (unit_id)")
    joins += ["left join person_days using (person_id)"] if books.write_person_cte() else []
    joins += [f"left join window_days using ({remedy.key})"] if books.write_window_cte() else []
    comment = "The day of each element, until when its answer holds, its source, and whether it is presumed."
    return make_cte("element_days", comment, make_select(["*", *books.write_notes()], "\n".join(joins)), True)
