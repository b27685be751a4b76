"""One remedy as the compiler sees it: its paths, what they ask, and what that reads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

from orchestration.law.compiler.arguments import list_reliefs
from orchestration.law.compiler.fact_contract import ANY, FactContract
from orchestration.law.compiler.refusals import refuse_part, refuse_unread
from orchestration.law.pack_files.checks import CONDITIONS, DAYS, NUMBERS, expand, list_combined, list_parts
from orchestration.law.pack_files.common import make_common_elements
from orchestration.law.pack_files.files import PackFile
from orchestration.law.pack_files.schema import (
    Combine,
    Element,
    Kind,
    NoOther,
    Operative,
    Path,
    Reason,
    Selector,
    UnitFact,
    Wait,
)

_Type = TypeVar("_Type", bound=Element)
BY_PAIRS = ("in_the_wait", "same_day", "following_years", "last_years", "between")
"""Windows for which each charge is laid beside the others of its person."""


class Remedy:
    """A remedy of a pack, with the selectors and clocks of all packs of its state.

    ``elements``: what its paths ask, by column. In a window that the waits of a path bound, an element is another
    column on a path with other waits.
    """

    def __init__(self, file: PackFile, files: Sequence[PackFile], remedy_id: str, contract: FactContract = ANY) -> None:
        self.file, self.files, self.pack, self.remedy_id = file, files, file.pack, remedy_id
        self.contract = contract
        self.remedy = file.pack.remedies[remedy_id]
        self.selectors = {name: one for other in files for name, one in other.pack.selectors.items()}
        self.clocks = {name: one for other in files for name, one in other.pack.clocks.items()}
        self._homes = {name: other for other in files for name in (*other.pack.selectors, *other.pack.clocks)}
        numbered = {number: path for number, path in enumerate(file.pack.paths) if path.remedy == remedy_id}
        refuse_unread(file, remedy_id, numbered)
        self.paths = list(numbered.values())
        self.asked: dict[str, list[str]] = {}
        self.parts: dict[str, list[str]] = {}
        self.elements: dict[str, Element] = {}
        self.bounds: dict[str, tuple[str, ...]] = {}
        self.common: dict[str, list[str]] = {}
        self.shown_as: dict[str, str] = {}
        for number, path in numbered.items():
            self._read_path(number, path)
        self._refuse_selectors()

    def _read_path(self, number: int, path: Path) -> None:
        common = make_common_elements(self.pack, path)
        own = expand(self.file, path, number)
        parts = list_parts(self.file, own)
        self.elements |= common
        self.common[path.path] = list(common)
        waits = tuple(name for name in (*own, *parts) if isinstance(self.pack.elements[name], Wait))
        names = {name: self._name_on(path, name, waits) for name in (*own, *parts)}
        self.asked[path.path] = [*common, *(names[name] for name in own)]
        self.parts[path.path] = [names[name] for name in parts]

    def _name_on(self, path: Path, name: str, waits: tuple[str, ...]) -> str:
        element = self.pack.elements[name]
        bounds = waits if isinstance(element, NoOther) and element.window == "in_the_wait" else ()
        column = name
        if name in self.elements and self.bounds.get(name, ()) != bounds:
            column = f"{name}_on_{path.path}"
        self.elements[column] = element
        self.bounds[column] = bounds
        if (shown := element.name or name) != column:
            self.shown_as[column] = shown
        return column

    def _refuse_selectors(self) -> None:
        for name in self.used_selectors:
            for number, one in enumerate(self.selectors[name]):
                refuse_part(self._homes[name], ("selectors", name, number), one)
        counted = {
            part.selector for _, part in self.list_of(NoOther) if part.window == "ever" and not part.not_this_case
        }
        counted |= {part.selector for _, part in self.list_of(Kind)}
        counted |= {reason.where for _, reason in self.replaced if reason.where}
        for name in self.used_selectors:
            if self.reads_facts(name) and name not in counted - {*self.kinds}:
                expected = "a selector that reads facts asked of the charge itself or counted over a life only"
                raise self._homes[name].source.make_error(("selectors", name), expected, name)
        for name, part in self.list_of(NoOther) if self.levels else ():
            takes_off = not part.counts_this and (part.window in ("ever", "same_case") or part.not_this_case)
            if takes_off and self.reads_level(part.selector):
                expected = (
                    "with suppose, no count of a kind that reads levels or lists that takes off the charge itself"
                )
                raise self.file.source.make_error(("elements", name, "selector"), expected, part.selector)
        again = [path for path in self.paths if path.restarts]
        has_begin = any(isinstance(self.elements[name], Operative) for path in again for name in self.asked[path.path])
        if len({(path.from_, path.restarts) for path in again}) > 1 or has_begin:
            expected = (
                "paths that begin waits anew by one selector and day, without an element of when the law operates"
            )
            place = ("paths", self.pack.paths.index(again[0]), "restarts")
            raise self.file.source.make_error(place, expected, again[0].restarts)
        for name in self.used_clocks:
            for number, day in enumerate(self.clocks[name]):
                refuse_part(self._homes[name], ("clocks", name, number), day)

    def list_of(self, kind: type[_Type]) -> list[tuple[str, _Type]]:
        """List the elements of a type, parts of combinations too."""
        return [(name, part) for name, part in self.elements.items() if isinstance(part, kind)]

    @cached_property
    def by_pairs(self) -> list[tuple[str, NoOther]]:
        """Counts in a window for which charges are laid beside each other."""
        return [(name, part) for name, part in self.list_of(NoOther) if part.window in BY_PAIRS]

    @property
    def is_by_case(self) -> bool:
        """Whether a path relieves a case as a whole."""
        return any(path.unit == "case" for path in self.paths)

    @cached_property
    def kinds(self) -> list[str]:
        """The selectors that its paths are for."""
        return list(dict.fromkeys(path.kind for path in self.paths))

    @cached_property
    def used_clocks(self) -> list[str]:
        """The clocks of its waits and windows."""
        named = [part.clock for _, part in self.list_of(Wait)]
        named += [part.after for _, part in self.list_of(NoOther) if part.after]
        return list(dict.fromkeys(named))

    @cached_property
    def used_selectors(self) -> dict[str, list[Selector]]:
        """The selectors in use, in the order of the pack, those that are taken out of others first."""
        named = [name for path in self.paths for name in (path.kind, path.covers, path.restarts) if name]
        named += [part.selector for _, part in self.list_of(Kind)]
        counted = self.list_of(NoOther)
        named += [name for _, part in counted for name in (part.selector, part.also_selector) if name]
        named += [reason.where for _, reason in self.replaced if reason.where]
        named += [day.selector for clock in self.used_clocks for day in self.clocks[clock] if day.selector]
        return {name: list(self.selectors[name]) for name in self.list_with_exceptions(named)}

    def list_with_exceptions(self, named: Sequence[str]) -> list[str]:
        """List selectors in the order of the pack, those that are taken out of others first."""
        excepted = {one.except_ for name in named for one in self.selectors[name] if one.except_}
        first = [name for name in self.selectors if name in excepted]
        return [*first, *(name for name in self.selectors if name in named and name not in excepted)]

    @cached_property
    def parameters_of_paths(self) -> list[str]:
        """The parameters that say when there is a path."""
        said = [text for path in self.paths for text in (path.from_, path.to, path.only_if) if isinstance(text, str)]
        return list(dict.fromkeys(said))

    def reads_facts(self, selector: str) -> bool:
        """Whether a selector reads facts or reliefs, whose answers carry days and sources."""
        return any(one.facts or list_reliefs(one) for one in self.selectors[selector])

    @cached_property
    def unit(self) -> str:
        """What it decides: a charge or an arrest."""
        return "arrest" if any(path.unit == "arrest" for path in self.paths) else "charge"

    @property
    def own(self) -> str:
        """The CTE of what it decides."""
        return f"{self.unit}s"

    @cached_property
    def replaced(self) -> list[tuple[str, Reason]]:
        """The reasons that stand in for others of the remedy: of a kind before those of all, then by name."""
        found = []
        for file in self.files:
            for code, reason in file.pack.reasons.items():
                codes = [one for one in reason.instead_of if one.startswith(f"{self.remedy_id}_")]
                is_of_unit = not reason.where or self.selectors[reason.where][0].of == self.unit
                if codes and is_of_unit:
                    found.append((code, reason))
        return sorted(found, key=lambda one: (one[1].where is None, one[0]))

    @cached_property
    def reliefs_read(self) -> list[str]:
        """The remedies whose relief its selectors look at."""
        read = (list_reliefs(one) for several in self.used_selectors.values() for one in several)
        return list(dict.fromkeys(name for names in read for name in names))

    @cached_property
    def in_force(self) -> dict[str, str]:
        """The parameters that it reads, and the deliveries that it asks for, as macros by the name of their column."""
        days = [day for _, part in self.list_of(Operative) for day in part.from_]
        selectors = [one for several in self.used_selectors.values() for one in several]
        found: dict[str, str] = {}
        for part in (*self.elements.values(), *self.paths, *selectors, *days):
            for key in type(part).model_fields:
                if isinstance(value := getattr(part, key), str):
                    macro = "law_integer" if key in NUMBERS else "law_date" if key in DAYS else "law_says"
                    if key in NUMBERS | DAYS or key in CONDITIONS:
                        found[value] = f"{{{{ {macro}('{value}') }}}}"
            if delivery := getattr(part, "needs_delivery", None):
                found[f"has_{delivery}"] = f"{{{{ is_delivered('{delivery}') }}}}"
        return found

    def is_of_arrests(self, remedy_id: str) -> bool:
        """Whether another remedy of the state decides arrests."""
        return any(path.unit == "arrest" for file in self.files for path in file.pack.paths if path.remedy == remedy_id)

    @cached_property
    def restarted(self) -> dict[str, Path]:
        """The waits that a later conviction begins anew, each with the first of its paths."""
        found: dict[str, Path] = {}
        for path in self.paths:
            for name in (*self.asked[path.path], *self.parts[path.path]) if path.restarts else ():
                part = self.elements[name]
                if isinstance(part, Wait) and part.restarts:
                    found.setdefault(name, path)
        return found

    def means_not_yet(self, name: str) -> bool:
        """Whether a no of the element says only that it is not so yet."""
        part = self.elements[name]
        if isinstance(part, Wait | Operative):
            return True
        said = part.when_no if isinstance(part, UnitFact) else getattr(part, "when_hit", "not_met")
        return said == "not_yet"

    def runs_by_clock(self, name: str) -> bool:
        """Whether a no of the element ends on a day, and not by what somebody does or corrects."""
        part = self.elements[name]
        if isinstance(part, Combine):
            waits = [one for one in list_combined(part) if self.means_not_yet(one)]
            return bool(waits) and all(self.runs_by_clock(one) for one in waits)
        return isinstance(part, Wait | Operative) or (isinstance(part, NoOther) and part.ends_on_a_day)

    def leaves_open(self, name: str) -> bool:
        """Whether what hits leaves the element unknown, for a person to look at."""
        part = self.elements[name]
        return "unknown" in (getattr(part, "when_no", None), getattr(part, "when_hit", None))

    @property
    def levels(self) -> list[str]:
        """The levels that a unit of unknown level is decided as."""
        return list(self.remedy.suppose.level) if self.remedy.suppose else []

    @property
    def key(self) -> str:
        """What tells the rows of a charge apart: it is decided once for each level that is supposed of it."""
        return "unit_id, supposed" if self.levels else "unit_id"

    @property
    def keys_of_own(self) -> list[str]:
        """The same of the charge beside which others are laid."""
        return [f"own.{one}" for one in self.key.split(", ")]

    @property
    def on_record(self) -> str:
        """Charges as they are on record: what counts others reads these."""
        return "on_record" if self.levels and self.unit == "charge" else "charges"

    def reads_level(self, selector: str) -> bool:
        """Whether a selector reads the level, or lists on which a charge may be as a felony only."""
        return any(
            one.levels
            or one.levels_none
            or one.lists_any
            or one.lists_none
            or (one.except_ and self.reads_level(one.except_))
            for one in self.selectors[selector]
        )

    def groups_of(self, part: Combine) -> list[list[str]]:
        """The groups of a combination, the best of which counts: of each all have to be met."""
        return [list_combined(part)] if part.take == "all" else [[o] if isinstance(o, str) else o for o in part.of]

    def list_unknown(self, what: str) -> list[str]:
        """List the elements that lead to ``what`` where they are unknown: undeterminable or counsel."""
        return [name for name, part in self.elements.items() if part.when_unknown == what]
