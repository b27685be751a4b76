"""Court documents, notices and petitions, set by Typst from plain templates in ``typst/<state>``."""
