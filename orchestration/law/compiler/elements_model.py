"""The view of what a remedy asks: what each charge is, what is counted and waited for, the elements, their days."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from orchestration.law.compiler.bookkeeping import Bookkeeping
from orchestration.law.compiler.cap_steps import list_orders
from orchestration.law.compiler.clocks import Clocks
from orchestration.law.compiler.counts import Counts
from orchestration.law.compiler.elements import Elements
from orchestration.law.compiler.layout import make_comment, make_condition, make_cte, make_select
from orchestration.law.compiler.model import write_head
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.compiler.selectors import write_selectors
from orchestration.law.pack_files.schema import Combine

BOOKKEEPING = "-- Bookkeeping: since or until when, until when that holds, who says so, what is presumed."
"""The comment after which no element is decided."""
Column = tuple[str, str, str]
"""Name, type, description."""
_NOTES = {
    "over_on": ("date", "The day of {}: since when it is so, or will be."),
    "until": ("date", "First day on which {} can be another."),
    "source": ("varchar", "What {} rests on."),
    "is_presumed": ("boolean", "Whether {} is presumed by law."),
    "rests_on": ("varchar[]", "What {} rests on of other charges, or of events; null where nothing."),
    "asks_about": ("varchar[]", "Other charges of which {} leaves open whether they count; null where none."),
    "is_held_up": ("boolean", "Whether a delivery that is missing would tell {}."),
}
_KEYS: tuple[Column, ...] = (
    ("person_id", "varchar", "Pseudonym of the person. Never leaves the restricted rooms."),
    ("person_bucket", "integer", "Number of the state id modulo 64: shards are ranges of it."),
    ("case_key", "varchar", "The case of the person; null where no case number is on record."),
    ("as_of_date", "date", "The day of the run."),
    ("disposition_source", "varchar", "What the day of the disposition rests on."),
)


class ElementsModel:
    """The elements of a remedy, as SQL."""

    def __init__(self, remedy: Remedy) -> None:
        self.remedy = remedy
        self.clocks = Clocks(remedy)
        self.counts = Counts(remedy, self.clocks)
        self.elements = Elements(remedy, self.clocks, self.counts)
        self.books = Bookkeeping(remedy, self.clocks)

    def write_model(self, header: str) -> str:
        """Write the SQL of the view."""
        decision = write_decision(self.remedy, self.clocks, self.counts, self.elements)
        books = self.books
        kept = [
            books.told.write_charge_cte(),
            books.write_person_cte(),
            books.others.write_case_cte(),
            books.write_window_cte(),
        ]
        kept = [one for one in kept if one]
        return "\n".join(
            [
                *write_head(self.remedy, header),
                "with",
                ",\n\n".join(decision) + ("," if kept else "") + "\n",
                BOOKKEEPING,
                *([",\n\n".join(kept) + "\n"] if kept else []),
                self._write_select(),
                "",
            ]
        )

    def _write_select(self) -> str:
        joins = ["from elements"]
        if self.books.told.write_charge_cte():
            left_out = ", ".join(self.books.told.list_named())
            joins.append(f"left join (\n    select * exclude ({left_out}) from charge_days\n) as told using (unit_id)")
        joins += ["left join person_days using (person_id)"] if self.books.write_person_cte() else []
        joins += ["left join case_units using (case_key)"] if self.books.others.write_case_cte() else []
        joins += [f"left join window_days using ({self.remedy.key})"] if self.books.write_window_cte() else []
        groups = {
            "": self._list_keys(),
            "What it is.": self._list_kinds(),
            "What is asked of it.": self._list_elements(),
        }
        columns = []
        for comment, group in groups.items():
            names = textwrap.wrap(", ".join(name for name, _, _ in group), 94)
            columns.append("\n".join([*make_comment(comment), *names]))
        return make_select([*columns, *self.books.write_notes()], "\n".join(joins))

    def list_columns(self) -> Iterator[Column]:
        """List the columns: name, type, description."""
        for group in (self._list_keys(), self._list_kinds(), self._list_elements()):
            yield from group
        for text in self.books.write_notes():
            name = text.rpartition(" as ")[2]
            what = next((one for one in _NOTES if name.endswith(f"_{one}")), None)
            of = name.removesuffix(f"_{what}")
            kind, about = _NOTES[what] if what else ("boolean", "Whether a fact is asked for: {}.")
            yield name, kind, about.format(of)

    def _list_keys(self) -> Iterator[Column]:
        remedy = self.remedy
        yield "unit_id", "varchar", f"The {remedy.unit}."
        if remedy.levels:
            yield "supposed", "varchar", "The level that is supposed of it; empty for what is on record."
        yield from _KEYS
        for event in sorted({*list_orders(remedy), "disposition"} if list_orders(remedy) else ()):
            yield f"{event}_first", "date", f"First day on which {event} can be."
            yield f"{event}_last", "date", f"Last day on which {event} can be; null where it is not known."
        if list_orders(remedy):
            yield "relieved_last", "date", "Last day of relief on record; null where one is not known."
        for name in remedy.parameters_of_paths:
            kind = "boolean" if name in {path.only_if for path in remedy.paths} else "date"
            yield name, kind, "What the parameter says on the day of the run."

    def _list_kinds(self) -> Iterator[Column]:
        wheres = [reason.where for _, reason in self.remedy.replaced if reason.where]
        for kind in dict.fromkeys([*self.remedy.kinds, *wheres]):
            yield kind, "boolean", "What it is; null where nobody knows."

    def _list_elements(self) -> Iterator[Column]:
        for name, part in self.remedy.elements.items():
            if isinstance(part, Combine):
                yield f"{name}_grade", "integer", "0 met, 1 presumed, 2 nobody knows, 3 not yet, 4 not met."
            yield name, "boolean", part.question or part.cite


def write_decision(remedy: Remedy, clocks: Clocks, counts: Counts, elements: Elements) -> list[str]:
    """Write the CTEs that decide the elements."""
    levels, of_record = remedy.levels, remedy.on_record
    ctes = []
    if remedy.in_force:
        columns = [f"{macro} as {name}" for name, macro in remedy.in_force.items()]
        comment = "What parameters say on the day of the run, and which deliveries there are."
        ctes.append(make_cte("in_force", comment, f"select\n    {f',{chr(10)}    '.join(columns)}"))
    if levels:
        comment = f"Every {remedy.unit} as on record, and one whose level is not on record also as each level."
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
        ctes.append(
            make_cte(
                "on_record",
                "All as on record, without the levels supposed.",
                "select *\nfrom charges\nwhere supposed = ''",
            )
        )
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
    ctes.append(make_cte("elements", "What the law asks: true, false, or NULL where nobody knows.", asks))
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
