-- What a day's digests are made from. Everything goes through the events between two
-- watermarks, today's notices, and the requests that wait.

-- name: happened
SELECT e.commitment_id, e.happened, e.changes, e.note
FROM event e
WHERE e.id >= :first AND e.id <= :last AND e.commitment_id IS NOT NULL
ORDER BY e.id

-- name: notices
SELECT n.commitment_id, n.basis, n.rung, n.step, n.readers, n.fell_due_on, n.sent, n.card,
       n.addressed, m.title AS milestone
FROM notice n
LEFT JOIN milestone m ON m.commitment_id = n.commitment_id
     AND n.basis = 'milestone:' || CAST(m.id AS VARCHAR(20))
WHERE n.claimed_on > :since AND n.claimed_on <= :on
ORDER BY n.commitment_id, n.fell_due_on, n.rung

-- name: extensions_waiting
SELECT r.commitment_id, r.state, r.asked_on, r.consented_on, r.screened_on, r.until, r.reason,
       r.opinion, c.category
FROM extension_request r JOIN commitment c ON c.id = r.commitment_id
WHERE r.state IN ('asked', 'consented', 'screened')
ORDER BY r.asked_on, r.id

-- name: closures_waiting
SELECT r.id, r.commitment_id, r.state, r.asked_on, r.checked_on, r.note, r.findings, c.kind, c.category
FROM closure_request r JOIN commitment c ON c.id = r.commitment_id
WHERE r.state IN ('asked', 'checked') ORDER BY r.asked_on, r.id

-- name: checks_passed
SELECT r.commitment_id, k.closure_id, k.level
FROM closure_request r JOIN check_record k ON k.closure_id = r.id
WHERE r.state IN ('asked', 'checked') AND k.passed

-- name: rejected_waiting
SELECT c.id AS commitment_id, '' AS detail,
       (SELECT max(e.on_day) FROM event e
        WHERE e.commitment_id = c.id AND e.happened = 'rejected') AS since
FROM commitment c WHERE c.closed_on IS NULL AND c.stage = 'rejected' ORDER BY since, c.id

-- name: objections_waiting
SELECT o.commitment_id, o.raised_on AS since, o.reason AS detail
FROM objection o WHERE o.state = 'asked' ORDER BY o.raised_on, o.id

-- name: drafts_waiting
SELECT c.id AS commitment_id, c.docketed_on AS since, '' AS detail
FROM commitment c WHERE c.closed_on IS NULL AND c.stage = 'draft' ORDER BY c.docketed_on, c.id

-- name: lookbacks_waiting
SELECT k.commitment_id, k.drawn_on AS since, '' AS detail
FROM lookback k JOIN commitment c ON c.id = k.commitment_id
WHERE k.state = 'drawn' AND c.closed_on IS NOT NULL ORDER BY k.drawn_on, k.id

-- name: help_waiting
SELECT h.commitment_id, h.asked_on AS since, h.ask AS detail, h.leader_post_id
FROM help_request h WHERE h.state = 'asked' ORDER BY h.asked_on, h.id

-- name: handed_over
SELECT e.changes, e.note FROM event e
WHERE e.id >= :first AND e.id <= :last AND e.chain = 'book' AND e.happened = 'handed_over'
ORDER BY e.id

-- name: matters_of_posts
SELECT count(*) AS n FROM commitment c
WHERE c.closed_on IS NULL AND (c.owner_post_id IN (:ids) OR c.sponsor_post_id IN (:ids)
      OR c.officer_post_id IN (:ids))

-- name: open_obstacles
SELECT o.cause, o.since, c.lead_unit_id
FROM obstacle o JOIN commitment c ON c.id = o.commitment_id
WHERE o.state = 'open' AND c.closed_on IS NULL ORDER BY o.id

-- name: totals
SELECT c.lead_unit_id, c.owner_post_id, c.sponsor_post_id, c.light,
       CASE WHEN c.closed_on IS NULL THEN 0 ELSE 1 END AS closed,
       count(*) AS n, sum(CASE WHEN c.due < :on THEN 1 ELSE 0 END) AS late
FROM commitment c
WHERE c.stage <> 'draft'
      AND c.id NOT IN (SELECT w.parent_id FROM commitment w WHERE w.parent_id IS NOT NULL)
GROUP BY c.lead_unit_id, c.owner_post_id, c.sponsor_post_id, c.light,
         CASE WHEN c.closed_on IS NULL THEN 0 ELSE 1 END

-- name: people
SELECT p.id, p.name, p.email, p.language, o.id AS post_id, o.role, o.title, o.unit_id,
       u.name AS unit
FROM post o JOIN person p ON p.id = o.holder_id JOIN unit u ON u.id = o.unit_id
ORDER BY p.id, o.id

-- name: units
SELECT u.id, u.name, u.parent_id, u.leader_post_id FROM unit u

-- name: deputies
SELECT y.principal_id, p.id, p.name, p.email, p.language, y.since
FROM deputy y JOIN person p ON p.id = y.deputy_id
WHERE y.since <= :on AND y.until >= :on ORDER BY y.id

-- name: proposals_waiting
SELECT p.commitment_id, p.proposed_on AS since, p.step, p.rung, n.readers
FROM proposal p
LEFT JOIN notice n ON n.commitment_id = p.commitment_id AND n.basis = p.basis
     AND n.version = p.version AND n.rung = p.rung
WHERE p.state = 'proposed' ORDER BY p.proposed_on, p.id

-- name: unsigned
SELECT n.commitment_id, n.claimed_on
FROM notice n JOIN commitment c ON c.id = n.commitment_id
WHERE n.claimed_on >= :since AND n.claimed_on < :on AND n.sent AND n.step = 'notice'
      AND c.stage IN ('docketed', 'assigned', 'rejected', 'accepted')
      AND NOT EXISTS (SELECT 1 FROM receipt r
                      WHERE r.commitment_id = n.commitment_id AND r.notice_id = n.id)
ORDER BY n.claimed_on, n.id
