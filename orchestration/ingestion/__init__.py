"""Ingestion: from delivered files to registered rows."""
