"""An explanation as one page that needs nothing beside it: no network, no script, printable.

What belongs here: filling the template. What does not: the words (``wording``), the form (``templates/``). Every value
is escaped, and signs that nobody would see are written out.
"""

from __future__ import annotations

from pathlib import Path

import jinja2

from orchestration.explain import wording
from orchestration.explain.explanation import Explanation, in_words


def explanation_as_html(explanation: Explanation) -> str:
    """The page."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: wording.visible(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("explanation.html").render(told=explanation, wording=wording, in_words=in_words)
