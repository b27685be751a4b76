"""Compiling packs into law tables, as they are in force on a day: parameters are replaced by their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from orchestration.law.pack_files.checks import (
    CONDITIONS,
    DAYS,
    NUMBERS,
    check_packs,
    expand,
    find_stages,
    get_name,
    list_parts,
    list_selectors,
)
from orchestration.law.pack_files.columns import PACK_TABLES, PEOPLE_TABLES, make_row_key
from orchestration.law.pack_files.common import make_common_elements
from orchestration.law.pack_files.files import PackFile, read_pack_files
from orchestration.law.pack_files.finding_law import list_finding_law
from orchestration.law.pack_files.lines import Lines, list_lines, read_lines_beside
from orchestration.law.pack_files.schema import Element, Operative, Path

Row = dict[str, Any]
Tables = dict[str, list[Row]]
_NAMES = (("parameters", "parameter"), ("facts", "fact"), ("offense_lists", "offense_list"))
_RENAMED = {"window": "window_name", "after": "after_clock", "until": "until_element"}
_RENAMED |= {"below": "age_years", "at": "age_at", "if_": "if_words"}
_NOT_COLUMNS = {
    "cite",
    "verified",
    "text",
    "question",
    "when_not_yet",
    "answers",
    "name",
    "rests_on",
    "looks_at",
    "from_",
}


def compile_packs(where: FilePath | Sequence[FilePath], state: str, as_of: date) -> Tables:
    """Compile the packs of a state, and the lists beside them, into every law table of the contract.

    Raises:
        PackError: A pack is invalid, or a path in force needs a parameter that has no value on ``as_of``.
    """
    files = read_pack_files(where, state)
    folder = where if isinstance(where, FilePath) else where[0].parent
    beside = read_lines_beside(folder if folder.is_dir() else folder.parent, state)
    return compile_files(files, beside, as_of)


def compile_files(files: Sequence[PackFile], beside: Mapping[str, Lines], as_of: date) -> Tables:
    """Compile packs that were read, with the lines of the state's other law tables (``parameters`` decide).

    Raises:
        PackError: as ``compile_packs``.
    """
    check_packs(files, {table: {line[column] for line in beside[table]} for table, column in _NAMES if table in beside})
    lines = list_lines(files, beside)
    tables: Tables = {name: [] for name in PACK_TABLES}
    _Compiler(files, lines["parameters"], as_of, tables).compile()
    for name, rows in tables.items():
        for row in rows:
            row["row_key"] = make_row_key(name, row)
    for name in PEOPLE_TABLES:
        tables[name] = [{**line, "row_key": make_row_key(name, line)} for line in lines[name]]
    tables["finding_law"] = list_finding_law(tables, as_of)
    return tables


class _Compiler:
    def __init__(self, files: Sequence[PackFile], parameters: Lines, as_of: date, tables: Tables) -> None:
        self.files, self.parameters, self.as_of, self.tables = files, parameters, as_of, tables
        self.stages = find_stages(files)
        self.selectors = {name: one for file in files for name, one in file.pack.selectors.items()}
        self.needed: set[str] = set()
        self.of_determinations: set[str] = set()

    def compile(self) -> None:
        for file in self.files:
            self._find_needed(file)
        for file in self.files:
            self._compile_selectors(file)
            self._compile_clocks(file)
            for number, path in enumerate(file.pack.paths):
                self._compile_path(file, path, number)
            self._compile_rest(file)

    # Values: a literal, or the value in force of the parameter that is named.

    def _resolve(
        self, file: PackFile, part: Any, place: tuple[str | int, ...], is_needed: bool
    ) -> tuple[Row, list[str]]:
        """Resolve the keys of a part that may name a parameter; return values, and the keys of the rows read."""
        values: Row = {}
        read: list[str] = []
        for key in part.__class__.model_fields:
            value = getattr(part, key)
            if key in CONDITIONS and value is not None:
                line = self._find_parameter(value)
                said = (line and line["value"]) or "undecided"
                values[key] = {"0": "false", "1": "true"}.get(said, said)
                read += [make_row_key("parameters", line)] if line else []
            elif key in NUMBERS | DAYS and isinstance(value, str):
                line = self._find_parameter(value)
                if is_needed and (line is None or not line["value"]):
                    expected = f"a value in force on {self.as_of} of the parameter"
                    raise file.source.make_error((*place, key.rstrip("_")), expected, value)
                values[key] = self._read_value(file, line, key, (*place, key.rstrip("_"))) if line else None
                read += [make_row_key("parameters", line)] if line else []
            elif key in NUMBERS | DAYS:
                values[key] = value
        return values, read

    def _find_parameter(self, name: str) -> Mapping[str, str] | None:
        day = self.as_of.isoformat()
        for line in self.parameters:
            is_in_force = line["effective_from"] <= day <= (line["effective_to"] or day)
            if line["parameter"] == name and is_in_force:
                return line
        return None

    def _read_value(self, file: PackFile, line: Mapping[str, str], key: str, place: tuple[str | int, ...]) -> Any:
        text = line["value"]
        if not text:
            return None
        try:
            return date.fromisoformat(text) if key in DAYS else int(text)
        except ValueError:
            expected = f"a {'day' if key in DAYS else 'whole number'} as value of {line['parameter']}"
            raise file.source.make_error(place, expected, text) from None

    def _is_in_force(self, path: Path) -> bool:
        days = []
        for key in ("from_", "to"):
            value = getattr(path, key)
            line = self._find_parameter(value) if isinstance(value, str) else None
            days.append(date.fromisoformat(line["value"]) if line and line["value"] else value)
        start, end = days
        if not isinstance(start, date):
            return True
        return start <= self.as_of and not (isinstance(end, date) and end <= self.as_of)

    def _find_needed(self, file: PackFile) -> None:
        for number, path in enumerate(file.pack.paths):
            read = list_selectors(file, path, number, self.selectors, self.files)
            if self._is_in_force(path):
                self.needed.update(read)
            if not file.pack.remedies[path.remedy].hint:
                self.of_determinations.update(read)
        named = [reason.where for reason in file.pack.reasons.values() if reason.where]
        self.needed.update(named)
        self.of_determinations.update(named)

    # Tables, one after the other.

    def _compile_selectors(self, file: PackFile) -> None:
        for name, alternatives in file.pack.selectors.items():
            for number, one in enumerate(alternatives):
                values, read = self._resolve(file, one, ("selectors", name, number), name in self.needed)
                key = {"selector": name, "alternative": number + 1}
                row = {**key, **{column: getattr(one, column) for column in _copied("selectors", one)}, **values}
                row |= {"of_unit": one.of, "except_selector": one.except_, "reads_parameters": read}
                row["is_of_petitions"] = name not in self.of_determinations
                self.tables["selectors"].append({**row, **_cite(one)})
                for fact, answers in one.facts.items():
                    self.tables["selector_facts"].append({**key, "fact": fact, "answers": answers, **_cite(one)})

    def _compile_clocks(self, file: PackFile) -> None:
        for name, days in file.pack.clocks.items():
            readers = [one for one in file.pack.elements.values() if name in (_get(one, "clock"), _get(one, "after"))]
            for day in days:
                row = {"clock": name, "event": day.event, "selector": day.selector, "is_required": day.required}
                self.tables["clocks"].append({**row, **(_cite(day) if day.cite else _cite(*readers))})

    def _compile_path(self, file: PackFile, path: Path, number: int) -> None:
        is_needed = self._is_in_force(path)
        values, read = self._resolve(file, path, ("paths", number), is_needed)
        remedy = file.pack.remedies[path.remedy]
        earlier = sum(row["remedy_id"] == path.remedy for row in self.tables["paths"])
        key = {"remedy_id": path.remedy, "path": path.path}
        row = {column: getattr(path, column) for column in ("unit", "kind", "covers", "relief", "restarts")}
        row |= {"effective_from": values["from_"], "effective_to": values["to"], "stage": self.stages[path.remedy]}
        row |= {"only_if": values.get("only_if"), "last_when_barred": path.last_when_barred, "place": earlier + 1}
        row |= {
            "comes_to": path.comes_to,
            "gives_way": path.gives_way,
            "review_unless_fits": remedy.a_path_fits is not None,
            "if_words": path.if_,
        }
        row |= {"suppose_levels": remedy.suppose.level if remedy.suppose else [], "reads_parameters": read}
        self.tables["paths"].append({**key, **row, **_cite(path)})
        elements = expand(file, path, number)
        parts = list_parts(file, elements)
        own = {name: file.pack.elements[name] for name in [*elements, *parts]}
        for place, (name, part) in enumerate({**make_common_elements(file.pack, path), **own}.items(), start=1):
            base = {**key, "element": part.name or name, "place": place, "is_part": name in parts}
            self._compile_element(file, base, name, part, is_needed)

    def _compile_element(self, file: PackFile, base: Row, name: str, part: Element, is_needed: bool) -> None:
        place = ("elements", name)
        values, read = self._resolve(file, part, place, is_needed)
        row = {_RENAMED.get(key, key): value for key, value in _fields(part).items() if key not in _NOT_COLUMNS}
        row |= {_RENAMED.get(key, key): value for key, value in values.items() if key not in _NOT_COLUMNS}
        kind = row["type"]
        if kind == "wait":
            row["day_rule"] = row.pop("anniversary") or file.pack.anniversary
        elif kind == "no_other":
            row["window_years"] = row.pop("years")
            row["until_element"] = row["until_element"] and get_name(file, row["until_element"])
        elif kind == "combine":
            parts = [[one] if isinstance(one, str) else one for one in row.pop("of")]
            groups = [[name for some in parts for name in some]] if row.pop("take") == "all" else parts
            row["combine_of"] = ["+".join(get_name(file, name) for name in group) for group in groups]
        elif isinstance(part, Operative):
            read += self._compile_operative(file, base, place, part, row, is_needed)
        self.tables["path_elements"].append({**base, **row, "reads_parameters": read, **_cite(part)})
        for answer in part.answers:
            for value in ("yes", "no"):
                said = {"fact": answer.fact, "of_other": answer.of == "other", "value": value, "over": answer.over}
                said["result"] = getattr(answer, value)
                keys = {key: base[key] for key in ("remedy_id", "path", "element")}
                if said["result"] is not None:
                    self.tables["element_answers"].append({**keys, **said, **_cite(part)})

    def _compile_operative(
        self, file: PackFile, base: Row, place: tuple[str | int, ...], part: Operative, row: Row, is_needed: bool
    ) -> list[str]:
        read: list[str] = []
        keys = {key: base[key] for key in ("remedy_id", "path", "element")}
        for number, day in enumerate(part.from_):
            values, names = self._resolve(file, day, (*place, "from", number), is_needed)
            read += names
            found: Row = {"alternative": number + 1, "operative_from": values["from_"]}
            found |= {"operative_if_fact": day.if_ and day.if_.fact, "operative_if_answer": day.if_ and day.if_.is_}
            self.tables["path_operatives"].append({**keys, **found, **_cite(part)})
            if len(part.from_) == 1 and day.if_ is None:
                row["operative_from"] = values["from_"]
        return read

    def _compile_rest(self, file: PackFile) -> None:
        for name, remedy in file.pack.remedies.items():
            if remedy.hint:
                said = {"place": len(self.tables["petitions"]) + 1, "beside_remedy": remedy.hint.beside}
                said |= {"granted": remedy.hint.granted, "form": remedy.hint.form}
                said |= {"hint_text": remedy.hint.text, "further_text": remedy.hint.further}
                self.tables["petitions"].append({"remedy_id": name, "unit": remedy.unit, **said, **_cite(remedy)})
        for number, cap in enumerate(file.pack.caps):
            values, _ = self._resolve(file, cap, ("caps", number), True)
            self.tables["caps"].append(
                {"cap": cap.cap, "paths": cap.paths, "n": values["n"], "order_by": cap.order, **_cite(cap)}
            )
        for name, fact in file.pack.facts.items():
            for value, level in fact.levels.items():
                self.tables["level_facts"].append({"fact": name, "value": value, "level": level, **_cite(fact)})
        for code, reason in file.pack.reasons.items():
            for instead_of in reason.instead_of:
                replaced = {"instead_of": instead_of, "reason_code": code, "where_selector": reason.where}
                self.tables["replaced_reasons"].append({**replaced, **_cite(reason)})
        for grade in file.pack.grades:
            days = {"offense_from": grade.from_, "offense_to": grade.to}
            row = {"level": grade.level, "grade": grade.grade, "max_days": grade.max_days}
            self.tables["grades"].append({**row, **days, **_cite(grade)})
        for name, relief in file.pack.reliefs.items():
            users = [path for path in file.pack.paths if path.relief == name and path.comes_to == "eligible"]
            row = {key: getattr(relief, key) for key in ("rank", "unit", "ends_entry", "ends_felony", "words")}
            remedies = [file.pack.remedies.get(path.remedy) for path in users]
            row["relief_by"] = next((remedy.relief_by for remedy in remedies if remedy is not None), None)
            said = {"relief": name, **row, **(_cite(relief) if relief.cite else _cite(*users))}
            if not any(one["relief"] == name for one in self.tables["reliefs"]):
                self.tables["reliefs"].append(said)


def _get(part: object, key: str) -> Any:
    return getattr(part, key, None)


def _fields(part: Element) -> Row:
    return {key: getattr(part, key) for key in part.__class__.model_fields}


def _copied(table: str, part: Any) -> Iterable[str]:
    return [column for column in PACK_TABLES[table] if column in part.__class__.model_fields and column != "text"]


def _cite(*parts: Any) -> Row:
    """Cite one part, or what several cite."""
    join = [
        list(dict.fromkeys(getattr(part, key) for part in parts if getattr(part, key))) for key in ("cite", "verified")
    ]
    text = parts[0].text if len(parts) == 1 else None
    return {"citation": "; ".join(join[0]) or None, "verified": "/".join(join[1]) or None, "text": text}
