"""The vocabulary: frozen values that travel between rooms. Standard library only."""
