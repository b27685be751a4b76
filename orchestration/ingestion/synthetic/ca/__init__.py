"""Synthetic histories of California and the truth about them. Imports nothing of the application but the hard rates."""
