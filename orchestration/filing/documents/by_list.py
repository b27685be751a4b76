"""Documents of a batch by list: summary and cover page. The list itself is data.

The cover page says whom the list is for, how often one goes, what a line holds, what is asked and by when, and which
steps follow.
"""

from __future__ import annotations

from orchestration.filing.documents.by_order import LINES_PER_LIST
from orchestration.filing.documents.content import BatchContent
from orchestration.filing.documents.figures import compute_figures, sort_lines
from orchestration.filing.documents.files import DocumentFolder
from orchestration.filing.documents.typesetting import Typesetter

LIST_TEMPLATES = ("summary", "list_cover")
"""Templates of these documents."""


def write_list_documents(
    content: BatchContent, typesetter: Typesetter, written: DocumentFolder, lines_per_list: int = LINES_PER_LIST
) -> None:
    """Write the documents."""
    said = compute_figures(content, sort_lines(content.lines))
    for name, template in (("summary.pdf", "summary"), ("cover_page.pdf", "list_cover")):
        written.document(name, template, typesetter.set_document(template, said))
