"""The only room that imports Dagster: assets, checks, jobs and their configuration. The rooms below do the work."""
