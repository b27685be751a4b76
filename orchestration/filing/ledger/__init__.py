"""The ledger of what was proposed, approved, filed and answered: an append-only chain of events in SQLite."""
