"""Tests of the documents of a batch."""
