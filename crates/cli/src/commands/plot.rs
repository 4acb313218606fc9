//! Small plots for the terminal.

use chancery_formats::table::Look;

/// Labels, numbers and bars under each other.
pub(crate) fn bars(rows: &[(String, u64)], look: Look) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let most = rows.iter().map(|row| row.1).max().unwrap_or(0).max(1);
    let width = |text: &str| text.chars().count();
    let label = rows.iter().map(|row| width(&row.0)).max().unwrap_or(0).min(look.width / 2);
    let number = most.to_string().len();
    let room = look.width.saturating_sub(label + number + 4).clamp(1, 60) as u64;
    let mut out = String::new();
    for (name, many) in rows {
        let name: String = name.chars().take(label).collect();
        let gap = " ".repeat(label - width(&name));
        let eighths = (many * room * 8).div_ceil(most);
        let bar = "█".repeat((eighths / 8) as usize) + EIGHTHS[(eighths % 8) as usize];
        out.push_str(&format!("{name}{gap}  {many:>number$}  {bar}\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::bars;
    use chancery_formats::table::Look;

    #[test]
    fn the_longest_bar_fills_the_line() {
        let rows = [("2021".to_owned(), 4), ("2022-x".to_owned(), 1), ("y".to_owned(), 0)];
        let look = Look { width: 15, colour: false };
        assert_eq!(bars(&rows, look), "2021    4  ████\n2022-x  1  █\ny       0  \n");
        assert_eq!(bars(&[], look), "");
    }
}
