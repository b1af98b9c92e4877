"""Facts that pages announces."""

from django.dispatch import Signal

page_changed = (
    Signal()
)  # page: its words, place, audience or liveness changed, or it is about to go (`gone=True`)
