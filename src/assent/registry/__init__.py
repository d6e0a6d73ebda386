"""The registry: model versions by their manifests, and which of them is in production where."""
