"""The funnel: of all convictions on record, where each stands on its way to relief, and how long it has waited there."""
