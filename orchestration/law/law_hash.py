"""The hash of what decides under a state's law: packs, law tables, SQL rules, and the macros they use."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from orchestration.law.tables import read_packs

_JINJA_COMMENT = re.compile(r"(?:\s*\{#-|\{#).*?(?:-#\}\s*|#\})", re.DOTALL)
_LITERAL_OR_BLANK = re.compile(
    r"(?P<literal>'(?:[^']|'')*'|\"[^\"]*\")"
    # A SQL comment that holds Jinja can render to more than a comment, so it stays.
    r"|(?:\s|--(?:(?!\{\{|\{%)[^\n])*(?=\n|\Z)|/\*(?:(?!\{\{|\{%|\*/).)*\*/)+",
    re.DOTALL,
)
_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+).*?\{%-?\s*endmacro\s*-?%\}", re.DOTALL)
_CALLED_BY_DBT = re.compile(r"generate_\w+_name")
"""Macros that dbt itself calls for every model."""


def hash_law(models: Path, state: str) -> str:
    """Hash everything that decides under a state's law: its packs and law tables, and the SQL (``hash_code``).

    Comments, blanks, descriptions, pages and tests do not count, and neither do signatures.

    Raises:
        PackError: A pack is invalid.
    """
    folder = models / "rules" / state
    tables = [path for path in sorted(folder.rglob("*.csv")) if path.stem != f"{state}_signatures"]
    content = {
        "packs": {file.pack.pack: file.source.content for file in read_packs(models, state)},
        "tables": {path.name: [row for row in csv.reader(io.StringIO(_read_text(path))) if row] for path in tables},
        "code": hash_code(models, state),
    }
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


def hash_code(models: Path, state: str) -> str:
    """Hash the SQL that decides: compiled law, the rules and facts of a state and of every state, and their macros.

    Comments and blanks do not count. Staging and intermediate models decide nothing.
    """
    folder = models / "rules" / state
    rules = [
        path
        for room in (folder, models / "rules" / "every_state")
        for path in sorted(room.rglob("*.sql"))
        if not {"macros", "tests"} & set(path.relative_to(room).parts)
    ]
    sql = {path.name: strip_sql(_read_text(path)) for path in rules}
    content = {"rules": sql, "macros": _select_used_macros(_read_macros(models, state), sql)}
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


@lru_cache(maxsize=1024)
def strip_sql(text: str) -> str:
    """Strip comments, and make each run of blanks outside literals one blank."""
    plain = _LITERAL_OR_BLANK.sub(lambda found: found["literal"] or " ", _JINJA_COMMENT.sub("", text))
    return plain.strip()


def _read_macros(models: Path, state: str) -> Mapping[str, Sequence[str]]:
    """Read every macro that the state's rules could call, by name."""
    folders = [models.parent / "dbt_project", *(models / room / state for room in ("rules", "staging"))]
    folders.append(models / "staging" / "standard")
    found: dict[str, list[str]] = {}
    for folder in folders:
        for path in sorted((folder / "macros").rglob("*.sql")):
            for macro in _MACRO.finditer(strip_sql(_read_text(path))):
                found.setdefault(macro[1], []).append(macro[0])
    return found


def _select_used_macros(macros: Mapping[str, Sequence[str]], sql: Mapping[str, str]) -> dict[str, Sequence[str]]:
    """Select the macros that the SQL names, and those that these name."""
    used = {name for name in macros if _CALLED_BY_DBT.fullmatch(name)}
    texts = [*sql.values(), *(text for name in used for text in macros[name])]
    while texts:
        named = {word for text in texts for word in _list_words(text)} & macros.keys() - used
        used |= named
        texts = [text for name in named for text in macros[name]]
    return {name: macros[name] for name in sorted(used)}


@lru_cache(maxsize=2048)
def _list_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text))


def _read_text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")
