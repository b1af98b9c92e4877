"""The four roles. Each is a Django group; what it may do in the CMS is given by the rooms that own the things."""

ROLES = ("trainer", "facilitator", "editor", "secretariat")
