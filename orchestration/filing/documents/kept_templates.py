"""The templates a batch was begun with, kept beside the ledger: whatever is edited later, it is written with these.

A set is the files that one kind of batch is set with, and their rows of the register, whose last column prints
something too. It names no one.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import fields
from datetime import date
from pathlib import Path

from orchestration.files.atomic import build_dir, sync_all_to_disk, sync_to_disk
from orchestration.files.publish_dir import hash_file
from orchestration.filing.documents.by_law import FURTHER_TEMPLATES, LAW_TEMPLATES
from orchestration.filing.documents.by_order import ORDER_TEMPLATES
from orchestration.filing.documents.content import COURT_ORDER, OPERATION_OF_LAW
from orchestration.filing.documents.templates import (
    REGISTER,
    TEMPLATES,
    Template,
    TemplateError,
    read_template,
    read_templates_in_force,
)
from orchestration.filing.ledger.batch import TemplatesOfBatch

FURTHER_COURTS = "further_courts"
TEMPLATES_OF = {
    COURT_ORDER: ORDER_TEMPLATES,
    OPERATION_OF_LAW: LAW_TEMPLATES,
    FURTHER_COURTS: FURTHER_TEMPLATES,
}
"""Of a batch by who grants the relief, and of notices to courts that are told later."""
_COLUMNS = [field.name for field in fields(Template) if field.name != "folder"]


def keep_templates(kept: Path, state: str, kind: str, day: date, templates: Path = TEMPLATES) -> TemplatesOfBatch:
    """Keep what a batch of this ``kind`` and day is set with under ``kept``; its set. Kept before, nothing is written.

    Raises ``TemplateError`` where a template cannot be used.
    """
    in_force = read_templates_in_force(state, day, templates)
    used = {found.template_id: found for name in TEMPLATES_OF[kind] for found in in_force.used(name)}
    contents = {template.file: read_template(template) for template in used.values()}
    register = _format_register([used[name] for name in sorted(used)])
    told = TemplatesOfBatch(hashlib.sha256(register).hexdigest(), {name: used[name].sha256 for name in sorted(used)})
    final = kept / told.template_set
    if final.exists():
        return told
    with build_dir(final) as building:
        (building / state).mkdir()
        for name, content in {**contents, REGISTER: register}.items():
            (building / state / name).write_bytes(content)
        sync_all_to_disk(building)
        building.rename(final)
        sync_to_disk(kept)
    return told


def find_set(kept: Path, template_set: str, state: str) -> Path:
    """The folder that a set was kept in, to be used like that of all templates. Raises ``TemplateError`` where it is
    gone or its register is not what was kept; each file is compared with the register when it is used."""
    register = kept / template_set / state / REGISTER
    if not register.is_file():
        raise TemplateError(f"{register}: the templates the batch was begun with are gone: restore the folder")
    if hashlib.sha256(register.read_bytes()).hexdigest() != template_set:
        raise TemplateError(f"{register} is not what was kept when the batch was begun: restore the folder")
    return kept / template_set


def find_faults_of_set(kept: Path, told: TemplatesOfBatch, state: str) -> list[str]:
    """What is missing of a set that a batch names, or is not what was kept; a sentence each."""
    try:
        register = find_set(kept, told.template_set, state) / state / REGISTER
    except TemplateError as gone:
        return [str(gone)]
    with register.open(encoding="utf-8", newline="") as file:
        files = {row["template_id"]: register.with_name(row["file"]) for row in csv.DictReader(file)}
    return [
        f"the template {name} it was begun with is not what was kept"
        for name, sha256 in told.hashes.items()
        if not (name in files and files[name].is_file() and hash_file(files[name]) == sha256)
    ]


def _format_register(templates: list[Template]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for template in templates:
        values = (getattr(template, name) for name in _COLUMNS)
        writer.writerow(["" if value is None else str(value) for value in values])
    return text.getvalue().encode()
