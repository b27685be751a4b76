"""Tests of the intake: deliveries as bytes, built here by hand. What belongs here imports nothing but the intake."""
