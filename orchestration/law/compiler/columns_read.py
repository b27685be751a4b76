"""Which columns compiled models read: their words, with those of the macros that they are written in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jinja2

_WORD = re.compile(r"\w+")
_COMMENT = re.compile("--.*")


class _Elsewhere(jinja2.Undefined):
    """A macro that reads no column of the facts: of law tables, of dbt."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def __call__(self, *_: Any, **__: Any) -> str:  # type: ignore[override]
        return ""


def list_words(models: Iterable[str], words: Path) -> set[str]:
    """List the words of the SQL that models become: each column that they read is one of them.

    ``words``: the first of the files of macros that compiled law is written in, beside which the others lie.
    """
    environment = jinja2.Environment(undefined=_Elsewhere, extensions=["jinja2.ext.do"], autoescape=False)
    texts = [path.read_text(encoding="utf-8") for path in sorted(words.parent.glob("compiled_*.sql"))]
    macros = environment.from_string("\n".join(texts)).module
    environment.globals.update({name: one for name, one in vars(macros).items() if not name.startswith("_")})
    rendered = (environment.from_string(text).render() for text in models)
    return {word for sql in rendered for word in _WORD.findall(_COMMENT.sub("", sql))}
