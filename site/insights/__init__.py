"""Evaluation and monitoring: what changed, per programme line, as pictures with tables."""
