"""Work and views that cross rooms, one verb a file."""
