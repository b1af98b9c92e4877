"""Addresses of the courses room, below the language."""

app_name = "courses"
urlpatterns: list = []
