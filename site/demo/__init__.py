"""The demonstration: content that a person from the performing arts believes, loaded from source; and its mails, readable.

Stands at the top of the ladder beside `config`, for it fills every room. It is installed by the embedded settings only, and
refuses to load anywhere else.
"""
