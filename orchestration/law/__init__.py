"""The law as data: rule packs, law tables, signatures, reference pages."""
