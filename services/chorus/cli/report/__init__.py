"""The reports: HTML pages that show everything a run found, to be read anywhere and kept.

- ``page``         the page of a study: ``render_report``
- ``evaluation``   the page of an evaluation: ``render_evaluation``
- ``comparison``   the page of a comparison: ``render_comparison``; the terminal says its facts, too
- ``drift``        the page of several evaluations of the same communities: ``render_drift``
- ``rating_page``  the page to rate posts in: ``render_rating_page``
- ``communities``  the page of a partition: ``render_communities``
- ``environment``  what every page stands on
- ``summary``      what was done and found, in sentences
- ``labels``       what people read for communities and personas, and the colour each keeps
- ``text``         numbers, digests and enum values as people read them
- ``records``, ``methods``, ``stability``, ``history``  what the graph service says, in plain words; the terminal says it so, too
- ``dots``         dot-and-interval charts: axes and marks
- ``curves``       training curves, drawn as SVG
- ``gains``        how well each adapter predicts each community; the terminal says it so, too
- ``bins``, ``columns``  distributions and activity, drawn as SVG
- ``scatter``      two figures of every persona against each other, drawn as SVG
- ``training``, ``fidelity``, ``repeats``, ``readings``, ``windows``,
  ``screening``, ``trust``, ``cards``  the parts of a page, arranged
- ``templates/``   the pages themselves, one file per section
"""

from chorus.cli.report.communities import render_communities
from chorus.cli.report.comparison import render_comparison
from chorus.cli.report.evaluation import render_evaluation
from chorus.cli.report.page import render_report
from chorus.cli.report.rating_page import render_rating_page

__all__ = ["render_communities", "render_comparison", "render_evaluation", "render_rating_page", "render_report"]
