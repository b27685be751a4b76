"""Figures, releases, the site, comparisons, research and the quality page."""
