//! The numbered upgrades of the log's schema. Never edit one that was released: add another.

/// Upgrade `n` leads from schema `n` to schema `n + 1` (`PRAGMA user_version`).
pub(crate) const UPGRADES: &[&str] = &[FIRST, SECOND];

const FIRST: &str = "
CREATE TABLE stream(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    writer BLOB NOT NULL
) STRICT;

-- far = 1: the lamport lay beyond the bound at ingest, so it must not raise our own.
CREATE TABLE entry(
    stream INTEGER NOT NULL REFERENCES stream(id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    lamport INTEGER NOT NULL CHECK (lamport > 0),
    far INTEGER NOT NULL,
    header BLOB NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;
-- The primary key is appended by SQLite: the order is (lamport, stream, seq).
CREATE INDEX entry_order ON entry(lamport) WHERE far = 0;
CREATE INDEX entry_far ON entry(lamport) WHERE far = 1;

CREATE TABLE payload(
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    salt BLOB NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (stream, seq),
    FOREIGN KEY (stream, seq) REFERENCES entry(stream, seq)
) STRICT, WITHOUT ROWID;

-- A redaction may be recorded before its entry arrives: a restored backup must not bring it back.
CREATE TABLE redacted(stream INTEGER NOT NULL REFERENCES stream(id), seq INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE pruned(stream INTEGER NOT NULL REFERENCES stream(id), seq INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)) STRICT, WITHOUT ROWID;
-- Entries that came without their payload because the sender no longer held it.
CREATE TABLE absent(stream INTEGER NOT NULL REFERENCES stream(id), seq INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine(
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    held INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (stream, seq),
    FOREIGN KEY (stream, seq) REFERENCES entry(stream, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE oversize(
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    salt BLOB NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (stream, seq),
    FOREIGN KEY (stream, seq) REFERENCES entry(stream, seq)
) STRICT;

CREATE TABLE signed_head(
    stream INTEGER NOT NULL REFERENCES stream(id),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    sig BLOB NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE divergent(
    stream INTEGER NOT NULL REFERENCES stream(id),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    header BLOB NOT NULL,
    salt BLOB,
    body BLOB,
    PRIMARY KEY (stream, seq, hash)
) STRICT;
CREATE TABLE divergent_head(
    stream INTEGER NOT NULL REFERENCES stream(id),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    sig BLOB NOT NULL,
    PRIMARY KEY (stream, seq, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE mark(
    stream INTEGER PRIMARY KEY REFERENCES stream(id),
    sent INTEGER NOT NULL DEFAULT 0,
    backed_up INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE number(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TRIGGER entry_update BEFORE UPDATE ON entry
    BEGIN SELECT RAISE(ABORT, 'headers never change'); END;
CREATE TRIGGER entry_delete BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'headers are never deleted'); END;
CREATE TRIGGER payload_update BEFORE UPDATE ON payload
    BEGIN SELECT RAISE(ABORT, 'payloads never change'); END;
CREATE TRIGGER payload_delete BEFORE DELETE ON payload
    WHEN NOT EXISTS (SELECT 1 FROM redacted r WHERE r.stream = OLD.stream AND r.seq = OLD.seq)
     AND NOT EXISTS (SELECT 1 FROM pruned r WHERE r.stream = OLD.stream AND r.seq = OLD.seq)
    BEGIN SELECT RAISE(ABORT, 'a payload goes only when redacted or pruned'); END;
CREATE TRIGGER redacted_update BEFORE UPDATE ON redacted
    BEGIN SELECT RAISE(ABORT, 'a redaction stays'); END;
CREATE TRIGGER redacted_delete BEFORE DELETE ON redacted
    BEGIN SELECT RAISE(ABORT, 'a redaction stays'); END;
CREATE TRIGGER divergent_update BEFORE UPDATE OF stream, seq, hash, header ON divergent
    BEGIN SELECT RAISE(ABORT, 'headers never change'); END;
CREATE TRIGGER divergent_delete BEFORE DELETE ON divergent
    BEGIN SELECT RAISE(ABORT, 'headers are never deleted'); END;
CREATE TRIGGER stream_update BEFORE UPDATE ON stream
    BEGIN SELECT RAISE(ABORT, 'streams never change'); END;
CREATE TRIGGER stream_delete BEFORE DELETE ON stream
    BEGIN SELECT RAISE(ABORT, 'streams are never deleted'); END;
";

/// Erased by their hash, in whichever branch of a stream they come.
const SECOND: &str = "
CREATE TABLE redacted_exact(stream INTEGER NOT NULL REFERENCES stream(id), seq INTEGER NOT NULL,
    hash BLOB NOT NULL, PRIMARY KEY (stream, seq, hash)) STRICT, WITHOUT ROWID;
CREATE TRIGGER redacted_exact_update BEFORE UPDATE ON redacted_exact
    BEGIN SELECT RAISE(ABORT, 'a redaction stays'); END;
CREATE TRIGGER redacted_exact_delete BEFORE DELETE ON redacted_exact
    BEGIN SELECT RAISE(ABORT, 'a redaction stays'); END;
";

#[cfg(test)]
mod tests {
    use crate::store::open::tests::scratch;
    use crate::testing::{drafts, stamp, writer};

    #[test]
    fn the_database_itself_refuses_to_change_history() {
        let (_dir, path) = scratch();
        let mut log = crate::Log::open(&path, None).unwrap();
        log.append(&writer(1), &drafts(2), &stamp()).unwrap();
        for sql in [
            "UPDATE entry SET lamport = 7",
            "UPDATE entry SET header = x'00' WHERE seq = 1",
            "DELETE FROM entry",
            "REPLACE INTO entry SELECT stream, seq, lamport + 1, far, header FROM entry",
            "UPDATE payload SET body = x'00'",
            "DELETE FROM payload WHERE seq = 1",
            "REPLACE INTO payload SELECT stream, seq, salt, x'00' FROM payload",
            "DELETE FROM stream",
            "UPDATE stream SET name = 'x'",
        ] {
            log.conn.execute(sql, []).expect_err(sql);
        }
        log.conn
            .execute("INSERT INTO redacted VALUES (1, 1)", [])
            .unwrap();
        log.conn
            .execute("DELETE FROM payload WHERE seq = 1", [])
            .unwrap();
        log.conn
            .execute("DELETE FROM redacted", [])
            .expect_err("a redaction stays");
        log.conn
            .execute("DELETE FROM payload WHERE seq = 2", [])
            .expect_err("not redacted");
        assert_eq!(log.count().unwrap(), 2);
    }
}
