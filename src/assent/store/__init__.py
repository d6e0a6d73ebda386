"""The database (DuckDB or PostgreSQL), its migrations, the kinds of rows, and the observation files."""
