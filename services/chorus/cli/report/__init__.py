"""The study report: one HTML page that shows everything a run found, to be read anywhere and kept.

- ``page``       the page: ``render_report``
- ``summary``    what was done and found, in sentences
- ``labels``     what people read for communities and personas, and the colour each keeps
- ``text``       numbers, digests and enum values as people read them
- ``dots``       dot-and-interval charts: axes and marks
- ``curves``     training curves, drawn as SVG
- ``training``, ``fidelity``, ``screening``  the parts of a study, arranged for the eye
- ``templates/`` the page itself, one file per section
"""

from chorus.cli.report.page import render_report

__all__ = ["render_report"]
