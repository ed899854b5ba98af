"""What means no day: kept as a duty, put to a person, a start, or a report.

Read with ``match``: at the beginning of a phrase, or where one may begin in a text.
"""

from __future__ import annotations

import re

from models.deadline.yearly import ANY_YEAR, BEFORE
from models.festivals import FESTIVALS

# -- put to a person --------------------------------------------------------------------

# Days that a place, a school or an assembly sets for itself.
EVENTS = (
    r"(?:(?:主|防)?汛期|入汛|雨季|梅雨季|供暖[季期]?|采暖[季期]?|(?:冬季)?供[暖热]|入冬|[上封]冻|霜冻"
    r"|[春秋]?季?新?学期开学|[春秋]季开学|开学|[春夏秋冬]季|[寒暑]假|暑期|高考|中考"
    r"|春耕|三夏|三秋|麦收|秋收|(?:全国|省|市|区|县)?[“\"]?(?:两会|双节|两节)[”\"]?|节假日|节)"
)
NAMES = "|".join(sorted(FESTIVALS, key=len, reverse=True))
ASKED = re.compile(
    rf"(?:{ANY_YEAR})?(?:"
    rf"{EVENTS}(?:来临|到来|开始|结束|召开)?(?:之前|以前|前夕|{BEFORE}|[之以]?后(?![续期勤]))"
    rf"|(?:{NAMES})节?(?:[之以]?后(?![续期勤])|前后|期间)"
    rf"|(?:元旦|中秋)[、和]?(?:春节|国庆)节?{BEFORE}"
    r")"
    rf"|(?:{ANY_YEAR}年?|年)初(?![中级步次心])"
    r"|本届[^,，。；;]{0,6}任期内|任期内|跨年度?|今冬明春"
)
SEASON = re.compile(rf"(?:{ANY_YEAR})?(?:[春夏秋冬]季|今[春夏秋冬]|暑期|寒假|暑假)")
SOON = re.compile(
    r"(?:要|应|须|请)?(?:尽快|尽早|尽速|适时|抓紧|立即|马上|及时|择机|近期|限期|限时|第一时间|立行立改|即知即改"
    r"|按时序|按节点|待定|另行)"
)
SOON_IN_TEXT = re.compile(r"尽快|尽早")
AROUND = re.compile(r"前后|左右")
AFTERWARDS = re.compile(r"[之以]?后(?![续期勤])")
# 签约后30日内 counts from an event that only the unit knows.
SINCE = r"(?:之日起?|日起|[之以]?后起?)"
FROM_EVENT = re.compile(
    rf"[^\d,，。；;]{{1,16}}{SINCE}\d{{1,4}}个?(?:工作日|日|天|周|星期|月|季度|年)(?:之|以)?内"
)
EVENT_BEFORE = re.compile(
    rf"(?:(?:[自从]|[收接]到)[^,，。；;：:\s]{{1,16}}{SINCE}"
    r"|[\u4e00-\u9fff]{2,8}之日起|[\u4e00-\u9fff]{2}[之以]?后)$"
)
# Two days in one phrase are two deadlines: 6月底前开工、12月底前完工.
ONE_DAY = re.compile(
    r"(?:\d{1,2}月份?|(?<!\d)年|季度)(?:(?:\d{1,2}[日号]|[上中下]旬|[底末])前?|前)"
)

# -- kept up without an end -------------------------------------------------------------

STANDING = re.compile(
    r"长期|常态化|常年|持续|经常性|永久|无期限|贯穿|不设|每[天日周旬月季年]|日常|随时|[按逐][年月季周日]"
)
DATED = re.compile(r"\d|[底末前内旬]|半年")
RECURRING = re.compile(
    r"每个?(?:半年|年|季度?|月|周|旬|星期|天|日)度?[^,，、。；;]{0,10}?(?:前|[底末](?!月))"
)

# -- no deadline ------------------------------------------------------------------------

PAST = re.compile(
    r"去年|上年|上[个]?月|截至|以来|近日|近(?:\d+|几|些)?年|过去|年来|目前|已于|印发了|曾"
)
START = re.compile(r"[自从]?[^至到-]{2,14}起(?:正式)?(?:施行|实施|执行|生效|启用)?$")

# -- how firm ---------------------------------------------------------------------------

AIM = re.compile(r"力争|争取|原则上|力求")
