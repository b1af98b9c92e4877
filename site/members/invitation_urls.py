"""`/invitations/<code>/`: outside the languages, because a mail carries it."""

urlpatterns: list = []
