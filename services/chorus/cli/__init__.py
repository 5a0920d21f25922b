"""The ``chorus`` command: start everything, run a study, ask and screen personas."""
