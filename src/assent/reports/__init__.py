"""The one-click PDF: gather, draw, keep."""
