"""Communities in, adapter revisions out.

- ``demonstrations``  a community's posts as instruction–response pairs, on ``cleaning`` and ``templates``
- ``recipe``          what a finetuning leaves open, chosen by model size and number of demonstrations
- ``finetune``        the job that trains one adapter per community
- ``build_base``      the job that makes the base model they are trained on
- ``registry``        base models and revisions, and which of them are active
- ``adapters``        the check that every adapter passes before anybody uses it
- ``engine``          what training is asked of; ``ray_engine`` and the modules it names do it on Ray
"""
