//! A report for a person to read: a mark and a text for each line, and under it what to do.
//! It must not know what the lines say.

use std::io::{self, Write};

use super::{Report, State};
use crate::text::summary;

/// Writes it. On a terminal lines are coloured, and broken between words with what follows under what it belongs to.
pub(super) fn write(report: &Report, mut out: impl Write, on_terminal: bool) -> io::Result<()> {
    for line in &report.lines {
        let mark = mark(line.state);
        let texts = if on_terminal {
            broken(&line.text)
        } else {
            vec![line.text.clone()]
        };
        for (at, text) in texts.iter().enumerate() {
            match (at, on_terminal) {
                (0, true) => writeln!(out, "{}{mark}{RESET} {text}", colour(line.state))?,
                (0, false) => writeln!(out, "{mark} {text}")?,
                (_, _) => writeln!(out, "  {text}")?,
            }
        }
        let next = line.next.as_deref().unwrap_or_default();
        let next = match (next.is_empty(), on_terminal) {
            (true, _) => Vec::new(),
            (false, true) => broken(next),
            (false, false) => vec![next.to_owned()],
        };
        for (at, text) in next.iter().enumerate() {
            let arrow = if at == 0 { "→" } else { " " };
            writeln!(out, "  {arrow} {text}")?;
        }
    }
    writeln!(out, "\n{}", summary(report))
}

fn mark(state: State) -> char {
    match state {
        State::Good => '✓',
        State::Warning => '!',
        State::Bad => '✗',
        State::Note => '-',
    }
}

/// ECMA-48, select graphic rendition: bold, and green, yellow or red.
fn colour(state: State) -> &'static str {
    match state {
        State::Good => "\u{1b}[1;32m",
        State::Warning => "\u{1b}[1;33m",
        State::Bad => "\u{1b}[1;31m",
        State::Note => "\u{1b}[1m",
    }
}

/// Breaks a text into lines: between words, and in Japanese between letters, but not before a mark that ends something.
fn broken(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let fits = lines
            .last()
            .is_some_and(|line| columns(line) + columns(piece.trim_end()) <= WIDTH);
        if !fits {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(piece);
        }
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

/// What must stay together: a word with the space after it, or one wide letter with what may not begin a line.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut begin = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let end = at + letter.len_utf8();
        let Some(&(_, next)) = letters.peek() else {
            continue;
        };
        let wide = !letter.is_ascii() || !next.is_ascii();
        let apart = letter == ' ' || wide && !OPENS.contains(letter) && !CLOSES.contains(next);
        if apart && next != ' ' {
            pieces.push(&text[begin..end]);
            begin = end;
        }
    }
    pieces.push(&text[begin..]);
    pieces
}

fn columns(text: &str) -> usize {
    let column = |letter: char| if letter < WIDE { 1 } else { 2 };
    text.chars().map(column).sum()
}

const RESET: &str = "\u{1b}[0m";

/// Columns of a text beside its mark, on a terminal of 80.
const WIDTH: usize = 76;

/// From here on letters take two columns (Hangul, kana, kanji, full-width forms).
const WIDE: char = '\u{1100}';

const OPENS: &str = "（「“";
const CLOSES: &str = "、。）」”’ーっゃゅょッャュョ…・：.,";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_where_a_reader_expects_it() {
        let english = "word ".repeat(20);
        let lines = broken(english.trim_end());
        assert_eq!(lines.len(), 2);
        assert!(
            lines
                .iter()
                .all(|line| line.split(' ').all(|word| word == "word"))
        );
        let japanese = format!("{}。", "字".repeat(WIDTH / 2));
        let lines = broken(&japanese);
        assert_eq!(lines, ["字".repeat(WIDTH / 2 - 1).as_str(), "字。"]);
        let quoted = format!("{}「名」", "字".repeat(WIDTH / 2 - 1));
        assert_eq!(broken(&quoted)[1], "「名」");
        assert_eq!(broken("short"), ["short"]);
    }
}
