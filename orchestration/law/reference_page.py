"""The reference page of a state's law, provision by provision, from the register and the law tables.

The page depends on these files alone, not on a run. A test fails if the committed page is stale.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path

from orchestration.files.markdown import format_cell, format_table
from orchestration.law.counsel_questions import extract_section
from orchestration.law.law_entries import read_law_now
from orchestration.law.pack_files.columns import PEOPLE_TABLES
from orchestration.law.recipients import TABLE as RECIPIENTS
from orchestration.law.register import Pack, Provision, read_pack
from orchestration.law.signatures import Signature, find_signer, read_signatures
from orchestration.law.tables import format_value, read_law_rows, read_table
from orchestration.law.verification_tags import COMPOUND, MEANINGS, is_read

Line = Mapping[str, str]

_HEAD = """\
# The law of {name}, as version {version} applies it

Written by `make docs` from `models/rules/{state}/register.yml` and the law tables in `models/rules/{state}/law`; do not
edit it by hand. It shows the law that is applied. The pages beside the rules explain how each open question is read.

Verification tags: {tags}. {compound}

Every row that is not V in all parts needs the signature of counsel. `lookback law unsigned` lists such rows by how many
determinations depend on them; see [sign the law](../../how-to/sign-the-law.md).

"""


def build_law_page(models: Path, state: str, signatures: Sequence[Signature] | None = None) -> str:
    """Build the whole page: an overview, each provision, and the rows that no provision uses.

    ``signatures``: by default those in the law tables.
    """
    pack = read_pack(models, state)
    tables = LawPage(models, pack, read_signatures(models, state) if signatures is None else signatures)
    tags = "; ".join(f"**{tag}** {meaning}" for tag, meaning in MEANINGS.items())
    head = _HEAD.format(state=state, name=pack.name, version=pack.version, tags=tags, compound=COMPOUND)
    parts = [head, tables.format_overview()]
    for number, provision in enumerate(pack.provisions, 1):
        parts.append(f"\n## {number}. {provision.provision}\n")
        parts += [part for part in tables.format_provision(provision) if part]
    parts.append(tables.format_other_tables())
    return "".join(parts)


class LawPage:
    """The law tables of a state and the parts of the page made from them."""

    def __init__(self, models: Path, pack: Pack, signatures: Sequence[Signature]) -> None:
        self.pack = pack
        self.signatures = signatures
        self.law = read_law_now(models, pack.state)
        self.folder = models / "rules" / pack.state
        self.rows = read_law_rows(models, pack.state, pack.row_keys)
        self.lines: Mapping[str, list[dict[str, str]]] = {
            name: read_table(models, pack.state, name) for name in {*PEOPLE_TABLES, *_HINTS, *pack.row_keys}
        }

    def format_overview(self) -> str:
        """Format the provisions with their status, and the law tables with the number of rows that are not V."""
        provisions = [
            [provision.provision, provision.status, find_signer(provision, self.law, self.signatures)]
            for provision in self.pack.provisions
        ]
        counted = []
        for name in self.pack.row_keys:
            rows = [row for row in self.rows if row.law_table == name]
            counted.append([f"`{name}`", str(len(rows)), str(sum(not is_read(row.verified) for row in rows))])
        return (
            format_table(["provision", "status", "signed by"], provisions)
            + "\n"
            + format_table(["law table", "rows", "not V"], counted)
        )

    def format_provision(self, provision: Provision) -> list[str]:
        """Format the parts of one provision."""
        facts = {
            "In plain words": provision.in_words,
            "Status": f"{provision.status}; signed by {find_signer(provision, self.law, self.signatures)}",
            "Covers": provision.covers,
            "Left out": provision.left_out,
            "How it was read": provision.verified,
        }
        return [
            "".join(f"\n**{name}.** {format_cell(text).rstrip('.')}.\n" for name, text in facts.items() if text),
            self.format_remedies(provision),
            *(self.format_elements(remedy_id) for remedy_id in provision.remedies),
            self.format_matrix(provision),
            self.format_presumptions(provision),
            self.format_parameters(provision),
            self.format_lists(provision),
            self.format_facts(provision),
            self.format_petitions(provision),
            self.format_reasons(provision),
            self.format_rules(provision),
            self.format_questions(provision),
        ]

    def format_remedies(self, provision: Provision) -> str:
        """Format the remedies of a provision and who grants them."""
        rows = [line for line in self.lines["remedies"] if line["remedy_id"] in provision.remedies]
        return _format_section(
            "What it gives",
            {
                "remedy": lambda line: f"{line['remedy_name']} (`{line['remedy_id']}`)",
                "for each": lambda line: line["unit"],
                "by": lambda line: line["relief_by"].replace("_", " "),
                "effect": lambda line: line.get("effect", ""),
                **_SOURCE,
            },
            rows,
        )

    def format_elements(self, remedy_id: str) -> str:
        """Format the elements of one remedy in order."""
        rows = [line for line in self.lines["elements"] if line["remedy_id"] == remedy_id]
        rows.sort(key=lambda line: int(line["place"]))
        return _format_section(
            f"Elements of `{remedy_id}`, in order",
            {
                "": lambda line: line["place"],
                "question": lambda line: f"{line['question']} (`{line['element']}`)",
                "of": lambda line: _format_asked_of(line),
                "not known": lambda line: (
                    line["when_unknown"] if line["needed"] == "every" else "one of these is enough"
                ),
                **_SOURCE,
            },
            rows,
        )

    def format_matrix(self, provision: Provision) -> str:
        """Format the matrix of former sections, if the provision has one."""
        if not provision.former_sections:
            return ""
        return _format_section(
            "Current law for each former section",
            {
                "row": lambda line: line["matrix_row"],
                "convicted of": _format_convicted_of,
                "offense": lambda line: _format_span(line["offense_from"], line["offense_to"]),
                "age at offense": lambda line: _format_ages(line["age_from"], line["age_to"]),
                "only if": _format_condition,
                "gives": lambda line: _format_relief(line),
                "today": lambda line: line["new_section"],
                **_SOURCE,
            },
            self.lines[provision.former_sections],
        )

    def format_presumptions(self, provision: Provision) -> str:
        """Format facts that are presumed if no file reports them."""
        rows = [line for line in self.lines["presumptions"] if line["remedy_id"] in provision.remedies]
        columns = {"presumed": lambda line: f"{line['presumption_text']} (`{line['presumption']}`)", **_SOURCE}
        return _format_section("Presumptions", columns, rows)

    def format_parameters(self, provision: Provision) -> str:
        """Format numbers and dates, with the elements that read them."""
        readers = self._list_readers(provision, "parameters")
        return _format_section(
            "Numbers, dates and open choices",
            {**_PARAMETER, "read by": lambda line: readers[line["parameter"]], **_SOURCE},
            [line for line in self.lines["parameters"] if line["parameter"] in readers],
        )

    def format_lists(self, provision: Provision) -> str:
        """Format the offense lists: their length, their tags, and each line that is not V."""
        readers = self._list_readers(provision, "offense_lists")
        parts = []
        for name, elements in readers.items():
            lines = [line for line in self.lines["offense_lists"] if line["offense_list"] == name]
            tags = Counter(line["verified"] for line in lines)
            counted = sorted(tags.items(), key=lambda item: (-item[1], item[0]))
            words = ", ".join(f"{count} {tag}" for tag, count in counted)
            parts.append(f"\n### List `{name}`\n\nRead by {elements}. {len(lines)} lines: {words}.")
            parts.append(" Those that are not V:\n")
            parts.append(_format_list_lines([line for line in lines if not is_read(line["verified"])]))
        return "".join(parts)

    def format_facts(self, provision: Provision) -> str:
        """Format facts that no file reports and people establish."""
        readers = self._list_readers(provision, "facts")
        names = set(readers)
        if provision.former_sections:
            names |= {line["fact"] for line in self.lines[provision.former_sections] if line["fact"]}
        columns = {"question": lambda line: f"{line['question']} (`{line['fact']}`)", **_SOURCE}
        rows = [line for line in self.lines["facts"] if line["fact"] in names]
        return _format_section("Facts that no file reports and people establish", columns, rows)

    def format_petitions(self, provision: Provision) -> str:
        """Format petitions shown as hints if the remedies of the provision do not apply."""
        rows = [line for line in self.lines["petitions"] if line["beside_remedy"] in provision.remedies]
        asked: dict[str, list[str]] = {}
        for line in self.lines["petition_elements"]:
            asked.setdefault(line["remedy_id"], []).append(line["if_words"])
        hints = _format_section(
            "Petitions shown as hints if it does not apply (no determination, nothing is filed)",
            {
                "petition": lambda line: f"{line['hint_text']}. {line['further_text']} (`{line['remedy_id']}`)",
                "if": lambda line: "; ".join(filter(None, dict.fromkeys(asked[line["remedy_id"]]))),
                "granted": lambda line: line["granted"],
                "form": lambda line: line["form"],
                **_SOURCE,
            },
            rows,
        )
        read = {
            line["law_key"]
            for line in self.lines["petition_reads"]
            if line["law_table"] == "offense_lists" and line["remedy_id"] in {row["remedy_id"] for row in rows}
        }
        of_others = {line["law_key"] for line in self.lines["element_reads"]}
        offenses = [line for line in self.lines["offense_lists"] if line["offense_list"] in read - of_others]
        columns = {
            "list": lambda line: f"`{line['offense_list']}`",
            "offense": lambda line: " ".join(filter(None, [line["code_book"], line["section"], line["subdivision"]])),
            "if": lambda line: line["fact_needed"],
            **_SOURCE,
        }
        return hints + _format_section("Offenses that these petitions include or exclude", columns, offenses)

    def format_reasons(self, provision: Provision) -> str:
        """Format the reasons of its determinations."""
        rows = [line for line in self.lines["reasons"] if line["reason_code"].startswith(tuple(provision.reasons))]
        columns = {"reason": lambda line: f"{line['reason_text']} (`{line['reason_code']}`)", **_SOURCE}
        return _format_section("Reasons of its determinations", columns, rows if provision.reasons else [])

    def format_rules(self, provision: Provision) -> str:
        """Format its rule files, each with its opening comment."""
        files = {f"{name}.sql": self._find(f"{name}.sql").read_text("utf-8") for name in provision.rules}
        rows = [[f"`{name}`", _extract_opening(sql)] for name, sql in files.items()]
        return "\n### Rules\n\n" + format_table(["file", "opening comment"], rows) if rows else ""

    def format_questions(self, provision: Provision) -> str:
        """Format the open questions for counsel from the pages beside the rules."""
        parts = []
        for question in provision.questions:
            text = extract_section(self._find(question["page"]).read_text("utf-8"), question["heading"])
            heading = f"For counsel: {question['heading']} (`{question['page']}`)"
            parts.append(f"\n### {heading}\n\n{_strip_links(text)}\n")
        return "".join(parts)

    def format_other_tables(self) -> str:
        """Format parameters that no element reads, and tables that no provision names."""
        read = {line["law_key"] for line in self.lines["element_reads"] if line["law_table"] == "parameters"}
        parts = ["\n## Other law tables\n"]
        rows = [line for line in self.lines["parameters"] if line["parameter"] not in read]
        parts.append(_format_section("Numbers that no element reads", {**_PARAMETER, **_SOURCE}, rows))
        parts.append(_format_section("Whom lists go to", {**_RECIPIENT, **_SOURCE}, self.lines.get(RECIPIENTS, [])))
        shown = {
            *PEOPLE_TABLES,
            *_HINTS,
            RECIPIENTS,
            *(provision.former_sections for provision in self.pack.provisions),
        }
        for name in sorted(self.pack.row_keys.keys() - shown):
            keys, lines = self.pack.row_keys[name], self.lines[name]
            leaves = {
                column: itemgetter(column) for line in lines[:1] for column in line if column.startswith("leaves_")
            }
            key = {"row": lambda line, keys=keys: " ".join(filter(None, (line[key] for key in keys)))}
            parts.append(_format_section(f"Table `{name}`", {**key, **leaves, **_SOURCE}, lines))
        return "".join(parts)

    def _list_readers(self, provision: Provision, law_table: str) -> dict[str, str]:
        """Return the keys of a table that the remedies of a provision read, each with its elements, in table order."""
        readers: dict[str, list[str]] = {}
        for line in self.lines["element_reads"]:
            if line["law_table"] == law_table and line["remedy_id"] in provision.remedies:
                reader = f"`{line['element']}`" if line["element"] else "the finding"
                readers.setdefault(line["law_key"], []).append(reader)
        return {key: ", ".join(dict.fromkeys(elements)) for key, elements in readers.items()}

    def _find(self, name: str) -> Path:
        """Find a file below the folder of the rules, the nearest first."""
        return min(self.folder.rglob(name), key=lambda path: len(path.parts))


_RECIPIENT: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "step": lambda line: line["step"],
    "who": lambda line: f"{line['recipient_name']}, one each {line['per']}",
    "every": lambda line: line["every"] or "not said",
    "days": lambda line: " ".join(filter(None, (line["answer_days"], line["when_silent"].replace("_", " ")))),
    "asked": lambda line: line["asks"].replace(" | ", " "),
}
_HINTS = ("petitions", "petition_elements", "petition_reads")
"""What packs say of petitions that are shown as hints."""
_SOURCE = {"citation": lambda line: line["citation"], "verified": lambda line: line["verified"]}
_PARAMETER = {
    "name": lambda line: f"`{line['parameter']}`",
    "value": lambda line: format_value(line),
    "in force": lambda line: _format_span(
        "" if line["effective_from"] < ALWAYS else line["effective_from"], line["effective_to"]
    ),
}
ALWAYS = "1900"
"""Dates before this year are shown as no beginning."""


def _format_section(heading: str, columns: Mapping[str, object], rows: Sequence[Line]) -> str:
    """Format a heading and a table without empty columns; empty if there are no rows."""
    if not rows:
        return ""
    cells = {name: [cell(line) for line in rows] for name, cell in columns.items()}  # type: ignore[operator]
    kept = {name: values for name, values in cells.items() if any(value.strip() for value in values)}
    return f"\n### {heading}\n\n" + format_table(list(kept), [list(row) for row in zip(*kept.values(), strict=True)])


def _format_list_lines(lines: Sequence[Line]) -> str:
    if not lines:
        return "\nnone.\n"
    rows = [
        [
            " ".join(filter(None, [line["code_book"], line["section"], line["subdivision"]])),
            line["membership"].replace("_", " "),
            _format_span(line["offense_from"], line["offense_to"]),
            line["fact_needed"] or line["note"],
            line["citation"],
            line["verified"],
        ]
        for line in lines
    ]
    return "\n" + format_table(["offense", "on the list", "days", "needed, or noted", "citation", "verified"], rows)


def _format_asked_of(line: Line) -> str:
    paths = line.get("paths") or ""
    return paths.replace(" ", ", ") if paths and line["asked_of"] == "path" else line["asked_of"]


def _format_convicted_of(line: Line) -> str:
    subdivision = line["subdivision_path"] if line["subdivision_match"] == "exact" else "any subdivision"
    levels = f", {line['levels'].replace(' ', ' or ')}" if line["levels"] else ""
    return f"{line['code_book']} {line['section']} {subdivision}".strip() + levels


def _format_relief(line: Line) -> str:
    return (line["relief"] or line["outcome"]).replace("_", " ")


def _format_condition(line: Line) -> str:
    fact = f"`{line['fact']}` = {line['fact_value']}" if line["fact"] else ""
    how = {"presume": " (presumed)", "other_row": " (established)", "review": " (else to review)"}.get(
        line["when_fact_unknown"], ""
    )
    bars = "" if line["disqualifiers"] in ("", "none") else f"disqualifiers {line['disqualifiers']}"
    return "; ".join(filter(None, [fact + how, bars]))


def _format_span(first: str, last: str) -> str:
    if first and last:
        return f"{first} to {last}"
    return f"from {first}" if first else f"to {last}" if last else ""


def _format_ages(lowest: str, highest: str) -> str:
    if lowest and highest:
        return f"{lowest} to {highest}"
    return f"{lowest} and over" if lowest else f"{highest} and under" if highest else ""


def _extract_opening(sql: str) -> str:
    """Return the opening comment of a rule on one line."""
    found = re.search(r"^--[^\n]*(?:\n--[^\n]*)*", sql, flags=re.MULTILINE)
    return " ".join(line.removeprefix("--").strip() for line in found[0].splitlines()) if found else ""


def _strip_links(text: str) -> str:
    """Replace links by their text: relative targets are wrong on this page."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
