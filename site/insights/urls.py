"""Addresses of the insights room, below the language."""

app_name = "insights"
urlpatterns: list = []
