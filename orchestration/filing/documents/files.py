"""Writing documents into a batch folder, with the list of their templates and hashes.

Neither a name nor the list holds personal data. The caller publishes the folder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

SEALED = "sealed"
DOCUMENTS_FILE = "documents.json"
INDEX_FILE = "SHA256SUMS"


class DocumentFolder:
    """The documents written to an existing folder so far."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._documents: dict[str, dict[str, str]] = {}
        self._draw_others: list[Path] = []

    @property
    def paths(self) -> list[Path]:
        """Every file written, by name."""
        return sorted([*(self._folder / name for name in self._documents), *self._draw_others])

    def document(self, name: str | Path, template_id: str, content: bytes) -> None:
        """Write a document that was set with a template."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        told = path.relative_to(self._folder).as_posix()
        self._documents[told] = {"template": template_id, "sha256": hashlib.sha256(content).hexdigest()}

    def write_exhibit_index(self) -> str:
        """Write the hash of each sealed file, in the format of ``sha256sum -c``, and return the hash of that index."""
        lines = [
            f"{told['sha256']}  {Path(name).name}\n"
            for name, told in sorted(self._documents.items())
            if name.startswith(f"{SEALED}/")
        ]
        content = "".join(lines).encode()
        path = self._folder / SEALED / INDEX_FILE
        path.write_bytes(content)
        self._draw_others.append(path)
        return hashlib.sha256(content).hexdigest()

    def write_document_list(self, templates: Mapping[str, str], demonstration: str = "") -> None:
        """Write ``documents.json``: each document with its template and hash, each template with its hash.

        ``demonstration``: what each page says if it is one.
        """
        path = self._folder / DOCUMENTS_FILE
        told: dict[str, object] = {"documents": self._documents, "templates": dict(templates)}
        told |= {"demonstration": demonstration} if demonstration else {}
        path.write_text(json.dumps(told, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        self._draw_others.append(path)
