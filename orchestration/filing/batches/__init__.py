"""County batches: candidates, proposals, approval, submission."""
