"""What holds of every file of the repository: words about people, links between pages, switches that hide tests."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from repository import ROOT, below, files, text

from orchestration.files.yaml import read_yaml

THIS = Path("tests/test_repository.py")
PYTHON = [path for path in below(".", ".py") if path != THIS]
NOUNS = re.compile(
    r"(?<![a-z])(offenders?(?! registration act)|felons?|ex-felons?|convicts?|criminals|delinquents?|inmates?)"
    r"(?![a-z])",
    re.I,
)
# "criminal" describes a record, a history, justice, a code, a court, a case or proceedings, and never a person.
ADJECTIVE = re.compile(
    r"(?<![a-z])criminal(?![- _]?"
    r"(records?|history|histories|justice|code|courts?|cases?|law|procedure|proceedings|charges?))(?![a-z])",
    re.I,
)
# How a pack, and its page, quote a statute.
STATUTE = re.compile(r'\btext: (?:"[^"]*"|[^,}]*)|“[^”]*”|^> .*')
# Data as a state sends it, and texts of others, are quoted as they are.
STATES = Path("tests/models/states")  # (lists that name offenses as their statutes do)
QUOTES = {
    *(THIS, Path("LICENSE"), Path("uv.lock"), Path("tests/ingestion/synthetic/test_charges.py")),
    *(STATES / f"{state}_offense_lists.csv" for state in ("co", "dc")),
}


def leave_out_statutes(path: Path) -> str:
    """The text of a file without the words of statutes that packs and their pages hold, line by line."""
    said = text(path)
    if path.suffix == ".law":
        return re.sub(r"^( *)words: >-\n(?:\1  .*\n)+", lambda found: "\n" * found[0].count("\n"), said, flags=re.M)
    if path.parts[:3] == ("docs", "reference", "law"):
        return re.sub(r"^(\| [^|]* \|)[^|]*\|(?=.*☐ \|$)", r"\1 |", said, flags=re.M)
    return said


def find_lines(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """``path:number`` of every line that the pattern matches, the words of statutes left out."""
    return [
        f"{path}:{number}"
        for path in paths
        for number, line in enumerate(leave_out_statutes(path).splitlines(), 1)
        if pattern.search(STATUTE.sub("", line) if path.suffix in (".law", ".md") else line)
    ]


def test_no_word_makes_a_person_out_of_a_record() -> None:
    texts = [
        path
        for path in files()
        if path.suffix in {".py", ".sql", ".yml", ".law", ".md", ".csv", ".toml", ".txt", ""}
        and path not in QUOTES
        and path.parts[:2] != ("data", "sample")
        and "synthetic" not in path.parts
    ]
    assert find_lines(NOUNS, texts) == []
    assert find_lines(ADJECTIVE, texts) == []


def test_lint_refuses_what_a_merge_leaves_in_any_tracked_file(tmp_path: Path) -> None:
    def lint() -> subprocess.CompletedProcess[str]:
        subprocess.run(["git", "add", "--all"], cwd=tmp_path, check=True)
        make = ["make", "--silent", "merge-markers"]
        return subprocess.run(make, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert re.search(r"^lint:.* merge-markers\b", text(Path("Makefile")), re.M)
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    shutil.copyfile(ROOT / "Makefile", tmp_path / "Makefile")
    page = tmp_path / "docs" / "README.md"
    page.parent.mkdir()
    page.write_text("A title\n========\n")
    assert lint().returncode == 0
    for marker in ("<" * 7 + " HEAD", "=" * 7, ">" * 7 + " main", "|" * 7 + " base"):
        page.write_text(f"one\n{marker}\nother\n")
        refused = lint()
        assert refused.returncode != 0 and f"docs/README.md:2:{marker}" in refused.stdout, marker


def test_no_tracked_file_has_merge_markers() -> None:
    assert subprocess.run(["make", "--silent", "merge-markers"], cwd=ROOT, check=False).returncode == 0


def test_a_state_is_a_folder_and_never_a_condition() -> None:
    condition = re.compile(r"\b(if|elif|when)\s+(self\.|settings\.)?state\s*(==|=|in)\s")
    assert find_lines(condition, [*PYTHON, *below(".", ".sql")]) == []


def test_only_settings_read_the_environment() -> None:
    """PATH is the system's and DAGSTER_HOME is Dagster's own."""
    reading = re.compile(
        r"os\.getenv|os\.environ\.get\((?![\"']PATH[\"'])|os\.environ\[(?!\"DAGSTER_HOME\"\])[^]]+\](?! =)"
    )
    application = [path for path in below("orchestration", ".py") if path != Path("orchestration/settings.py")]
    assert find_lines(reading, application) == []


def test_no_test_is_switched_off() -> None:
    """But one: pages are not looked at where there is no browser; CI has one and fails without."""
    off = re.compile(r"mark\.(?:skip|xfail)|pytest\.(?:skip|xfail|importorskip)|assert True\b")
    tests = [path for path in PYTHON if path.parts[0] == "tests" and path.name != "chromium.py"]
    assert find_lines(off, tests) == []


def test_every_link_between_pages_leads_somewhere() -> None:
    links = [
        (page, target)
        for page in below(".", ".md")
        for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", text(page))
    ]
    assert [f"{page}: {target}" for page, target in links if not (ROOT / page.parent / target).exists()] == []


def test_every_command_of_the_pages_is_there() -> None:
    from typer.main import get_command

    from orchestration.cli.app import app

    known = set(getattr(get_command(app), "commands", {})) | {"does", "help"}
    targets = set(re.findall(r"^([a-z-]+):", text(Path("Makefile")), flags=re.MULTILINE))
    pages = [page for page in below(".", ".md") if page.parts[0] != "data" and page.name != "CHANGELOG.md"]
    missing = [
        f"{page}: {word}"
        for page in pages
        for pattern, names in (
            (r"(?:^|`)make ([a-z-]+)", targets),
            (r"(?:^|`|/)lookback (?!-)([a-z]+)", known),
        )
        for word in re.findall(pattern, text(page), flags=re.MULTILINE)
        if word not in names
    ]
    assert missing == []


# pyarrow, an example of an option, the Spanish word, and where each state is on the map.
NO_STATE = re.compile(r"\bpa\.|\bas pa\b|\bpa,va\b|(?<!state)(?<=[\w}]) de(?= [\w{#])|of: .de.|^[a-z]{2},\d+,\d+$")
ROOMS = ("orchestration", "models", "dbt_project", "expectations")
SECTIONS = {
    "ca": r"doj|prop\.? ?64|proposition 64|1203|851\.9|1136[01]|1135[789]",
    "ct": "54-142",
    "de": "4373",
    "mi": r"780\.62",
    "ny": r"160\.57",
    "pa": "9122",
    "va": r"392\.(?:6|8|11|17)",
}
"""Words beside its name that are of one state alone."""
# Every folder of a state has its postal code for a name, and so has a file of which each state has one.
STATES_WE_SHIP = {
    path.parent.name: f"{read_yaml(text(path))['name']}(?! times)|{SECTIONS.get(path.parent.name, '(?!)')}"
    for path in below("models/rules", ".yml")
    if path.name == "register.yml"
}


def list_neutral_lines() -> Iterator[tuple[str, str]]:
    """Every line of the neutral rooms, with ``path:number``; of a model's description what comes before its tests."""
    for room in ROOMS:
        for path in below(room, ".py", ".sql", ".yml", ".csv", ".html", ".md", ".law", ".toml", ".typ"):
            if not {*path.parts[:-1], path.stem} & STATES_WE_SHIP.keys():
                for number, line in enumerate(text(path).partition("\nunit_tests:")[0].splitlines(), 1):
                    yield f"{path}:{number}", line


def test_no_neutral_room_names_a_state() -> None:
    for code, words in STATES_WE_SHIP.items():
        named = re.compile(rf"(?<![a-z])({words})|\b{code}\b|(?<![a-z]){code}_|_{code}_", re.I)
        assert [place for place, line in list_neutral_lines() if named.search(NO_STATE.sub("", line))] == []


def test_no_neutral_room_knows_a_relief_or_a_remedy_of_a_state() -> None:
    words: set[str] = set()
    for state in STATES_WE_SHIP:
        folder = Path(f"models/rules/{state}")
        for name, column in (("reliefs", "relief"), ("remedies", "remedy_id")):
            if (beside := folder / "law" / f"{state}_{name}.csv") in files():
                words |= {row[column] for row in csv.DictReader(text(beside).splitlines())}
            words |= {word for path in below(str(folder), ".law") for word in read_yaml(text(path)).get(name, {})}
    assert len(words) > 5
    either = "|".join(sorted(words))
    named = re.compile(rf"['\"`](?:{either})['\"`]|policy_(?:{either})\b")
    assert [place for place, line in list_neutral_lines() if named.search(line)] == []
