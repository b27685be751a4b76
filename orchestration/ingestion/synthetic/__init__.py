"""Synthetic statewide histories and the truth about them. Imports nothing of the rest of the application."""
