"""Gateway: the one door. Ask a persona, screen personas with a questionnaire, and reach the services behind.

- ``instrument``                 the values; ``instrument_file`` reads them from untrusted YAML, ``library`` keeps them
- ``protocol``                   how an instrument is administered, and the hash that says so
- ``prompts``, ``parsing``       an item as words for a persona; a persona's words as an answer
- ``administration``             one item to one persona, scored and sampled
- ``scoring``, ``statistics``    answers to scores, pure; how sure they are; ``assessment`` puts both together
- ``patience``                   waits for a busy engine
- ``screening``                  the results; ``measurement`` is the job that makes them
- ``asking``                     one question to one persona, with the notice that belongs to the answer
- ``access``, ``proxy``          which calls of the other services pass, for whom; the passing
- ``behind``                     what of it all is ready, and the health that says so
- ``build``                      all of it put together
"""
