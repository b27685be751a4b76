"""Quality gates between stages: suites of ``expectations/`` run by Great Expectations."""
