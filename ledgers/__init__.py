"""Ledgers remember: the only room that opens the database.

Questions are asked in named SQL over the plain driver and answered as frozen lines
(``ledgers.lines``); what is written goes through the drafts of ``models``.
"""
