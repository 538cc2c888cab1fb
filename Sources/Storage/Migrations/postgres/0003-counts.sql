-- 0003: what would otherwise be counted or looked for again each time: looks by the hour, and what still refers to a
-- number, a handset or a cell.

-- Looks by the hour: looking that is out of the ordinary is found without reading every entry of a month. Derived from
-- log_entry, which stays the only proof; with these three tables emptied, it is counted anew.

-- What one account did in one hour in one operation. The login is part of the key, because account 0 stands for every
-- name that a stranger tried.
CREATE TABLE log_hour (
    hour_us BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    login TEXT NOT NULL,
    operation_id BIGINT NOT NULL,
    looks BIGINT NOT NULL,
    looks_outside BIGINT NOT NULL,
    -- Different lines, numbers, identifiers and people.
    subjects BIGINT NOT NULL,
    refusals BIGINT NOT NULL,
    failed_sign_ins BIGINT NOT NULL,
    PRIMARY KEY (hour_us, account_id, login, operation_id)
);

-- What was looked at in several operations within an hour, a row for each of them: it is one subject, not several.
CREATE TABLE log_hour_shared (
    hour_us BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    login TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    operation_id BIGINT NOT NULL,
    PRIMARY KEY (hour_us, account_id, login, subject_kind, subject_id, operation_id)
);

-- How far the counting has come: hours before this one are counted, with every entry up to this number. No row at first.
CREATE TABLE log_hour_mark (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    until_us BIGINT NOT NULL,
    sequence BIGINT NOT NULL
);

-- What says that a number, a handset or a cell is still referred to. Without these a deletion would read whole tables for
-- every row that goes, while everybody who writes waits.
CREATE INDEX event_from_handset ON event (from_handset) WHERE from_handset IS NOT NULL;
CREATE INDEX event_to_handset ON event (to_handset) WHERE to_handset IS NOT NULL;
CREATE INDEX event_from_cell ON event (from_cell) WHERE from_cell IS NOT NULL;
CREATE INDEX event_to_cell ON event (to_cell) WHERE to_cell IS NOT NULL;
CREATE INDEX closure_party ON closure (party_id);
CREATE INDEX decision_party ON decision (party_id);
CREATE INDEX suggestion_party ON suggestion (party_id);
CREATE INDEX suggestion_contact_party ON suggestion_contact (party_id);
CREATE INDEX line_card_number ON line_card (number_now) WHERE number_now IS NOT NULL;
