"""The first step of every run: find, read, select, check and register deliveries, and load the law."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

import duckdb

from orchestration.ingestion.decisions.accepted_gates import NO_FILE, read_accepted_gates
from orchestration.ingestion.decisions.claims import read_claim_words, read_claims
from orchestration.ingestion.decisions.facts import read_established_facts, read_known_facts
from orchestration.ingestion.decisions.identity import read_identity_decisions
from orchestration.ingestion.decisions.vocabulary import Vocabulary, read_added_wordings
from orchestration.ingestion.deliveries.discovery import Delivery, Refusal, find_deliveries
from orchestration.ingestion.deliveries.naming import match_county_prefix
from orchestration.ingestion.deliveries.progress import Progress
from orchestration.ingestion.deliveries.read_delivery import Receipt
from orchestration.ingestion.deliveries.read_parallel import read_side_by_side
from orchestration.ingestion.deliveries.receipt import remove_leftovers
from orchestration.ingestion.deliveries.select_current import (
    check_freshness,
    check_others,
    choose_in_force,
    find_too_old,
)
from orchestration.ingestion.delivery_profiles import register_profiles
from orchestration.ingestion.layouts.layout import HISTORY, Layout, load_layout
from orchestration.ingestion.missing_sources import MissingSource, find_missing_sources
from orchestration.ingestion.previous_run import read_previous_counties, read_previous_other_deliveries
from orchestration.ingestion.registration import (
    ManualInputs,
    RunParameters,
    register_missing_sources,
    register_run,
)
from orchestration.ingestion.request import IngestionRequest
from orchestration.law.compiler.files import refuse_outdated
from orchestration.law.loading import load_law
from orchestration.law.policies import Policy, load_policies
from orchestration.law.policies.counties import read_counties
from orchestration.law.questions.decisions import read_in_force
from orchestration.law.signatures import read_installation_signatures
from orchestration.law.version import compute_run_law
from orchestration.settings import DISTRIBUTION, Settings
from orchestration.warehouse.connection import begin_transaction, open_warehouse
from orchestration.warehouse.run_history import begin_run
from orchestration.warehouse.run_identity import compute_run_id, compute_software_version


class NoCurrentDeliveryError(RuntimeError):
    """No delivery can be used. The message has a line for each refused file."""

    def __init__(
        self, as_of_date: date, refusals: Sequence[Refusal], later: Sequence[Delivery], left_out: Sequence[Delivery]
    ) -> None:
        lines = [f"refused {refusal.file_name}: {refusal.reason}" for refusal in refusals]
        lines += [f"left out {delivery.file_name}: by --leave-out {delivery.county!r}" for delivery in left_out]
        next_steps = ["mend or replace the refused files"] if refusals else []
        next_steps += ["leave fewer counties out"] if left_out else []
        if later:
            first = min(delivery.data_as_of for delivery in later)
            lines.append(f"{_count_label(len(later))} not current yet: the earliest cut date is {first}")
            next_steps.append(f"run with --as-of {first}")
        last = f"no delivery is current on {as_of_date}: nothing was done"
        super().__init__("\n".join([*lines, f"{last}. Next: {', or '.join(next_steps)}" if next_steps else last]))


class NoDeliveriesError(RuntimeError):
    """No file was named, and the folder of the state's deliveries is missing or empty."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"expected files of the state in {folder}, found none: put them there, or name files or folders"
        )


@dataclass(frozen=True)
class IngestionResult:
    """The deliveries and manual inputs of a run.

    ``in_force``: current deliveries of all kinds, with ``receipts``. ``set_aside``: deliveries that are not current.
    ``left_out``: by option; ``unmatched_leave_out``: counties of that option without a history. The numbers count
    manual inputs and rows of the two profile tables, ``law_tables`` the rows of each law table.
    """

    in_force: tuple[Delivery, ...]
    receipts: tuple[Receipt, ...]
    refusals: tuple[Refusal, ...]
    set_aside: tuple[Delivery, ...]
    decisions: int
    facts: int
    choices: int
    claims: int = 0
    untimely: int = 0
    missing_sources: int = 0
    added_wordings: int = 0
    column_profiles: int = 0
    conviction_counts: int = 0
    law_tables: Mapping[str, int] = field(default_factory=dict)
    left_out: tuple[Delivery, ...] = ()
    unmatched_leave_out: tuple[str, ...] = ()

    @property
    def accepted_rows(self) -> int:
        """Rows accepted in all current histories."""
        return self.count_accepted(HISTORY)

    def count_accepted(self, kind: str) -> int:
        """Count the rows accepted in all current deliveries of one kind."""
        pairs = zip(self.in_force, self.receipts, strict=True)
        return sum(receipt.accepted for delivery, receipt in pairs if delivery.kind == kind)

    @property
    def histories(self) -> tuple[Delivery, ...]:
        """The current histories."""
        return tuple(delivery for delivery in self.in_force if delivery.kind == HISTORY)

    def list_odd(self) -> list[str]:
        """List what is odd about current deliveries that are read: one sentence each."""
        mended = [
            f"{receipt.mended} was damaged since it was written: {receipt.file_name} was read again"
            for receipt in self.receipts
            if receipt.mended
        ]
        odd = [f"{receipt.file_name} {oddity}" for receipt in self.receipts for oddity in receipt.oddities]
        return [*mended, *odd] + [
            f"{receipt.file_name} seems truncated: it ends within a row, as after an aborted transfer. The rows before "
            "were read; request the file again"
            for receipt in self.receipts
            if receipt.seems_cut_off
        ]

    def list_not_current(self, as_of_date: date) -> list[str]:
        """List deliveries that do not count on the day, one sentence each; replaced and later ones as a number."""
        there = {(one.kind, one.county) for one in self.in_force}
        by_name = [
            f"left out {one.file_name}: by --leave-out {one.county!r}, which every figure shows"
            for one in self.left_out
        ] + [
            f"nothing to leave out for {county!r}: it has no history; every figure shows the option"
            for county in self.unmatched_leave_out
        ]
        lacking = [one for one in self.set_aside if (one.kind, one.county) not in there and one.data_as_of > as_of_date]
        sentences = by_name + [
            f"not current {one.file_name}: its cut date {one.data_as_of} is after {as_of_date}, and {one.county} has "
            f"no older {'history' if one.kind == HISTORY else 'delivery of its kind'}"
            for one in lacking
        ]
        replaced = sum(one.data_as_of <= as_of_date for one in self.set_aside)
        if replaced:
            sentences.append(
                f"{_count_label(replaced)} set aside, replaced by another cut of the county "
                "(--cut COUNTY=DATE chooses another history)"
            )
        if later := len(self.set_aside) - replaced - len(lacking):
            sentences.append(f"{_count_label(later)} not current yet: cut after {as_of_date}")
        return sentences

    @property
    def rejected_lines(self) -> int:
        """Physical lines rejected in all current deliveries."""
        return sum(sum(receipt.rejected.values()) for receipt in self.receipts)


def _count_label(files: int) -> str:
    return f"{files:,} {'delivery' if files == 1 else 'deliveries'}"


def read_manual_inputs(settings: Settings, layout: Layout, policy: Policy | None) -> ManualInputs:
    """Read decisions, facts, claims and signatures from their files.

    Raises:
        IdentityFileError: The file of identity decisions is invalid.
        FactFileError: The file of facts is invalid.
        ClaimFileError: The file of claims is invalid.
        SignatureFileError: The file of signatures is invalid.
        VocabularyFileError: The file of added wordings is invalid.
    """
    return ManualInputs(
        decisions=read_identity_decisions(settings.identity_decisions, layout.notation),
        facts=read_established_facts(
            settings.established_facts, read_known_facts(settings.models, settings.state), layout.notation
        ),
        claims=read_claims(
            settings.claims,
            read_claim_words(settings.law_table("claims"), settings.law_table("parameters")),
            layout.notation,
        ),
        signatures=read_installation_signatures(settings.signatures),
        accepted=read_accepted_gates(settings.accepted_gates),
        added_wordings=read_added_wordings(settings.added_wordings, Vocabulary(settings.models, settings.state)),
        policy=policy,
    )


def ingest(settings: Settings, request: IngestionRequest, progress: Progress | None = None) -> IngestionResult:
    """Find, read, select, check and register the deliveries of one run, and load the law tables.

    What is too old or missing is registered too: the intake gate stops the run.
    After an error the warehouse still holds the previous run's registration. Errors of ``read_manual_inputs`` and
    ``load_run_policy`` pass through.

    Raises:
        NoDeliveriesError: The folder of deliveries is missing or empty.
        NoCurrentDeliveryError: No history can be used.
        UnknownCutError: A requested cut does not exist.
        ConservationError: Lines read and lines written differ.
    """
    layout = load_layout(settings.state)
    if request.paths == (settings.deliveries,) and not (
        settings.deliveries.is_dir() and any(settings.deliveries.iterdir())
    ):
        raise NoDeliveriesError(settings.deliveries)
    manual = read_manual_inputs(settings, layout, load_run_policy(settings, request.policy))
    everything, refusals = find_deliveries(request.paths, layout, request.data_as_of)
    left_out = [one for one in everything if one.kind == HISTORY and one.county in request.leave_out]
    found = [one for one in everything if one not in left_out]
    remove_leftovers(settings.intake / settings.state)
    read, broken, old = _read_current(settings, layout, request, found, progress)
    refusals += broken
    if not any(delivery.kind == HISTORY for delivery, _ in read):
        later = [one for one in found if one.kind == HISTORY and one.data_as_of > request.as_of_date]
        raise NoCurrentDeliveryError(request.as_of_date, refusals, later, left_out)
    with open_warehouse(settings) as connection:
        problems = check_freshness(
            [delivery for delivery, _ in read],
            request.as_of_date,
            request.max_data_age_days,
            read_previous_counties(connection),
            allow_stale="ALL" in request.allow_stale or request.allow_stale,
            allow_missing=(*request.allow_missing, *request.leave_out),
        ) + check_others(
            [*(delivery for delivery, _ in read), *old],
            read_previous_other_deliveries(connection),
            {one.kind: one.called for one in layout.others},
            allow_missing=request.allow_missing,
        )
        taken_in = IngestionResult(
            in_force=tuple(delivery for delivery, _ in read),
            receipts=tuple(receipt for _, receipt in read),
            refusals=tuple(refusals),
            set_aside=tuple(_list_set_aside(found, read, broken)),
            decisions=len(manual.decisions),
            facts=len(manual.facts),
            choices=len(manual.policy.rows()) if manual.policy else 0,
            claims=len(manual.claims),
            untimely=len(problems),
            added_wordings=len(manual.added_wordings),
            left_out=tuple(left_out),
            unmatched_leave_out=tuple(sorted({*request.leave_out} - {one.county for one in left_out})),
        )
        missing = _find_missing(connection, settings, layout, taken_in)
        parameters = _build_run_parameters(settings, request, taken_in, manual, missing)
        folder = settings.intake / settings.state
        with begin_transaction(connection):
            register_run(
                connection, taken_in.in_force, taken_in.receipts, settings, manual, parameters, layout.others, problems
            )
            register_missing_sources(connection, missing)
            refuse_outdated(settings.models, settings.state)
            law_tables = load_law(
                connection,
                settings.models,
                settings.state,
                parameters.as_of_date,
                read_in_force(settings, parameters.as_of_date),
            )
            histories = [delivery for delivery in found if delivery.kind == HISTORY]
            profiles = register_profiles(
                connection, folder, layout, taken_in.histories, histories, request.allow_changed
            )
            _add_to_history(connection, parameters, taken_in)
    return replace(
        taken_in,
        missing_sources=len(missing),
        column_profiles=profiles[0],
        conviction_counts=profiles[1],
        law_tables=law_tables,
    )


def _add_to_history(
    connection: duckdb.DuckDBPyConnection, parameters: RunParameters, taken_in: IngestionResult
) -> None:
    deliveries = [(delivery.county, delivery.data_as_of, delivery.sha256) for delivery in taken_in.histories]
    begin_run(connection, parameters.run_id, parameters.as_of_date, parameters.allowances, deliveries)


def _find_missing(
    connection: duckdb.DuckDBPyConnection, settings: Settings, layout: Layout, taken_in: IngestionResult
) -> list[MissingSource]:
    receipts: dict[str, list[Receipt]] = {}
    for delivery, receipt in zip(taken_in.in_force, taken_in.receipts, strict=True):
        receipts.setdefault(delivery.kind, []).append(receipt)
    return find_missing_sources(connection, settings.models, layout, receipts)


def _build_run_parameters(
    settings: Settings,
    request: IngestionRequest,
    taken_in: IngestionResult,
    manual: ManualInputs,
    missing: Sequence[MissingSource],
) -> RunParameters:
    in_force = {file.sha256 for file in taken_in.in_force}
    sources = {one.source for one in missing}
    accepted = [
        one.format()
        for one in manual.accepted
        if one.sha256 in in_force or (one.sha256 == NO_FILE and one.file_name in sources)
    ]
    refused = _format_refusals(settings, taken_in)
    decisions = read_in_force(settings, request.as_of_date)
    decided = [f"counsel decided {name}: {one.option}" for name, one in decisions.items()]
    software = version(DISTRIBUTION)
    allowances = "; ".join(filter(None, [request.format_allowances(), *refused, *accepted, *decided]))
    law = compute_run_law(settings, manual.policy.policy_id if manual.policy else None)
    return RunParameters(
        as_of_date=request.as_of_date,
        version=software,
        law_version=law,
        run_id=compute_run_id(
            state=settings.state,
            as_of_date=request.as_of_date,
            software=compute_software_version(settings.models.parent, software),
            law=law,
            inputs=[_format_input(file) for file in taken_in.in_force] + [allowances] + request.format_max_age(),
            manual_input_ids=[item.decision_id for item in manual.decisions]
            + [item.fact_id for item in manual.facts]
            + [item.content_id for item in manual.claims]
            + [" ".join(vars(signature).values()) for signature in manual.signatures]
            + [item.content_id for item in manual.added_wordings],
        ),
        allowances=allowances,
    )


def _format_refusals(settings: Settings, taken_in: IngestionResult) -> list[str]:
    """Format which counties' files were refused: figures without them are other figures. Files are not named, since
    figures leave the office."""
    layout, read = load_layout(settings.state), {history.county for history in taken_in.histories}
    counties = [match_county_prefix(refusal.file_name, layout) for refusal in taken_in.refusals]
    named = sorted({county for county in counties if county})
    words = [f"{'a file' if county in read else 'history'} refused: {county}" for county in named]
    return words + ([f"other files refused: {others}"] if (others := counties.count(None)) else [])


def _format_input(file: Delivery) -> str:
    words = f"{file.sha256} {file.county} {file.data_as_of}{' synthetic' if file.is_synthetic else ''}"
    return words if file.kind == HISTORY else f"{words} {file.kind}"


def load_run_policy(settings: Settings, path: Path | None) -> Policy | None:
    """Load the policy from ``path``, else from the state's file in the home folder; None if neither exists.

    Raises:
        InputFileError: The file is no policy.
    """
    if path is None and not os.path.lexists(settings.policy_file):
        return None
    counties = read_counties(settings.models, settings.state)
    policy: Policy = load_policies(settings.state).read_policy(path or settings.policy_file, counties)
    return policy


def _read_current(
    settings: Settings, layout: Layout, request: IngestionRequest, found: Sequence[Delivery], progress: Progress | None
) -> tuple[list[tuple[Delivery, Receipt]], list[Refusal], list[Delivery]]:
    """Read the current deliveries; return them with refusals and too old deliveries.

    If a file is refused while it is read, the selection is repeated without it, so the county's next older cut is used.
    A delivery of another kind that is too old is refused by name and counts as not supplied.
    """
    usable = list(found)
    receipts: dict[str, Receipt] = {}
    refusals: list[Refusal] = []
    while True:
        in_force = choose_in_force(usable, request.as_of_date, request.chosen_cuts)
        old = find_too_old(
            in_force,
            request.as_of_date,
            request.max_data_age_days,
            [kind.kind for kind in layout.others if kind.grows_stale],
            allow_stale="ALL" in request.allow_stale or request.allow_stale,
        )
        in_force = [delivery for delivery in in_force if delivery not in old]
        broken: list[Delivery] = []
        unread = [delivery for delivery in in_force if delivery.sha256 not in receipts]
        results = read_side_by_side(
            unread,
            layout,
            settings.intake,
            threads=settings.threads,
            memory_limit=settings.memory_limit,
            progress=progress,
        )
        for delivery, result in zip(unread, results, strict=True):
            if isinstance(result, Receipt):
                receipts[delivery.sha256] = result
            else:
                refusals.append(result)
                broken.append(delivery)
        if not broken:
            refusals += [_build_stale_refusal(delivery, layout, request) for delivery in old]
            return [(delivery, receipts[delivery.sha256]) for delivery in in_force], refusals, old
        usable = [delivery for delivery in usable if delivery not in broken]


def _build_stale_refusal(delivery: Delivery, layout: Layout, request: IngestionRequest) -> Refusal:
    called, age = layout.of_kind(delivery.kind).called, (request.as_of_date - delivery.data_as_of).days
    return Refusal(
        delivery.file_name,
        delivery.path,
        f"expected a {called} of the last {request.max_data_age_days} days, found one of {delivery.data_as_of}, {age} "
        f"days old on {request.as_of_date}: it counts as not supplied (--allow-stale {delivery.county!r} overrides "
        "this and shows on every figure)",
    )


def _list_set_aside(
    found: Sequence[Delivery], read: Sequence[tuple[Delivery, Receipt]], broken: Sequence[Refusal]
) -> list[Delivery]:
    used = {delivery.path for delivery, _ in read} | {refusal.path for refusal in broken}
    return [delivery for delivery in found if delivery.path not in used]
