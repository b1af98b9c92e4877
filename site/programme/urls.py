"""Addresses of the programme room, below the language."""

app_name = "programme"
urlpatterns: list = []
