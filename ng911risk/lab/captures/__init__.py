"""
A capture file, read after the fact: what is in it, who sent it and what it proves.

Nothing here sends. Read it in this order: `frames` (a file), `decode` (what a frame carries),
`fragments` and `streams` (put together), `reading` (all of it, once), `counting` and `detectors`
(what it says), `analysis` (the whole answer); `tally`, `judging` and `observing` tell senders,
`places` lab or not.
"""
