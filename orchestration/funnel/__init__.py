"""The funnel: where every conviction on record stands on its way to relief, and how long it has waited there."""
