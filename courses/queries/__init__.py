"""Reads of the courses room; each page asks for a fixed number of queries, whatever there is to show."""
