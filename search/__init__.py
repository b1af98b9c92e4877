"""The only room that speaks to a search engine: documents, engines, sync, query, results.

Owns `Change` (the outbox). It listens to every room below and reads them; nothing below knows it.
"""
