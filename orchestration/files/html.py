"""Jinja environment for every room that writes HTML pages."""

from __future__ import annotations

from pathlib import Path

import jinja2

FRAMES = Path(__file__).with_name("frames")


def load_templates(folder: Path) -> jinja2.Environment:
    """Load the templates of ``folder``, which can extend a frame. Values are escaped; an undefined name is an error."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder, FRAMES]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
