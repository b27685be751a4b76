"""An explanation as a self-contained HTML page: no network, no script, printable.

Every value is escaped and control characters are made visible. The layout is in ``templates/``.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.determinations.explanations import wording
from orchestration.determinations.explanations.blockers import list_questions, summarize
from orchestration.determinations.explanations.model import Explanation, format_name
from orchestration.files.html import load_templates


def format_html(explanation: Explanation) -> str:
    """Format the page with everything in the explanation."""
    templates = load_templates(Path(__file__).parent / "templates").overlay(finalize=_escape_value)
    page = templates.get_template("explanation.html")
    return page.render(
        explanation=explanation,
        summary=summarize(explanation),
        questions=list_questions(explanation),
        wording=wording,
        basis_formatter=wording.BasisFormatter(),
        format_name=format_name,
    )


def _escape_value(value: object) -> object:
    return wording.escape_control_characters(value) if type(value) is str else value
