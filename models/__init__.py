"""Models know: what things are, and what the rules say of them.

The glossary. Each official term has one code name, used everywhere:

========== ==================== ============ =====================
事项        commitment           单位          unit
岗位        post                 牵头单位       lead unit
配合单位     support unit         责任人        owner
分包领导     sponsor              分管领导       leader in charge
督查员      officer              立项          docket
交办        assign               签收          accept
退单        reject               反馈          report
催办        reminder             督办单        notice
延期        extension            核查          check
退回        return               销号          close
回头看      look-back            反弹          relapse
亮灯        light                督办层级       rung
督查摘要     digest               通报          circular
序时进度     pace                 佐证材料       evidence
封账        seal                 完成标准       acceptance
来文        document             拟立项事项     draft
========== ==================== ============ =====================

Nothing in this room opens a session, reads a clock or touches the network.
``models.terms`` and the pure rules import only the standard library, so that
reading commands start fast; the tables (``commitment``, ``people``, ``record``,
``paperwork``) import SQLModel and are loaded only by whoever writes.
"""

VERSION = "0.1.0"
