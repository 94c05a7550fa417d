"""Tension: what each bar asks for, what harmony, loudness, register and density give, and where the two part."""
