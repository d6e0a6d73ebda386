"""The demonstration: an invented organisation on real data, made by the same commands everybody uses."""
