"""What courts and departments receive: ledger, batches, documents, review, responses, monitoring."""
