"""dbt inside this process: manifest, stages, tests, alternate schemas, data dictionary."""
