-- 0002: the shared casebook. Forces and operations, who may open them, what belongs to a line besides its numbers,
-- the hash-chained log, and deletion by two people. What 0001 held belongs to one operation of one force from now on.
-- Tables named …_card hold what is current and may change; each change keeps its old value in log_change.

CREATE TABLE force (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    name_key TEXT NOT NULL UNIQUE,
    made_us INTEGER NOT NULL
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

CREATE TABLE operation_share (
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    force_id INTEGER NOT NULL REFERENCES force (id),
    reach TEXT NOT NULL CHECK (reach IN ('see', 'work')),
    PRIMARY KEY (operation_id, force_id)
) STRICT, WITHOUT ROWID;

-- People: sign-in, second factor, sessions, keys.
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

CREATE TABLE account_identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id),
    made_us INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_grant (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    force_id INTEGER REFERENCES force (id),
    operation_id INTEGER REFERENCES operation (id),
    given_us INTEGER NOT NULL,
    CHECK (force_id IS NULL OR operation_id IS NULL)
) STRICT;
CREATE INDEX account_grant_account ON account_grant (account_id);

CREATE TABLE operation_named (
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    PRIMARY KEY (operation_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_code (
    digest TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    used_us INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_code_account ON recovery_code (account_id);

-- A link that lets its bearer choose a password once: the first administrator's, and every new user's.
CREATE TABLE setup_link (
    digest TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    until_us INTEGER NOT NULL,
    used_us INTEGER
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
CREATE INDEX session_account ON session (account_id, ended_us);

-- Why a person looks at a thing, asked once a sitting.
CREATE TABLE session_reason (
    session_id INTEGER NOT NULL REFERENCES session (id),
    subject_kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) > 0),
    given_us INTEGER NOT NULL,
    PRIMARY KEY (session_id, subject_kind, subject_id)
) STRICT, WITHOUT ROWID;

-- A browser that signed in to an account before: tries of others elsewhere do not slow it down.
CREATE TABLE known_browser (
    digest TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    made_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE wrong_try (
    key TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    last_us INTEGER NOT NULL,
    until_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX wrong_try_last ON wrong_try (last_us);

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
CREATE INDEX api_key_account ON api_key (account_id);

-- A sign-in under way with a force's identity provider.
CREATE TABLE provider_visit (
    state TEXT PRIMARY KEY,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    browser TEXT NOT NULL,
    until_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The register.
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
CREATE INDEX line_card_waiting ON line_card (operation_id, last_closed_us) WHERE refound_us IS NULL AND last_closed_us IS NOT NULL;

-- The times at which numbers served lines, as they stand: without what was undone or withdrawn. Rebuilt like line_card.
CREATE TABLE episode_card (
    episode_id INTEGER PRIMARY KEY REFERENCES episode (id),
    line_id INTEGER NOT NULL REFERENCES line (id),
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    party_id INTEGER NOT NULL REFERENCES party (id),
    party_name TEXT NOT NULL,
    from_us INTEGER NOT NULL,
    until_us INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX episode_card_line ON episode_card (line_id);
CREATE INDEX episode_card_party ON episode_card (party_id);
CREATE INDEX episode_card_list ON episode_card (operation_id, party_name, from_us);

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
CREATE INDEX identifier_value ON identifier (value);

CREATE TABLE identifier_use (
    id INTEGER PRIMARY KEY,
    identifier_id INTEGER NOT NULL REFERENCES identifier (id),
    line_id INTEGER NOT NULL REFERENCES line (id),
    from_us INTEGER NOT NULL,
    until_us INTEGER CHECK (until_us >= from_us),
    source TEXT NOT NULL DEFAULT '',
    recorded_us INTEGER NOT NULL
) STRICT;
CREATE INDEX identifier_use_line ON identifier_use (line_id);
CREATE INDEX identifier_use_identifier ON identifier_use (identifier_id);

CREATE INDEX closure_line ON closure (line_id);

CREATE TABLE closure_card (
    closure_id INTEGER PRIMARY KEY REFERENCES closure (id),
    coding TEXT NOT NULL DEFAULT '' CHECK (coding IN ('', 'type-1', 'type-2')),
    withdrawn_us INTEGER,
    note TEXT NOT NULL DEFAULT ''
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
CREATE INDEX check_back_due ON check_back (operation_id, due_us) WHERE outcome = '';

CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    aliases TEXT NOT NULL DEFAULT '',
    born TEXT NOT NULL DEFAULT '',
    summary TEXT NOT NULL DEFAULT '',
    recorded_us INTEGER NOT NULL
) STRICT;
CREATE INDEX person_operation ON person (operation_id, name);

CREATE TABLE person_role (
    person_id INTEGER NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    PRIMARY KEY (person_id, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_line (
    person_id INTEGER NOT NULL REFERENCES person (id),
    line_id INTEGER NOT NULL REFERENCES line (id),
    PRIMARY KEY (person_id, line_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_line_line ON person_line (line_id);

CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    subject_kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    text TEXT NOT NULL CHECK (length(text) > 0),
    written_by TEXT NOT NULL,
    written_us INTEGER NOT NULL
) STRICT;
CREATE INDEX note_subject ON note (subject_kind, subject_id, id);
CREATE INDEX note_operation ON note (operation_id);

-- Communications data: under what authority it was asked for (facts 4.1 to 4.8).
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
CREATE INDEX authorisation_lapsing ON authorisation (operation_id, lapses_us) WHERE is_cancelled = 0;

-- A file is brought into an operation under an authorisation; the same bytes may be in several.
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
CREATE INDEX operation_file_file ON operation_file (file_id);

-- A file is being read while its beat goes on; one whose reader died is cleared away by the next.
ALTER TABLE record_file ADD COLUMN state TEXT NOT NULL DEFAULT 'whole' CHECK (state IN ('reading', 'whole', 'removed'));
ALTER TABLE record_file ADD COLUMN beat_us INTEGER NOT NULL DEFAULT 0;

-- Long work: goes on when its page is closed, and says what came of it.
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

-- Search: whole words for parts of names, grams of three letters for misspellings, digits from the end for numbers.
CREATE TABLE search_entry (
    id INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    subject_kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX search_entry_subject ON search_entry (subject_kind, subject_id);
CREATE TABLE search_term (
    term TEXT NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES search_entry (id) ON DELETE CASCADE,
    PRIMARY KEY (term, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_term_entry ON search_term (entry_id);

-- The log. log_head is the one row that says where it ends; whoever adds an entry holds it.
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
CREATE INDEX log_entry_account ON log_entry (account_id, sequence);
CREATE INDEX log_entry_subject ON log_entry (subject_kind, subject_id, sequence);
CREATE INDEX log_entry_operation ON log_entry (operation_id, sequence);
CREATE INDEX log_entry_at ON log_entry (at_us);
CREATE INDEX log_entry_kind ON log_entry (kind, outcome, sequence);

CREATE TABLE log_change (
    sequence INTEGER NOT NULL REFERENCES log_entry (sequence),
    place INTEGER NOT NULL,
    field TEXT NOT NULL,
    old_value TEXT NOT NULL,
    new_value TEXT NOT NULL,
    salt TEXT NOT NULL,
    PRIMARY KEY (sequence, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sequence INTEGER NOT NULL,
    digest TEXT NOT NULL
) STRICT;
INSERT INTO log_head (id, sequence, digest) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- Retention: when each class of data is to be looked at again, and what two people agreed to remove.
CREATE TABLE retention_rule (
    data_class TEXT PRIMARY KEY,
    months INTEGER NOT NULL CHECK (months BETWEEN 1 AND 1200)
) STRICT, WITHOUT ROWID;

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
CREATE INDEX deletion_state ON deletion (state, operation_id);
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What 0001 held goes into one operation.
INSERT INTO force (id, name, name_key, made_us)
    SELECT 1, 'This force', 'this force', 0 WHERE EXISTS (SELECT 1 FROM line) OR EXISTS (SELECT 1 FROM record_file);
INSERT INTO operation (id, force_id, name, name_key, summary, made_us)
    SELECT 1, 1, 'Before operations', 'before operations', 'Everything recorded before this casebook had operations.', 0 FROM force WHERE id = 1;
INSERT INTO line_card (line_id, operation_id, name_key, number_now, closure_count, last_closure_id, last_closed_us, refound_us)
    SELECT l.id, 1, l.name_key,
        (SELECT e.party_id FROM episode e WHERE e.line_id = l.id
            AND NOT EXISTS (SELECT 1 FROM closure c WHERE c.episode_id = e.id)
            AND NOT EXISTS (SELECT 1 FROM decision d JOIN decision u ON u.closure_id = d.closure_id
                AND u.party_id = d.party_id AND u.verdict = 'undo' AND u.id > d.id WHERE d.id = e.decision_id)
            ORDER BY e.from_us DESC, e.id DESC LIMIT 1),
        (SELECT COUNT(*) FROM closure c WHERE c.line_id = l.id),
        (SELECT c.id FROM closure c WHERE c.line_id = l.id ORDER BY c.closed_us DESC, c.id DESC LIMIT 1),
        (SELECT MAX(c.closed_us) FROM closure c WHERE c.line_id = l.id),
        (SELECT MIN(d.decided_us) FROM decision d WHERE d.verdict = 'accept'
            AND d.closure_id = (SELECT c.id FROM closure c WHERE c.line_id = l.id ORDER BY c.closed_us DESC, c.id DESC LIMIT 1)
            AND NOT EXISTS (SELECT 1 FROM decision u WHERE u.closure_id = d.closure_id AND u.party_id = d.party_id
                AND u.verdict = 'undo' AND u.id > d.id))
    FROM line l;
INSERT INTO episode_card (episode_id, line_id, operation_id, party_id, party_name, from_us, until_us)
    SELECT e.id, e.line_id, 1, e.party_id, p.name, e.from_us, c.closed_us
    FROM episode e JOIN party p ON p.id = e.party_id LEFT JOIN closure c ON c.episode_id = e.id
    WHERE NOT EXISTS (SELECT 1 FROM decision d JOIN decision u ON u.closure_id = d.closure_id
        AND u.party_id = d.party_id AND u.verdict = 'undo' AND u.id > d.id WHERE d.id = e.decision_id);
INSERT INTO closure_card (closure_id, coding) SELECT id, '' FROM closure;
INSERT INTO operation_file (operation_id, file_id, brought_by, brought_us)
    SELECT 1, id, 'before sign-in', imported_us FROM record_file;

-- A line's name is its own within its operation, not within the casebook.
DROP TRIGGER line_keeps_rows;
DROP TRIGGER line_keeps_values;
DROP TRIGGER line_no_replace;
UPDATE line SET name_key = '1:' || name_key;

-- History is kept, but for what two people agreed to remove: only while their deletion is under way, in one transaction.
DROP TRIGGER episode_keeps_rows;
DROP TRIGGER closure_keeps_rows;
DROP TRIGGER trace_keeps_rows;
DROP TRIGGER trace_file_keeps_rows;
DROP TRIGGER suggestion_keeps_rows;
DROP TRIGGER suggestion_contact_keeps_rows;
DROP TRIGGER decision_keeps_rows;
DROP TRIGGER event_keeps_rows;
DROP TRIGGER quarantine_keeps_rows;
DROP TRIGGER party_keeps_rows;
DROP TRIGGER handset_keeps_rows;
DROP TRIGGER cell_keeps_rows;
DROP TRIGGER record_file_keeps_rows;
DROP TRIGGER record_file_keeps_values;
CREATE TRIGGER line_keeps_rows BEFORE DELETE ON line WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER episode_keeps_rows BEFORE DELETE ON episode WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER closure_keeps_rows BEFORE DELETE ON closure WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER trace_keeps_rows BEFORE DELETE ON trace WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER trace_file_keeps_rows BEFORE DELETE ON trace_file WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER suggestion_keeps_rows BEFORE DELETE ON suggestion WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER suggestion_contact_keeps_rows BEFORE DELETE ON suggestion_contact WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER decision_keeps_rows BEFORE DELETE ON decision WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER event_keeps_rows BEFORE DELETE ON event WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way') AND NOT EXISTS (SELECT 1 FROM record_file WHERE id = OLD.file_id AND state = 'reading')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER quarantine_keeps_rows BEFORE DELETE ON quarantine WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way') AND NOT EXISTS (SELECT 1 FROM record_file WHERE id = OLD.file_id AND state = 'reading')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER party_keeps_rows BEFORE DELETE ON party WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER handset_keeps_rows BEFORE DELETE ON handset WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER cell_keeps_rows BEFORE DELETE ON cell WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER record_file_keeps_rows BEFORE DELETE ON record_file WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way') AND OLD.state <> 'reading'
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER record_file_keeps_values BEFORE UPDATE ON record_file WHEN OLD.state <> 'reading' AND NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER line_keeps_values BEFORE UPDATE ON line BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER line_no_replace BEFORE INSERT ON line WHEN EXISTS (SELECT 1 FROM line WHERE id = NEW.id OR name_key = NEW.name_key)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
-- The log lets nothing go but the old and new values of what was deleted.
CREATE TRIGGER log_entry_keeps_rows BEFORE DELETE ON log_entry BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER log_entry_keeps_values BEFORE UPDATE ON log_entry BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER log_entry_no_replace BEFORE INSERT ON log_entry WHEN EXISTS (SELECT 1 FROM log_entry WHERE sequence = NEW.sequence)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER log_change_keeps_rows BEFORE DELETE ON log_change WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER log_change_keeps_values BEFORE UPDATE ON log_change BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER log_change_no_replace BEFORE INSERT ON log_change WHEN EXISTS (SELECT 1 FROM log_change WHERE sequence = NEW.sequence AND place = NEW.place)
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER log_head_keeps_rows BEFORE DELETE ON log_head BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER note_keeps_rows BEFORE DELETE ON note WHEN NOT EXISTS (SELECT 1 FROM deletion WHERE state = 'under-way')
    BEGIN SELECT RAISE (ABORT, 'append-only'); END;
CREATE TRIGGER note_keeps_values BEFORE UPDATE ON note BEGIN SELECT RAISE (ABORT, 'append-only'); END;
