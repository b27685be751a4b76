"""The columns of a finding: the dated paths, and of each charge the best one."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from orchestration.law.compiler.bookkeeping import Bookkeeping
from orchestration.law.compiler.layout import make_column, make_cte, make_select, write_list
from orchestration.law.compiler.paths import name_list, write_argument, write_call, write_names
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.pack_files.schema import Kind, Path, PersonStatus, UnitFact

_NONE = "cast([] as varchar[])"
_NO_OTHERS = "[]"


def write_notes(remedy: Remedy, books: Bookkeeping) -> str:
    """Write which elements have a day, an end of their answer, a source, a presumption, for macros to read."""
    facts = [*remedy.list_of(UnitFact), *remedy.list_of(PersonStatus)]
    lists = {
        "over_on": books.list_with("over_on"),
        "until": books.list_with("until"),
        "source": books.list_with("source"),
        "by_files": [name for name, _ in facts],
        "presumable": books.list_with("is_presumed"),
        "rests_on": [name for name in books.list_with("rests_on") if books.others.rests_on_units(name)],
        "dated": [name for name, part in remedy.list_of(UnitFact) if part.dated],
    }
    lines = [write_names(name, names) for name, names in lists.items()]
    presumed = ", ".join(f"'{name}': [{write_list(said)}]" for name, said in list_presumptions(remedy, books).items())
    names = ", ".join(f"'{name}': {name}" for name in lists)
    lines.append(f"{{% set is_presumed = {{{presumed}}} %}}")
    lines.append("{% set notes = {")
    lines += textwrap.wrap(f"{names},", 92, initial_indent="    ", subsequent_indent="    ")
    held = ", ".join(f"'{name}': '{delivery}'" for name, delivery in list_held(remedy).items())
    lines.append("    'is_presumed': is_presumed" + (f", 'held': {{{held}}}" if held else ""))
    return "\n".join([*lines, "} %}"])


def list_presumptions(remedy: Remedy, books: Bookkeeping) -> dict[str, list[str]]:
    """List the presumptions of the pack by the element that makes them."""
    found: dict[str, list[str]] = {}
    for element in books.list_with("is_presumed"):
        named = [
            name
            for name, one in remedy.pack.presumptions.items()
            if one.element == remedy.shown_as.get(element, element)
        ]
        if named:
            found[element] = named
    return found


def write_dated(remedy: Remedy) -> str:
    """Write the CTE of the paths with their days."""
    selects = []
    for number, path in enumerate(remedy.paths, 1):
        call = f"{{{{ dates({name_list(path)}, law, notes, {_write_arguments(remedy, path)}) }}}}"
        rest = ["from elements", f"inner join decided using ({remedy.key})", f"where path_number = {number}"]
        selects.append("\n".join([*write_call(call), *rest]))
    return make_cte("dated", "Each path with its days, its source and its presumptions.", "\nunion all\n".join(selects))


def _write_arguments(remedy: Remedy, path: Path) -> str:
    arguments = [write_argument(path.from_)]
    if path.to:
        arguments.append(f"ends={write_argument(path.to)}")
    if path.last_when_barred:
        arguments.append("is_last=true")
    asked = remedy.asked[path.path]
    kinds = [name for name, part in remedy.list_of(Kind) if name in asked and not part.negate]
    if list_held(remedy):
        arguments.append(f"kind='{path.kind}'")
    if remedy.parts[path.path]:
        arguments.append(f"parts=[{write_list(remedy.parts[path.path])}]")
    if kinds:
        arguments.append(f"kinds=[{write_list(kinds)}]")
    return ", ".join(arguments)


def write_findings(remedy: Remedy, source: str) -> str:
    """Write the columns of the findings: the best path of each charge."""
    columns = [
        "unit_id",
        f"'{remedy.unit}' as unit",
        "person_id",
        "person_bucket",
        f"'{remedy.remedy_id}' as remedy_id",
        "path",
    ]
    columns += [
        "cast(outcome as varchar) as outcome",
        make_column(_write_relief(remedy), "relief"),
        f"{{{{ reason_code('{remedy.remedy_id}') }}}} as reason_code",
        "coalesce(decided_apart, deciding_element) as deciding_element",
        "eligible_on",
        "case when outcome = 'not_yet' then open_element end as open_element",
        "case when outcome = 'not_yet' and open_element is not null then not_before end as not_before",
        make_column(f"coalesce(immaterial_elements, {_NONE})" if remedy.levels else _NONE, "immaterial_elements"),
        make_column(f"case when outcome = 'eligible' then presumed_facts else {_NONE} end", "presumed_facts"),
        make_column(_write_held_up(remedy), "held_up_by"),
        "{{ source_of_finding() }} as decided_by",
        "valid_until" if remedy.levels else "min(valid_until) over remedy as valid_until",
        "is_out_of_reach" if remedy.levels else "bool_and(is_out_of_reach) over remedy as is_out_of_reach",
        "false as has_possible_better_path",
        make_column(f"case when decided_apart is null then rests_on else {_NO_OTHERS} end", "rests_on"),
    ]
    if remedy.levels:
        return make_select(columns, f"from {source}\nleft join immaterial using (unit_id)")
    rest = (
        f"from {source}\nwindow remedy as (partition by unit_id)\n"
        "qualify row_number() over (partition by unit_id order by {{ better_path() }}) = 1"
    )
    return make_select(columns, rest)


def write_replaced(remedy: Remedy) -> str:
    """Write the select in which reasons stand in for others; empty where none does."""
    if not remedy.replaced:
        return ""
    cases, kinds = [], []
    for code, reason in remedy.replaced:
        is_of = f"kinds.{reason.where} and " if reason.where else ""
        kinds += [reason.where] if reason.where else []
        cases.append(f"when {is_of}findings.reason_code in ({write_list(reason.instead_of)}) then '{code}'")
    case = f"case {' '.join(cases)} else findings.reason_code end"
    replaced = textwrap.indent(make_column(case, "reason_code"), "        ")
    where = "\n    where supposed = ''" if remedy.levels else ""
    return (
        f"select\n    findings.* replace (\n{replaced}\n    )\nfrom findings\nleft join (\n"
        f"    select {', '.join(('unit_id', *dict.fromkeys(kinds)))}\n"
        f"    from elements{where}\n) as kinds using (unit_id)"
    )


def _write_held_up(remedy: Remedy) -> str:
    if not list_held(remedy):
        return "cast(null as varchar)"
    by_level = ", held_up_at_any_level" if remedy.levels else ""
    held = f"coalesce(held_up_by{by_level})" if remedy.levels else "max(held_up_by) over remedy"
    return f"case when outcome not in ('already_relieved', 'eligible', 'not_yet') then {held} end"


def list_held(remedy: Remedy) -> dict[str, str]:
    """List the elements that a delivery answers, with it."""
    found = {name: getattr(part, "needs_delivery", None) for name, part in remedy.elements.items()}
    return {name: delivery for name, delivery in found.items() if delivery}


def _write_relief(remedy: Remedy) -> str:
    reliefs = {path.path: path.relief for path in remedy.paths if path.relief}
    is_granted = "outcome = 'eligible' and deciding_element is null and decided_apart is null"
    if len({*reliefs.values()}) == 1 and len(reliefs) == len(remedy.paths):
        return f"case when {is_granted} then '{next(iter(reliefs.values()))}' end"
    cases = " ".join(f"when {is_granted} and path = '{path}' then '{relief}'" for path, relief in reliefs.items())
    return f"case {cases} end" if cases else "cast(null as varchar)"


def list_columns() -> Iterator[tuple[str, str, str]]:
    """List the columns of findings: name, type, description."""
    yield "unit_id", "varchar", "The charge."
    yield "unit", "varchar", "charge."
    yield (
        "person_id",
        "varchar",
        "Pseudonym of the person: 16 hex digits of md5 of state and normalised id. Never leaves the restricted rooms.",
    )
    yield "person_bucket", "integer", "Number of the state id modulo 64: shards are ranges of it."
    yield "remedy_id", "varchar", "Id of the remedy."
    yield "path", "varchar", "The path that decided."
    yield "outcome", "varchar", "already_relieved, eligible, not_yet, review, undeterminable or ineligible."
    yield "relief", "varchar", "What an eligible charge gets; else null."
    yield "reason_code", "varchar", "Id of the reason."
    yield "deciding_element", "varchar", "The element, case or cap that decided; null where all that is asked is met."
    yield "eligible_on", "date", "Day since when, or the day until when only time is missing; null where none is known."
    yield (
        "open_element",
        "varchar",
        "Of one that waits for a day, the first element that nobody knows besides: no answer makes it due before.",
    )
    yield "not_before", "date", "The day before which such a finding cannot be due; null where none is known."
    yield "immaterial_elements", "varchar[]", "Elements that the levels supposed answer otherwise; empty where none is."
    yield "presumed_facts", "varchar[]", "What an eligible finding rests on without its being on record."
    yield "held_up_by", "varchar", "The delivery whose absence alone holds the finding up."
    yield "decided_by", "varchar", "The source that decided."
    yield "valid_until", "date", "First day after the run's on which the finding can be another; null if never."
    yield "is_out_of_reach", "boolean", "No path can be open on the day, whatever it is that is not known."
    yield "has_possible_better_path", "boolean", "A better relief stays open beside the finding."
    yield (
        "rests_on",
        "struct(element varchar, unit_id varchar)[]",
        "Other charges that it rests on, by the element that looks at them; empty where none are.",
    )
