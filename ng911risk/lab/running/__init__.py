"""From a signed scope and the targets of a lab to the record of a run and its evidence."""
