"""Rows that are written once."""

from typing import Any, NoReturn

from django.db import models


class WrittenOnce(Exception):
    """Evidence is added to, never changed or taken away. Raised where code tries."""


class WrittenOnceQuerySet(models.QuerySet):
    """Adds and reads."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise WrittenOnce(self.model.__name__)

    def delete(self) -> NoReturn:
        """Refuse; rows go only with the person whose they are."""
        raise WrittenOnce(self.model.__name__)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise WrittenOnce(self.model.__name__)


class KeptForEver(models.Model):
    """A row that is added and never changed. It goes only by the cascade from its person."""

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add, and refuse a second time."""
        if not self._state.adding:
            raise WrittenOnce(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise WrittenOnce(type(self).__name__)
