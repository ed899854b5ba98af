-- What later events told as [from, to], gathered where SQLite opens their JSON: of a
-- commitment's columns the first change, as event 0; of rows, and of the book itself
-- (matter 0), every change. Of the rows of a matter lists read its milestones and its planned
-- course; reports are never changed, so of them the first later one is enough.

-- name: earlier
CREATE TEMP TABLE earlier (
    matter INTEGER, key TEXT, event INTEGER, told TEXT, PRIMARY KEY (matter, key, event)
) WITHOUT ROWID

-- name: every
instr(j.key, ':') > 0

-- name: listed
(j.key BETWEEN 'milestone:' AND 'milestone;' OR j.key BETWEEN 'plan_point:' AND 'plan_point;')

-- name: first_report
SELECT j.key FROM event e, json_each(e.changes) j
WHERE e.id > :last AND j.key BETWEEN 'report:' AND 'report;' ORDER BY e.id LIMIT 1

-- name: told
-- The first told stays: to sort all that was told would cost more than to try all of it.
INSERT OR IGNORE INTO earlier
SELECT coalesce(e.commitment_id, 0), j.key,
       CASE WHEN e.commitment_id IS NULL OR {rows} THEN e.id ELSE 0 END,
       j.value
FROM event e, json_each(e.changes) j
WHERE e.id > :last AND (e.commitment_id IS NULL OR j.key IN ({columns}) OR {rows})
ORDER BY e.id

-- name: heads
WITH next AS (SELECT commitment_id, min(place) AS place, previous FROM event
              WHERE id > :last AND commitment_id IS NOT NULL GROUP BY commitment_id)
INSERT INTO earlier
SELECT commitment_id, 'events', 0, json_array(place - 1) FROM next UNION ALL
SELECT commitment_id, 'head', 0, json_array(previous) FROM next
