"""The only place that imports Dagster: assets, checks and jobs whose bodies are a few lines.

What belongs here: wiring, descriptions, run configuration. What does not: work. That lies in the pure packages beside.
"""
