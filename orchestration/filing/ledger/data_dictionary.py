"""The ledger's section of the data dictionary: its two tables, and the provenance of each kind of event."""

from __future__ import annotations

from orchestration.filing.ledger.provenance import COLUMNS, read_kinds

_HEAD = """
## The ledger

Not in the warehouse: `<home>/ledger/<state>/ledger.sqlite`, append-only. `lines` has a row per line as it was first
proposed, with hashes of its case number, section and date; `events` a row per step of a line, batch, notice or hold.
Texts about a line are kept beside it (`evidence.sqlite`), and the chain holds their hashes. `ledger_head.sqlite` holds
the number and hash of the last event.

### events

| column | what it holds |
|---|---|
| `event_number` | From 1, without a gap. |
| `at` | Time in UTC, to the second. |
| `kind` | Kind of event, listed below. |
| `by` | Person responsible, as they gave their name, or as the file of people has it. |
| `line_id`, `batch_id` | Line, and batch or notices; empty if it concerns none. |
| `run_id`, `law_version`, `source_hash` | Provenance, listed below; `none` if there is none. Empty \
in events that a version before 2026-11-26 wrote, which stay as they are: `lookback ledger verify` requires it from \
the first event on that no such version could have written. |
| `details` | Words and hashes as JSON; no personal data but ids as in `lines`. \
The first event of a line has the hash of its row (`line_hash`) and \
the other ids of its person at that time (`person_ids`); before 2026-11-28 it had neither. \
Every event has the account of the operating system (`account`) and machine (`host`) that wrote it, and where the act \
was signed the key (`key`) and SHA-256 of the signed text (`act`); before 2026-11-30 none had. |
| `previous_hash`, `hash` | SHA-256 of the event before, and of this event including it. |

### Provenance of each kind of event

| kind | `run_id` | `law_version` | `source_hash` |
|---|---|---|---|
"""


def format_ledger_page() -> str:
    """Format the section about the ledger."""
    rows = (
        f"| `{kind}` | {' | '.join(of_kind[column] for column in COLUMNS)} |\n"
        for kind, of_kind in read_kinds().items()
    )
    return _HEAD + "".join(rows)
