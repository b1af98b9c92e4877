"""`/cms/network/…`: the secretariat's screens."""

from django.urls import path

from members.views import network, network_import

app_name = "network"
urlpatterns = [
    path("", network.organisations, name="organisations"),
    path("people/", network.people, name="people"),
    path("people/<int:pk>/roles/", network.roles, name="roles"),
    path("organisations/add/", network.add, name="add"),
    path("organisations/<int:pk>/", network.organisation, name="organisation"),
    path("organisations/<int:pk>/start/", network.start, name="start"),
    path("organisations/<int:pk>/end/", network.end, name="end"),
    path("organisations/<int:pk>/invite/", network.invite, name="invite"),
    path("invitations/<int:pk>/send/", network.resend, name="resend"),
    path("affiliations/<int:pk>/leave/", network.leave, name="leave"),
    path("import/", network_import.upload, name="import"),
    path("import/<int:pk>/", network_import.imported, name="imported"),
    path("import/<int:pk>/apply/", network_import.apply, name="import_apply"),
]
