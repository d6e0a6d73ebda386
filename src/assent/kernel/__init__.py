"""What everything may import: errors, identifiers, the clock, canonical JSON, the actor."""
