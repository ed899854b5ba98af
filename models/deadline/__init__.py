"""Deadline phrases: 9月底前, 年底前, 10个工作日内 and their like, resolved to a day.

Three ways in: ``read_deadline`` resolves a phrase, ``split_deadline`` parts 「9月底前完成主体」
into phrase and work, ``deadlines_in`` finds the phrases that stand in running text.

    meaning.py   what a phrase means: Deadline; and where one stands: Found
    settled.py   what the office settled where a phrase can be read two ways
    spelling.py  one spelling for full-width digits, 二○二六, 12.31, spaces
    yearly.py    rules that come back every year: 9月底前, 三季度末, 春节前
    counted.py   rules that count from the day of the document: 30日内, 下周五, 今后五年
    ranges.py    from … to …: 9月1日至10月15日
    undated.py   what means no day: kept as a duty, put to a person, or a report
    reading.py   the rules applied to one phrase
    running.py   the rules applied to running text
    bearing.py   whether a phrase in a text is a deadline, a period or only a report
    saying.py    why a phrase means its day, in words

A rule is a line of a table: its key, a pattern, and a function that works out the day. The key
is kept beside the day, because the office wants to see why.
"""

from models.deadline.meaning import Deadline, Found, Year
from models.deadline.reading import read_deadline, split_deadline
from models.deadline.running import deadlines_in

__all__ = ["Deadline", "Found", "Year", "deadlines_in", "read_deadline", "split_deadline"]
