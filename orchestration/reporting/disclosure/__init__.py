"""Disclosure control: counts are rounded and small ones withheld; what sums still give away is left out."""
