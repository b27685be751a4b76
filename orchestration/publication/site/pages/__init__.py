"""One module per page of the site, or per kind of page: pure functions from the contents to what a template is given.

What belongs here: ``NAME`` and ``PATH`` for the menu, ``pages``. What does not: HTML (``templates``), reading,
counting."""
