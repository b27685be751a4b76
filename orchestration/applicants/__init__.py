"""People who asked by themselves: their file, who they are on record, and what follows for them.

What belongs here: applicants taken in, matched exactly or sent to a person, and the lists that follow. What does not:
who is eligible (``models``), filing (``filing``): an applicant gets nothing that another person would not get.
"""
