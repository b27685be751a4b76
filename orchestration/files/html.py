"""Templates of pages people open in a browser: one way to read them, for all rooms that write a page."""

from __future__ import annotations

from pathlib import Path

import jinja2

FRAMES = Path(__file__).with_name("frames")


def load_templates(folder: Path) -> jinja2.Environment:
    """The templates of ``folder``, which can extend a frame: values are escaped, a name that is not given is an error,
    and no block leaves a blank line behind."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder, FRAMES]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
