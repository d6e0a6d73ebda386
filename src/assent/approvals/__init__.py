"""Requests to go to production, and the votes on them."""
