"""What people have earned, and how anybody can check it after the course, the page or the account is gone.

Owns `Credential` (a snapshot, signed, revocable), `SharedPage` (a person's own page of what they have earned, by link),
`Competence` and `SelfAssessment`. It hears courses; a course does not know that badges exist. Announces
`credential_issued` and `credential_revoked`.
"""
