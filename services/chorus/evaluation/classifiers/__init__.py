"""Classifiers: what reads a text and says what is in it.

- ``classifier``   the protocol of all of them
- ``linear``       compact ones that need no hub; ``emotion`` and ``toxicity`` come with Chorus, each with its card
- ``transformer``  any sequence classifier of Hugging Face's, by name or folder
- ``training``     makes those that come with Chorus
"""
