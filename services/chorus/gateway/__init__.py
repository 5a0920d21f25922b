"""Gateway: the one door. Ask a persona, screen personas with a questionnaire, and reach the services behind.

- ``instrument``                 the values; ``library`` keeps them, bundled ones and the operator's
- ``instrument_file``            reads them from untrusted YAML: ``yaml_tree`` without its dangers, ``instrument_format`` what the
                                 parts look like, ``instrument_checks`` whether they go together
- ``protocol``                   how an instrument is administered, and the hash that says so
- ``prompts``, ``parsing``       an item as words for a persona; a persona's words as an answer
- ``administration``             one item to one persona, scored and sampled
- ``tally``, ``skipping``        counts of answers; whom an item was not put to
- ``scoring``, ``criteria``      answers to scores, to yes/no rules and to flags, pure
- ``statistics``                 how sure scores are; ``assessment`` puts all of that together
- ``patience``                   waits for a busy engine
- ``screening``                  the results; ``measurement`` is the job that makes them
- ``asking``                     one question to one persona, with the notice that belongs to the answer
- ``access``, ``proxy``          which calls of the other services pass, for whom; the passing
- ``behind``                     what of it all is ready, and the health that says so
- ``build``                      all of it put together
"""
