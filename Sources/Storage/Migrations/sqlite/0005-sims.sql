-- 0005: the SIMs that events name, kept as handsets are: once each, and for as long as an event names them. Events taken in
-- before name none, and stay as they are.

-- Fourteen or fifteen digits (3GPP TS 23.003, 2.2), as text: a zero in front counts.
CREATE TABLE sim (
    id INTEGER PRIMARY KEY,
    imsi TEXT NOT NULL UNIQUE CHECK (length(imsi) BETWEEN 14 AND 15)
) STRICT;

ALTER TABLE event ADD COLUMN from_sim INTEGER REFERENCES sim (id);
ALTER TABLE event ADD COLUMN to_sim INTEGER REFERENCES sim (id);

-- What says that a SIM is still referred to, as in 0003.
CREATE INDEX event_from_sim ON event (from_sim) WHERE from_sim IS NOT NULL;
CREATE INDEX event_to_sim ON event (to_sim) WHERE to_sim IS NOT NULL;

CREATE TRIGGER sim_keeps_rows BEFORE DELETE ON sim WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER sim_keeps_values BEFORE UPDATE ON sim BEGIN SELECT RAISE (ABORT, 'append-only'); END;
