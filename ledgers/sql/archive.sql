-- What is filed of closed commitments. Every question but the first two is asked for many at
-- once (:ids) and answers with commitment_id first, in the order the record shows.

-- name: years
SELECT DISTINCT c.closed_on FROM commitment c WHERE c.closed_on IS NOT NULL

-- name: closed_in
SELECT c.id, c.number, c.title, u.name AS lead_unit, c.closed_on, c.ending, c.events, c.head
FROM commitment c JOIN unit u ON u.id = c.lead_unit_id
WHERE c.closed_on >= :first AND c.closed_on <= :last ORDER BY c.closed_on, c.number

-- name: facts
SELECT c.id AS commitment_id, c.number, c.title, c.kind, c.category, c.content, c.standard,
       c.source_document, c.source_passage, c.source_place, u.name AS lead_unit,
       p.name AS owner, o.title AS owner_title, s.name AS sponsor, so.title AS sponsor_title,
       f.name AS officer, c.docketed_on, c.due_text, c.original_due, c.due, c.actual_on,
       c.closed_on, c.ending, c.extensions, c.reopened, c.target, c.value, c.measure, c.percent,
       c.note, c.events, c.head, h.number AS superseded_by
FROM commitment c JOIN unit u ON u.id = c.lead_unit_id
LEFT JOIN commitment h ON h.id = c.superseded_by
LEFT JOIN post o ON o.id = c.owner_post_id LEFT JOIN person p ON p.id = o.holder_id
LEFT JOIN post so ON so.id = c.sponsor_post_id LEFT JOIN person s ON s.id = so.holder_id
LEFT JOIN post fo ON fo.id = c.officer_post_id LEFT JOIN person f ON f.id = fo.holder_id
WHERE c.id IN (:ids)

-- name: support_units
SELECT s.commitment_id, u.name FROM support_unit s JOIN unit u ON u.id = s.unit_id
WHERE s.commitment_id IN (:ids) ORDER BY s.commitment_id, s.position

-- name: milestones
SELECT m.commitment_id, m.position, m.title, m.due_text, m.due, m.done_on
FROM milestone m WHERE m.commitment_id IN (:ids) ORDER BY m.commitment_id, m.position

-- name: reports
SELECT r.commitment_id, r.on_day, r.percent, r.value, r.done, r.next_steps, r.problem
FROM report r WHERE r.commitment_id IN (:ids) ORDER BY r.commitment_id, r.id

-- name: proposals
SELECT r.commitment_id, r.proposed_on, r.step, r.state, r.decided_on, p.name AS decider,
       r.decision
FROM proposal r LEFT JOIN person p ON p.id = r.decided_by
WHERE r.commitment_id IN (:ids) ORDER BY r.commitment_id, r.id

-- name: extensions
SELECT r.commitment_id, r.asked_on, r.until, r.reason, r.opinion, r.state, p.name AS decider,
       r.decision
FROM extension_request r LEFT JOIN person p ON p.id = r.decided_by
WHERE r.commitment_id IN (:ids) ORDER BY r.commitment_id, r.id

-- name: closures
SELECT r.commitment_id, r.asked_on, r.actual_on, r.note, r.state, r.decided_on
FROM closure_request r WHERE r.commitment_id IN (:ids) ORDER BY r.commitment_id, r.id

-- name: checks
SELECT k.commitment_id, k.on_day, k.level, p.name AS checked_by, k.passed, k.findings
FROM check_record k LEFT JOIN person p ON p.id = k.checked_by
WHERE k.commitment_id IN (:ids) ORDER BY k.commitment_id, k.id

-- name: objections
SELECT o.commitment_id, o.raised_on, o.reason, o.state, o.decided_on, o.decision
FROM objection o WHERE o.commitment_id IN (:ids) ORDER BY o.commitment_id, o.id

-- name: lookbacks
SELECT k.commitment_id, k.drawn_on, k.state, k.on_day, k.findings
FROM lookback k WHERE k.commitment_id IN (:ids) ORDER BY k.commitment_id, k.id

-- name: callbacks
SELECT k.commitment_id, k.on_day, k.contacted, k.resolved, k.satisfied, k.note
FROM callback k WHERE k.commitment_id IN (:ids) ORDER BY k.commitment_id, k.id

-- name: marks
SELECT a.commitment_id, a.on_day, u.name AS unit, a.mark, p.name AS leader, a.words
FROM appraisal a JOIN unit u ON u.id = a.unit_id LEFT JOIN person p ON p.id = a.leader_id
WHERE a.commitment_id IN (:ids) ORDER BY a.commitment_id, a.id

-- name: obstacles
SELECT o.commitment_id, o.since, o.cause, o.text, o.waits_on, o.cleared_on
FROM obstacle o WHERE o.commitment_id IN (:ids) ORDER BY o.commitment_id, o.id

-- name: help_requests
SELECT h.commitment_id, h.asked_on, h.ask, h.decided_on, h.decision
FROM help_request h WHERE h.commitment_id IN (:ids) ORDER BY h.commitment_id, h.id

-- name: instructions
SELECT i.commitment_id, i.on_day, p.name AS leader, i.words, i.due
FROM instruction i JOIN person p ON p.id = i.leader_id
WHERE i.commitment_id IN (:ids) ORDER BY i.commitment_id, i.id

-- name: parts
SELECT c.parent_id AS commitment_id, c.number, c.title, u.name AS lead_unit, c.closed_on
FROM commitment c JOIN unit u ON u.id = c.lead_unit_id
WHERE c.parent_id IN (:ids) ORDER BY c.parent_id, c.number

-- name: evidence
SELECT e.commitment_id, e.on_day, e.name, e.stored_as, e.sha256, e.size
FROM evidence e WHERE e.commitment_id IN (:ids) ORDER BY e.commitment_id, e.id

-- name: events
SELECT e.commitment_id, e.id, e.chain, e.place, e.recorded_at, e.on_day, e.actor_id, e.behalf_id,
       e.happened, e.changes, e.note, e.previous, e.hash, a.name AS actor, b.name AS behalf
FROM event e LEFT JOIN person a ON a.id = e.actor_id LEFT JOIN person b ON b.id = e.behalf_id
WHERE e.commitment_id IN (:ids) ORDER BY e.commitment_id, e.place
