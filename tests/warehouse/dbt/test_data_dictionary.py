"""The data dictionary: a page per schema, and contents that lead to every page."""

from __future__ import annotations

import re

from orchestration.settings import load_settings
from orchestration.warehouse.dbt.data_dictionary import CONTENTS, SCHEMAS, format_dictionary, format_dictionary_pages
from orchestration.warehouse.dbt.manifest import load_manifest


def test_every_table_is_on_the_page_of_its_schema_and_every_link_leads_somewhere() -> None:
    manifest = load_manifest(load_settings())
    pages = format_dictionary_pages(manifest, {"ledger.md": "what was filed"})
    assert set(pages) == {CONTENTS, *(f"{schema}.md" for schema in SCHEMAS)}
    assert set(re.findall(r"\]\((\w+\.md)\)", pages[CONTENTS])) == {"ledger.md", *pages} - {CONTENTS}
    for schema in SCHEMAS:
        page = pages[f"{schema}.md"]
        headings = re.findall(r"^### (\S+)$", page, flags=re.MULTILINE)
        assert re.findall(r"\]\(#(\S+)\)", page) == [heading.replace(".", "") for heading in headings] != []
        assert all(f"### {heading}\n" in format_dictionary(manifest) for heading in headings)
