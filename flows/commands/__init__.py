"""The commands, a page for each panel of the table of contents; only the page asked for is
imported, and what a command needs is imported inside it.
"""
