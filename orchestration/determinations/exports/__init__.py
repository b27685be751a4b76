"""Files for reviewers: determinations per county, and delivered files with results beside their rows. Restricted."""
