"""Does it still behave? Observation sources, drift, limits and breaches."""
