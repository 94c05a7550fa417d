"""Answering hit points in the written notes."""
