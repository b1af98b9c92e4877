"""Brings a library in: a spreadsheet with a folder of files, a plain folder, or what a reference manager exports.

`rows` says what a row is; `spreadsheets`, `folders` and `references` make rows; `applying` makes resources of them,
each row in its own transaction, and says of every row and file what became of it.
"""
