"""The work on an assessment before it is sealed: what it stands on, and its result as of now."""
