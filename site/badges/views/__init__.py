"""Checking a credential, one's own recognition, and the office's view."""
