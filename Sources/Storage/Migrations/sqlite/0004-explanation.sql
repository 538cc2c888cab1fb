-- 0004: what stands behind an answer, kept with it: what each part of the evidence adds to a candidate's score, how far the
-- score hangs on one contact, and what became of the closed number's contacts. Answers made before have no such rows, and
-- pages say so.

-- In the order in which the parts were weighed; they sum to the score. A later version may name parts that this one does
-- not know: they read back under their own name.
CREATE TABLE suggestion_part (
    trace_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    number INTEGER NOT NULL,
    part TEXT NOT NULL CHECK (length(part) > 0),
    log10 REAL NOT NULL,
    PRIMARY KEY (trace_id, place, number),
    FOREIGN KEY (trace_id, place) REFERENCES suggestion (trace_id, place)
) STRICT;

-- The score with each shared contact left out in turn: its range, and the contact that matters most.
CREATE TABLE suggestion_range (
    trace_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    lowest REAL NOT NULL,
    highest REAL NOT NULL,
    party_id INTEGER NOT NULL REFERENCES party (id),
    without REAL NOT NULL,
    -- The best score of another candidate.
    rival REAL,
    PRIMARY KEY (trace_id, place),
    FOREIGN KEY (trace_id, place) REFERENCES suggestion (trace_id, place),
    CHECK (lowest <= without AND without <= highest)
) STRICT;
CREATE INDEX suggestion_range_party ON suggestion_range (party_id);

-- The closed number's contacts before the closure, heaviest first.
CREATE TABLE trace_contact (
    trace_id INTEGER NOT NULL REFERENCES trace (id),
    number INTEGER NOT NULL,
    party_id INTEGER NOT NULL REFERENCES party (id),
    events INTEGER NOT NULL CHECK (events > 0),
    last_us INTEGER NOT NULL,
    share REAL NOT NULL CHECK (share > 0),
    popularity INTEGER NOT NULL,
    -- From the closure on; nought where no record held names it since.
    events_since INTEGER NOT NULL CHECK (events_since >= 0),
    informs REAL NOT NULL,
    -- The number it moved to itself, where the scorer followed it.
    moved_to INTEGER REFERENCES party (id),
    PRIMARY KEY (trace_id, number)
) STRICT;
CREATE INDEX trace_contact_party ON trace_contact (party_id);
CREATE INDEX trace_contact_moved ON trace_contact (moved_to) WHERE moved_to IS NOT NULL;

CREATE TRIGGER suggestion_part_keeps_rows BEFORE DELETE ON suggestion_part WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER suggestion_part_keeps_values BEFORE UPDATE ON suggestion_part BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER suggestion_part_no_replace BEFORE INSERT ON suggestion_part WHEN EXISTS (SELECT 1 FROM suggestion_part WHERE trace_id = NEW.trace_id AND place = NEW.place AND number = NEW.number)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER suggestion_range_keeps_rows BEFORE DELETE ON suggestion_range WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER suggestion_range_keeps_values BEFORE UPDATE ON suggestion_range BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER suggestion_range_no_replace BEFORE INSERT ON suggestion_range WHEN EXISTS (SELECT 1 FROM suggestion_range WHERE trace_id = NEW.trace_id AND place = NEW.place)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER trace_contact_keeps_rows BEFORE DELETE ON trace_contact WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER trace_contact_keeps_values BEFORE UPDATE ON trace_contact BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER trace_contact_no_replace BEFORE INSERT ON trace_contact WHEN EXISTS (SELECT 1 FROM trace_contact WHERE trace_id = NEW.trace_id AND number = NEW.number)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

-- Why handset, SIM, place and hours speak for a candidate or against it, as the engine writes it (JSON).
ALTER TABLE suggestion ADD COLUMN reasons TEXT NOT NULL DEFAULT '[]';
