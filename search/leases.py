"""Work that one process does at a time, whichever machine it runs on. The lease ends by itself when its holder dies."""

import datetime
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone

from search.models import Lease

LASTS = datetime.timedelta(seconds=90)  # longer than any one step of the work


class Taken(Exception):
    """Somebody else does it at this moment."""


class Held:
    """A lease in our hands."""

    def __init__(self, name: str, holder: str) -> None:
        self._mine = Lease.objects.filter(name=name, holder=holder)

    def go_on(self) -> None:
        """Keep it for as long again; raise `Taken` where it ran out and somebody else took it."""
        if not self._mine.update(until=timezone.now() + LASTS):
            raise Taken


@contextmanager
def lease(name: str) -> Iterator[Held]:
    """Hold a piece of work while the block runs, or raise `Taken`."""
    holder = secrets.token_hex(16)
    until = timezone.now() + LASTS
    if not Lease.objects.filter(name=name, until__lt=timezone.now()).update(holder=holder, until=until):
        try:
            with transaction.atomic():
                Lease.objects.create(name=name, holder=holder, until=until)
        except IntegrityError as error:
            raise Taken from error
    try:
        yield Held(name, holder)
    finally:
        Lease.objects.filter(name=name, holder=holder).delete()


def is_taken(name: str) -> bool:
    """Whether somebody does it now."""
    return Lease.objects.filter(name=name, until__gte=timezone.now()).exists()
