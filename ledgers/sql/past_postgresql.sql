-- What events after one of them tell, as PostgreSQL opens their JSON. {wanted} chooses tables.
-- Of a commitment's columns the earliest change is told, of other rows every change.

-- name: changes
SELECT DISTINCT ON (j.key, e.commitment_id, CASE WHEN strpos(j.key, chr(58)) > 0 THEN e.id END)
       e.commitment_id AS matter, j.key AS key, j.value ->> 0 AS before, e.id AS event
FROM event e CROSS JOIN LATERAL json_each(CAST(e.changes AS json)) j
WHERE e.id > :last AND {wanted}
ORDER BY j.key, e.commitment_id, CASE WHEN strpos(j.key, chr(58)) > 0 THEN e.id END, e.id

-- name: heads
SELECT DISTINCT ON (commitment_id) commitment_id AS matter, place, previous
FROM event WHERE id > :last AND commitment_id IS NOT NULL ORDER BY commitment_id, place

-- name: born
SELECT commitment_id AS matter, place, previous
FROM event WHERE id > :last AND place = 1 AND commitment_id IS NOT NULL
