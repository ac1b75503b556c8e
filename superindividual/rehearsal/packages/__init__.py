"""Recipes that hand over a real, installable Python package."""
