"""The inventory of AI systems: what runs, what for, on whom, who answers for it, when it is reviewed."""
