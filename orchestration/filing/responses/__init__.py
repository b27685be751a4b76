"""Answers of courts and departments, orders, and rows that could not be imported."""
