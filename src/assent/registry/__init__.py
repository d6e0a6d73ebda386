"""Models, their versions by manifest, and where each version runs."""
