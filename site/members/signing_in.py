"""Who a request is from: the two questions that every page asks of somebody signed in, with their SQL kept."""

from collections.abc import Sequence
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from members.models import Person
from members.prepared import Prepared


def _running(keys: Sequence[str], moments: Sequence[Any]) -> Any:
    return Session.objects.filter(session_key=keys[0], expire_date__gt=moments[0])


_sessions = Prepared(_running)
_people = Prepared(lambda people: Person.objects.filter(pk=people[0]).order_by())


class ByMailAddress(AuthenticationBackend):
    """Allauth's own, which asks for an e-mail address and a password."""

    def get_user(self, user_id: Any) -> Person | None:
        """Return the person with this number while they may sign in. One query."""
        person: Person | None = _people.first([int(user_id)])
        return person if person is not None and self.user_can_authenticate(person) else None


class SessionStore(db.SessionStore):
    """Django's own sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        session: Session | None = _sessions.first([self.session_key], [timezone.now()])
        if session is None:
            self._session_key = None
        return session
