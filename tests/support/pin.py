"""Record what the sample comes to, so that a change of structure can prove that it changed nothing else.

``python -m tests.support.pin record`` runs the sample through run, review, approval, filing, answers and figures, and
writes hashes of every warehouse table and of every file of ``results``, ``filings`` and ``filed`` to
``tests/golden/pinned.json``. ``check`` does the same and prints what differs; it ends with 1 where something does.
Ids of runs, versions of law and software are replaced by fixed words. Tables and columns that were renamed are mapped
back to their first names by ``renamed.csv`` (``kind,old,new``), so that a renamed table keeps its hash.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import duckdb
import xlsxwriter
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from orchestration.law.law_entries import read_law_now
from orchestration.law.signatures import CODE, COLUMNS
from orchestration.law.signing import list_parts
from orchestration.settings import load_settings

ROOT = Path(__file__).parents[2]
PINNED = ROOT / "tests" / "golden" / "pinned.json"
RENAMED = Path(__file__).with_name("renamed.csv")
STAGES = ("staging", "intermediate", "law", "rules", "marts", "research")
AS_OF = "2026-06-01"
REPLACED = (
    (re.compile(rb"\d{4}\.\d+\.\d+\+law\.[0-9a-f]{12}"), b"LAW"),
    (re.compile(rb"\d{4}\.\d+\.\d+\+code\.[0-9a-f]{12}"), b"SOFTWARE"),
)


def run_command(*words: object) -> str:
    """Run ``lookback`` of this checkout and return what it wrote; a failure ends the script."""
    os.environ.setdefault("LOOKBACK_STATE", "ca")
    command = [sys.executable, "-c", "from orchestration.cli import main; main()", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        sys.exit(f"lookback {' '.join(map(str, words))}: {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def sign_law(home: Path) -> None:
    """Sign every part and provision of the law, and its SQL, in the name of an invented counsel."""
    settings = load_settings(home=home)
    law = read_law_now(settings.models, "ca")
    rows = [(one.law_table, one.row_key, one.row_hash) for one in list_parts(law)]
    rows.append((CODE, "ca", law.code_hash))
    file = home / "decisions" / "ca" / "signatures.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows([*row, "Synthetic Counsel", "000000", "2026-05-01", "invented", "signed"] for row in rows)


def approve_in_workbook(path: Path, out: Path) -> None:
    """Fill in the sheet of rules so that every line of the workbook is approved."""
    book = CalamineWorkbook.from_path(str(path))
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    rules = sheets["Rules"]
    remedies = sorted({str(row[sheets["Lines"][0].index("remedy_id")]) for row in sheets["Lines"][1:]} - {""})
    for row, remedy in zip(rules[1:], remedies, strict=False):
        for column, value in {
            "remedy_id": remedy, "decision": "approve", "words": "checked", "decided_by": "Dana Checker",
        }.items():  # fmt: skip
            row[rules[0].index(column)] = value
    written = xlsxwriter.Workbook(str(out), {"strings_to_urls": False, "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = written.add_worksheet(name)
        for place, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write_string(place, column, str(cell))
    written.close()


def answer_some(home: Path, out: Path) -> list[Path]:
    """Fill in the first allowed answer of a quarter of the lines of every batch; return the files to import."""
    files = []
    for number, source in enumerate(sorted((home / "filed").rglob("answers.csv"))):
        with source.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            if row["line_id"][0] in "0123":
                row |= {"answer": row["allowed_answers"].split("|")[0], "answered_by": "C. Clerk"}
                row["answered_on"] = subprocess.run(["date", "+%F"], capture_output=True, text=True).stdout.strip()
        target = out / f"answers_{number}.csv"
        with target.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)
        files.append(target)
    return files


def build_home(home: Path, deliveries: Path, release: bool = False) -> None:
    """Run everything on ``deliveries`` into ``home``."""
    sign_law(home)
    run_command("run", "--as-of", AS_OF, "--deliveries", deliveries, "--home", home, "--annotate")
    run_command("file", "propose", "--by", "Ada Analyst", "--home", home)
    folder = home / "pin"
    folder.mkdir()
    run_command("file", "review", "export", "--by", "Ruth Ortega", "--out", folder / "all.xlsx", "--home", home)
    approve_in_workbook(folder / "all.xlsx", folder / "decided.xlsx")
    run_command("file", "review", "import", folder / "decided.xlsx", "--home", home)
    run_command("file", "approve", "--by", "Ruth Ortega", "--reason", "checked", "--yes", "--home", home)
    run_command("file", "submit", "--by", "Ruth Ortega", "--yes", "--home", home)
    for file in answer_some(home, folder):
        run_command("respond", "import", "--by", "C. Clerk", file, "--home", home)
    run_command("figures", "--home", home)
    if release:
        run_command("publish", "--yes", "--home", home)


def load_renames() -> dict[str, dict[str, str]]:
    """New name to first name, by kind: ``table`` (``schema.table``), ``column`` (``schema.table.column``), ``file``."""
    renames: dict[str, dict[str, str]] = {"table": {}, "column": {}, "file": {}}
    with RENAMED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            renames[row["kind"]][row["new"]] = row["old"]
    return renames


def hash_tables(warehouse: Path, run_id: str) -> dict[str, str]:
    """First name of each table to rows and content hash, columns in the order of their first names."""
    renames = load_renames()
    hashes = {}
    with duckdb.connect(
        str(warehouse), read_only=True, config={"file_search_path": str(warehouse.resolve().parents[2])}
    ) as connection:
        tables = connection.execute(
            "select schema_name, table_name, list(column_name) from duckdb_columns() "
            f"where schema_name in {STAGES} and not internal group by all order by all"
        ).fetchall()
        for schema, table, columns in tables:
            if schema == "research" or table.startswith("research_"):  # person numbers are made new in each run
                columns = [name for name in columns if name != "person_number"]
            first = {renames["column"].get(f"{schema}.{table}.{name}", name): name for name in columns}
            texts = ", ".join(f'coalesce("{first[name]}"::varchar, chr(30))' for name in sorted(first))
            row = f"concat_ws(chr(31), {texts})"
            row = f"replace({row}, '{run_id}', 'RUN')"
            for pattern, word in REPLACED:
                row = f"regexp_replace({row}, '{pattern.pattern.decode()}', '{word.decode()}', 'g')"
            ((rows, value),) = connection.execute(
                f'select count(*), sum((md5_number({row}) % 1000000007::uhugeint)::hugeint) from "{schema}"."{table}"'
            ).fetchall()
            name = renames["table"].get(f"{schema}.{table}", f"{schema}.{table}")
            hashes[name] = f"{rows}:{value or 0}"
    return hashes


def hash_file(path: Path, run_id: str) -> str:
    """SHA-256 of the bytes after replacement: of the pages' text of a PDF, of the members of a workbook."""
    content = path.read_bytes()
    if path.suffix == ".pdf":
        content = "\f".join(page.extract_text() for page in PdfReader(path).pages).encode()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            content = b"\0".join(archive.read(name) for name in sorted(archive.namelist()))
    content = content.replace(run_id.encode(), b"RUN")
    for pattern, word in REPLACED:
        content = pattern.sub(word, content)
    if path.suffix in (".json", ".html", ".pdf", ""):  # what they say of the bytes of others changes with the run id
        content = re.sub(rb"\b[0-9a-f]{64}\b", b"SHA256", content)
    return hashlib.sha256(content).hexdigest()[:20]


def pin_home(home: Path) -> dict[str, dict[str, str]]:
    """Hashes of everything that a run and its filing left in ``home``."""
    (current,) = {path.resolve() for path in (home / "results" / "ca" / AS_OF).glob("current")}
    run_id = current.name
    renames = load_renames()["file"]
    files = {}
    for room in ("results", "filings", "filed"):
        for path in sorted((home / room).rglob("*")):
            if path.is_file() and "current" not in path.parts:
                name = str(path.relative_to(home)).replace(run_id, "RUN")
                files[renames.get(name, name)] = hash_file(path, run_id)
    return {"tables": hash_tables(home / "warehouse" / "ca" / "clearance.duckdb", run_id), "files": files}


def compare_pins(before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]) -> list[str]:
    """One line for each table and file that is not the same."""
    lines = []
    for kind in before:
        for name in sorted(before[kind].keys() | after[kind].keys()):
            old, new = before[kind].get(name), after[kind].get(name)
            if old != new:
                word = "gone" if new is None else "new" if old is None else f"differs: {old} -> {new}"
                lines.append(f"{kind[:-1]} {name}: {word}")
    return lines


def main() -> None:
    """Record or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["record", "check"])
    parser.add_argument("--home", type=Path, help="A new folder to keep; else a temporary one.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = chosen.home or Path(folder) / "home"
        build_home(home, ROOT / "data" / "sample" / "ca")
        pinned = pin_home(home)
    if chosen.what == "record":
        PINNED.write_text(json.dumps(pinned, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(f"{len(pinned['tables'])} tables and {len(pinned['files'])} files in {PINNED.relative_to(ROOT)}")
        return
    lines = compare_pins(json.loads(PINNED.read_text(encoding="utf-8")), pinned)
    print("\n".join(lines) or "everything is the same")
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
