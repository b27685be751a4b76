"""What the law asks: one boolean column per element, true, false, or NULL where nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.law.compiler.arguments import write_day, write_number
from orchestration.law.compiler.clocks import Clocks
from orchestration.law.compiler.counts import Counts
from orchestration.law.compiler.layout import make_column, write_list
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.pack_files.checks import list_combined
from orchestration.law.pack_files.schema import (
    Age,
    Answers,
    Combine,
    Element,
    Kind,
    NoOther,
    Operative,
    Owes,
    PersonStatus,
    UnitFact,
    Wait,
)


class Elements:
    """The elements of a remedy, as SQL."""

    def __init__(self, remedy: Remedy, clocks: Clocks, counts: Counts) -> None:
        self.remedy, self.clocks, self.counts = remedy, clocks, counts

    def write_elements(self) -> Iterator[str]:
        """Write the columns of all elements, each with its citation and question."""
        combined = self.remedy.list_of(Combine)
        others = [(name, part) for name, part in self.remedy.elements.items() if not isinstance(part, Combine)]
        for name, part in (*others, *combined):
            asks = f"{part.cite}: {part.question}" if part.question else part.cite
            if isinstance(part, Combine):
                groups = ", ".join(f"[{write_list(group)}]" for group in self.remedy.groups_of(part))
                waits = write_list([one for one in list_combined(part) if self.remedy.means_not_yet(one)])
                yield make_column(f"{{{{ best_of([{groups}], only_waits=[{waits}]) }}}}", f"{name}_grade", asks)
                yield make_column(f"case when {name}_grade <> 2 then {name}_grade < 2 end", name)
            elif part.answers and not isinstance(part, NoOther):
                yield make_column(self.write_element(name, part), f"{name}_on_record", asks)
                yield make_column(_write_answer(part.answers[0]), f"{name}_told")
                order = ["told", "on_record"] if part.answers[0].over == "any" else ["on_record", "told"]
                yield make_column(f"coalesce({name}_{order[0]}, {name}_{order[1]})", name)
            else:
                yield make_column(self.write_element(name, part), name, asks)

    def write_element(self, name: str, part: Element) -> str:
        """Write whether an element is met, as the record tells."""
        text = self._write_by_type(name, part)
        if delivery := getattr(part, "needs_delivery", None):
            text = f"case when has_{delivery} then {text} end"
        return f"case when {text} then true end" if self.remedy.leaves_open(name) else text

    def _write_by_type(self, name: str, part: Element) -> str:
        match part:
            case Kind():
                if part.when_silent == "unknown" and part.negate:
                    return f"case when {part.selector} then false end"
                return f"not {part.selector}" if part.negate else part.selector
            case Wait():
                return self._write_wait(name, part)
            case NoOther():
                fewer = self.counts.write_fewer(name, part)
                return f"not {part.required_if} or ({fewer})" if part.required_if else fewer
            case Owes():
                macro = _by_standard(part.standard, "owes_nothing", "surely_owes_nothing")
                return f"{{{{ {macro}([{write_list(part.owed)}]) }}}}"
            case PersonStatus():
                return f"{{{{ {_by_standard(part.standard, 'does_not_appear', 'is_known_not')}('{part.status}') }}}}"
            case UnitFact():
                return _write_fact(part)
            case Age():
                return f"{{{{ is_younger('{part.at}', {write_number(part.below)}) }}}}"
            case Operative():
                return f"as_of_date >= {write_begin(part)}"
        raise TypeError(type(part).__name__)

    def _write_wait(self, name: str, part: Wait) -> str:
        waited = self._write_waited(name, part)
        return f"not {part.required_if} or ({waited})" if part.required_if else waited

    def _write_waited(self, name: str, part: Wait) -> str:
        has_all, waited = self.clocks.write_has_all(part.clock), f"{{{{ has_waited('{name}') }}}}"
        if has_all:
            return f"case when {has_all} then {waited} end"
        first, last, is_open = self.clocks.read_start(part.clock)
        return f"case when {first} is null and {last} is null and not {is_open} then true else {waited} end"


def _write_answer(answers: Answers) -> str:
    """Write what people established; of both answers the one that is not met counts."""
    cases = []
    for value in sorted(("yes", "no"), key=lambda value: getattr(answers, value) == "met"):
        if status := getattr(answers, value):
            cases.append(f"when {answers.fact}_established_{value} then {'true' if status == 'met' else 'false'}")
    return f"case {' '.join(cases)} end"


def write_begin(part: Operative) -> str:
    """Write the day from which the law operates: of alternatives the first whose fact is so."""
    if len(part.from_) == 1 and part.from_[0].if_ is None:
        return write_day(part.from_[0].from_)
    cases = []
    for one in part.from_:
        is_so = f"coalesce({one.if_.fact}_answer, 'no') = '{one.if_.is_}'" if one.if_ else "true"
        cases.append(f"when {is_so} then {write_day(one.from_)}")
    return f"case {' '.join(cases)} end"


def _write_fact(part: UnitFact) -> str:
    fact = f"'{part.fact}'"
    if part.negate:
        return f"{{{{ {_by_standard(part.standard, 'does_not_appear', 'is_known_not')}({fact}) }}}}"
    return f"{{{{ {_by_standard(part.standard, 'is_not_denied', 'is_known')}({fact}) }}}}"


def _by_standard(standard: str, silent_is_met: str, silent_is_unknown: str) -> str:
    return silent_is_unknown if standard == "must_appear" else silent_is_met
