"""Reading what a document promises: text in, promises out, each with the rule that found it.

``promises_in`` (``models.intake.reader``) is the way in. What is and is not a promise:
a result promised or ordered for the future that can later be checked as done or not, with a
deadline, a period or a countable target.

    source.py    a document as read, with its places     issued.py   when it was issued
    passages.py  lines, sentences, clauses               lexicon.py  the verbs of a promise
    tense.py     planned, or told                        periods.py  by when
    figures.py   what is counted                         lists.py    several objects of one verb
    clauses.py   clauses that need each other            rules.py    what makes a promise
    bodies.py    units named                             naming.py   units and limits told beside
    grids.py     tables, also flattened ones             repeats.py  what is said twice
    reader.py    all of it, from the first line down     promise.py  what comes of it

What is kept of a promise, and what of it a second reader may add:

    kept.py, draft_terms.py, proposing.py, passage.py, likeness.py, second.py, folded.py
"""
