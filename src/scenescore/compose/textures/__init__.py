"""Figures: how a group of players fills a passage, one function each, in one explicit table."""
