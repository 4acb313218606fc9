//! Opening a register: made where there is none, left alone where it is somebody else's.

use std::{path::Path, time::Duration};

use rusqlite::{
    Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior, config::DbConfig, limits::Limit,
};

use crate::{Error, Register, enter, entries, error::Kind, stale};

/// "Chcy", at byte 68 of the file, by which `file` and others may know a register.
const APPLICATION: i64 = 0x4368_6379;

/// The form that this program writes. What brings an older one to it is never changed: registers of it exist.
const FORM: i64 = 7;

/// Larger than usual: rows hold whole texts, and of small pages much stays empty.
const PAGE: i64 = 32_768;

/// What an asking program holds of the file, in KiB, negative as SQLite wants it.
const READ: i64 = -32_768;
/// What an adding program holds of the file, in KiB, negative as SQLite wants it.
const HELD: i64 = -65_536;
/// The pages that the log may grow to.
const LOG: i64 = 2_048;

/// How long another program may hold the file before we give up.
const PATIENCE: Duration = Duration::from_secs(10);

impl Register {
    /// Opens the register at a path for adding, making it where there is none.
    pub fn open(path: &Path) -> Result<Register, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut register = Register::connect(path, flags)?;
        let form = register.form()?;
        register.prepare(form).map_err(|cause| register.error(cause))?;
        Ok(register)
    }

    /// Opens an existing register for changing what it holds.
    pub fn open_existing(path: &Path) -> Result<Register, Error> {
        let file = path.to_string_lossy().into_owned();
        if !path.exists() {
            return Err(Error::new(&file, Kind::Missing(file.clone())));
        }
        Register::open(path)
    }

    /// A register that is gone when it is dropped.
    pub fn in_memory() -> Result<Register, Error> {
        let mut register = Register::connect(Path::new(":memory:"), OpenFlags::default())?;
        register.prepare(0).map_err(|cause| register.error(cause))?;
        Ok(register)
    }

    /// Opens an existing register for asking only. The file may be read-only and in use by somebody who adds. One
    /// of an older form is brought to the newest first.
    pub fn read(path: &Path) -> Result<Register, Error> {
        let file = path.to_string_lossy().into_owned();
        if !path.exists() {
            return Err(Error::new(&file, Kind::Missing(file.clone())));
        }
        let mut register = Register::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        if let Err(cause) = register.pragma("user_version")
            && matches!(cause.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
            && let Some(address) = immutable(path)
        {
            // In a folder that may not be written SQLite cannot put its lock beside the file. Where no log
            // lies there either, nobody is adding, and the file alone holds everything.
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            register = Register::connect(Path::new(&address), flags)?;
            register.file = file.clone();
        }
        match register.form()? {
            0 => Err(Error::new(&file, Kind::Missing(file.clone()))),
            form if form < FORM => {
                drop(register);
                Register::open(path).map_err(|cause| match cause.is_read_only() {
                    true => Error::new(&file, Kind::Older { found: form, known: FORM }),
                    false => cause,
                })
            }
            _ => Ok(register),
        }
    }

    /// Does all of something, or nothing of it.
    pub(crate) fn transact<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, &mut entries::Memory) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let Register { connection, memory, file, .. } = self;
        let whole = || {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let version = tx.query_row("PRAGMA data_version", [], |row| row.get(0))?;
            if memory.version.replace(version).is_some_and(|before| before != version) {
                // Another program wrote meanwhile: what was remembered may not hold.
                memory.forget();
            }
            let done = work(&tx, memory)?;
            memory.write(&tx)?;
            tx.commit()?;
            Ok(done)
        };
        let done = whole();
        done.map_err(|cause| {
            // What was remembered is not there.
            memory.forget();
            Error::sqlite(file, cause)
        })
    }

    pub(crate) fn error(&self, cause: rusqlite::Error) -> Error {
        Error::sqlite(&self.file, cause)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Register, Error> {
        let file = path.to_string_lossy().into_owned();
        // Opening a folder to read succeeds, and fails strangely later.
        if path.is_dir() {
            return Err(Error::new(&file, Kind::Folder));
        }
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(path, flags).map_err(|cause| Error::sqlite(&file, cause))?;
        let register = Register { connection, file, memory: entries::Memory::default(), keeps_text: true };
        register.guard().map_err(|cause| register.error(cause))?;
        Ok(register)
    }

    // The file may come from anywhere: its schema is not trusted to call functions, its cells are checked, and
    // no value in it may exhaust memory. None of this writes.
    fn guard(&self) -> rusqlite::Result<()> {
        self.connection.busy_timeout(PATIENCE)?;
        // Else every statement that compares is planned anew whenever other values are given to it.
        self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        self.connection.pragma_update(None, "trusted_schema", false)?;
        self.connection.pragma_update(None, "cell_size_check", true)?;
        self.connection.pragma_update(None, "foreign_keys", true)?;
        self.connection.pragma_update(None, "cache_size", READ)?;
        self.connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, 256 << 20)?;
        self.connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        self.connection.set_prepared_statement_cache_capacity(256);
        Ok(())
    }

    // The form of the file: 0 of a new one.
    fn form(&self) -> Result<i64, Error> {
        let (application, form, tables) = self.marks().map_err(|cause| self.error(cause))?;
        let known = FORM;
        match (application, form, tables) {
            (0, 0, 0) => Ok(0),
            (APPLICATION, found, _) if found > known => {
                Err(Error::new(&self.file, Kind::Newer { found, known }))
            }
            (APPLICATION, 1.., 1..) => Ok(form),
            _ => Err(Error::new(&self.file, Kind::Foreign)),
        }
    }

    // What tells whose the file is, all of one moment: another process may be making the register just now, and of
    // half of what it writes a register would look like somebody else's file.
    fn marks(&self) -> rusqlite::Result<(i64, i64, i64)> {
        let moment = self.connection.unchecked_transaction()?;
        // The schema is asked first: only a read begins the moment.
        let tables = moment.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok((self.pragma("application_id")?, self.pragma("user_version")?, tables))
    }

    fn prepare(&mut self, form: i64) -> rusqlite::Result<()> {
        // The log lets one process add while others read. NORMAL: a power cut may take back the last
        // documents, whole, never spoil the file; a killed process loses nothing that was committed.
        if form == 0 {
            self.connection.pragma_update(None, "page_size", PAGE)?;
            // Pages that become free can be given back to the disk.
            self.connection.pragma_update(None, "auto_vacuum", "incremental")?;
        }
        self.keep_log()?;
        self.connection.pragma_update(None, "synchronous", "normal")?;
        // Newcomers touch pages here and there: those are held, and the log grows before it is carried over.
        self.connection.pragma_update(None, "cache_size", HELD)?;
        self.connection.pragma_update(None, "wal_autocheckpoint", LOG)?;
        // Rows point to what was written or looked up a moment ago; to look it up again costs a tenth of all.
        self.connection.pragma_update(None, "foreign_keys", false)?;
        if form == FORM {
            return Ok(());
        }
        self.migrate()
    }

    fn migrate(&mut self) -> rusqlite::Result<()> {
        let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have been quicker.
        let form: i64 =
            step.query_row("SELECT user_version FROM pragma_user_version", [], |row| row.get(0))?;
        if form == FORM {
            return Ok(());
        }
        if (1..6).contains(&form) {
            step.execute_batch(include_str!("forms/6-before.sql"))?;
        }
        match form {
            0 => create(&step)?,
            1 | 2 => {
                if form == 1 {
                    step.execute_batch(include_str!("forms/2.sql"))?;
                }
                step.execute_batch(include_str!("forms/3-before.sql"))?;
                step.execute_batch("DROP TABLE document_keys; DROP TABLE record_keys")?;
                create(&step)?;
                enter::enter_old(&step, &mut self.memory)?;
                // Form 1 is of before there were entries; form 2 kept keys otherwise.
                entries::rebuild(&step, &mut self.memory)?;
            }
            form => {
                if form == 3 {
                    step.execute_batch(include_str!("forms/4-before.sql"))?;
                    create(&step)?;
                    step.execute_batch(include_str!("forms/4-after.sql"))?;
                    entries::enter_old(&step, &mut self.memory)?;
                }
                if form < 5 {
                    step.execute_batch(include_str!("forms/5-before.sql"))?;
                    create(&step)?;
                    step.execute_batch(include_str!("forms/5-after.sql"))?;
                }
                create(&step)?;
                if form < 6 {
                    enter::index_ids(&step, &mut self.memory)?;
                    enter::index_words(&step, &mut self.memory)?;
                }
            }
        }
        self.memory.write(&step)?;
        self.memory.forget();
        step.pragma_update(None, "application_id", APPLICATION)?;
        step.pragma_update(None, "user_version", FORM)?;
        step.commit()
    }

    // SQLite does not wait by itself when two switch to the log at once, so we do.
    fn keep_log(&self) -> rusqlite::Result<()> {
        const PAUSE: Duration = Duration::from_millis(20);
        let mut pauses = PATIENCE.as_millis() / PAUSE.as_millis();
        loop {
            match self.connection.pragma_update(None, "journal_mode", "wal") {
                Err(cause) if cause.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && pauses > 0 => {
                    pauses -= 1;
                    std::thread::sleep(PAUSE);
                }
                result => return result,
            }
        }
    }

    fn pragma(&self, name: &str) -> rusqlite::Result<i64> {
        self.connection.pragma_query_value(None, name, |row| row.get(0))
    }
}

// Makes what there is not yet.
fn create(step: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut ask = step.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?1")?;
    let mut statement = String::new();
    for line in crate::SCHEMA.lines().filter(|line| !line.starts_with("--")) {
        statement.push_str(line);
        statement.push('\n');
        // A remark may stand behind the end.
        if line.split(" -- ").next().is_some_and(|code| code.trim_end().ends_with(';')) {
            let mut words = statement.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            let name = words.find(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
            if !ask.exists([name])? {
                step.execute_batch(&statement)?;
            }
            statement.clear();
        }
    }
    step.execute("INSERT OR IGNORE INTO settings VALUES ('linking', ?1)", [stale::LINKING])?;
    Ok(())
}

// The address by which SQLite opens a file that is sure not to change.
fn immutable(path: &Path) -> Option<String> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if Path::new(&log).exists() {
        return None;
    }
    let mut address = String::from("file:");
    for byte in std::path::absolute(path).ok()?.to_str()?.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte) {
            address.push(byte as char);
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    Some(address + "?immutable=1")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use serde_json::{Value, json};

    use super::*;

    fn enter(register: &mut Register, n: usize) -> Result<(), Error> {
        let text = format!("Norway and Chile signed pact {n} on krill. {}", "More was said. ".repeat(n % 50));
        let document =
            json!({"id": format!("{n:032x}"), "text": format!("{n:064x}"), "source": format!("{n}.txt")});
        let span = json!({"start": 0, "end": 6, "exact": "Norway"});
        let record = json!({"id": format!("{n:016x}"), "kind": "event", "document": document, "trigger": span,
            "evidence": span, "mentions": [], "voice": [], "factuality": "actual", "roles": {}});
        register.enter(&document, Some(&text), &[record], "e1").map(drop)
    }

    fn dump(register: &Register) -> Vec<Value> {
        let found = register.find("kind:event", usize::MAX).unwrap();
        assert_eq!(found.len() as u64, register.holdings().unwrap().documents);
        found
    }

    // A register that holds some, and one more way to it.
    fn two(path: &Path) -> (Register, Register) {
        let mut register = Register::open(path).unwrap();
        (0..5).for_each(|n| enter(&mut register, n).unwrap());
        (register, Register::open(path).unwrap())
    }

    #[test]
    fn a_full_disk_is_told_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (other, mut register) = two(&folder.path().join("r.sqlite"));
        // As many pages as there are: SQLite then says what it says when the disk has no more.
        let pages = register.pragma("page_count").unwrap();
        register.connection.pragma_update(None, "max_page_count", pages).unwrap();
        let mut entered = 5;
        let error = loop {
            match enter(&mut register, entered) {
                Ok(()) => entered += 1,
                Err(error) => break error,
            }
        };
        assert!(error.to_string().ends_with("the disk is full"), "{error}");
        let before = dump(&other);
        assert_eq!(before.len(), entered);
        // It goes on once there is room.
        register.connection.pragma_update(None, "max_page_count", pages * 4).unwrap();
        enter(&mut register, entered).unwrap();
        assert_eq!(dump(&other).len(), entered + 1);
    }

    #[test]
    fn a_file_that_is_held_or_may_not_be_written_is_told_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.sqlite");
        let (holder, mut register) = two(&path);
        let before = dump(&holder);
        register.connection.busy_timeout(Duration::from_millis(20)).unwrap();
        holder.connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        let error = enter(&mut register, 9).unwrap_err();
        assert!(error.is_locked() && error.to_string().contains("held by another program"), "{error}");
        // Who asks need not wait.
        assert_eq!(dump(&Register::read(&path).unwrap()), before);
        holder.connection.execute_batch("ROLLBACK").unwrap();
        enter(&mut register, 9).unwrap();
        let mut reader = Register::read(&path).unwrap();
        let error = enter(&mut reader, 10).unwrap_err();
        assert!(error.is_read_only() && error.to_string().contains("may not be written"), "{error}");
        assert_eq!(dump(&register).len(), before.len() + 1);
    }
}
