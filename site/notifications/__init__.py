"""Who is told what, and how: follows, the inbox, mails and digests.

It hears every room and decides; nothing below knows it. Owns `Follow`, `Notification`, `Fanout` (a post whose followers
are still to be told) and `MailChoices`. Mails leave as letters (`members.letters`), composed when they leave, so that what
was edited, hidden or closed meanwhile is told as it is then or not at all.
"""
