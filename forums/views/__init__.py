"""Pages of the forums and what their forms do."""

from django.http import HttpRequest

from members.models import Person


class SignedInRequest(HttpRequest):
    """A request that `login_required` has let through; for the type checker only."""

    user: Person
