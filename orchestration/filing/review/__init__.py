"""Review of lines: workbooks for reviewers, their decisions, approvals and notices of objection."""
