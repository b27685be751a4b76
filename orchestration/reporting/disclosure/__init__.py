"""Disclosure control: round counts, withhold small ones, leave out tables whose sums reveal them."""
