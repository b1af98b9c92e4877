"""The forums room."""

from django.apps import AppConfig


class ForumsConfig(AppConfig):
    name = "forums"
