"""
How fast, how large, and beside whom: ``make bench``.

`topology` grows synthetic networks, `attack_graph` turns them into AND/OR
graphs, `peers` holds the other ways to do the same, `cases` measures.
docs/how-to/measure-it.md says how to read the figures.
"""
