-- What a day's digests are made from. Everything goes through the events between two
-- watermarks, today's notices, and the requests that wait.

-- name: happened
SELECT e.commitment_id, e.happened, e.changes, e.note
FROM event e
WHERE e.id >= :first AND e.id <= :last AND e.commitment_id IS NOT NULL
ORDER BY e.id

-- name: notices
SELECT n.commitment_id, n.basis, n.rung, n.step, n.readers, n.fell_due_on, n.sent,
       m.title AS milestone
FROM notice n
LEFT JOIN milestone m ON m.commitment_id = n.commitment_id
     AND n.basis = 'milestone:' || CAST(m.id AS VARCHAR(20))
WHERE n.claimed_on > :since AND n.claimed_on <= :on
ORDER BY n.commitment_id, n.fell_due_on, n.rung

-- name: extensions_waiting
SELECT r.commitment_id, r.asked_on AS since, r.until, r.reason
FROM extension_request r WHERE r.state = 'asked' ORDER BY r.asked_on, r.id

-- name: closures_waiting
SELECT r.commitment_id, r.state, r.asked_on, r.checked_on, r.note, r.findings
FROM closure_request r WHERE r.state IN ('asked', 'checked') ORDER BY r.asked_on, r.id

-- name: rejected_waiting
SELECT c.id AS commitment_id, max(e.on_day) AS since
FROM commitment c JOIN event e ON e.commitment_id = c.id AND e.happened = 'rejected'
WHERE c.closed_on IS NULL AND c.stage = 'rejected' GROUP BY c.id ORDER BY 2, 1

-- name: totals
SELECT c.lead_unit_id, c.owner_post_id, c.sponsor_post_id, c.light,
       CASE WHEN c.closed_on IS NULL THEN 0 ELSE 1 END AS closed,
       count(*) AS n, sum(CASE WHEN c.due < :on THEN 1 ELSE 0 END) AS late
FROM commitment c
GROUP BY c.lead_unit_id, c.owner_post_id, c.sponsor_post_id, c.light,
         CASE WHEN c.closed_on IS NULL THEN 0 ELSE 1 END

-- name: people
SELECT p.id, p.name, p.email, p.language, o.id AS post_id, o.role, o.title, o.unit_id,
       u.name AS unit
FROM post o JOIN person p ON p.id = o.holder_id JOIN unit u ON u.id = o.unit_id
ORDER BY p.id, o.id

-- name: units
SELECT u.id, u.name, u.parent_id, u.leader_post_id FROM unit u
