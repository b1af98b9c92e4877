"""Resource pages, what they consist of, and what people did with them."""

from resources.models.copy import Copy
from resources.models.download import Download
from resources.models.harvest import HarvestMembership, HarvestRecord, ImportedResource
from resources.models.pages import FACTS, OWN_WORDS, Kind, ResourceIndexPage, ResourcePage
from resources.models.parts import Chapter, Credit, RelatedThing, ResourceFile, ResourcePart, ResourceTag
from resources.models.proposal import Proposal
from resources.models.shelf import Collection, CollectionItem, Saved, ShelfVisit
from resources.models.use import Use
from resources.models.version import Version, VersionFile

__all__ = [
    "FACTS",
    "OWN_WORDS",
    "Chapter",
    "Collection",
    "CollectionItem",
    "Copy",
    "Credit",
    "Download",
    "HarvestMembership",
    "HarvestRecord",
    "ImportedResource",
    "Kind",
    "Proposal",
    "RelatedThing",
    "ResourceFile",
    "ResourceIndexPage",
    "ResourcePage",
    "ResourcePart",
    "ResourceTag",
    "Saved",
    "ShelfVisit",
    "Use",
    "Version",
    "VersionFile",
]
