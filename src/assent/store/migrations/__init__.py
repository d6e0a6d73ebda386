"""The migrations: one file each in `versions/`, numbered, forward only, the same for DuckDB and PostgreSQL."""
