CREATE TRIGGER cell_keeps_rows BEFORE DELETE ON cell WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER cell_keeps_values BEFORE UPDATE ON cell BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER closure_keeps_rows BEFORE DELETE ON closure WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER closure_keeps_values BEFORE UPDATE ON closure BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER closure_no_replace BEFORE INSERT ON closure WHEN EXISTS (SELECT 1 FROM closure WHERE id = NEW.id OR episode_id = NEW.episode_id)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER decision_keeps_rows BEFORE DELETE ON decision WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER decision_keeps_values BEFORE UPDATE ON decision BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER decision_no_replace BEFORE INSERT ON decision WHEN EXISTS (SELECT 1 FROM decision WHERE id = NEW.id)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER episode_keeps_rows BEFORE DELETE ON episode WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER episode_keeps_values BEFORE UPDATE ON episode BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER episode_no_replace BEFORE INSERT ON episode WHEN EXISTS (SELECT 1 FROM episode WHERE id = NEW.id OR decision_id = NEW.decision_id)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER event_keeps_rows BEFORE DELETE ON event WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way') AND NOT EXISTS (SELECT 1 FROM record_file WHERE id = OLD.file_id AND state = 'reading')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER event_keeps_values BEFORE UPDATE ON event BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER handset_keeps_rows BEFORE DELETE ON handset WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER handset_keeps_values BEFORE UPDATE ON handset BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER line_keeps_rows BEFORE DELETE ON line WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER line_keeps_values BEFORE UPDATE ON line BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER line_no_replace BEFORE INSERT ON line WHEN EXISTS (SELECT 1 FROM line WHERE id = NEW.id OR name_key = NEW.name_key)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER log_change_keeps_rows BEFORE DELETE ON log_change WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER log_change_keeps_values BEFORE UPDATE ON log_change BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER log_change_no_replace BEFORE INSERT ON log_change WHEN EXISTS (SELECT 1 FROM log_change WHERE sequence = NEW.sequence AND place = NEW.place)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER log_entry_keeps_rows BEFORE DELETE ON log_entry BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER log_entry_keeps_values BEFORE UPDATE ON log_entry BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER log_entry_no_replace BEFORE INSERT ON log_entry WHEN EXISTS (SELECT 1 FROM log_entry WHERE sequence = NEW.sequence)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER log_head_keeps_rows BEFORE DELETE ON log_head BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER note_keeps_rows BEFORE DELETE ON note WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER note_keeps_values BEFORE UPDATE ON note BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER party_keeps_rows BEFORE DELETE ON party WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER party_keeps_values BEFORE UPDATE ON party BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER quarantine_keeps_rows BEFORE DELETE ON quarantine WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way') AND NOT EXISTS (SELECT 1 FROM record_file WHERE id = OLD.file_id AND state = 'reading')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER quarantine_keeps_values BEFORE UPDATE ON quarantine BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER record_file_keeps_rows BEFORE DELETE ON record_file WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way') AND OLD.state <> 'reading'
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER record_file_keeps_values BEFORE UPDATE ON record_file WHEN OLD.state <> 'reading' AND NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER record_file_no_replace BEFORE INSERT ON record_file WHEN EXISTS (SELECT 1 FROM record_file WHERE id = NEW.id OR sha256 = NEW.sha256)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER sim_keeps_rows BEFORE DELETE ON sim WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER sim_keeps_values BEFORE UPDATE ON sim BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER suggestion_contact_keeps_rows BEFORE DELETE ON suggestion_contact WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER suggestion_contact_keeps_values BEFORE UPDATE ON suggestion_contact BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER suggestion_contact_no_replace BEFORE INSERT ON suggestion_contact WHEN EXISTS (SELECT 1 FROM suggestion_contact WHERE trace_id = NEW.trace_id AND place = NEW.place AND number = NEW.number)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER suggestion_keeps_rows BEFORE DELETE ON suggestion WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER suggestion_keeps_values BEFORE UPDATE ON suggestion BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER suggestion_no_replace BEFORE INSERT ON suggestion WHEN EXISTS (SELECT 1 FROM suggestion WHERE trace_id = NEW.trace_id AND place = NEW.place)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

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

CREATE TRIGGER trace_file_keeps_rows BEFORE DELETE ON trace_file WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER trace_file_keeps_values BEFORE UPDATE ON trace_file BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER trace_file_no_replace BEFORE INSERT ON trace_file WHEN EXISTS (SELECT 1 FROM trace_file WHERE trace_id = NEW.trace_id AND file_id = NEW.file_id)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER trace_keeps_rows BEFORE DELETE ON trace WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER trace_keeps_values BEFORE UPDATE ON trace BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TRIGGER trace_no_replace BEFORE INSERT ON trace WHEN EXISTS (SELECT 1 FROM trace WHERE id = NEW.id)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;

CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL UNIQUE CHECK (length(login) BETWEEN 2 AND 60),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    password_hash TEXT,
    code_secret TEXT,
    code_step INTEGER NOT NULL DEFAULT 0,
    is_suspended INTEGER NOT NULL DEFAULT 0 CHECK (is_suspended IN (0, 1)),
    is_practice INTEGER NOT NULL DEFAULT 0 CHECK (is_practice IN (0, 1)),
    made_us INTEGER NOT NULL,
    last_signed_in_us INTEGER
) STRICT;

CREATE TABLE account_grant (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    force_id INTEGER REFERENCES force (id),
    operation_id INTEGER REFERENCES operation (id),
    given_us INTEGER NOT NULL,
    CHECK (force_id IS NULL OR operation_id IS NULL)
) STRICT;

CREATE TABLE account_identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id),
    made_us INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_key (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    scopes TEXT NOT NULL,
    made_us INTEGER NOT NULL,
    until_us INTEGER NOT NULL,
    used_us INTEGER,
    ended_us INTEGER
) STRICT;

CREATE TABLE authorisation (
    id INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    reference TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 60),
    reference_key TEXT NOT NULL,
    data_kind TEXT NOT NULL CHECK (data_kind IN ('entity', 'events')),
    identifiers TEXT NOT NULL DEFAULT '',
    period_from_us INTEGER,
    period_until_us INTEGER,
    granted_us INTEGER NOT NULL,
    lapses_us INTEGER NOT NULL CHECK (lapses_us > granted_us),
    is_urgent INTEGER NOT NULL DEFAULT 0 CHECK (is_urgent IN (0, 1)),
    is_cancelled INTEGER NOT NULL DEFAULT 0 CHECK (is_cancelled IN (0, 1)),
    purpose TEXT NOT NULL DEFAULT '',
    recorded_us INTEGER NOT NULL,
    UNIQUE (operation_id, reference_key)
) STRICT;

CREATE TABLE cell (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) > 0)
) STRICT;

CREATE TABLE check_back (
    id INTEGER PRIMARY KEY,
    closure_id INTEGER NOT NULL REFERENCES closure (id),
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    day INTEGER NOT NULL,
    due_us INTEGER NOT NULL,
    outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'dead', 'alive', 'unclear')),
    how TEXT NOT NULL DEFAULT '',
    done_by TEXT NOT NULL DEFAULT '',
    done_us INTEGER,
    UNIQUE (closure_id, day)
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

CREATE TABLE closure_card (
    closure_id INTEGER PRIMARY KEY REFERENCES closure (id),
    coding TEXT NOT NULL DEFAULT '' CHECK (coding IN ('', 'type-1', 'type-2')),
    withdrawn_us INTEGER,
    note TEXT NOT NULL DEFAULT ''
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

CREATE TABLE deletion (
    id INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    subject_kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    data_class TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) > 0),
    asked_by INTEGER NOT NULL REFERENCES account (id),
    asked_us INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'under-way', 'done', 'refused')),
    answered_by INTEGER REFERENCES account (id) CHECK (answered_by <> asked_by),
    answered_us INTEGER,
    tombstone TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE episode (
    id INTEGER PRIMARY KEY,
    line_id INTEGER NOT NULL REFERENCES line (id),
    party_id INTEGER NOT NULL REFERENCES party (id),
    from_us INTEGER NOT NULL,
    decision_id INTEGER UNIQUE REFERENCES decision (id),
    recorded_us INTEGER NOT NULL
) STRICT;

CREATE TABLE episode_card (
    episode_id INTEGER PRIMARY KEY REFERENCES episode (id),
    line_id INTEGER NOT NULL REFERENCES line (id),
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    party_id INTEGER NOT NULL REFERENCES party (id),
    party_name TEXT NOT NULL,
    from_us INTEGER NOT NULL,
    until_us INTEGER
) STRICT, WITHOUT ROWID;

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
    to_cell INTEGER REFERENCES cell (id), from_sim INTEGER REFERENCES sim (id), to_sim INTEGER REFERENCES sim (id),
    PRIMARY KEY (file_id, row_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE force (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    name_key TEXT NOT NULL UNIQUE,
    made_us INTEGER NOT NULL
) STRICT;

CREATE TABLE handset (
    id INTEGER PRIMARY KEY,
    body INTEGER NOT NULL UNIQUE CHECK (body BETWEEN 0 AND 99999999999999)
) STRICT;

CREATE TABLE identifier (
    id INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    kind TEXT NOT NULL,
    value TEXT NOT NULL CHECK (length(value) > 0),
    written TEXT NOT NULL,
    label TEXT NOT NULL DEFAULT '',
    recorded_us INTEGER NOT NULL,
    UNIQUE (operation_id, value)
) STRICT;

CREATE TABLE identifier_use (
    id INTEGER PRIMARY KEY,
    identifier_id INTEGER NOT NULL REFERENCES identifier (id),
    line_id INTEGER NOT NULL REFERENCES line (id),
    from_us INTEGER NOT NULL,
    until_us INTEGER CHECK (until_us >= from_us),
    source TEXT NOT NULL DEFAULT '',
    recorded_us INTEGER NOT NULL
) STRICT;

CREATE TABLE job (
    id TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL,
    operation_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'refused')),
    result TEXT NOT NULL DEFAULT '',
    began_us INTEGER NOT NULL,
    beat_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE known_browser (
    digest TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    made_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE line (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    name_key TEXT NOT NULL UNIQUE,
    recorded_us INTEGER NOT NULL
) STRICT;

CREATE TABLE line_card (
    line_id INTEGER PRIMARY KEY REFERENCES line (id),
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    name_key TEXT NOT NULL,
    aliases TEXT NOT NULL DEFAULT '',
    reach TEXT NOT NULL DEFAULT '' CHECK (reach IN ('', 'internal', 'external')),
    exporting_place TEXT NOT NULL DEFAULT '',
    importing_places TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'dormant', 'ended')),
    summary TEXT NOT NULL DEFAULT '',
    -- Rebuilt from episodes, closures and decisions whenever one is added.
    number_now INTEGER REFERENCES party (id),
    closure_count INTEGER NOT NULL DEFAULT 0,
    last_closure_id INTEGER REFERENCES closure (id),
    last_closed_us INTEGER,
    refound_us INTEGER,
    UNIQUE (operation_id, name_key)
) STRICT;

CREATE TABLE log_change (
    sequence INTEGER NOT NULL REFERENCES log_entry (sequence),
    place INTEGER NOT NULL,
    field TEXT NOT NULL,
    old_value TEXT NOT NULL,
    new_value TEXT NOT NULL,
    salt TEXT NOT NULL,
    PRIMARY KEY (sequence, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_entry (
    sequence INTEGER PRIMARY KEY,
    at_us INTEGER NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    account_id INTEGER NOT NULL,
    login TEXT NOT NULL,
    source TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    operation_id INTEGER NOT NULL,
    act TEXT NOT NULL,
    why TEXT NOT NULL,
    recipient TEXT NOT NULL,
    changes_digest TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL
) STRICT;

CREATE TABLE log_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sequence INTEGER NOT NULL,
    digest TEXT NOT NULL
) STRICT;

CREATE TABLE log_hour (
    hour_us INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    login TEXT NOT NULL,
    operation_id INTEGER NOT NULL,
    looks INTEGER NOT NULL,
    looks_outside INTEGER NOT NULL,
    -- Different lines, numbers, identifiers and people.
    subjects INTEGER NOT NULL,
    refusals INTEGER NOT NULL,
    failed_sign_ins INTEGER NOT NULL,
    PRIMARY KEY (hour_us, account_id, login, operation_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_hour_mark (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    until_us INTEGER NOT NULL,
    sequence INTEGER NOT NULL
) STRICT;

CREATE TABLE log_hour_shared (
    hour_us INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    login TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    operation_id INTEGER NOT NULL,
    PRIMARY KEY (hour_us, account_id, login, subject_kind, subject_id, operation_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    subject_kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    text TEXT NOT NULL CHECK (length(text) > 0),
    written_by TEXT NOT NULL,
    written_us INTEGER NOT NULL
) STRICT;

CREATE TABLE operation (
    id INTEGER PRIMARY KEY,
    force_id INTEGER NOT NULL REFERENCES force (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    name_key TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
    is_restricted INTEGER NOT NULL DEFAULT 0 CHECK (is_restricted IN (0, 1)),
    is_held INTEGER NOT NULL DEFAULT 0 CHECK (is_held IN (0, 1)),
    review_us INTEGER,
    made_us INTEGER NOT NULL,
    UNIQUE (force_id, name_key)
) STRICT;

CREATE TABLE operation_file (
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    file_id INTEGER NOT NULL REFERENCES record_file (id),
    authorisation_id INTEGER REFERENCES authorisation (id),
    brought_by TEXT NOT NULL,
    brought_us INTEGER NOT NULL,
    -- What came back beside what was asked: events that name no number asked for, and events outside the period.
    other_numbers INTEGER NOT NULL DEFAULT 0,
    outside_period INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (operation_id, file_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE operation_named (
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    PRIMARY KEY (operation_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE operation_share (
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    force_id INTEGER NOT NULL REFERENCES force (id),
    reach TEXT NOT NULL CHECK (reach IN ('see', 'work')),
    PRIMARY KEY (operation_id, force_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE party (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) > 0)
) STRICT;

CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    aliases TEXT NOT NULL DEFAULT '',
    born TEXT NOT NULL DEFAULT '',
    summary TEXT NOT NULL DEFAULT '',
    recorded_us INTEGER NOT NULL
) STRICT;

CREATE TABLE person_line (
    person_id INTEGER NOT NULL REFERENCES person (id),
    line_id INTEGER NOT NULL REFERENCES line (id),
    PRIMARY KEY (person_id, line_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_role (
    person_id INTEGER NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    PRIMARY KEY (person_id, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE provider_visit (
    state TEXT PRIMARY KEY,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    browser TEXT NOT NULL,
    until_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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
    reasons TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'whole' CHECK (state IN ('reading', 'whole', 'removed')), beat_us INTEGER NOT NULL DEFAULT 0,
    CHECK (row_count = event_count + quarantine_count)
) STRICT;

CREATE TABLE recovery_code (
    digest TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    used_us INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE retention_rule (
    data_class TEXT PRIMARY KEY,
    months INTEGER NOT NULL CHECK (months BETWEEN 1 AND 1200)
) STRICT, WITHOUT ROWID;

CREATE TABLE schema_migration (
    number BIGINT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, applied_us BIGINT NOT NULL);

CREATE TABLE search_entry (
    id INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    subject_kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;

CREATE TABLE search_term (
    term TEXT NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES search_entry (id) ON DELETE CASCADE,
    PRIMARY KEY (term, entry_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account (id),
    stage TEXT NOT NULL CHECK (stage IN ('code', 'enrol', 'full')),
    pending_secret TEXT,
    form_secret TEXT NOT NULL,
    source TEXT NOT NULL,
    agent TEXT NOT NULL,
    began_us INTEGER NOT NULL,
    used_us INTEGER NOT NULL,
    ended_us INTEGER
) STRICT;

CREATE TABLE session_reason (
    session_id INTEGER NOT NULL REFERENCES session (id),
    subject_kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) > 0),
    given_us INTEGER NOT NULL,
    PRIMARY KEY (session_id, subject_kind, subject_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setup_link (
    digest TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    until_us INTEGER NOT NULL,
    used_us INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sim (
    id INTEGER PRIMARY KEY,
    imsi TEXT NOT NULL UNIQUE CHECK (length(imsi) BETWEEN 14 AND 15)
) STRICT;

CREATE TABLE suggestion (
    trace_id INTEGER NOT NULL REFERENCES trace (id),
    place INTEGER NOT NULL,
    standing REAL NOT NULL,
    party_id INTEGER NOT NULL REFERENCES party (id),
    score REAL NOT NULL,
    first_contact_us INTEGER NOT NULL,
    first_seen_us INTEGER NOT NULL,
    contacts_since INTEGER NOT NULL, reasons TEXT NOT NULL DEFAULT '[]',
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

CREATE TABLE suggestion_part (
    trace_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    number INTEGER NOT NULL,
    part TEXT NOT NULL CHECK (length(part) > 0),
    log10 REAL NOT NULL,
    PRIMARY KEY (trace_id, place, number),
    FOREIGN KEY (trace_id, place) REFERENCES suggestion (trace_id, place)
) STRICT;

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

CREATE TABLE trace (
    id INTEGER PRIMARY KEY,
    closure_id INTEGER NOT NULL REFERENCES closure (id),
    ran_us INTEGER NOT NULL,
    until_us INTEGER,
    settings TEXT NOT NULL,
    software TEXT NOT NULL,
    view TEXT NOT NULL
) STRICT;

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

CREATE TABLE trace_file (
    trace_id INTEGER NOT NULL REFERENCES trace (id),
    file_id INTEGER NOT NULL REFERENCES record_file (id),
    PRIMARY KEY (trace_id, file_id)
) STRICT;

CREATE TABLE wrong_try (
    key TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    last_us INTEGER NOT NULL,
    until_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX account_grant_account ON account_grant (account_id);

CREATE INDEX api_key_account ON api_key (account_id);

CREATE INDEX authorisation_lapsing ON authorisation (operation_id, lapses_us) WHERE is_cancelled = 0;

CREATE INDEX check_back_due ON check_back (operation_id, due_us) WHERE outcome = '';

CREATE INDEX closure_line ON closure (line_id);

CREATE INDEX closure_party ON closure (party_id);

CREATE INDEX decision_closure ON decision (closure_id);

CREATE INDEX decision_party ON decision (party_id);

CREATE INDEX deletion_state ON deletion (state, operation_id);

CREATE INDEX episode_card_line ON episode_card (line_id);

CREATE INDEX episode_card_list ON episode_card (operation_id, party_name, from_us);

CREATE INDEX episode_card_party ON episode_card (party_id);

CREATE INDEX episode_line ON episode (line_id);

CREATE INDEX episode_party ON episode (party_id);

CREATE INDEX event_from ON event (from_party, time_us);

CREATE INDEX event_from_cell ON event (from_cell) WHERE from_cell IS NOT NULL;

CREATE INDEX event_from_handset ON event (from_handset) WHERE from_handset IS NOT NULL;

CREATE INDEX event_from_sim ON event (from_sim) WHERE from_sim IS NOT NULL;

CREATE INDEX event_to ON event (to_party, time_us);

CREATE INDEX event_to_cell ON event (to_cell) WHERE to_cell IS NOT NULL;

CREATE INDEX event_to_handset ON event (to_handset) WHERE to_handset IS NOT NULL;

CREATE INDEX event_to_sim ON event (to_sim) WHERE to_sim IS NOT NULL;

CREATE INDEX identifier_use_identifier ON identifier_use (identifier_id);

CREATE INDEX identifier_use_line ON identifier_use (line_id);

CREATE INDEX identifier_value ON identifier (value);

CREATE INDEX line_card_number ON line_card (number_now) WHERE number_now IS NOT NULL;

CREATE INDEX line_card_waiting ON line_card (operation_id, last_closed_us) WHERE refound_us IS NULL AND last_closed_us IS NOT NULL;

CREATE INDEX log_entry_account ON log_entry (account_id, sequence);

CREATE INDEX log_entry_at ON log_entry (at_us);

CREATE INDEX log_entry_kind ON log_entry (kind, outcome, sequence);

CREATE INDEX log_entry_operation ON log_entry (operation_id, sequence);

CREATE INDEX log_entry_subject ON log_entry (subject_kind, subject_id, sequence);

CREATE INDEX note_operation ON note (operation_id);

CREATE INDEX note_subject ON note (subject_kind, subject_id, id);

CREATE INDEX operation_file_file ON operation_file (file_id);

CREATE INDEX person_line_line ON person_line (line_id);

CREATE INDEX person_operation ON person (operation_id, name);

CREATE INDEX recovery_code_account ON recovery_code (account_id);

CREATE INDEX search_entry_subject ON search_entry (subject_kind, subject_id);

CREATE INDEX search_term_entry ON search_term (entry_id);

CREATE INDEX session_account ON session (account_id, ended_us);

CREATE INDEX suggestion_contact_party ON suggestion_contact (party_id);

CREATE INDEX suggestion_party ON suggestion (party_id);

CREATE INDEX suggestion_range_party ON suggestion_range (party_id);

CREATE INDEX trace_closure ON trace (closure_id);

CREATE INDEX trace_contact_moved ON trace_contact (moved_to) WHERE moved_to IS NOT NULL;

CREATE INDEX trace_contact_party ON trace_contact (party_id);

CREATE INDEX wrong_try_last ON wrong_try (last_us);
