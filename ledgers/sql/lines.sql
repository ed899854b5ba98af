-- How lists, digests and the daily look read commitments: one set of columns for all.
-- What is due a look comes unordered: asked for an order, SQLite would walk the whole table.
-- For the same reason its parts are joined with CROSS JOIN, which SQLite reads from the left.
-- Where only some matters are meant, ``Due`` writes their ids beside the condition on look_on.

-- name: line
SELECT c.id, c.number, c.title, c.kind, c.category, c.stage, c.docketed_on, c.due,
       c.original_due, c.due_version, c.due_text, c.percent, c.value, c.target, c.measure,
       c.last_report_on, c.rhythm, c.extensions, c.reopened, c.ending, c.light, c.light_since, c.look_on,
       c.assigned_on, c.suspended_on, c.resumed_on, c.paused_days, c.pause_reason, c.parent_id,
       c.lead_unit_id, u.name AS lead_unit, c.owner_post_id, o.holder_id AS owner_id,
       p.name AS owner,
       c.sponsor_post_id, c.officer_post_id, c.reds, c.yellow_since, c.forecast_on,
       c.forecast_from, c.forecast_to, c.events, c.head
FROM commitment c
JOIN unit u ON u.id = c.lead_unit_id
LEFT JOIN post o ON o.id = c.owner_post_id
LEFT JOIN person p ON p.id = o.holder_id

-- name: one
{line} WHERE c.number = :number

-- name: these
{line} WHERE c.id IN (:ids)

-- name: due_a_look
{line} WHERE c.look_on <= :on

-- name: anything_before
SELECT 1 AS n FROM commitment WHERE look_on < :on LIMIT 1

-- name: families
WITH RECURSIVE above(id, parent_id) AS (
    SELECT id, parent_id FROM commitment WHERE id IN (:ids)
    UNION
    SELECT c.id, c.parent_id FROM above a JOIN commitment c ON c.id = a.parent_id
), family(id) AS (
    SELECT id FROM above
    UNION
    SELECT c.id FROM family f JOIN commitment c ON c.parent_id = f.id
)
SELECT id FROM family

-- name: milestones_due_a_look
SELECT m.id, m.commitment_id, m.position, m.title, m.due, m.done_on, m.due_version, m.starts,
       m.weight
FROM commitment c JOIN milestone m ON m.commitment_id = c.id
WHERE c.look_on <= :on

-- name: parts_due_a_look
SELECT p.parent_id, count(*) AS total,
       sum(CASE WHEN p.light = 'red' THEN 1 ELSE 0 END) AS red,
       sum(CASE WHEN p.light = 'yellow' THEN 1 ELSE 0 END) AS yellow
FROM commitment c CROSS JOIN commitment p
WHERE p.parent_id = c.id AND c.look_on <= :on AND p.stage <> 'draft' GROUP BY p.parent_id

-- name: parts_of
SELECT p.parent_id, count(*) AS total,
       sum(CASE WHEN p.light = 'red' THEN 1 ELSE 0 END) AS red,
       sum(CASE WHEN p.light = 'yellow' THEN 1 ELSE 0 END) AS yellow
FROM commitment p WHERE p.parent_id IN (:ids) AND p.stage <> 'draft' GROUP BY p.parent_id

-- name: claims_due_a_look
SELECT n.id, n.commitment_id, n.basis, n.version, n.rung, n.step, n.claimed_on, n.sent,
       n.policy_id, n.addressed
FROM commitment c JOIN notice n ON n.commitment_id = c.id
WHERE c.look_on <= :on

-- name: receipts_due_a_look
SELECT r.notice_id FROM commitment c JOIN receipt r ON r.commitment_id = c.id
WHERE c.look_on <= :on

-- name: confirmed_due_a_look
SELECT p.commitment_id, p.basis, p.version, p.rung, p.decided_on
FROM commitment c JOIN proposal p ON p.commitment_id = c.id
WHERE c.look_on <= :on AND p.state = 'confirmed'

-- name: milestones_of
SELECT m.id, m.commitment_id, m.position, m.title, m.due, m.done_on, m.due_version, m.starts,
       m.weight
FROM milestone m WHERE m.commitment_id IN (:ids) ORDER BY m.commitment_id, m.position

-- name: plans_due_a_look
SELECT p.id, p.commitment_id, p.day, p.percent
FROM commitment c JOIN plan_point p ON p.commitment_id = c.id
WHERE c.look_on <= :on AND p.replaced_on IS NULL

-- name: plans_of
SELECT p.id, p.commitment_id, p.day, p.percent
FROM plan_point p WHERE p.commitment_id IN (:ids) AND p.replaced_on IS NULL

-- name: month_ends_due_a_look
SELECT t.id, t.commitment_id, t.day, t.percent FROM (
    SELECT r.id, r.commitment_id, r.on_day AS day, r.percent,
           row_number() OVER (
               PARTITION BY r.commitment_id, substr(CAST(r.on_day AS text), 1, 7),
                            r.on_day <= coalesce(c.resumed_on, c.docketed_on)
               ORDER BY r.on_day DESC, r.id DESC
           ) AS place
    FROM commitment c JOIN report r ON r.commitment_id = c.id
    WHERE c.look_on <= :on AND r.unit_id IS NULL AND r.percent IS NOT NULL
) AS t WHERE t.place = 1

-- name: month_ends_of
SELECT t.id, t.commitment_id, t.day, t.percent FROM (
    SELECT r.id, r.commitment_id, r.on_day AS day, r.percent,
           row_number() OVER (
               PARTITION BY r.commitment_id, substr(CAST(r.on_day AS text), 1, 7),
                            r.on_day <= coalesce(c.resumed_on, c.docketed_on)
               ORDER BY r.on_day DESC, r.id DESC
           ) AS place
    FROM commitment c JOIN report r ON r.commitment_id = c.id
    WHERE c.id IN (:ids) AND r.unit_id IS NULL AND r.percent IS NOT NULL
) AS t WHERE t.place = 1

-- name: reported_of
SELECT r.id, r.commitment_id, r.on_day AS day, r.percent
FROM report r WHERE r.commitment_id IN (:ids) AND r.unit_id IS NULL AND r.percent IS NOT NULL

-- name: late
{line} WHERE c.closed_on IS NULL AND c.stage <> 'draft' AND c.due < :on ORDER BY c.due, c.number

-- name: late_count
SELECT count(*) AS n FROM commitment c WHERE c.closed_on IS NULL AND c.stage <> 'draft' AND c.due < :on

-- name: due
{line} WHERE c.closed_on IS NULL AND c.stage <> 'draft' AND c.due >= :on AND c.due <= :until ORDER BY c.due, c.number

-- name: due_count
SELECT count(*) AS n FROM commitment c
WHERE c.closed_on IS NULL AND c.stage <> 'draft' AND c.due >= :on AND c.due <= :until

-- name: open
{line} WHERE c.closed_on IS NULL AND c.stage <> 'draft' ORDER BY c.due NULLS LAST, c.number

-- name: open_count
SELECT count(*) AS n FROM commitment c WHERE c.closed_on IS NULL AND c.stage <> 'draft'

-- name: drafts
{line} WHERE c.stage = 'draft' ORDER BY c.number

-- name: drafts_count
SELECT count(*) AS n FROM commitment c WHERE c.stage = 'draft'

-- name: all
{line} ORDER BY c.number

-- name: all_count
SELECT count(*) AS n FROM commitment c

-- name: closed
{line} WHERE c.closed_on IS NOT NULL ORDER BY c.closed_on DESC, c.number

-- name: closed_count
SELECT count(*) AS n FROM commitment c WHERE c.closed_on IS NOT NULL

-- name: of_unit
{line} WHERE c.closed_on IS NULL AND c.stage <> 'draft' AND c.lead_unit_id IN (:ids) ORDER BY c.due NULLS LAST, c.number

-- name: lit
{line} WHERE c.closed_on IS NULL AND c.stage <> 'draft' AND (c.light = :light OR c.look_on <= :on OR c.light_since > :on)
ORDER BY c.due NULLS LAST, c.number

-- name: numbers
SELECT number, title FROM commitment WHERE number >= :start AND number < :stop
ORDER BY number LIMIT :count

-- name: history
SELECT e.place, e.recorded_at, e.on_day, e.happened, e.changes, e.note, e.hash,
       a.name AS actor, b.name AS behalf
FROM event e LEFT JOIN person a ON a.id = e.actor_id LEFT JOIN person b ON b.id = e.behalf_id
WHERE e.chain = :number ORDER BY e.place
