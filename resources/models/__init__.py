"""Resource pages and what was downloaded."""

from resources.models.download import Download
from resources.models.pages import ResourceFile, ResourceIndexPage, ResourcePage, ResourceTag

__all__ = ["Download", "ResourceFile", "ResourceIndexPage", "ResourcePage", "ResourceTag"]
