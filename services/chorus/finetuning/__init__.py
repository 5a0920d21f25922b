"""Communities in, adapter revisions out.

- ``demonstrations``  a community's posts as instruction–response pairs, on ``cleaning``, ``near_duplicates`` and ``templates``
- ``demonstrating``   the job that makes them; ``annotations`` are what people say of them
- ``instruction_sets``  general pairs that are mixed in: the bundled ``instructions``, or an ``alpaca`` file
- ``recipe``          what a finetuning leaves open, chosen by model size and number of demonstrations
- ``finetune``        the job that trains one adapter per community
- ``build_base``      the job that makes the base model they are trained on
- ``registry``        base models and revisions, and which of them are active
- ``adapters``        the check that every adapter passes before anybody uses it
- ``engine``          what training is asked of; ``ray_engine`` and the modules it names do it on Ray
"""
