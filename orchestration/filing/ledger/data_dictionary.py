"""The ledger in the data dictionary: its two tables, and what each kind of event rests on."""

from __future__ import annotations

from orchestration.filing.ledger.provenance import COLUMNS, read_kinds

_HEAD = """
## The ledger

Not in the warehouse: `<home>/ledger/<state>/ledger.sqlite`, only ever added to. `lines` has a row per line as it was
first proposed, by hashes of what a court knows; `events` a row per step of a line, batch, notice or hold. What is kept
of a line in words lies beside it (`evidence.sqlite`), and the chain holds its hash. `ledger_head.sqlite` holds which
event was the last.

### events

| column | what it holds |
|---|---|
| `event_number` | From 1, without a gap. |
| `at` | When, UTC, to the second. |
| `kind` | What; the kinds stand below. |
| `by` | Who answers for it, as they gave their name. |
| `line_id`, `batch_id` | Of which line, and which batch or notices; empty where it is about none. |
| `run_id`, `law_version`, `source_hash` | What it rests on, below. `none`: there is no such thing. Empty \
in events that a version before 2026-11-26 wrote, which stay as they are: `lookback ledger verify` asks from the first \
event on that no such version could have written. |
| `details` | Words and hashes as JSON; nothing about a person but ids as those of `lines`. \
The first event of a line has the hash of its row (`line_hash`) and \
the other ids its person had then (`person_ids`); before 2026-11-28 neither. |
| `previous_hash`, `hash` | SHA-256 of the event before, and of this one with it. |

### What each kind rests on

| kind | `run_id` | `law_version` | `source_hash` |
|---|---|---|---|
"""


def format_ledger_page() -> str:
    """The part about the ledger."""
    rows = (
        f"| `{kind}` | {' | '.join(of_kind[column] for column in COLUMNS)} |\n"
        for kind, of_kind in read_kinds().items()
    )
    return _HEAD + "".join(rows)
