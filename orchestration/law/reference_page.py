"""The page of a state's law for people who read law: provision by provision, from the register and the law tables.

What belongs here: which parts the page has, in which order. What does not: the form of tables (``markdown``), the law
itself (``models/rules``). The page depends on these files alone: no clock, no figures of a run. A test fails when the
committed page is stale.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter
from pathlib import Path

from orchestration.files.markdown import format_cell, format_table
from orchestration.law.counsel_questions import extract_section
from orchestration.law.register import Pack, Provision, read_pack
from orchestration.law.signatures import Signature, find_signer, read_signatures
from orchestration.law.tables import format_value, read_law_rows, read_table
from orchestration.law.verification_tags import COMPOUND, MEANINGS, is_read

Line = Mapping[str, str]

_HEAD = """\
# The law of {name}, as version {version} applies it

Written by `make docs` from `models/rules/packs.yml` and the law tables in `models/rules/{state}/law`; do not edit it by
hand. How each open question is read, and why, stands in the pages beside the rules; here stands what is applied.

How sure a line is: {tags}. {compound}

Whatever is not V in every part waits for counsel: `lookback law unsigned` lists such rows by how many determinations
wait on them, and [sign the law](../../how-to/sign-the-law.md) says how they are signed.

"""


def build_law_page(models: Path, state: str, signatures: Sequence[Signature] | None = None) -> str:
    """The whole page: an overview, each provision, then what no provision names. ``signatures``: without any, those in
    the law tables."""
    pack = read_pack(models, state)
    tables = Tables(models, pack, read_signatures(models, state) if signatures is None else signatures)
    tags = "; ".join(f"**{tag}** {meaning}" for tag, meaning in MEANINGS.items())
    head = _HEAD.format(
        state=state, name=tables.name_of_the_state(), version=pack.version, tags=tags, compound=COMPOUND
    )
    parts = [head, tables.overview()]
    for number, provision in enumerate(pack.provisions, 1):
        parts.append(f"\n## {number}. {provision.provision}\n")
        parts += [part for part in tables.of_provision(provision) if part]
    parts.append(tables.beside())
    return "".join(parts)


class Tables:
    """The law tables of a state, cut as the page shows them."""

    def __init__(self, models: Path, pack: Pack, signatures: Sequence[Signature]) -> None:
        self.pack = pack
        self.signatures = signatures
        self.folder = models / "rules" / pack.state
        self.rows = read_law_rows(models, pack.state, pack.row_keys)
        self.lines: Mapping[str, list[dict[str, str]]] = {
            name: read_table(models, pack.state, name) for name in [*pack.row_keys, "element_reads"]
        }

    def name_of_the_state(self) -> str:
        """As the page beside the rules opens: ``# California: which section …``."""
        heading = (self.folder / "README.md").read_text("utf-8").splitlines()[0]
        return heading.removeprefix("# ").partition(":")[0]

    def overview(self) -> str:
        """Provisions with their state, and the law tables with how many rows are not V."""
        provisions = [
            [provision.provision, provision.status, find_signer(provision, self.signatures)]
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

    def of_provision(self, provision: Provision) -> list[str]:
        """The parts of one provision, in the order a reader asks."""
        told = {
            "In plain words": provision.in_words,
            "Status": f"{provision.status}; signed by {find_signer(provision, self.signatures)}",
            "Covers": provision.covers,
            "Left out": provision.left_out,
            "How it was read": provision.verified,
        }
        said = "".join(f"\n**{name}.** {format_cell(text).rstrip('.')}.\n" for name, text in told.items() if text)
        return [
            said,
            self.remedies(provision),
            *(self.elements(remedy_id) for remedy_id in provision.remedies),
            self.matrix(provision),
            self.presumptions(provision),
            self.parameters(provision),
            self.lists(provision),
            self.facts(provision),
            self.petitions(provision),
            self.reasons(provision),
            self.rules(provision),
            self.questions(provision),
        ]

    def remedies(self, provision: Provision) -> str:
        """What the provision gives, and who grants it."""
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

    def elements(self, remedy_id: str) -> str:
        """What one remedy asks, in order."""
        rows = [line for line in self.lines["elements"] if line["remedy_id"] == remedy_id]
        rows.sort(key=lambda line: int(line["place"]))
        return _format_section(
            f"What `{remedy_id}` asks, in this order",
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

    def matrix(self, provision: Provision) -> str:
        """The rows of a matrix of former sections, where the provision has one."""
        if not self._reads(provision, "prop64_matrix"):
            return ""
        return _format_section(
            "What the law of today makes of each former section",
            {
                "row": lambda line: line["matrix_row"],
                "convicted of": _format_convicted_of,
                "offense": lambda line: _format_span(line["offense_from"], line["offense_to"]),
                "age then": lambda line: _format_ages(line["age_from"], line["age_to"]),
                "only if": _format_condition,
                "gives": lambda line: _format_relief(line),
                "today": lambda line: line["new_section"],
                **_SOURCE,
            },
            self.lines["prop64_matrix"],
        )

    def presumptions(self, provision: Provision) -> str:
        """What is taken to be so though no file tells it."""
        rows = [line for line in self.lines["presumptions"] if line["remedy_id"] in provision.remedies]
        columns = {"presumed": lambda line: f"{line['presumption_text']} (`{line['presumption']}`)", **_SOURCE}
        return _format_section("What is presumed", columns, rows)

    def parameters(self, provision: Provision) -> str:
        """Numbers and dates, with the questions that read them."""
        readers = self._readers(provision, "parameters")
        return _format_section(
            "Numbers, dates and what is undecided",
            {**_PARAMETER, "read by": lambda line: readers[line["parameter"]], **_SOURCE},
            [line for line in self.lines["parameters"] if line["parameter"] in readers],
        )

    def lists(self, provision: Provision) -> str:
        """The lists of offenses: how long, how sure, and each line that is not V."""
        readers = self._readers(provision, "offense_lists")
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

    def facts(self, provision: Provision) -> str:
        """Facts that no file tells and people establish."""
        readers = self._readers(provision, "facts")
        names = set(readers)
        if self._reads(provision, "prop64_matrix"):
            names |= {line["fact"] for line in self.lines["prop64_matrix"] if line["fact"]}
        columns = {"question": lambda line: f"{line['question']} (`{line['fact']}`)", **_SOURCE}
        rows = [line for line in self.lines["facts"] if line["fact"] in names]
        return _format_section("Facts that no file tells, and people establish", columns, rows)

    def petitions(self, provision: Provision) -> str:
        """Petitions told as hints where the remedies of the provision do not reach."""
        rows = [line for line in self.lines["traditional_remedies"] if line["beside_remedy"] in provision.remedies]
        said = _format_section(
            "Petitions beside it, told as hints where it does not reach (no determination, nothing is filed)",
            {
                "petition": lambda line: f"{line['hint_text']}. {line['further_text']} (`{line['hint_id']}`)",
                "if": lambda line: line["only_if"] or line["ended_if"],
                "granted": lambda line: line["granted"],
                "form": lambda line: line["form"],
                **_SOURCE,
            },
            rows,
        )
        names = {line[column] for line in rows for column in ("only_list", "left_out_list") if line[column]}
        offenses = [line for line in self.lines["petition_offenses"] if line["petition_list"] in names]
        columns = {
            "list": lambda line: f"`{line['petition_list']}`",
            "offense": lambda line: " ".join(filter(None, [line["code_book"], line["section"], line["subdivision"]])),
            "if": lambda line: line["fact_needed"],
            **_SOURCE,
        }
        return said + _format_section("Offenses that these petitions are for, or leave out", columns, offenses)

    def reasons(self, provision: Provision) -> str:
        """The reasons its findings give."""
        rows = [line for line in self.lines["reasons"] if line["reason_code"].startswith(tuple(provision.reasons))]
        columns = {"reason": lambda line: f"{line['reason_text']} (`{line['reason_code']}`)", **_SOURCE}
        return _format_section("Reasons of its determinations", columns, rows if provision.reasons else [])

    def rules(self, provision: Provision) -> str:
        """The files that apply it, each with its own first words."""
        files = {f"{name}.sql": self._find(f"{name}.sql").read_text("utf-8") for name in provision.rules}
        rows = [[f"`{name}`", _extract_opening(sql)] for name, sql in files.items()]
        return "\n### The rules, in their own first words\n\n" + format_table(["file", "it says"], rows) if rows else ""

    def questions(self, provision: Provision) -> str:
        """What counsel has still to decide, as the pages beside the rules have it."""
        parts = []
        for question in provision.questions:
            text = extract_section(self._find(question["page"]).read_text("utf-8"), question["heading"])
            heading = f"For counsel: {question['heading']} (`{question['page']}`)"
            parts.append(f"\n### {heading}\n\n{_strip_links(text)}\n")
        return "".join(parts)

    def beside(self) -> str:
        """Numbers and dates that no question of a provision reads, and the tables that figures use."""
        read = {line["law_key"] for line in self.lines["element_reads"] if line["law_table"] == "parameters"}
        parts = ["\n## Beside the provisions\n"]
        rows = [line for line in self.lines["parameters"] if line["parameter"] not in read]
        parts.append(
            _format_section("Numbers that no question reads yet, or figures read", {**_PARAMETER, **_SOURCE}, rows)
        )
        for name in ("element_facts", "claims", "earlier_reliefs", "relief_viewers", "scenarios", "related_charges"):
            keys = self.pack.row_keys[name]
            leaves = {column: itemgetter(column) for column in self.lines[name][0] if column.startswith("leaves_")}
            key = {"row": lambda line, keys=keys: " ".join(filter(None, (line[key] for key in keys)))}
            columns = {**key, **leaves, **_SOURCE}
            parts.append(_format_section(f"Table `{name}`", columns, self.lines[name]))
        return "".join(parts)

    def _readers(self, provision: Provision, law_table: str) -> dict[str, str]:
        """What the remedies of a provision read of a table: key to the elements that do, in the order of the table."""
        readers: dict[str, list[str]] = {}
        for line in self.lines["element_reads"]:
            if line["law_table"] == law_table and line["remedy_id"] in provision.remedies:
                reader = f"`{line['element']}`" if line["element"] else "the finding"
                readers.setdefault(line["law_key"], []).append(reader)
        return {key: ", ".join(dict.fromkeys(elements)) for key, elements in readers.items()}

    def _find(self, name: str) -> Path:
        """The file of that name in the folder of the rules, else in one of its folders."""
        return min(self.folder.rglob(name), key=lambda path: len(path.parts))

    def _reads(self, provision: Provision, law_table: str) -> bool:
        """Whether a rule of the provision names the table."""
        name = f"{self.pack.state}_{law_table}"
        return any(name in self._find(f"{rule}.sql").read_text("utf-8") for rule in provision.rules)


_SOURCE = {"citation": lambda line: line["citation"], "how sure": lambda line: line["verified"]}
_PARAMETER = {
    "name": lambda line: f"`{line['parameter']}`",
    "value": lambda line: format_value(line),
    "in force": lambda line: _format_span(
        "" if line["effective_from"] < ALWAYS else line["effective_from"], line["effective_to"]
    ),
}
ALWAYS = "1900"
"""What is in force from before this year has always been, for a reader of today."""


def _format_section(heading: str, columns: Mapping[str, object], rows: Sequence[Line]) -> str:
    """A heading and a table; nothing where there are no rows, and no column that is empty in all."""
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
    return "\n" + format_table(["offense", "on the list", "days", "needed, or noted", "citation", "how sure"], rows)


def _format_asked_of(line: Line) -> str:
    paths = line.get("paths") or ""
    return paths.replace(" ", ", ") if paths and line["asked_of"] == "path" else line["asked_of"]


def _format_convicted_of(line: Line) -> str:
    subdivision = line["subdivision_path"] if line["subdivision_match"] == "exact" else "any subdivision"
    levels = f", {line['levels'].replace(' ', ' or ')}" if line["levels"] else ""
    return f"{line['code_book']} {line['section']} {subdivision}".strip() + levels


def _format_relief(line: Line) -> str:
    relief = {"redesignate_infraction": "an infraction", "redesignate_misdemeanor": "a misdemeanor"}
    return relief.get(line["relief"], (line["relief"] or line["outcome"]).replace("_", " "))


def _format_condition(line: Line) -> str:
    fact = f"`{line['fact']}` = {line['fact_value']}" if line["fact"] else ""
    how = {"presume": " (presumed)", "other_row": " (established)"}.get(line["when_fact_unknown"], "")
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
    """The comment a rule opens with, in one line."""
    found = re.search(r"^--[^\n]*(?:\n--[^\n]*)*", sql, flags=re.MULTILINE)
    return " ".join(line.removeprefix("--").strip() for line in found[0].splitlines()) if found else ""


def _strip_links(text: str) -> str:
    """The words of links without where they lead: this page lies elsewhere."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
