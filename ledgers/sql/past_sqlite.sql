-- What events after one of them tell, as SQLite opens their JSON. {wanted} chooses tables.

-- name: columns
SELECT e.commitment_id AS matter, j.key AS key, json_extract(j.value, '$[0]') AS before,
       min(e.id) AS first
FROM event e, json_each(e.changes) j
WHERE e.id > :last AND instr(j.key, ':') = 0
GROUP BY e.commitment_id, j.key

-- name: heads
SELECT commitment_id AS matter, min(place) AS place, previous
FROM event WHERE id > :last AND commitment_id IS NOT NULL GROUP BY commitment_id

-- name: born
SELECT commitment_id AS matter, place, previous
FROM event WHERE id > :last AND place = 1 AND commitment_id IS NOT NULL

-- name: rows
SELECT j.key AS key, json_extract(j.value, '$[0]') AS before
FROM event e, json_each(e.changes) j
WHERE e.id > :last AND instr(j.key, ':') > 0 AND ({wanted})
ORDER BY e.id DESC
