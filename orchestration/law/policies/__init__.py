"""Policies: choices of county prosecutors beyond the statute."""
