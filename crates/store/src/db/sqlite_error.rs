//! What SQLite says, told apart by its extended codes: the plain code names a family, the extended one the cause.

use crate::Error;
use rusqlite::ffi;

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        match error.sqlite_error() {
            Some(failure) => from_code(failure.extended_code, text),
            None => Self::Driver(text),
        }
    }
}

fn from_code(code: i32, text: String) -> Error {
    let words = describe_code(code, &text);
    match code {
        // Damage that SQLite finds while it reads, and not a disk that fails.
        ffi::SQLITE_IOERR_DATA | ffi::SQLITE_IOERR_CORRUPTFS => return damaged(&words),
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            return Error::Duplicate(text);
        }
        _ => {}
    }
    // The low byte is the plain code.
    match code & 0xff {
        ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => Error::Busy(words),
        ffi::SQLITE_CONSTRAINT => Error::Constraint(text),
        ffi::SQLITE_FULL => Error::Full(text),
        ffi::SQLITE_NOTADB => Error::Unusable("the file is not a SQLite database".into()),
        ffi::SQLITE_CORRUPT => damaged(&words),
        // Files that cannot be opened, read or written now: handles run out, disks are mounted read-only and permissions
        // are changed while the server runs, and all of these pass. SQLite undoes the transaction.
        ffi::SQLITE_CANTOPEN
        | ffi::SQLITE_IOERR
        | ffi::SQLITE_READONLY
        | ffi::SQLITE_PERM
        | ffi::SQLITE_NOMEM
        | ffi::SQLITE_NOLFS
        | ffi::SQLITE_PROTOCOL => Error::Unavailable(words),
        // Only the progress handler interrupts here; make_job replaces this by the true reason.
        ffi::SQLITE_INTERRUPT => Error::Cancelled,
        _ => Error::Driver(words),
    }
}

fn damaged(words: &str) -> Error {
    Error::Damaged(format!("the database file: {words}; `tagstead check` says more"))
}

/// SQLite's words, what its extended code adds to them, and the code.
fn describe_code(code: i32, text: &str) -> String {
    match KINDS.iter().find(|(kind, _)| *kind == code) {
        Some((_, cause)) => format!("{text} ({cause}; SQLite code {code})"),
        // A plain code says no more than its words.
        None if code < 256 => text.to_owned(),
        None => format!("{text} (SQLite code {code})"),
    }
}

/// What an operator learns from an extended code. SQLite's own text is the same for a whole family.
const KINDS: &[(i32, &str)] = &[
    (ffi::SQLITE_BUSY_RECOVERY, "another process recovers the write-ahead log"),
    (ffi::SQLITE_BUSY_SNAPSHOT, "another writer has committed since this transaction began"),
    (ffi::SQLITE_BUSY_TIMEOUT, "a lock was not given in time"),
    (ffi::SQLITE_LOCKED_SHAREDCACHE, "another connection of this process has the table"),
    (ffi::SQLITE_CANTOPEN_NOTEMPDIR, "there is no folder for temporary files"),
    (ffi::SQLITE_CANTOPEN_ISDIR, "it is a folder"),
    (ffi::SQLITE_CANTOPEN_FULLPATH, "its path cannot be resolved"),
    (ffi::SQLITE_CANTOPEN_CONVPATH, "its path cannot be converted"),
    (ffi::SQLITE_CANTOPEN_SYMLINK, "it is a symbolic link"),
    (ffi::SQLITE_READONLY_RECOVERY, "the write-ahead log must be recovered, and may not be written"),
    (ffi::SQLITE_READONLY_CANTLOCK, "the shared memory file may not be written"),
    (ffi::SQLITE_READONLY_ROLLBACK, "a journal must be rolled back, and may not be written"),
    (ffi::SQLITE_READONLY_DBMOVED, "the file was moved or removed while it was open"),
    (ffi::SQLITE_READONLY_CANTINIT, "the shared memory file cannot be made: the folder may not be written"),
    (ffi::SQLITE_READONLY_DIRECTORY, "the folder may not be written, so there can be no journal"),
    (ffi::SQLITE_CORRUPT_VTAB, "a virtual table is damaged"),
    (ffi::SQLITE_CORRUPT_SEQUENCE, "the table of sequences is damaged"),
    (ffi::SQLITE_CORRUPT_INDEX, "an index does not agree with its table"),
    (ffi::SQLITE_IOERR_READ, "reading failed"),
    (ffi::SQLITE_IOERR_SHORT_READ, "the file is shorter than it should be"),
    (ffi::SQLITE_IOERR_WRITE, "writing failed: a failing disk, a quota or a limit of file sizes"),
    (ffi::SQLITE_IOERR_FSYNC, "the disk did not confirm what was written"),
    (ffi::SQLITE_IOERR_DIR_FSYNC, "the disk did not confirm a change of the folder"),
    (ffi::SQLITE_IOERR_TRUNCATE, "shortening the file failed"),
    (ffi::SQLITE_IOERR_FSTAT, "asking for the size of the file failed"),
    (ffi::SQLITE_IOERR_UNLOCK, "releasing a lock failed"),
    (ffi::SQLITE_IOERR_RDLOCK, "taking a lock for reading failed"),
    (ffi::SQLITE_IOERR_LOCK, "taking a lock failed, as on network file systems"),
    (ffi::SQLITE_IOERR_CHECKRESERVEDLOCK, "asking for a lock failed"),
    (ffi::SQLITE_IOERR_DELETE, "removing a journal failed"),
    (ffi::SQLITE_IOERR_DELETE_NOENT, "a journal was gone before it could be removed"),
    (ffi::SQLITE_IOERR_NOMEM, "the memory is used up"),
    (ffi::SQLITE_IOERR_ACCESS, "asking for the permissions of the file failed"),
    (ffi::SQLITE_IOERR_CLOSE, "closing the file failed"),
    (ffi::SQLITE_IOERR_SHMOPEN, "the shared memory file (-shm) cannot be opened"),
    (ffi::SQLITE_IOERR_SHMSIZE, "the shared memory file (-shm) cannot grow; the disk may be full"),
    (ffi::SQLITE_IOERR_SHMLOCK, "the shared memory file (-shm) cannot be locked"),
    (ffi::SQLITE_IOERR_SHMMAP, "the shared memory file (-shm) cannot be mapped"),
    (ffi::SQLITE_IOERR_SEEK, "finding a place in the file failed"),
    (ffi::SQLITE_IOERR_MMAP, "mapping the file failed"),
    (ffi::SQLITE_IOERR_GETTEMPPATH, "there is no folder for temporary files"),
    (ffi::SQLITE_IOERR_AUTH, "the system refused access to the file"),
    (ffi::SQLITE_IOERR_DATA, "a page does not match its checksum"),
    (ffi::SQLITE_IOERR_CORRUPTFS, "the file system is damaged"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_a_family_is_told_apart_by_what_can_be_done() {
        let kind = |code: i32| from_code(code, "words".into());
        for (code, cause) in KINDS {
            let told = kind(*code);
            match code & 0xff {
                _ if [ffi::SQLITE_IOERR_DATA, ffi::SQLITE_IOERR_CORRUPTFS].contains(code) => {
                    assert!(matches!(told, Error::Damaged(_)), "{code}: {told:?}");
                }
                ffi::SQLITE_CORRUPT => assert!(matches!(told, Error::Damaged(_)), "{code}: {told:?}"),
                ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => {
                    assert!(matches!(told, Error::Busy(_)), "{code}: {told:?}");
                }
                _ => assert!(matches!(told, Error::Unavailable(_)), "{code}: {told:?}"),
            }
            assert!(told.to_string().contains(cause), "{told}");
        }
        for code in [ffi::SQLITE_CONSTRAINT_UNIQUE, ffi::SQLITE_CONSTRAINT_PRIMARYKEY] {
            assert!(matches!(kind(code), Error::Duplicate(_)), "{code}");
        }
        for code in [ffi::SQLITE_CONSTRAINT_NOTNULL, ffi::SQLITE_CONSTRAINT_FOREIGNKEY] {
            assert!(matches!(kind(code), Error::Constraint(_)), "{code}");
        }
        assert!(matches!(kind(ffi::SQLITE_FULL), Error::Full(_)));
        assert!(matches!(kind(ffi::SQLITE_NOTADB), Error::Unusable(_)));
        assert!(matches!(kind(ffi::SQLITE_INTERRUPT), Error::Cancelled));
        assert!(matches!(kind(ffi::SQLITE_ERROR), Error::Driver(_)));
        // A code that a later SQLite adds keeps its family.
        assert!(matches!(kind(ffi::SQLITE_IOERR | 250 << 8), Error::Unavailable(_)));
    }
}
