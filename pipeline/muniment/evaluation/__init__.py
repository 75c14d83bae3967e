"""Measuring the recogniser: a corpus with known structure is normalised, scored by the corpus's own scorer, and shown.

The way: ``corpus`` finds the documents, ``prediction`` makes each one's canonical Markdown with the code that builds
publications, ``scoring`` runs the scorer, ``history`` remembers a run's figures, ``comparison`` lays recognised beside
true blocks and ``report`` makes pages of it.
"""

from muniment.evaluation.corpus import Variant
from muniment.evaluation.run import Evaluation, Request, evaluate, record

__all__ = ["Evaluation", "Request", "Variant", "evaluate", "record"]
