"""The AI systems an organisation runs: owner, purpose, data, people affected, review dates."""
