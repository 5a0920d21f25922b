"""Chorus: ask an online community a question.

The map:

- ``graph``       posts in, communities out
- ``finetuning``  communities in, adapter revisions out
- ``serving``     every persona from one base model
- ``evaluation``  how faithful each voice is
- ``gateway``     the one door: ask a persona, screen a persona
- ``sample``      an artificial data set to try it all on
- ``cli``         the ``chorus`` command
- ``rpc``         servers, channels and the table of error codes
- ``jobs``        durable jobs with progress
- ``storage``     records and artifacts
- ``types``       values that services share
- ``errors``      what can go wrong
"""
