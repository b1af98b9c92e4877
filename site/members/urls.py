"""People, for members; the secretariat's screens are in the CMS (`wagtail_hooks`)."""

from django.urls import path

from members.views import people

app_name = "members"
urlpatterns = [
    path("", people.directory, name="people"),
    path("me/", people.me, name="me"),
    path("me/consent/<slug:purpose>/", people.consent, name="consent"),
    path("me/depart/", people.depart, name="depart"),
    path("reading/", people.read_in, name="reading"),
    path("organisations/", people.organisations, name="organisations"),
    path("organisations/<uuid:uuid>/", people.organisation, name="organisation"),
    path("<uuid:uuid>/", people.person, name="person"),
]
