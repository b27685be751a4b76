"""Templates of a state: plain Typst files that a lawyer can edit, registered with their days and hash.

The neutral ones (``typst/neutral``) serve every state. A state may register its own in ``typst/<st>``: one of the same
id takes the place of the neutral one, also where another template imports it. A file that was edited but not registered
is refused, so that no batch names a text it does not hold.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

TEMPLATES = Path(__file__).parent / "typst"
REGISTER, NEUTRAL = "templates.csv", "neutral"
IMPORT = re.compile(r'#(?:import|include)\s+"([^"]*)"')


class TemplateError(RuntimeError):
    """A template is missing, differs from the register, or is not the one the batch was started with."""


@dataclass(frozen=True)
class Template:
    """One file of a state's templates. ``reviewed_by`` is empty until counsel has reviewed the wording."""

    template_id: str
    language: str
    file: str
    effective_from: date
    effective_to: date | None
    sha256: str
    reviewed_by: str
    folder: Path

    def is_in_force(self, day: date) -> bool:
        """Return whether documents of this day use it."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True)
class Templates:
    """The templates of a state in force on one day."""

    folder: Path
    in_force: Mapping[str, Template]

    @property
    def folders(self) -> set[Path]:
        """The folders that they lie in."""
        return {template.folder for template in self.in_force.values()}

    def named(self, template_id: str) -> Template:
        """Return the template in force.

        Raises:
            TemplateError: There is none.
        """
        if template_id not in self.in_force:
            raise TemplateError(f"{self.folder / REGISTER}: no template {template_id!r} is in force on that day")
        return self.in_force[template_id]

    def used(self, template_id: str) -> Sequence[Template]:
        """Return the template and every file it imports, each checked against the register."""
        by_file = {template.file: template for template in self.in_force.values()}
        found: dict[str, Template] = {}
        waiting = [self.named(template_id)]
        while waiting:
            template = waiting.pop()
            if template.template_id in found:
                continue
            found[template.template_id] = template
            for name in IMPORT.findall(read_template(template).decode("utf-8")):
                if name not in by_file:
                    raise TemplateError(
                        f"{template.folder / template.file} imports {name!r}, which is not in the register"
                    )
                waiting.append(by_file[name])
        return [found[name] for name in sorted(found)]


def read_templates_in_force(state: str, day: date, folder: Path = TEMPLATES) -> Templates:
    """Read the templates of ``state`` in force on ``day``.

    Raises:
        TemplateError: The register cannot be used.
    """
    where = folder / state
    folders = [one for one in (folder / NEUTRAL, where) if (one / REGISTER).is_file()]
    if not folders:
        raise TemplateError(f"{where / REGISTER}: no templates are registered for this state")
    in_force: dict[str, Template] = {}
    for one in folders:
        in_force |= _read_register(one, day)
    return Templates(where, in_force)


def _read_register(where: Path, day: date) -> dict[str, Template]:
    in_force: dict[str, Template] = {}
    with (where / REGISTER).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            template = Template(
                row["template_id"],
                row["language"],
                row["file"],
                date.fromisoformat(row["effective_from"]),
                date.fromisoformat(row["effective_to"]) if row["effective_to"] else None,
                row["sha256"],
                row["reviewed_by"],
                where,
            )
            if not template.is_in_force(day):
                continue
            if template.template_id in in_force:
                raise TemplateError(f"{where / REGISTER}: two templates {template.template_id!r} on one day")
            in_force[template.template_id] = template
    return in_force


def read_template(template: Template) -> bytes:
    """Read the template's bytes.

    Raises:
        TemplateError: They differ from the register.
    """
    path = template.folder / template.file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TemplateError(f"{path}: {error.strerror}") from None
    found = hashlib.sha256(content).hexdigest()
    if found != template.sha256:
        raise TemplateError(f"{path} has the SHA-256 {found}, but {REGISTER} has {template.sha256}")
    return content
