-- What events after one of them tell, as SQLite opens their JSON. {wanted} chooses tables.
-- Of a commitment's columns the earliest change is told, of other rows every change.

-- name: changes
SELECT e.commitment_id AS matter, j.key AS key, json_extract(j.value, '$[0]') AS before,
       min(e.id) AS event
FROM event e, json_each(e.changes) j
WHERE e.id > :last AND {wanted}
GROUP BY j.key, e.commitment_id, CASE WHEN instr(j.key, ':') > 0 THEN e.id END

-- name: heads
SELECT commitment_id AS matter, min(place) AS place, previous
FROM event WHERE id > :last AND commitment_id IS NOT NULL GROUP BY commitment_id

-- name: born
SELECT commitment_id AS matter, place, previous
FROM event WHERE id > :last AND place = 1 AND commitment_id IS NOT NULL
