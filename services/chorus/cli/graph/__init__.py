"""``chorus graph``: posts in, communities out, step by step; communities read, named and reported.

- ``app``        the commands together
- ``intake``     import, datasets, rejected
- ``detecting``  network, detect, partitions, sweep
- ``reading``    communities, profile, summarise
- ``files``      draw, export, report
- ``curating``   name, merge, exclude, restore, history
- ``options``    options that several commands have, and the configurations they make
- ``sharing``    one function's options as those of many commands
- ``columns``    which columns of a file hold what
- ``session``    progress, names in short, lists in full
- ``gathering``  everything that the page of a partition shows
- ``output``     files written whole or not at all
- ``bars``       bars and sparklines of characters
- ``print_…``    what the commands print
"""

from chorus.cli.graph.app import app

__all__ = ["app"]
