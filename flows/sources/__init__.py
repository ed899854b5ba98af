"""Documents from outside, as text with places: ``read_source`` (``flows.sources.reading``).

One module a format. What a file is, is told by its content, not by its name; a library is
loaded only when a file of its format is read. Nothing in a document is ever run.
"""
