"""Law tables kept with filings, and deciding again under an earlier law."""
