"""
The risk engine: pure functions from an inventory and a catalogue to a report.

Enter by `assess`: it calls the other modules in the order in which an
inventory becomes a report. No clock, disk, network or environment here.
"""
