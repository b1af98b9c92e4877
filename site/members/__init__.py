"""People and organisations: accounts, profiles, membership, roles, audiences, invitations, import.

Owns `Person`, `Profile`, `Organisation`, `Membership`, `Affiliation`, `Invitation`,
`ImportedFile`, `Consent` (what people agreed to, `consents`), `Letter` (every mail is a row first, `letters`), and
the rule that to see is to hold
(`audiences`). Announces
`membership_changed`, `person_joined`, `consent_changed` and, to itself, `invitation_waiting`.
"""
