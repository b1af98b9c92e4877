"""The outbox, what editors tell the search, what people keep of it, and what is worked out beside it."""

from search.models.asked import AskedInVain
from search.models.change import Change, Lease, Round, Version
from search.models.saved import SavedSearch
from search.models.weight import Used, Vector
from search.models.wording import BestBet, Synonym

__all__ = [
    "AskedInVain", "BestBet", "Change", "Lease", "Round", "SavedSearch", "Synonym", "Used", "Vector", "Version",
]  # fmt: skip
