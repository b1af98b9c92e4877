"""`/invitations/<code>/`: outside the languages; the page speaks the invitation's."""

from django.urls import path

from members.views import invitation

app_name = "invitations"
urlpatterns = [path("<str:code>/", invitation.accept, name="accept")]
