"""The law as data: rule packs, law tables, signatures, policies, scenarios, reference pages."""
