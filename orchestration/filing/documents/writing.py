"""Write the documents of a batch as a folder of PDF files; equal content gives equal bytes."""

from __future__ import annotations

from pathlib import Path

from orchestration.filing.documents.by_law import write_law_documents
from orchestration.filing.documents.by_list import write_list_documents
from orchestration.filing.documents.by_order import LINES_PER_LIST, write_order_documents
from orchestration.filing.documents.content import BatchContent
from orchestration.filing.documents.figures import compute_figures, sort_lines
from orchestration.filing.documents.files import DocumentFolder
from orchestration.filing.documents.templates import TEMPLATES, read_templates_in_force
from orchestration.filing.documents.typesetting import Typesetter

WRITERS = {
    "court_order": write_order_documents,
    "operation_of_law": write_law_documents,
    "repository_list_list": write_list_documents,
    "repository_list_order": write_order_documents,
}
"""What writes the documents of each kind of batch (``BatchContent.kind``)."""


def write_summary(content: BatchContent, typesetter: Typesetter, folder: Path) -> None:
    """Write the summary of a batch that is not filed yet.

    Raises:
        TemplateError: A template cannot be used.
    """
    said = compute_figures(content, sort_lines(content.lines))
    (folder / "summary.pdf").write_bytes(typesetter.set_document("summary", said))


def write_documents(
    content: BatchContent, folder: Path, *, templates: Path = TEMPLATES, lines_per_list: int = LINES_PER_LIST
) -> list[Path]:
    """Write every document of the batch to ``folder`` and return the files by name.

    ``documents.json`` names each document with its template and hash, and each template with its SHA-256.

    Raises:
        ValueError: The content is no valid batch.
        TemplateError: A template cannot be used.
    """
    if content.kind not in WRITERS:
        raise ValueError(f"relief by {content.kind!r} has no documents")
    if not content.lines:
        raise ValueError("a batch has at least one line")
    if {(line.remedy_id, line.relief, line.basis) for line in content.lines} != {
        (content.remedy_id, content.relief, content.basis)
    }:
        raise ValueError("all lines of a batch share one remedy, relief and basis")
    typesetter = Typesetter(
        read_templates_in_force(content.state, content.as_of_date, templates),
        content.as_of_date,
        content.templates,
        by=f"{content.proposed_by}; {content.approved_by}",
    )
    folder.mkdir(parents=True, exist_ok=True)
    written = DocumentFolder(folder)
    WRITERS[content.kind](content, typesetter, written, lines_per_list)
    written.write_document_list(typesetter.used, typesetter.demonstration)
    return written.paths
