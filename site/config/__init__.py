"""Wiring only: settings, addresses, the WSGI application and the Celery application."""
