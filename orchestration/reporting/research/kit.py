"""Research kit: the research schema filled with synthetic people, to write questions against anywhere.

It comes from a real run over generated deliveries in a temporary home, so schema and oddities are those of real data.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from orchestration.reporting.research.database import copy_schema
from orchestration.reporting.research.sandbox import SCHEMA
from orchestration.settings import load_settings

DATABASE = "research_kit.duckdb"
"""Not named like its schema: DuckDB would find `research.people` ambiguous."""
QUESTIONS = Path(__file__).parent / "questions"
CUT = date(2026, 3, 1)
AS_OF = date(2026, 6, 1)

_README = """# Research kit

**Everything here is synthetic: {people:,} invented people, by `lookback sample --seed {seed}`, as of {as_of}.** Its
figures say nothing about any state; the schema is the one that questions are run on.

| file | what |
|---|---|
| `{database}` | the schema `research`, for DuckDB 1.4.0 and later |
| `data_dictionary.md` | description of each table and column |
| `questions/` | example questions; the heading of each describes its columns |

Write a question against `{database}`, and submit it: `lookback research run FILE.sql` runs it on real rows. Answers
are rounded to 5, and a count that rounds to 10 or less, or is about fewer than 13 people, is left out. Write counts as
`count(*)` or `count(distinct …)`, with `filter` where needed, and groups in `group by`: Lookback cannot judge
other forms, and their answers need a reason to be released. Measures are means and medians of a column; compute shares
from the counts of the answer.
"""


def write_kit(out: Path, state: str, people: int, seed: int) -> Path:
    """Write the kit to the new or empty folder ``out``.

    Raises:
        FileExistsError: The folder is not empty.
        LookupError: The state has no generator of invented deliveries.
    """
    from orchestration.ingestion.load import ingest
    from orchestration.ingestion.request import IngestionRequest
    from orchestration.ingestion.synthetic import load_generator
    from orchestration.warehouse.connection import open_warehouse
    from orchestration.warehouse.dbt.manifest import load_manifest
    from orchestration.warehouse.dbt.runner import STAGES, build_stage

    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty: give a new folder")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as room:
        sample, settings = Path(room) / "sample", load_settings(home=Path(room) / "home", state=state)
        load_generator(state).write_sample(
            people=people, seed=seed, out=sample, counties=None, cut_date=CUT, with_others=True
        )
        ingest(settings, IngestionRequest(paths=(sample,), as_of_date=AS_OF))
        for stage in STAGES:
            build_stage(settings, stage)
        with open_warehouse(settings) as connection:
            copy_schema(connection, out / DATABASE)
        (out / "data_dictionary.md").write_text(format_dictionary(load_manifest(settings)), encoding="utf-8")
    shutil.copytree(QUESTIONS, out / "questions")
    readme = _README.format(people=people, seed=seed, as_of=AS_OF, database=DATABASE)
    (out / "README.md").write_text(readme, encoding="utf-8")
    return out


def format_dictionary(manifest: Mapping[str, Any]) -> str:
    """Format the data dictionary of the research schema."""
    from orchestration.warehouse.dbt.data_dictionary import format_dictionary_table

    nodes = [
        node for node in manifest["nodes"].values() if node["resource_type"] == "model" and node["schema"] == SCHEMA
    ]
    tables = [format_dictionary_table(node) for node in sorted(nodes, key=lambda node: str(node["name"]))]
    return "".join(["# The schema research\n", *tables])
