"""
One module for each lab check; they are found by being here (`ng911risk.lab.check.all_checks`).

A module is called after its id: ``sip_01_udp_plain`` holds SIP-01. What only listens to
captures lies in `ng911risk.lab.captures.detectors`.
"""
