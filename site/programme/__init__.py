"""Programme lines, themes, live meetings and their sessions; what everything else is filed under.

Owns `ProgrammeLine`, `Theme`, `GlossaryTerm` (translatable snippets), `FiledPage` (abstract),
`MeetingIndexPage`, `MeetingPage`, `SessionPage`.
"""
