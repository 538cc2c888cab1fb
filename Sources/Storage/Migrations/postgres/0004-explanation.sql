-- 0004: what stands behind an answer, kept with it: what each part of the evidence adds to a candidate's score, how far the
-- score hangs on one contact, and what became of the closed number's contacts. Answers made before have no such rows, and
-- pages say so.

-- In the order in which the parts were weighed; they sum to the score. A later version may name parts that this one does
-- not know: they read back under their own name.
CREATE TABLE suggestion_part (
    trace_id BIGINT NOT NULL,
    place BIGINT NOT NULL,
    number BIGINT NOT NULL,
    part TEXT NOT NULL CHECK (length(part) > 0),
    log10 DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (trace_id, place, number),
    FOREIGN KEY (trace_id, place) REFERENCES suggestion (trace_id, place)
);

-- The score with each shared contact left out in turn: its range, and the contact that matters most.
CREATE TABLE suggestion_range (
    trace_id BIGINT NOT NULL,
    place BIGINT NOT NULL,
    lowest DOUBLE PRECISION NOT NULL,
    highest DOUBLE PRECISION NOT NULL,
    party_id BIGINT NOT NULL REFERENCES party (id),
    without DOUBLE PRECISION NOT NULL,
    -- The best score of another candidate.
    rival DOUBLE PRECISION,
    PRIMARY KEY (trace_id, place),
    FOREIGN KEY (trace_id, place) REFERENCES suggestion (trace_id, place),
    CHECK (lowest <= without AND without <= highest)
);
CREATE INDEX suggestion_range_party ON suggestion_range (party_id);

-- The closed number's contacts before the closure, heaviest first.
CREATE TABLE trace_contact (
    trace_id BIGINT NOT NULL REFERENCES trace (id),
    number BIGINT NOT NULL,
    party_id BIGINT NOT NULL REFERENCES party (id),
    events BIGINT NOT NULL CHECK (events > 0),
    last_us BIGINT NOT NULL,
    share DOUBLE PRECISION NOT NULL CHECK (share > 0),
    popularity BIGINT NOT NULL,
    -- From the closure on; nought where no record held names it since.
    events_since BIGINT NOT NULL CHECK (events_since >= 0),
    informs DOUBLE PRECISION NOT NULL,
    -- The number it moved to itself, where the scorer followed it.
    moved_to BIGINT REFERENCES party (id),
    PRIMARY KEY (trace_id, number)
);
CREATE INDEX trace_contact_party ON trace_contact (party_id);
CREATE INDEX trace_contact_moved ON trace_contact (moved_to) WHERE moved_to IS NOT NULL;

CREATE TRIGGER suggestion_part_keeps_rows BEFORE DELETE ON suggestion_part FOR EACH ROW EXECUTE FUNCTION keep_history();
CREATE TRIGGER suggestion_part_keeps_values BEFORE UPDATE ON suggestion_part FOR EACH ROW EXECUTE FUNCTION keep_always();
CREATE TRIGGER suggestion_range_keeps_rows BEFORE DELETE ON suggestion_range FOR EACH ROW EXECUTE FUNCTION keep_history();
CREATE TRIGGER suggestion_range_keeps_values BEFORE UPDATE ON suggestion_range FOR EACH ROW EXECUTE FUNCTION keep_always();
CREATE TRIGGER trace_contact_keeps_rows BEFORE DELETE ON trace_contact FOR EACH ROW EXECUTE FUNCTION keep_history();
CREATE TRIGGER trace_contact_keeps_values BEFORE UPDATE ON trace_contact FOR EACH ROW EXECUTE FUNCTION keep_always();

-- Why handset, SIM, place and hours speak for a candidate or against it, as the engine writes it (JSON).
ALTER TABLE suggestion ADD COLUMN reasons TEXT NOT NULL DEFAULT '[]';
