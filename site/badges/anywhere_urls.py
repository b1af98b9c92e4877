"""Addresses without a language: on paper, and where `did:web` looks."""

from django.urls import path

from badges.views import checking

app_name = "badges"
urlpatterns = [
    path("verify/<str:code>/", checking.anywhere, name="check"),
    path(".well-known/did.json", checking.did, name="did"),
]
