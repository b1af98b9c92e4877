"""The library: toolkits, research, reports, evaluations, good practices and guides, with their files.

Owns `ResourceIndexPage`, `ResourcePage`, `ResourceFile`, `Download`. Announces `downloaded`.
"""
