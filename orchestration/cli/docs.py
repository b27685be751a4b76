"""The command ``lookback docs``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import HomeOption, StateOption, load_command_settings
from orchestration.cli.reference import format_command_page
from orchestration.filing.ledger.data_dictionary import format_ledger_page
from orchestration.law.reference_page import build_law_page
from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse.dbt.data_dictionary import DICTIONARY_FILE, format_dictionary
from orchestration.warehouse.dbt.manifest import load_manifest

REFERENCE = Path("docs") / "reference"


def docs(
    state: StateOption = None,
    home: HomeOption = None,
    out: Annotated[Path, typer.Option("--out", help="Folder of the reference pages.")] = PROJECT_ROOT / REFERENCE,
) -> None:
    """Write the reference pages: commands, data dictionary, and the state's law."""
    from orchestration.cli.app import app  # (the list of commands names this one)

    settings = load_command_settings(home=home, state=state)
    pages = {
        out / "cli.md": format_command_page(typer.main.get_command(app)),
        out / DICTIONARY_FILE: format_dictionary(load_manifest(settings)) + format_ledger_page(),
        out / "law" / f"{settings.state}.md": build_law_page(settings.models, settings.state),
    }
    for path, page in pages.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
        typer.echo(f"wrote {path}")
