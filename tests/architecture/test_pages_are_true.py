"""What the pages say of the repository is so: rooms, commands, dictionary, the shipped sample."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from repository import ROOT, below, files, text

from orchestration.filing.ledger.data_dictionary import format_ledger_page
from orchestration.warehouse.dbt.data_dictionary import DICTIONARY_FILE, dictionary_page
from orchestration.warehouse.dbt.manifest import load_manifest

PAGES = below(".", ".md")


def test_the_map_of_the_rooms_names_every_folder_at_the_top() -> None:
    readme = text(Path("README.md"))
    folders = {path.parts[0] for path in files() if len(path.parts) > 1 and not path.parts[0].startswith(".")}
    for folder in folders:
        assert re.search(rf"`{folder}/", readme), folder


def test_every_command_of_the_pages_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text(Path("Makefile")), flags=re.MULTILINE))
    groups = re.findall(r"app\.add_typer\(\w+, name=\"(\w+)\"\)", text(Path("orchestration/cli/app.py")))
    commands = set(
        re.findall(r"@app\.command\((?:name=\"(\w+)\")?\)\ndef (\w+)", text(Path("orchestration/cli/app.py")))
    )
    elsewhere = re.findall(r"app\.command\(name=\"(\w+)\"\)\(\w+\)", text(Path("orchestration/cli/app.py")))
    known = {name or function for name, function in commands} | set(groups) | set(elsewhere)
    for page in PAGES:
        if page.parts[0] == "data":
            continue
        for target in re.findall(r"(?:^|`)make ([a-z-]+)", text(page), flags=re.MULTILINE):
            assert target in targets, f"{page}: make {target}"
        for command in re.findall(r"(?:^|`|\s|/)lookback (?!-)([a-z]+)", text(page)):
            assert command in known or command in {"does"}, f"{page}: lookback {command}"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", text(page)):
        assert (ROOT / page.parent / target).exists(), target


def test_the_data_dictionary_is_not_stale(sample_run: Any) -> None:
    page = text(Path("docs/reference") / DICTIONARY_FILE)
    assert page == dictionary_page(load_manifest(sample_run.settings)) + format_ledger_page(), "run make docs"


def test_the_readme_shows_the_figures_of_a_run_on_the_shipped_sample(sample_run: Any) -> None:
    """Every line between the summary's first and its last that the page shows is a line of the run."""
    (shown,) = re.findall(r"^```\n(Read 7 deliveries.*?)^```", text(Path("README.md")), flags=re.MULTILINE | re.DOTALL)
    words = {" ".join(line.split()) for line in sample_run.finished.out.splitlines()}
    told = [" ".join(line.removesuffix("…").split()) for line in shown.splitlines()]
    figures = [line for line in told if re.search(r"\d", line) and not re.search("data/|Prop 64", line)]
    assert len(figures) >= 6
    for line in figures:
        assert any(said.startswith(line) for said in words), line


def test_the_readme_covers_the_law_that_the_register_covers() -> None:
    register: Mapping[str, Any] = yaml.safe_load(text(Path("models/rules/packs.yml")))
    readme = text(Path("README.md"))
    for pack in register["packs"].values():
        for provision in pack["provisions"]:
            assert provision["provision"] in readme


def test_decisions_are_numbered_without_gaps_and_have_the_four_parts() -> None:
    pages = [path for path in below("docs/adr", ".md") if path.name != "README.md"]
    assert [int(path.name[:4]) for path in pages] == list(range(1, len(pages) + 1))
    for path in pages:
        for part in ("Status:", "## Context", "## Decision", "## Consequence"):
            assert part in text(path), f"{path}: {part}"


def test_the_shipped_sample_is_what_the_generator_writes(tmp_path: Path) -> None:
    from orchestration.ingestion.synthetic.generate import write_sample

    (command,) = re.findall(r"`lookback (sample --people [^`]*)`", text(Path("data/README.md")))
    people, seed = re.findall(r"--(?:people|seed) (\d+)", command)
    counties = [words.upper() for words in re.findall(r"--county '?([a-z ]+?)'?(?= --|$)", command)]
    write_sample(people=int(people), seed=int(seed), out=tmp_path / "s", counties=counties, with_others=True)
    shipped = {
        str(path.relative_to(ROOT / "data/sample/ca")): path.read_bytes()
        for path in (ROOT / "data/sample/ca").rglob("*")
        if path.is_file() and path.suffix != ".parquet"  # Parquet's bytes are its writer's
    }
    written = {str(path.relative_to(tmp_path / "s")): path for path in (tmp_path / "s").rglob("*") if path.is_file()}
    assert len(shipped) >= 8
    for name, data in shipped.items():
        assert written[name].read_bytes() == data, name
