"""One module for each thing that is looked for in a capture; see `captures.detector`."""
