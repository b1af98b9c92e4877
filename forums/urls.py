"""Addresses of the forums room, below the language."""

app_name = "forums"
urlpatterns: list = []
