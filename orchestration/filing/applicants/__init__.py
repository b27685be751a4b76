"""People who applied for relief: the applicants' file, their match on record, and the lists made from it."""
