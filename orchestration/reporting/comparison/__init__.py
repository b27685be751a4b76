"""Why figures differ: run to run, and law to law."""
