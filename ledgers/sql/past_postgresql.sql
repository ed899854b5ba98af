-- What later events told as [from, to], gathered where PostgreSQL opens their JSON: of a
-- commitment's columns the first change, as event 0; of rows, and of the book itself
-- (matter 0), every change. Of the rows of a matter lists read its milestones and its planned
-- course; reports are never changed, so of them the first later one is enough.

-- name: earlier
CREATE TEMP TABLE earlier (
    matter integer, key text, event integer, told text, PRIMARY KEY (matter, key, event)
) ON COMMIT DROP

-- name: every
j.key LIKE '%:%'

-- name: listed
(j.key LIKE 'milestone:%' OR j.key LIKE 'plan_point:%')

-- name: first_report
SELECT j.key FROM event e CROSS JOIN LATERAL json_each(CAST(e.changes AS json)) j
WHERE e.id > :last AND j.key LIKE 'report:%' ORDER BY e.id LIMIT 1

-- name: told
INSERT INTO earlier
SELECT DISTINCT ON (matter, key, event) matter, key, event, told
FROM (SELECT coalesce(e.commitment_id, 0) AS matter, j.key AS key,
             CASE WHEN e.commitment_id IS NULL OR {rows} THEN e.id ELSE 0 END AS event,
             CAST(j.value AS text) AS told, e.id AS id
      FROM event e CROSS JOIN LATERAL json_each(CAST(e.changes AS json)) j
      WHERE e.id > :last AND (e.commitment_id IS NULL OR j.key IN ({columns}) OR {rows})) t
ORDER BY matter, key, event, id

-- name: heads
WITH next AS (SELECT DISTINCT ON (commitment_id) commitment_id, place, previous FROM event
              WHERE id > :last AND commitment_id IS NOT NULL ORDER BY commitment_id, place)
INSERT INTO earlier
SELECT commitment_id, 'events', 0, CAST(json_build_array(place - 1) AS text) FROM next UNION ALL
SELECT commitment_id, 'head', 0, CAST(json_build_array(previous) AS text) FROM next
