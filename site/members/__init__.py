"""People and organisations: accounts, profiles, membership, roles, audiences.

Owns `Person`, `Profile`, `Organisation`, `Membership`, `Affiliation`, `Invitation`, and the rule that to see
is to
hold (`audiences`). Announces `membership_changed`.
"""
