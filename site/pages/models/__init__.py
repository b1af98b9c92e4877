"""Pages that belong to no room in particular, and what all pages share."""

from pages.models.audience import Audience
from pages.models.base import BasePage, BasePageManager, BasePageQuerySet
from pages.models.generation import Generation
from pages.models.network import NetworkSettings
from pages.models.standard import HomePage, StandardPage

__all__ = [
    "Audience",
    "BasePage",
    "BasePageManager",
    "BasePageQuerySet",
    "Generation",
    "HomePage",
    "NetworkSettings",
    "StandardPage",
]
