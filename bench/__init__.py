"""Benchmarks. Every figure is a ratio measured in one run, because machines are noisy.

The unit P is the CPU per request of the plain page of a fresh `wagtail start` site, made by the bench itself and served by the
same server. `make bench` ends with one line a figure: `BENCH <room>.<name> <value> <unit> goal <=|>= <goal>`.
"""
