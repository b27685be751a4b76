"""An explanation as one page that needs nothing beside it: no network, no script, printable.

What belongs here: filling the template. What does not: the words (``wording``), the form (``templates/``). Every value
is escaped, and signs that nobody would see are written out.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.determinations.explanations import wording
from orchestration.determinations.explanations.model import Explanation, format_name
from orchestration.files.html import load_templates


def format_html(explanation: Explanation) -> str:
    """The page, with everything there is."""
    templates = load_templates(Path(__file__).parent / "templates").overlay(finalize=_escape_control_signs)
    page = templates.get_template("explanation.html")
    return page.render(told=explanation, wording=wording, rests_on=wording.RestsOn(), in_words=format_name)


def _escape_control_signs(value: object) -> object:
    return wording.escape_control_signs(value) if type(value) is str else value
