"""People, their roles and what those permit; sign-in and web sessions."""
