"""An explanation as one page that needs nothing beside it: no network, no script, printable.

What belongs here: filling the template. What does not: the words (``wording``), the form (``templates/``). Every value
is escaped, and signs that nobody would see are written out.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.determinations.explanations import wording
from orchestration.determinations.explanations.model import Explanation, in_words
from orchestration.files.html import templates_in


def explanation_as_html(explanation: Explanation) -> str:
    """The page, with everything there is."""
    templates = templates_in(Path(__file__).parent / "templates").overlay(finalize=_written_out)
    page = templates.get_template("explanation.html")
    return page.render(told=explanation, wording=wording, rests_on=wording.RestsOn(), in_words=in_words)


def _written_out(value: object) -> object:
    return wording.visible(value) if type(value) is str else value
