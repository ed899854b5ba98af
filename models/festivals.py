"""Festivals and plans that deadlines lean on: 春节前, 国庆节前, “十四五”末."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

# Lunar festivals as month and day, from 2018 on; beyond the table a person is asked.
SPRING = [
    "02-16",
    "02-05",
    "01-25",
    "02-12",
    "02-01",
    "01-22",
    "02-10",
    "01-29",
    "02-17",
    "02-06",
    "01-26",
    "02-13",
    "02-03",
    "01-23",
]
DRAGON_BOAT = [
    "06-18",
    "06-07",
    "06-25",
    "06-14",
    "06-03",
    "06-22",
    "06-10",
    "05-31",
    "06-19",
    "06-09",
    "05-28",
    "06-16",
    "06-05",
    "06-24",
]
MID_AUTUMN = [
    "09-24",
    "09-13",
    "10-01",
    "09-21",
    "09-10",
    "09-29",
    "09-17",
    "10-06",
    "09-25",
    "09-15",
    "10-03",
    "09-22",
    "09-12",
    "10-01",
]
DOUBLE_NINTH = [
    "10-17",
    "10-07",
    "10-25",
    "10-14",
    "10-04",
    "10-23",
    "10-11",
    "10-29",
    "10-18",
    "10-08",
    "10-26",
    "10-16",
    "10-05",
    "10-24",
]
FIRST_YEAR = 2018


def _lunar(table: list[str], year: int) -> date:
    if not FIRST_YEAR <= year < FIRST_YEAR + len(table):
        raise LookupError(year)
    return date.fromisoformat(f"{year}-{table[year - FIRST_YEAR]}")


def _clear_and_bright(year: int) -> date:
    """清明 by the usual formula of the 21st century."""
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)


FESTIVALS: dict[str, Callable[[int], date]] = {
    "元旦": lambda year: date(year, 1, 1),
    "元宵": lambda year: _lunar(SPRING, year) + timedelta(days=14),
    "三八": lambda year: date(year, 3, 8),
    "妇女节": lambda year: date(year, 3, 8),
    "植树节": lambda year: date(year, 3, 12),
    "春节": lambda year: _lunar(SPRING, year),
    "除夕": lambda year: _lunar(SPRING, year) - timedelta(days=1),
    "清明": _clear_and_bright,
    "五一": lambda year: date(year, 5, 1),
    "劳动节": lambda year: date(year, 5, 1),
    "端午": lambda year: _lunar(DRAGON_BOAT, year),
    "六一": lambda year: date(year, 6, 1),
    "儿童节": lambda year: date(year, 6, 1),
    "七一": lambda year: date(year, 7, 1),
    "建党节": lambda year: date(year, 7, 1),
    "八一": lambda year: date(year, 8, 1),
    "建军节": lambda year: date(year, 8, 1),
    "教师节": lambda year: date(year, 9, 10),
    "中秋": lambda year: _lunar(MID_AUTUMN, year),
    "十一": lambda year: date(year, 10, 1),
    "国庆": lambda year: date(year, 10, 1),
    "重阳": lambda year: _lunar(DOUBLE_NINTH, year),
}
FOUNDED: dict[str, date] = {
    "建党": date(1921, 7, 1),
    "中国共产党成立": date(1921, 7, 1),
    "建军": date(1927, 8, 1),
    "建国": date(1949, 10, 1),
    "新中国成立": date(1949, 10, 1),
}
PLANS = {"十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}
