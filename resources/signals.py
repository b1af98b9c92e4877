"""Facts that resources announces."""

from django.dispatch import Signal

downloaded = Signal()  # resource_key, file_uuid, person
