"""Write ledger.xlsx and directory.xlsx as offices do, and pass both through LibreOffice.

    python make_ledger.py

Needs openpyxl and LibreOffice (soffice). Facts and figures follow what was published of the
plenary of 31 July 2020; the wording, the closing standards, the deadlines marked 商定 and
every person are made up for this example.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from itertools import groupby
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
TITLE = "中原区委十一届十次全会重点工作督查台账"
UNDER = "单位：中原区人民政府督查室", "填报日期：2020年8月3日"
HEADINGS = (
    "序号",
    "类别",
    "事项名称",
    "工作内容",
    "完成标准",
    "目标值",
    "分包领导",
    "牵头单位",
    "配合单位",
    "责任人",
    "完成时限",
    "阶段节点",
    "反馈周期",
    "备注",
)
WIDTHS = 6, 12, 30, 44, 36, 10, 10, 20, 24, 10, 12, 32, 10, 22
AGREED = "时限由督查室与单位商定"

# category, then: title, content, standard, target, sponsor, lead, support, owner, due,
# milestones, rhythm, note
Row = tuple[str, str, str, str, str, str, str, str, str, str, str, str, str]
LEDGER: tuple[Row, ...] = (
    (
        "疫情防控",
        "抓牢常态化疫情防控",
        "外防输入、内防反弹，及时发现、快速处置、精准管控。",
        "不发生聚集性疫情",
        "",
        "韩知行",
        "区卫生健康委",
        "各街道办事处\n区教育局",
        "邵清和",
        "长期坚持",
        "",
        "每月",
        "",
    ),
    (
        "稳定增长",
        "落实减税降费和援企稳岗政策",
        "就业补贴、稳岗返还、房租减免、专项贷款等政策直达企业。",
        "符合条件的企业应享尽享",
        "",
        "程远帆",
        "区发展改革委",
        "区人力资源社会保障局、区商务局",
        "钟亦凡",
        "长期坚持",
        "",
        "每月",
        "",
    ),
    (
        "稳定增长",
        "推出夜游夜购夜品夜健消费项目",
        "培育一批夜间消费项目，形成夜间经济集聚点。",
        "形成项目清单并全部对外营业",
        "8个",
        "沈嘉宁",
        "区商务局",
        "区文化旅游体育局、区城市管理局",
        "薛景行",
        "10月底前",
        "8月底前公布项目清单；10月底前全部营业",
        "",
        AGREED,
    ),
    (
        "项目建设",
        "12个拟开工项目全部开工建设",
        "逐项明确责任单位、分包领导、推进计划，加快落实开工条件。",
        "12个项目全部取得施工许可并实质性开工",
        "",
        "程远帆",
        "区发展改革委",
        "区住房和城乡建设局、区城市管理局\n各街道办事处",
        "钟亦凡",
        "9月底前",
        "8月底前开工4个\n9月中旬前开工8个\n9月底前全部开工",
        "",
        "一个项目一套方案",
    ),
    (
        "项目建设",
        "建立滞后项目工作台账和问题清单",
        "全面摸排未开工、未入库和进展缓慢的项目，逐个列出问题。",
        "台账、清单经区政府常务会议审定",
        "",
        "程远帆",
        "区发展改革委",
        "各街道办事处",
        "钟亦凡",
        "8月底前",
        "",
        "",
        AGREED,
    ),
    (
        "板块建设",
        "二砂文化创意园首开区开园",
        "坚持最小干预，保护工业遗存，完成首开区改造和招商。",
        "首开区对公众开放",
        "",
        "沈嘉宁",
        "区文化旅游体育局",
        "区住房和城乡建设局、区商务局",
        "纪云舒",
        "10月底前",
        "8月底前完成土地和资金平衡测算；9月底前完成首开区建筑改造；10月中旬前完成布展",
        "",
        "",
    ),
    (
        "板块建设",
        "须水河核心片区欢乐海岸项目开工建设",
        "完成规划、土地、资金平衡等前期工作，年内开工。",
        "取得施工许可，桩基施工进场",
        "",
        "程远帆",
        "须水河片区建设指挥部",
        "区发展改革委\n须水街道办事处",
        "罗维桢",
        "年底前",
        "9月底前完成规划方案审定\n11月底前完成施工招标",
        "",
        "",
    ),
    (
        "双改工作",
        "城市道路综合改造市定一期工程完工",
        "路面、管网、绿化、立面同步改造提升。",
        "市级验收通过",
        "",
        "林书远",
        "区城市管理局",
        "区住房和城乡建设局、区园林绿化中心",
        "侯景澄",
        "9月底前",
        "8月底前完成地下管网",
        "",
        "",
    ),
    (
        "双改工作",
        "剩余4条区定道路完成改造",
        "按一期标准完成剩余区定道路改造。",
        "4条道路全部竣工通车",
        "",
        "林书远",
        "区城市管理局、区住房和城乡建设局",
        "各街道办事处",
        "侯景澄",
        "年底前",
        "9月底前完成2条；12月底前全部完成",
        "",
        "",
    ),
    (
        "双改工作",
        "剩余220个小区综合改造大头落地",
        "剩余小区全部进场，加快施工。",
        "220个小区全部进场施工，其中完工并经居民代表验收的不少于176个",
        "176个",
        "林书远",
        "区老旧小区改造办",
        "区住房和城乡建设局；各街道办事处",
        "樊立群",
        "年底前",
        "9月底前完工60个；11月底前完工130个",
        "",
        "“大头落地”按八成完工掌握",
    ),
    (
        "双改工作",
        "提速城乡结合部综合整治",
        "以示范区建设带动城乡结合部环境整治。",
        "示范区经区级验收",
        "",
        "林书远",
        "区城市管理局",
        "须水街道办事处\n西流湖街道办事处",
        "侯景澄",
        "年底前",
        "10月底前完成示范区建设",
        "",
        AGREED,
    ),
    (
        "民生改善",
        "做好卢氏县两乡镇结对帮扶",
        "持续帮扶太阳关镇、狮子坪乡。",
        "年度帮扶计划全部落实",
        "",
        "韩知行",
        "区农业农村和水务局",
        "区商务局",
        "贺兰亭",
        "长期坚持",
        "",
        "每月",
        "",
    ),
    (
        "民生改善",
        "深入实施稳就业攻坚",
        "开发老旧小区物业、政府购买服务等岗位，帮扶就业困难群众。",
        "就业困难人员帮扶率保持100%",
        "",
        "韩知行",
        "区人力资源社会保障局",
        "各街道办事处",
        "云知秋",
        "长期坚持",
        "",
        "每月",
        "",
    ),
    (
        "民生改善",
        "退休人员基本养老金按时足额发放",
        "加强资金调度，按月足额发放。",
        "每月按时足额发放",
        "",
        "韩知行",
        "区人力资源社会保障局",
        "区财政局",
        "云知秋",
        "长期坚持",
        "",
        "每月",
        "",
    ),
    (
        "民生改善",
        "新建续建中小学幼儿园23所",
        "年度新建、续建项目按计划推进，年内达到交付条件。",
        "23所学校达到年度形象进度并通过区级核验",
        "",
        "韩知行",
        "区教育局",
        "区住房和城乡建设局",
        "褚南乔",
        "年底前",
        "8月底前建成投用6所；11月底前建成15所",
        "",
        "",
    ),
    (
        "民生改善",
        "66人以上超大班额彻底消除",
        "统筹学位调配，同步降低56人以上大班额占比。",
        "义务教育阶段无66人以上班级",
        "",
        "韩知行",
        "区教育局",
        "",
        "褚南乔",
        "9月底前",
        "",
        "",
        AGREED,
    ),
    (
        "民生改善",
        "每个街道建成1处以上标准助餐点",
        "按标准建设社区老年人助餐点。",
        "各街道均有1处以上助餐点投入使用",
        "100%",
        "韩知行",
        "区民政局",
        "各街道办事处",
        "温以宁",
        "年底前",
        "10月底前覆盖半数街道",
        "",
        "",
    ),
    (
        "民生改善",
        "建设洛达新苑等6个便民服务中心",
        "完成选址、装修和人员入驻。",
        "6个中心投入使用",
        "",
        "韩知行",
        "区民政局",
        "各街道办事处",
        "温以宁",
        "年底前",
        "",
        "",
        "",
    ),
    (
        "民生改善",
        "新建和改造提升农贸市场2家",
        "规范布局，改善购物环境。",
        "2家市场通过验收并营业",
        "",
        "沈嘉宁",
        "区商务局",
        "区市场监督管理局",
        "薛景行",
        "年底前",
        "",
        "",
        "",
    ),
    (
        "民生改善",
        "新建和改造提升商贸市场1家",
        "完成改造提升。",
        "市场通过验收并营业",
        "",
        "沈嘉宁",
        "区商务局",
        "区市场监督管理局",
        "薛景行",
        "年底前",
        "",
        "",
        "",
    ),
    (
        "生态建设",
        "秀水河、柳湖、须水河生态提升工程",
        "加快生态水系建设，完成三处生态提升。",
        "三处工程竣工验收",
        "",
        "林书远",
        "区农业农村和水务局",
        "须水河片区建设指挥部",
        "贺兰亭",
        "10月底前",
        "9月中旬前完成清淤；10月底前完成岸线绿化",
        "",
        AGREED,
    ),
    (
        "生态建设",
        "西流湖公园综合整治拆迁扫尾",
        "完成剩余户的签约、腾退和拆除。",
        "红线内建筑物全部拆除",
        "",
        "林书远",
        "西流湖街道办事处",
        "区园林绿化中心",
        "孟听澜",
        "9月中旬前",
        "",
        "",
        AGREED,
    ),
    (
        "生态建设",
        "贾鲁河综合整治提升",
        "完成河道、堤岸和沿线绿化整治。",
        "全线整治任务通过验收",
        "",
        "林书远",
        "区农业农村和水务局",
        "区园林绿化中心、区城市管理局",
        "贺兰亭",
        "年底前",
        "10月底前完成堤岸整治",
        "",
        "",
    ),
    (
        "生态建设",
        "推进49个增绿添彩工程项目",
        "见缝插绿，多做小品。",
        "49个项目全部完工",
        "",
        "林书远",
        "区园林绿化中心",
        "各街道办事处",
        "窦青禾",
        "年底前",
        "9月底前完成20个",
        "",
        "",
    ),
    (
        "生态建设",
        "新建公园游园30个",
        "让群众开门见绿。",
        "30个公园游园建成开放",
        "",
        "林书远",
        "区园林绿化中心",
        "各街道办事处",
        "窦青禾",
        "年底前",
        "10月底前建成15个",
        "",
        "",
    ),
    (
        "生态建设",
        "马庄郊野公园建成开放",
        "完成园区主体和配套设施。",
        "公园对公众开放",
        "",
        "林书远",
        "区园林绿化中心",
        "莲湖街道办事处",
        "窦青禾",
        "年底前",
        "9月底前完成土方和驳岸；11月底前完成种植",
        "",
        "",
    ),
    (
        "生态建设",
        "孙坡、三十里铺遗址生态文化公园开工建设",
        "完成文物勘探、规划设计和施工招标。",
        "两处公园均实质性开工",
        "",
        "沈嘉宁",
        "区文化旅游体育局、区园林绿化中心",
        "须水街道办事处",
        "纪云舒",
        "年底前",
        "9月底前完成文物勘探；10月底前完成设计",
        "",
        "",
    ),
    (
        "生态建设",
        "实现新增绿地175.5万平方米",
        "统筹公园、道路、水系和庭院绿化。",
        "经市级部门核定的新增绿地面积达标",
        "",
        "林书远",
        "区园林绿化中心",
        "区城市管理局、区农业农村和水务局",
        "窦青禾",
        "年底前",
        "",
        "",
        "",
    ),
    (
        "安全稳定",
        "以“三无”创建为抓手解决信访突出问题",
        "依托一站式多元纠纷化解机制，就地化解矛盾。",
        "信访事项按期办结",
        "",
        "程远帆",
        "区信访局",
        "各街道办事处",
        "武陵川",
        "长期坚持",
        "",
        "每月",
        "",
    ),
    (
        "安全稳定",
        "抓好防汛、安全生产和食品药品安全",
        "压实责任，排查隐患，及时整改。",
        "不发生较大以上事故",
        "",
        "程远帆",
        "区应急管理局",
        "区市场监督管理局\n各街道办事处",
        "项思齐",
        "长期坚持",
        "",
        "每月",
        "",
    ),
)

DIRECTORY_HEADINGS = (
    "单位名称",
    "简称",
    "上级单位",
    "层级",
    "分管领导",
    "姓名",
    "职务",
    "角色",
    "电子邮箱",
    "语言",
    "登录名",
)
# name, aliases, parent, level, leader in charge, people: (name, post, role, address, language)
Person = tuple[str, str, str, str, str]
Unit = tuple[str, str, str, str, str, tuple[Person, ...]]


def _pair(head: str, head_mail: str, liaison: str, liaison_mail: str) -> tuple[Person, ...]:
    """Give a unit its head and its liaison."""
    return (head, "主要负责人", "单位负责人", head_mail, ""), (
        liaison,
        "督查联络员",
        "联络员",
        liaison_mail,
        "",
    )


DISTRICT = "中原区人民政府"
DIRECTORY: tuple[Unit, ...] = (
    (DISTRICT, "区政府、中原区政府", "", "区", "", ()),
    (
        "中原区人民政府督查室",
        "区政府督查室、督查室",
        DISTRICT,
        "区直",
        "",
        (
            ("方砚秋", "督查室主任", "督查室主任", "fang.yanqiu", ""),
            ("苗见微", "督查专员", "督查员", "miao.jianwei", ""),
            ("顾南星", "督查专员", "督查员", "gu.nanxing", ""),
        ),
    ),
    (
        "区领导",
        "区四大班子领导",
        DISTRICT,
        "区",
        "",
        (
            ("陆景明", "区长", "区领导", "lu.jingming", ""),
            ("程远帆", "常务副区长", "区领导", "cheng.yuanfan", ""),
            ("林书远", "副区长", "区领导", "lin.shuyuan", ""),
            ("韩知行", "副区长", "区领导", "han.zhixing", ""),
            ("沈嘉宁", "副区长", "区领导", "shen.jianing", "英文"),
        ),
    ),
    (
        "中原区发展和改革委员会",
        "区发展改革委、区发改委、发展改革委、发改委",
        DISTRICT,
        "区直",
        "程远帆",
        _pair("裴行之", "pei.xingzhi", "钟亦凡", "zhong.yifan"),
    ),
    (
        "中原区住房和城乡建设局",
        "区住房和城乡建设局、区住建局、住建局",
        DISTRICT,
        "区直",
        "林书远",
        _pair("严既明", "yan.jiming", "池鱼", "chi.yu"),
    ),
    (
        "中原区城市管理局",
        "区城市管理局、区城管局、城管局",
        DISTRICT,
        "区直",
        "林书远",
        _pair("谷雨生", "gu.yusheng", "侯景澄", "hou.jingcheng"),
    ),
    (
        "中原区老旧小区综合改造工作办公室",
        "区老旧小区改造办、区旧改办",
        "中原区住房和城乡建设局",
        "专班",
        "林书远",
        _pair("田知章", "tian.zhizhang", "樊立群", "fan.liqun"),
    ),
    (
        "中原区教育局",
        "区教育局、教育局",
        DISTRICT,
        "区直",
        "韩知行",
        _pair("宋时雨", "song.shiyu", "褚南乔", "chu.nanqiao"),
    ),
    (
        "中原区民政局",
        "区民政局、民政局",
        DISTRICT,
        "区直",
        "韩知行",
        _pair("蓝若溪", "lan.ruoxi", "温以宁", "wen.yining"),
    ),
    (
        "中原区人力资源和社会保障局",
        "区人力资源社会保障局、区人社局",
        DISTRICT,
        "区直",
        "韩知行",
        _pair("鲍望舒", "bao.wangshu", "云知秋", "yun.zhiqiu"),
    ),
    (
        "中原区卫生健康委员会",
        "区卫生健康委、区卫健委",
        DISTRICT,
        "区直",
        "韩知行",
        _pair("骆云深", "luo.yunshen", "邵清和", "shao.qinghe"),
    ),
    (
        "中原区财政局",
        "区财政局、财政局",
        DISTRICT,
        "区直",
        "程远帆",
        _pair("卞思成", "bian.sicheng", "柏舟", "bai.zhou"),
    ),
    (
        "中原区商务局",
        "区商务局、商务局",
        DISTRICT,
        "区直",
        "沈嘉宁",
        _pair("芮长乐", "rui.changle", "薛景行", "xue.jingxing"),
    ),
    (
        "中原区文化旅游体育局",
        "区文化旅游体育局、区文旅体局",
        DISTRICT,
        "区直",
        "沈嘉宁",
        _pair("祝东篱", "zhu.dongli", "纪云舒", "ji.yunshu"),
    ),
    (
        "中原区农业农村和水务局",
        "区农业农村和水务局、区水务局",
        DISTRICT,
        "区直",
        "林书远",
        _pair("丘望川", "qiu.wangchuan", "贺兰亭", "he.lanting"),
    ),
    (
        "中原区园林绿化中心",
        "区园林绿化中心、区园林局",
        DISTRICT,
        "区直",
        "林书远",
        _pair("苏木", "su.mu", "窦青禾", "dou.qinghe"),
    ),
    (
        "中原区市场监督管理局",
        "区市场监督管理局、区市场监管局",
        DISTRICT,
        "区直",
        "程远帆",
        _pair("应怀瑾", "ying.huaijin", "车千里", "che.qianli"),
    ),
    (
        "中原区应急管理局",
        "区应急管理局、区应急局",
        DISTRICT,
        "区直",
        "程远帆",
        _pair("雷霁月", "lei.jiyue", "项思齐", "xiang.siqi"),
    ),
    (
        "中原区信访局",
        "区信访局、信访局",
        DISTRICT,
        "区直",
        "程远帆",
        _pair("季平安", "ji.pingan", "武陵川", "wu.lingchuan"),
    ),
    (
        "须水河片区建设指挥部",
        "须水河指挥部",
        DISTRICT,
        "专班",
        "程远帆",
        _pair("马如风", "ma.rufeng", "罗维桢", "luo.weizhen"),
    ),
    ("各街道办事处", "各街道", DISTRICT, "街道", "", ()),
    (
        "须水街道办事处",
        "须水街道",
        "各街道办事处",
        "街道",
        "程远帆",
        _pair("巩若愚", "gong.ruoyu", "水清浅", "shui.qingqian"),
    ),
    (
        "西流湖街道办事处",
        "西流湖街道",
        "各街道办事处",
        "街道",
        "林书远",
        _pair("易知难", "yi.zhinan", "孟听澜", "meng.tinglan"),
    ),
    (
        "莲湖街道办事处",
        "莲湖街道",
        "各街道办事处",
        "街道",
        "林书远",
        _pair("左思远", "zuo.siyuan", "白鹿鸣", "bai.luming"),
    ),
    (
        "中原区审计局",
        "区审计局",
        DISTRICT,
        "区直",
        "程远帆",
        (("尺衡", "督查审计联系人", "审计", "chi.heng", ""),),
    ),
)
THIN = Side(style="thin", color="999999")
FRAME = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def ledger() -> Workbook:
    """Lay the ledger out as offices do: title across, one cell for each category."""
    book = Workbook()
    sheet: Worksheet = book.active
    sheet.title = "督查台账"
    last = len(HEADINGS)
    sheet.append([TITLE])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=last)
    sheet.append([UNDER[0], *[None] * (last - 4), UNDER[1]])
    sheet.append(list(HEADINGS))
    number = 0
    for category, rows in groupby(LEDGER, key=lambda row: row[0]):
        first = sheet.max_row + 1
        for row in rows:
            number += 1
            sheet.append([number, category if sheet.max_row + 1 == first else None, *row[1:]])
        if sheet.max_row > first:
            sheet.merge_cells(start_row=first, start_column=2, end_row=sheet.max_row, end_column=2)
    _dress(sheet, 3, WIDTHS)
    sheet["A1"].font = Font(size=18, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center")
    return book


def directory() -> Workbook:
    """Lay the directory out: a unit named once, its people below it."""
    book = Workbook()
    sheet: Worksheet = book.active
    sheet.title = "单位和人员"
    sheet.append(list(DIRECTORY_HEADINGS))
    for name, aliases, parent, level, leader, people in DIRECTORY:
        unit = [name, aliases, parent, level, leader]
        for person in people or [("", "", "", "", "")]:
            who, post, role, mail, language = person
            address = f"{mail}@zhongyuan.example.org" if mail else ""
            # Whoever begins the book is its chief officer and keeps the login they have.
            login = "" if role == "督查室主任" else mail
            sheet.append([*unit, who, post, role, address, language, login])
            unit = [""] * 5
    _dress(sheet, 1, (30, 40, 26, 8, 10, 10, 14, 12, 38, 8, 18))
    return book


def _dress(sheet: Worksheet, heading: int, widths: tuple[int, ...]) -> None:
    for place, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    for row in sheet.iter_rows(min_row=heading):
        for cell in row:
            cell.border = FRAME
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    for cell in sheet[heading]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = sheet.cell(heading + 1, 1)


def through_libreoffice(book: Workbook, name: str) -> None:
    """Save a workbook and let LibreOffice write the file that is kept."""
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder, "draft", name)
        draft.parent.mkdir()
        book.save(draft)
        subprocess.run(
            [
                shutil.which("soffice") or "soffice",
                f"-env:UserInstallation=file://{folder}/office",
                "--headless",
                "--convert-to",
                "xlsx",
                "--outdir",
                folder,
                str(draft),
            ],
            check=True,
            capture_output=True,
        )
        shutil.copyfile(Path(folder, name), HERE / name)


if __name__ == "__main__":
    through_libreoffice(ledger(), "ledger.xlsx")
    through_libreoffice(directory(), "directory.xlsx")
