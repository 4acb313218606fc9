//! `chancery sql`: SQL that reads a register.

use std::{io::Write, time::Duration};

use chancery_formats::plain;
use chancery_register::{Limits, Register};
use serde_json::Value;

use crate::{
    End,
    args::{self, Shape},
    commands::find::quoted,
    terminal::out,
};

/// Asks and prints.
pub(crate) fn sql(args: &args::Sql) -> anyhow::Result<End> {
    let mut register = Register::read(&args.file.register)?;
    let time = Duration::from_secs_f64(f64::from(args.seconds));
    let answer = register.sql(&args.sql, Limits { rows: args.rows as usize, time })?;
    let text = |cell: &Value| match cell {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut out = out();
    match args.format {
        Shape::Jsonl => {
            for row in &answer.rows {
                let object = answer.columns.iter().cloned().zip(row.iter().cloned()).collect();
                writeln!(out, "{}", Value::Object(object))?;
            }
        }
        Shape::Csv => {
            let line =
                |cells: Vec<String>| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",");
            writeln!(out, "{}", line(answer.columns.clone()))?;
            for row in &answer.rows {
                writeln!(out, "{}", line(row.iter().map(text).collect()))?;
            }
        }
        Shape::Table => {
            let cells =
                |row: &Vec<Value>| row.iter().map(|cell| cut(&plain(&text(cell)))).collect::<Vec<_>>();
            let rows: Vec<Vec<String>> = answer.rows.iter().map(cells).collect();
            let lines: Vec<&Vec<String>> = std::iter::once(&answer.columns).chain(&rows).collect();
            let width = |n: usize| lines.iter().map(|line| line[n].chars().count()).max().unwrap_or(0);
            let widths: Vec<usize> = (0..answer.columns.len()).map(width).collect();
            for line in lines {
                let mut shown = String::new();
                for (cell, width) in line.iter().zip(&widths) {
                    shown.push_str(cell);
                    shown.push_str(&" ".repeat(width - cell.chars().count() + 2));
                }
                writeln!(out, "{}", shown.trim_end())?;
            }
        }
    }
    out.flush()?;
    if answer.more {
        anstream::eprintln!("chancery: there are more than {} rows; ask for more with --rows", args.rows);
    }
    Ok(End::Well)
}

fn cut(cell: &str) -> String {
    const WIDEST: usize = 60;
    let mut short: String = cell.chars().take(WIDEST).collect();
    if short.len() < cell.len() {
        short.push('…');
    }
    short
}
