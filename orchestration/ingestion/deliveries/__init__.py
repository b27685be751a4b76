"""Which files are deliveries, of which county and cut date, in which layout, and which of them are current."""
