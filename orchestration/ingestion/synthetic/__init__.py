"""Synthetic statewide histories and the truth about them. Imports nothing else of the application."""
