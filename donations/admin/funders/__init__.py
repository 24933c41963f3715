"""Foundations and others who promise: who they are, what they promised, what they are told."""
