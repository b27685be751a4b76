"""Asset keys: [state, schema, table], for dbt's and Python's tables alike."""

import dagster as dg

from orchestration.settings import load_settings

STATE = load_settings().state

HISTORY_ROWS = dg.AssetKey([STATE, "intake", "history_rows"])
DELIVERIES = dg.AssetKey([STATE, "intake", "deliveries"])
RUN_PARAMETERS = dg.AssetKey([STATE, "intake", "run_parameters"])
IDENTITY_DECISIONS = dg.AssetKey([STATE, "intake", "identity_decisions"])
ESTABLISHED_FACTS = dg.AssetKey([STATE, "intake", "established_facts"])
CLAIMS = dg.AssetKey([STATE, "intake", "claims"])
COUNTY_POLICIES = dg.AssetKey([STATE, "intake", "county_policies"])
DELIVERY_PROFILES = dg.AssetKey([STATE, "intake", "delivery_profiles"])
ADDED_WORDINGS = dg.AssetKey([STATE, "intake", "added_wordings"])
MISSING_SOURCES = dg.AssetKey([STATE, "intake", "missing_sources"])
UNTIMELY_DELIVERIES = dg.AssetKey([STATE, "intake", "untimely_deliveries"])
CONVICTION_COUNTS = dg.AssetKey([STATE, "intake", "conviction_counts"])
SUPERVISED_RELEASE_ROWS = dg.AssetKey([STATE, "intake", "supervised_release_rows"])
REGISTRY_ROWS = dg.AssetKey([STATE, "intake", "registry_rows"])
COURT_RECORDS_ROWS = dg.AssetKey([STATE, "intake", "court_records_rows"])
PETITIONS_ROWS = dg.AssetKey([STATE, "intake", "petitions_rows"])
CASE_TRANSFERS_ROWS = dg.AssetKey([STATE, "intake", "case_transfers_rows"])
REJECTS = dg.AssetKey([STATE, "restricted", "rejects"])
COUNTY_BATCHES = dg.AssetKey([STATE, "filings", "county_batches"])
BATCH_OF_ONE_COUNTY = dg.AssetKey([STATE, "filings", "batch_of_one_county"])
SUMMARY = dg.AssetKey([STATE, "results", "summary"])
KEPT_RUN = dg.AssetKey([STATE, "results", "kept_run"])
ANNOTATED_FILES = dg.AssetKey([STATE, "results", "annotated_files"])
QUALITY = dg.AssetKey([STATE, "quality", "quality"])
