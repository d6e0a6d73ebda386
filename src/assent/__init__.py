"""The governance record of an organisation's AI. No model goes live without assent."""

__version__ = "0.1.0"
