"""Reading and raising the generation number; keeping rendered fragments under it."""

from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import get_language

from members.prepared import Prepared
from pages.models import Generation

_number = Prepared(lambda: Generation.objects.filter(pk=1).order_by().values_list("number"))


def raise_generation() -> None:
    """Make every process render anew; call it in the transaction that changes something."""
    if not Generation.objects.filter(pk=1).update(number=F("number") + 1):
        Generation.objects.get_or_create(pk=1)


def of(request: HttpRequest) -> int:
    """Return the number as of this request; one query unless the page lookup brought it along."""
    number = getattr(request, "generation", None)
    if number is None:
        found = _number.first()
        number = request.generation = found[0] if found else 0
    return number


def kept(request: HttpRequest, name: str, make: Callable[[], Any]) -> Any:
    """Return what `make` returned for this name, language and generation, from this process's memory where it is there."""
    return kept_under(of(request), name, make)


def kept_under(number: int, name: str, make: Callable[[], Any]) -> Any:
    """Like `kept`, for those who have read the number of the generation themselves."""
    key = _key(number, name)
    fragments = caches["fragments"]
    value = fragments.get(key, fragments)
    if value is fragments:  # nothing is kept; None may be what is kept
        value = make()
        fragments.set(key, value)
    return value


def kept_already(request: HttpRequest, name: str) -> Any:
    """Return what is kept under this name, or None; for those who fetch what is missing of many things at once."""
    return caches["fragments"].get(_key(of(request), name))


def _key(number: int, name: str) -> str:
    return f"{name}:{get_language()}:{number}"


def kept_in_public(request: HttpRequest, name: str, make: Callable[[], Any]) -> Any:
    """Like `kept` for whoever is not signed in, who all see the same; made anew each time for everybody else."""
    return make() if request.user.is_authenticated else kept(request, f"public:{name}", make)
