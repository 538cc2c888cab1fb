-- 0001: the casebook. Lines and what is recorded of them, the files of records and what was read from them, the
-- answers given and what people decided. Times are microseconds UTC. Parties, handsets and cells are held once each.

CREATE TABLE party (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) > 0)
) STRICT;

CREATE TABLE handset (
    id INTEGER PRIMARY KEY,
    body INTEGER NOT NULL UNIQUE CHECK (body BETWEEN 0 AND 99999999999999)
) STRICT;

CREATE TABLE cell (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) > 0)
) STRICT;

CREATE TABLE record_file (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
    name TEXT NOT NULL,
    byte_count INTEGER NOT NULL CHECK (byte_count > 0),
    layout TEXT NOT NULL,
    zone TEXT NOT NULL,
    imported_us INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    event_count INTEGER NOT NULL,
    quarantine_count INTEGER NOT NULL,
    preamble_lines INTEGER NOT NULL,
    blank_lines INTEGER NOT NULL,
    first_event_us INTEGER,
    last_event_us INTEGER,
    reasons TEXT NOT NULL,
    CHECK (row_count = event_count + quarantine_count)
) STRICT;

-- The rows of a file come before the file's own row, inside one transaction, so the reference is checked at its end.
CREATE TABLE event (
    file_id INTEGER NOT NULL REFERENCES record_file (id) DEFERRABLE INITIALLY DEFERRED,
    row_number INTEGER NOT NULL,
    time_us INTEGER NOT NULL,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3),
    from_party INTEGER NOT NULL REFERENCES party (id),
    to_party INTEGER NOT NULL REFERENCES party (id),
    duration_s INTEGER CHECK (duration_s >= 0),
    from_handset INTEGER REFERENCES handset (id),
    to_handset INTEGER REFERENCES handset (id),
    from_cell INTEGER REFERENCES cell (id),
    to_cell INTEGER REFERENCES cell (id),
    PRIMARY KEY (file_id, row_number)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_from ON event (from_party, time_us);
CREATE INDEX event_to ON event (to_party, time_us);

CREATE TABLE quarantine (
    file_id INTEGER NOT NULL REFERENCES record_file (id) DEFERRABLE INITIALLY DEFERRED,
    row_number INTEGER NOT NULL,
    line_number INTEGER NOT NULL,
    byte_offset INTEGER NOT NULL,
    byte_count INTEGER NOT NULL,
    column_name TEXT,
    raw_text TEXT NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (file_id, row_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE line (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    name_key TEXT NOT NULL UNIQUE,
    recorded_us INTEGER NOT NULL
) STRICT;

CREATE TABLE closure (
    id INTEGER PRIMARY KEY,
    line_id INTEGER NOT NULL REFERENCES line (id),
    episode_id INTEGER NOT NULL UNIQUE REFERENCES episode (id),
    party_id INTEGER NOT NULL REFERENCES party (id),
    closed_us INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('order', 'seizure', 'provider', 'abandoned')),
    recorded_us INTEGER NOT NULL
) STRICT;

CREATE TABLE trace (
    id INTEGER PRIMARY KEY,
    closure_id INTEGER NOT NULL REFERENCES closure (id),
    ran_us INTEGER NOT NULL,
    until_us INTEGER,
    settings TEXT NOT NULL,
    software TEXT NOT NULL,
    view TEXT NOT NULL
) STRICT;
CREATE INDEX trace_closure ON trace (closure_id);

CREATE TABLE trace_file (
    trace_id INTEGER NOT NULL REFERENCES trace (id),
    file_id INTEGER NOT NULL REFERENCES record_file (id),
    PRIMARY KEY (trace_id, file_id)
) STRICT;

CREATE TABLE suggestion (
    trace_id INTEGER NOT NULL REFERENCES trace (id),
    place INTEGER NOT NULL,
    standing REAL NOT NULL,
    party_id INTEGER NOT NULL REFERENCES party (id),
    score REAL NOT NULL,
    first_contact_us INTEGER NOT NULL,
    first_seen_us INTEGER NOT NULL,
    contacts_since INTEGER NOT NULL,
    PRIMARY KEY (trace_id, place)
) STRICT;

CREATE TABLE suggestion_contact (
    trace_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    number INTEGER NOT NULL,
    party_id INTEGER NOT NULL REFERENCES party (id),
    events_with_closed INTEGER NOT NULL,
    last_with_closed_us INTEGER NOT NULL,
    events_with_candidate INTEGER NOT NULL,
    first_with_candidate_us INTEGER NOT NULL,
    popularity INTEGER NOT NULL,
    were_in_touch INTEGER NOT NULL CHECK (were_in_touch IN (0, 1)),
    weight REAL NOT NULL,
    PRIMARY KEY (trace_id, place, number),
    FOREIGN KEY (trace_id, place) REFERENCES suggestion (trace_id, place)
) STRICT;

CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    closure_id INTEGER NOT NULL REFERENCES closure (id),
    party_id INTEGER NOT NULL REFERENCES party (id),
    verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'reject', 'undo')),
    reason TEXT NOT NULL CHECK (length(reason) > 0),
    decided_by TEXT NOT NULL CHECK (length(decided_by) > 0),
    decided_us INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_closure ON decision (closure_id);

-- When a number began to serve a line. It ended where a closure names the episode; it never was where the decision
-- that it rests on was undone.
CREATE TABLE episode (
    id INTEGER PRIMARY KEY,
    line_id INTEGER NOT NULL REFERENCES line (id),
    party_id INTEGER NOT NULL REFERENCES party (id),
    from_us INTEGER NOT NULL,
    decision_id INTEGER UNIQUE REFERENCES decision (id),
    recorded_us INTEGER NOT NULL
) STRICT;
CREATE INDEX episode_line ON episode (line_id);
CREATE INDEX episode_party ON episode (party_id);

-- History that nobody, ourselves included, can rewrite. REPLACE skips delete triggers unless the connection has
-- recursive triggers on, as ours have; where rows are few, a third trigger refuses it in any program.
CREATE TRIGGER line_keeps_rows BEFORE DELETE ON line BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER line_keeps_values BEFORE UPDATE ON line BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER line_no_replace BEFORE INSERT ON line WHEN EXISTS (SELECT 1 FROM line WHERE id = NEW.id OR name_key = NEW.name_key)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER episode_keeps_rows BEFORE DELETE ON episode BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER episode_keeps_values BEFORE UPDATE ON episode BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER episode_no_replace BEFORE INSERT ON episode WHEN EXISTS (SELECT 1 FROM episode WHERE id = NEW.id OR decision_id = NEW.decision_id)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER closure_keeps_rows BEFORE DELETE ON closure BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER closure_keeps_values BEFORE UPDATE ON closure BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER closure_no_replace BEFORE INSERT ON closure WHEN EXISTS (SELECT 1 FROM closure WHERE id = NEW.id OR episode_id = NEW.episode_id)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER trace_keeps_rows BEFORE DELETE ON trace BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER trace_keeps_values BEFORE UPDATE ON trace BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER trace_no_replace BEFORE INSERT ON trace WHEN EXISTS (SELECT 1 FROM trace WHERE id = NEW.id)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER trace_file_keeps_rows BEFORE DELETE ON trace_file BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER trace_file_keeps_values BEFORE UPDATE ON trace_file BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER trace_file_no_replace BEFORE INSERT ON trace_file WHEN EXISTS (SELECT 1 FROM trace_file WHERE trace_id = NEW.trace_id AND file_id = NEW.file_id)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER suggestion_keeps_rows BEFORE DELETE ON suggestion BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER suggestion_keeps_values BEFORE UPDATE ON suggestion BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER suggestion_no_replace BEFORE INSERT ON suggestion WHEN EXISTS (SELECT 1 FROM suggestion WHERE trace_id = NEW.trace_id AND place = NEW.place)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER suggestion_contact_keeps_rows BEFORE DELETE ON suggestion_contact BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER suggestion_contact_keeps_values BEFORE UPDATE ON suggestion_contact BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER suggestion_contact_no_replace BEFORE INSERT ON suggestion_contact WHEN EXISTS (SELECT 1 FROM suggestion_contact WHERE trace_id = NEW.trace_id AND place = NEW.place AND number = NEW.number)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER decision_keeps_rows BEFORE DELETE ON decision BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER decision_keeps_values BEFORE UPDATE ON decision BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER decision_no_replace BEFORE INSERT ON decision WHEN EXISTS (SELECT 1 FROM decision WHERE id = NEW.id)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER record_file_keeps_rows BEFORE DELETE ON record_file BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER record_file_keeps_values BEFORE UPDATE ON record_file BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER record_file_no_replace BEFORE INSERT ON record_file WHEN EXISTS (SELECT 1 FROM record_file WHERE id = NEW.id OR sha256 = NEW.sha256)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER event_keeps_rows BEFORE DELETE ON event BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER event_keeps_values BEFORE UPDATE ON event BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER quarantine_keeps_rows BEFORE DELETE ON quarantine BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER quarantine_keeps_values BEFORE UPDATE ON quarantine BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER party_keeps_rows BEFORE DELETE ON party BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER party_keeps_values BEFORE UPDATE ON party BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER handset_keeps_rows BEFORE DELETE ON handset BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER handset_keeps_values BEFORE UPDATE ON handset BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER cell_keeps_rows BEFORE DELETE ON cell BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER cell_keeps_values BEFORE UPDATE ON cell BEGIN SELECT RAISE (ABORT, 'append-only'); END;
