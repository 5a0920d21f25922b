"""The ``chorus`` command: start everything, run a study, ask and screen personas.

- ``main``            the commands together
- ``graph``, ``finetune``  the services from the command line, step by step
- ``command``         how every command runs
- ``supervisor``      everything on this machine, started and stopped
- ``pipeline``, ``ground``, ``study``, ``findings``  the whole method in one pass, what it stands on, what is found
- ``ask``, ``screen``, ``upload``  what the short commands do
- ``sharing``         one function's options as those of many commands
- ``import_options``, ``columns``  options that say how a file of posts is read
- ``session``         names in short, lists in full
- ``progress``, ``terminal``, ``bars``  what is shown
- ``output``          files written whole or not at all
- ``report``          the HTML pages
"""
