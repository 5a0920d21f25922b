"""``chorus finetune``: communities in, adapters out, step by step; revisions compared, promoted, taken back, carried elsewhere.

- ``app``             the commands together
- ``training``        train, matrix, sweep
- ``demonstrations``  demonstrations, sheet, marks
- ``revisions``       revisions, show, promote, roll-back, quarantine, collect
- ``carrying``        import, export
- ``options``         options that several commands have, and the configurations they make
- ``instructions``    general instructions, given as a file or by name
- ``people``          which communities are meant, and what they are called
- ``folder``          an adapter's folder, written as it comes
- ``print_…``         what the commands print
"""

from chorus.cli.finetune.app import app

__all__ = ["app"]
