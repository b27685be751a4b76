"""Synthetic deliveries of states of the Lookback standard layout: one generator, and tables in each state's folder."""
