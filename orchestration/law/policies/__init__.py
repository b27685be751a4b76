"""What the prosecutor of a county chose beyond the statute."""
