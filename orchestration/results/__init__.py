"""What reviewers read of a run: every count in scope, by county and beside the rows the state sent. Restricted.

What belongs here: reading what was determined (``marts``) beside the raw rows, and the form of these files. What does
not: what is determined (``models``), what courts receive (``filing``), figures without people (``impact``). Everything
here names people: it stays where deliveries are kept.
"""
