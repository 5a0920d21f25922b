"""Evaluation: how faithful each voice is to its community.

Every persona writes a corpus over a list of topics; the corpora are filtered, their origin is classified by a model of human
posts, and their embeddings are compared with the community's own. The result is a fidelity report.
"""
