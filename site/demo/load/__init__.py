"""Loads the demonstration. Every step looks for what it makes before it makes it: loading twice changes nothing."""
