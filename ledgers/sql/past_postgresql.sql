-- What events after one of them tell, as PostgreSQL opens their JSON. {wanted} chooses tables.

-- name: columns
SELECT DISTINCT ON (e.commitment_id, j.key) e.commitment_id AS matter, j.key AS key,
       j.value ->> 0 AS before
FROM event e CROSS JOIN LATERAL json_each(CAST(e.changes AS json)) j
WHERE e.id > :last AND strpos(j.key, chr(58)) = 0
ORDER BY e.commitment_id, j.key, e.id

-- name: heads
SELECT DISTINCT ON (commitment_id) commitment_id AS matter, place, previous
FROM event WHERE id > :last AND commitment_id IS NOT NULL ORDER BY commitment_id, place

-- name: born
SELECT commitment_id AS matter, place, previous
FROM event WHERE id > :last AND place = 1 AND commitment_id IS NOT NULL

-- name: rows
SELECT j.key AS key, j.value ->> 0 AS before
FROM event e CROSS JOIN LATERAL json_each(CAST(e.changes AS json)) j
WHERE e.id > :last AND strpos(j.key, chr(58)) > 0 AND ({wanted})
ORDER BY e.id DESC
