"""Metrics of a run and of the ledger: catalogue, counts, headlines, summary, funnel."""
