"""Synthetic histories of California and the truth about them. Imports nothing else of the application."""
