"""Scheduled and long work: progress, cancel, one due-list. It knows none of the work itself."""
