"""The number under which each process keeps rendered fragments in its own memory."""

from django.db import models


class Generation(models.Model):
    """One row. It rises inside every transaction that changes what pages or navigation show.

    A process that reads a number it has not seen renders anew; so what is cached is right in the first request after a
    publish, in every process, with no messages between them.
    """

    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        verbose_name = "generation"
        verbose_name_plural = "generations"

    def __str__(self) -> str:
        return str(self.number)
