"""``chorus graph``: posts in, communities out, step by step; communities read, named and reported.

- ``app``        the commands together
- ``intake``     import, datasets, rejected
- ``detecting``  network, detect, partitions, sweep
- ``reading``    communities, profile, summarise
- ``files``      draw, export, report
- ``curating``   name, merge, exclude, restore, history
- ``options``    options that several commands have, and the configurations they make
- ``gathering``  everything that the page of a partition shows
- ``print_…``    what the commands print
"""

from chorus.cli.graph.app import app

__all__ = ["app"]
