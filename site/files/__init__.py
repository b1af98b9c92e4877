"""Every upload: pictures and files, what they are by content, the text in them, and how they are served.

Owns `Picture`, `StoredFile`, `Extraction`, `ExtractedPage`. Files lie in private storage and leave through one view that asks
whoever shows them (`rules.shows_files`). Announces `file_read` and `file_served`.
"""
