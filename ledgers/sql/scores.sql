-- What scores are made of. A matter is asked for where anything of it can lie in the period:
-- it was open then, or something was said of it. Its events are read from its beginning, for
-- which deadline counts is known from them; the day of an event is the day it counts for.

-- name: wanted
SELECT c.id FROM commitment c
WHERE c.docketed_on <= :last AND c.stage <> 'draft'
      AND (c.closed_on IS NULL OR c.closed_on >= :first OR c.id IN
           (SELECT e.commitment_id FROM event e
            WHERE e.on_day >= :first AND e.on_day <= :last AND e.commitment_id IS NOT NULL
                  AND e.happened IN ('closed', 'returned', 'reopened', 'marked', 'called_back',
                                     'lookback_held', 'proposal_confirmed')))

-- name: matters
SELECT c.id, c.number, c.category, c.docketed_on, c.original_due, c.lead_unit_id, c.rhythm,
       CASE WHEN c.id IN (SELECT p.parent_id FROM commitment p WHERE p.parent_id IS NOT NULL
                          AND p.stage <> 'draft' AND p.docketed_on <= :last)
            THEN 1 ELSE 0 END AS is_whole
FROM commitment c WHERE c.id IN ({wanted}) ORDER BY c.number

-- name: support
SELECT s.commitment_id, s.unit_id FROM support_unit s
WHERE s.commitment_id IN ({wanted}) ORDER BY s.commitment_id, s.position

-- name: told
SELECT e.commitment_id, e.place, e.on_day, e.happened, e.changes FROM event e
WHERE e.commitment_id IN ({wanted})
      AND (e.happened IN ('dropped', 'assigned', 'accepted',
                          'accepted_by_silence', 'rejected', 'extension_granted', 'suspended',
                          'resumed', 'closure_asked', 'returned', 'closed', 'not_pursued',
                          'superseded', 'reopened', 'lookback_held', 'marked', 'called_back',
                          'proposal_confirmed')
           OR (e.happened = 'docketed' AND e.changes LIKE '%"assigned"%')
           OR (e.happened = 'reported' AND e.changes LIKE '%"stage"%'))
ORDER BY e.commitment_id, e.place

-- name: reports
SELECT r.commitment_id, r.on_day, r.percent FROM report r
WHERE r.commitment_id IN ({wanted}) AND r.unit_id IS NULL AND r.on_day <= :last
ORDER BY r.commitment_id, r.on_day, r.id

-- name: sent
SELECT n.commitment_id, n.step, n.claimed_on,
       (SELECT max(e.place) FROM event e WHERE e.commitment_id = n.commitment_id
        AND e.happened = 'looked' AND e.on_day = n.claimed_on) AS place
FROM notice n
WHERE n.claimed_on >= :first AND n.claimed_on <= :last AND n.sent
      AND n.step IN ('chase', 'notice') AND n.commitment_id IN ({wanted})
ORDER BY n.commitment_id, n.id

-- name: struck
SELECT o.commitment_id, o.against FROM objection o
WHERE o.state = 'upheld' AND o.decided_on <= :last AND o.commitment_id IN ({wanted})

-- name: proposals
SELECT p.id, p.step FROM proposal p WHERE p.state = 'confirmed'

-- name: units
SELECT u.id, u.name, u.level, u.peer_group FROM unit u
