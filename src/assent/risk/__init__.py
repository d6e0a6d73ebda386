"""How much a system matters to us (tier) and what the law calls it (risk class)."""
