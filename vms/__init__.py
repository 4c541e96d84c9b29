"""Slipway: one Django app, many rooms. ARCHITECTURE.md is the map; each room's docstring is its door sign."""
