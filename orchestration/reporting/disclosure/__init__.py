"""Disclosure control: which counts may be published."""
