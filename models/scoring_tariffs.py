"""Tariffs that offices really use, with their numbers (DOMAIN §4); a policy names one of them.

scores:
  tariff: county
  black_list: 3
"""

from __future__ import annotations

from decimal import Decimal

from models.scoring import Points, Prices, ScoreRules, Sort, Tariff


def _prices(**given: str) -> Prices:
    """Write prices as “lead” or “lead/support”."""
    found = {}
    for name, text in given.items():
        lead, _, support = text.partition("/")
        found[Sort(name)] = Points(Decimal(lead), Decimal(support or 0))
    return found


DEFAULT = ScoreRules(
    # Deductions from 100, so that the reason for every lost point is visible (Wenzhou). The
    # sizes are those of Jiamusi and of two counties; support units bear half, as in the county
    # that splits lead and co-unit.
    tariff=Tariff.DEFAULT,
    cap=Decimal(100),
    floor=Decimal(0),
    points=_prices(
        late="-1/-0.5",
        returned="-2/-1",
        relapsed="-2/-1",
        false_report="-2/-2",
        criticised="-2/-1",
        praised="1/0.5",
        missed_report="-0.5",
        bad_rejection="-0.5",
        unsigned="-0.5",
        named="-1",
        interviewed="-2",
    ),
)
JIAMUSI = ScoreRules(
    # +1 on time, +1 a leader's praise, −1 late, −2 returned or falsified, −2 a leader's
    # criticism. No base, no bounds.
    tariff=Tariff.JIAMUSI,
    base=Decimal(0),
    points=_prices(
        on_time="1",
        praised="1",
        late="-1",
        returned="-2",
        false_report="-2",
        criticised="-2",
    ),
)
COUNTY = ScoreRules(
    # Base 80, cap 100. A listed item done +2 for the lead unit, +1 for a co-unit, early
    # +0.5, missed −5 / −2.5; praise and criticism in a circular ±1 / ±0.5. What a leader
    # assigned earns nothing on time and costs 2 late: its category is 领导交办.
    tariff=Tariff.COUNTY,
    base=Decimal(80),
    cap=Decimal(100),
    points=_prices(
        closed="2/1",
        early="0.5/0.5",
        late="-5/-2.5",
        praised="1/0.5",
        criticised="-1/-0.5",
    ),
    categories={"领导交办": _prices(closed="0", early="0", late="-2")},
)
WENZHOU = ScoreRules(
    # Deductions only: nothing is won, so that every point has its reason. A late report 0.1,
    # a missing one 0.5, a false one 1 are another county's; here a report missed or late is one.
    tariff=Tariff.WENZHOU,
    cap=Decimal(100),
    points=_prices(
        late="-1",
        returned="-1",
        relapsed="-1",
        missed_report="-0.5",
        false_report="-1",
        not_resolved="-0.5",
    ),
)
TARIFFS = {one.tariff: one for one in (DEFAULT, JIAMUSI, COUNTY, WENZHOU)}
