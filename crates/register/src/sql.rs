//! SQL for those who want it: reading only, and not for ever.

use std::{
    sync::Arc,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use rusqlite::{
    ErrorCode,
    hooks::{AuthAction, AuthContext, Authorization},
    types::ValueRef,
};
use serde_json::Value;

use crate::{Error, Register, claims::hexadecimal, error::Kind};

/// How much an answer may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rows.
    pub rows: usize,
    /// Time.
    pub time: Duration,
}

/// What SQL answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<Value>>,
    /// True if there were more.
    pub more: bool,
}

/// Steps of SQLite's machine between two looks at the clock.
const STEPS: i32 = 10_000;

impl Register {
    /// Asks one statement that only reads; whatever would write, attach or set is refused.
    pub fn sql(&mut self, sql: &str, limits: Limits) -> Result<Answer, Error> {
        let late = Arc::new(AtomicBool::new(false));
        let (end, told) = (Instant::now() + limits.time, Arc::clone(&late));
        let watch = move || {
            let over = Instant::now() > end;
            told.fetch_or(over, Ordering::Relaxed);
            over
        };
        // Limits hold for this statement alone.
        let answer = self
            .connection
            .authorizer(Some(allowed))
            .and_then(|()| self.connection.progress_handler(STEPS, Some(watch)))
            .and_then(|()| self.answer(sql, limits.rows));
        let _ = self.connection.progress_handler(0, None::<fn() -> bool>);
        let _ = self.connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>);
        answer.map_err(|cause| match cause.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) if late.load(Ordering::Relaxed) => {
                Error::new(&self.file, Kind::Late(limits.time.as_secs_f64()))
            }
            Some(ErrorCode::AuthorizationForStatementDenied) => Error::new(&self.file, Kind::Writes),
            Some(ErrorCode::Unknown) | None => Error::new(&self.file, Kind::Sql(cause.to_string())),
            _ => self.error(cause),
        })
    }

    fn answer(&self, sql: &str, most: usize) -> rusqlite::Result<Answer> {
        let mut ask = self.connection.prepare(sql)?;
        let columns: Vec<String> = ask.column_names().map(str::to_owned).collect();
        let mut answer = Answer { columns, ..Answer::default() };
        let mut rows = ask.query([])?;
        while let Some(row) = rows.next()? {
            if answer.rows.len() == most {
                answer.more = true;
                break;
            }
            let cells = (0..answer.columns.len()).map(|n| Ok(value(row.get_ref(n)?)));
            answer.rows.push(cells.collect::<rusqlite::Result<_>>()?);
        }
        Ok(answer)
    }
}

fn allowed(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Function { function_name } if function_name != "load_extension" => Authorization::Allow,
        // What the full-text index asks of its own tables.
        AuthAction::Pragma { pragma_name: "data_version", pragma_value: None } => Authorization::Allow,
        _ => Authorization::Deny,
    }
}

fn value(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(whole) => whole.into(),
        ValueRef::Real(real) => real.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
        ValueRef::Blob(bytes) => hexadecimal(bytes).into(),
    }
}
