"""What processes keep in memory, between tests and between the examples of one test."""

from django.core.cache import caches


def forget_all() -> None:
    """Forget what was rendered and drawn: rows are rolled back, and what is kept of them must go too."""
    for cache in caches.all():
        cache.clear()
