"""Set a document: a template and its data in, the bytes of a tagged PDF out.

Only the fonts of Typst's own package are used (Libertinus Serif, New Computer Modern, DejaVu Sans Mono; free licences).
They are embedded. Typst refuses to write a file that is not PDF/UA-1.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import typst

from orchestration.filing.documents.formatting import format_data
from orchestration.filing.documents.templates import Template, TemplateError, Templates
from orchestration.law.demonstration import SAYS, is_demonstration

STANDARD: Final = "ua-1"
AT_A_TIME = 2
"""Documents set at the same time, each by a compiler of its own."""


class Typesetter:
    """Sets documents of one day with the templates in force, and remembers which it used.

    ``begun_with``: id and SHA-256 of the templates the batch was started with; empty for a new one. ``by``: who had a
    part in it, with ``; `` between; if one of them is an account of a demonstration, or the run ``is_synthetic``, each
    page says so.
    """

    def __init__(
        self,
        templates: Templates,
        day: date,
        begun_with: Mapping[str, str] | None = None,
        by: str = "",
        *,
        is_synthetic: bool = False,
    ) -> None:
        self._templates = templates
        self._day = day
        self._begun_with = begun_with or {}
        self._demonstration = SAYS if is_synthetic or is_demonstration(by.split(";")) else ""
        self._gathered = _gather(templates)
        self._root = Path(self._gathered.name) if self._gathered else next(iter(templates.folders), templates.folder)
        self._compilers = [typst.Compiler(root=str(self._root), ignore_system_fonts=True) for _ in range(AT_A_TIME)]
        self._looked_at: dict[str, dict[str, str]] = {}

    @property
    def used(self) -> Mapping[str, str]:
        """Id and SHA-256 of every template used so far."""
        return dict(sorted((name, sha) for hashes in self._looked_at.values() for name, sha in hashes.items()))

    @property
    def demonstration(self) -> str:
        """What each page says if it is of a demonstration; else empty."""
        return self._demonstration

    def set_document(self, template_id: str, data: Mapping[str, Any]) -> bytes:
        """Set one document. ``data`` is what the template reads beside the day and its own register entry.

        Raises:
            TemplateError: The template uses a value that is not there. The message shows none of the data.
        """
        return self._set(0, *self._told(template_id, data))

    def set_documents(self, wanted: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[bytes]:
        """Set many documents in order, ``AT_A_TIME`` in parallel: the typesetter releases Python's lock while it works.

        Raises:
            TemplateError: As for ``pdf``.
        """
        coming: deque[Future[bytes]] = deque()
        with ThreadPoolExecutor(max_workers=AT_A_TIME) as beside:
            for place, (template_id, data) in enumerate(wanted):
                coming.append(beside.submit(self._set, place % AT_A_TIME, *self._told(template_id, data)))
                if len(coming) >= AT_A_TIME:
                    yield coming.popleft().result()
            while coming:
                yield coming.popleft().result()

    def _told(self, template_id: str, data: Mapping[str, Any]) -> tuple[Template, dict[str, Any]]:
        template = self._check_template(template_id)
        told = format_data(
            {
                "language": template.language,
                "is_reviewed": bool(template.reviewed_by),
                "demonstration": self._demonstration,
                **data,
            },
            template.language,
        )
        told["document_day"] = [self._day.year, self._day.month, self._day.day]
        return template, told

    def _set(self, which: int, template: Template, told: Mapping[str, Any]) -> bytes:
        try:
            made = self._compilers[which].compile(
                input=str(self._root / template.file),
                format="pdf",
                sys_inputs={"content": json.dumps(told, ensure_ascii=False)},
                pdf_standards=[STANDARD],
                timestamp=0,
            )
        except typst.TypstError as error:
            raise TemplateError(f"{template.folder / template.file}: {_strip_data(str(error), told)}") from None
        if not isinstance(made, bytes):
            raise TemplateError(f"{template.folder / template.file}: the typesetter returned no file")
        return made

    def _check_template(self, template_id: str) -> Template:
        if template_id not in self._looked_at:
            hashes = {template.template_id: template.sha256 for template in self._templates.used(template_id)}
            for name, sha in hashes.items():
                if self._begun_with.get(name, sha) != sha:
                    raise TemplateError(f"the batch was started with another version of the template {name!r}")
            self._looked_at[template_id] = hashes
        return self._templates.named(template_id)


def _gather(templates: Templates) -> TemporaryDirectory[str] | None:
    """Copy templates of several folders into one, since a template imports others from its own; None of one folder."""
    if len(templates.folders) < 2:
        return None
    gathered = TemporaryDirectory(prefix="lookback-templates-")
    for template in templates.in_force.values():
        if (template.folder / template.file).is_file():
            shutil.copy(template.folder / template.file, gathered.name)
    return gathered


def _strip_data(message: str, told: Any) -> str:
    """Strip the data from the typesetter's message, and all text after its first quote: either may be a name."""
    first = message.splitlines()[0] if message else ""
    for text in sorted(set(_find_texts(told)), key=len, reverse=True):
        first = first.replace(text, "…")
    return re.split(r"[\"'`“‘]", first, maxsplit=1)[0].strip(" :")


def _find_texts(told: Any) -> Iterator[str]:
    if isinstance(told, str) and len(told) > 1:
        yield told
    elif isinstance(told, Mapping):
        for inner in told.values():
            yield from _find_texts(inner)
    elif isinstance(told, list):
        for inner in told:
            yield from _find_texts(inner)
