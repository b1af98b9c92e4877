"""Shared page vocabulary: BasePage, home and standard pages, blocks, navigation, languages, and who may see a page.

Owns `HomePage`, `StandardPage`, `Audience` (one row per translation key) and `Generation`
(the number under which processes keep rendered fragments). Announces `page_changed`.
"""
