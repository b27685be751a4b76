"""Deliveries: discovery, county and cut date, layout, reading, and which of them are current."""
