"""An assessment -> OSCAL 1.2.1 of NIST: assessment results, and a plan of action and milestones."""
