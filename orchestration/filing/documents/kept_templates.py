"""The templates a batch was started with, kept beside the ledger so that later edits do not change it.

A set has the files of one kind of batch and their rows of the register, whose last column is printed too. It names no
person.
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
from orchestration.filing.documents.by_list import LIST_TEMPLATES
from orchestration.filing.documents.by_order import ORDER_TEMPLATES, UNMOVED_TEMPLATES
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
    "court_order": ORDER_TEMPLATES,
    "operation_of_law": LAW_TEMPLATES,
    "repository_list_list": LIST_TEMPLATES,
    "repository_list_order": UNMOVED_TEMPLATES,
    FURTHER_COURTS: FURTHER_TEMPLATES,
}
"""Templates of each kind of batch (``BatchContent.kind``), and of notices to further courts."""
_COLUMNS = [field.name for field in fields(Template) if field.name != "folder"]


def keep_templates(kept: Path, state: str, kind: str, day: date, templates: Path = TEMPLATES) -> TemplatesOfBatch:
    """Keep under ``kept`` the templates of this ``kind`` of batch and day, unless kept before, and return the set.

    Raises:
        TemplateError: A template cannot be used.
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
    """Return the folder of a kept set, to be used like the folder of all templates.

    Each file is compared with the register on use.

    Raises:
        TemplateError: The set is gone, or its register was changed.
    """
    register = kept / template_set / state / REGISTER
    if not register.is_file():
        raise TemplateError(f"{register}: the templates of the batch are gone: restore the folder from a backup")
    if hashlib.sha256(register.read_bytes()).hexdigest() != template_set:
        raise TemplateError(f"{register} was changed since the batch was started: restore the folder from a backup")
    return kept / template_set


def find_faults_of_set(kept: Path, told: TemplatesOfBatch, state: str) -> list[str]:
    """Return missing or changed files of a batch's set, one sentence each."""
    try:
        register = find_set(kept, told.template_set, state) / state / REGISTER
    except TemplateError as gone:
        return [str(gone)]
    with register.open(encoding="utf-8", newline="") as file:
        files = {row["template_id"]: register.with_name(row["file"]) for row in csv.DictReader(file)}
    return [
        f"its kept template {name} was changed"
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
