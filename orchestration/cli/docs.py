"""The command ``lookback docs``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import HomeOption, StateOption, load_command_settings
from orchestration.cli.reference import format_command_page
from orchestration.filing.ledger.data_dictionary import format_ledger_page
from orchestration.law.pack_files.checked import format_schema
from orchestration.law.pack_files.page import format_page_beside
from orchestration.law.reference_page import build_law_page
from orchestration.law.tables import read_packs
from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse.dbt.data_dictionary import CONTENTS, format_dictionary_pages
from orchestration.warehouse.dbt.manifest import load_manifest

REFERENCE = Path("docs") / "reference"
LEDGER_PAGE, LEDGER_HOLDS = "ledger.md", "lines that were proposed, and every step since (SQLite, not in the warehouse)"


def docs(
    state: StateOption = None,
    home: HomeOption = None,
    out: Annotated[Path, typer.Option("--out", help="Folder of the reference pages.")] = PROJECT_ROOT / REFERENCE,
) -> None:
    """Write the reference pages: commands, data dictionary, the state's law and its packs, and the schema of packs."""
    from orchestration.cli.app import app  # (the list of commands names this one)

    settings = load_command_settings(home=home, state=state)
    dictionary = format_dictionary_pages(load_manifest(settings), {LEDGER_PAGE: LEDGER_HOLDS})
    dictionary[LEDGER_PAGE] = f"# The ledger\n\n[All schemas]({CONTENTS})\n{format_ledger_page()}"
    pages = {
        out / "cli.md": format_command_page(typer.main.get_command(app)),
        **{out / "data_dictionary" / name: page for name, page in dictionary.items()},
        out / "law" / f"{settings.state}.md": build_law_page(settings.models, settings.state),
        **{
            out / "law" / f"{settings.state}_{file.pack.pack}.md": format_page_beside(file, settings.models)
            for file in read_packs(settings.models, settings.state)
        },
        out / "law_pack.schema.json": format_schema(),
    }
    for path, page in pages.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
        typer.echo(f"wrote {path}")
