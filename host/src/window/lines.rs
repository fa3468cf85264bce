//! Breaks text into lines: English at spaces, Japanese where a phrase ends, an origin anywhere.
//! It measures through a function and knows no font.

/// Breaks prose into lines that are no wider than `width`, as evenly as their number allows.
pub(super) fn prose(text: &str, width: f32, advance: impl Fn(char) -> f32) -> Vec<String> {
    let loosest = broken(text, width, &advance);
    if loosest.len() < 2 {
        return loosest;
    }
    // The narrowest width that needs no further line gives lines of about the same length.
    let (mut narrow, mut wide) = (0.0, width);
    let mut evenest = loosest;
    for _halving in 0..8 {
        let middle = (narrow + wide) / 2.0;
        let lines = broken(text, middle, &advance);
        let fits = lines.len() == evenest.len()
            && lines.iter().all(|line| measure(line, &advance) <= middle);
        if fits {
            wide = middle;
            evenest = lines;
        } else {
            narrow = middle;
        }
    }
    evenest
}

/// Breaks an origin into at most `most` lines, in front of no particular character.
///
/// One that needs more loses the beginning of its host, after `kept` characters (the scheme):
/// the end of a host says whose it is.
pub(super) fn origin(
    text: &str,
    kept: usize,
    width: f32,
    most: usize,
    advance: impl Fn(char) -> f32,
) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let (head, tail) = characters.split_at(kept.min(characters.len()));
    let whole = anywhere(text.chars(), width, &advance);
    if whole.len() <= most {
        return whole;
    }
    (1..tail.len())
        .map(|lost| {
            let shown = head.iter().chain(&['…']).chain(&tail[lost..]);
            anywhere(shown.copied(), width, &advance)
        })
        .find(|lines| lines.len() <= most)
        .unwrap_or(whole)
}

/// One line, its middle left out where it is too long.
pub(super) fn single(text: &str, width: f32, advance: impl Fn(char) -> f32) -> String {
    if measure(text, &advance) <= width {
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    for kept in (0..characters.len()).rev() {
        let (head, tail) = (kept.div_ceil(2), kept / 2);
        let shown: String = characters[..head]
            .iter()
            .chain(&['…'])
            .chain(&characters[characters.len() - tail..])
            .collect();
        if measure(&shown, &advance) <= width {
            return shown;
        }
    }
    String::new()
}

fn measure(text: &str, advance: impl Fn(char) -> f32) -> f32 {
    text.chars().map(advance).sum()
}

/// Greedy: each line takes as many unbreakable pieces as go in.
fn broken(text: &str, width: f32, advance: &impl Fn(char) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let longer = measure(line.trim_start(), advance) + measure(piece.trim_end(), advance);
        if longer > width && !line.trim().is_empty() {
            lines.push(line.trim().to_owned());
            line.clear();
        }
        line.push_str(piece);
    }
    if !line.trim().is_empty() {
        lines.push(line.trim().to_owned());
    }
    lines
}

/// The pieces that stay together: English words, and Japanese phrases.
///
/// A phrase ends after punctuation, and where kana, which end a phrase, are followed by something else,
/// which begins one.
/// That is right far more often than a break anywhere, and needs no dictionary.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut last: Option<char> = None;
    for (at, character) in text.char_indices() {
        let ends = last.is_some_and(|last| {
            let begins_nothing = "、。，）」！？：ー・".contains(character) || character == ' ';
            last == ' '
                || (!begins_nothing
                    && ("、。）」：".contains(last)
                        || (is_hiragana(last)
                            && !is_hiragana(character)
                            && !character.is_ascii_punctuation())))
        });
        if ends {
            pieces.push(&text[start..at]);
            start = at;
        }
        last = Some(character);
    }
    pieces.push(&text[start..]);
    pieces
}

fn is_hiragana(character: char) -> bool {
    ('ぁ'..='ゖ').contains(&character)
}

fn anywhere(
    text: impl Iterator<Item = char>,
    width: f32,
    advance: &impl Fn(char) -> f32,
) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for character in text {
        let step = advance(character);
        if used + step > width {
            lines.push(String::new());
            used = 0.0;
        }
        used += step;
        if let Some(line) = lines.last_mut() {
            line.push(character);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every character one wide, full-width ones two.
    fn columns(character: char) -> f32 {
        if character.is_ascii() || character == '…' {
            1.0
        } else {
            2.0
        }
    }

    #[test]
    fn prose_breaks_where_phrases_end_and_evenly() {
        fn check(text: &str, width: f32, expected: &[&str]) {
            assert_eq!(prose(text, width, columns), expected, "{text:?} in {width}");
        }
        check("one line", 20.0, &["one line"]);
        check("a bb ccc dddd", 9.0, &["a bb ccc", "dddd"]);
        check("aaaa bbbb cccc dddd", 15.0, &["aaaa bbbb", "cccc dddd"]);
        check(
            "カードを置いてください",
            16.0,
            &["カードを", "置いてください"],
        );
        check(
            "終わりました。次に進みます。",
            20.0,
            &["終わりました。", "次に進みます。"],
        );
        check(
            "暗証番号（数字4桁）です",
            20.0,
            &["暗証番号（数字4桁）", "です"],
        );
        check("", 20.0, &[]);
    }

    #[test]
    fn an_origin_keeps_its_end() {
        fn check(text: &str, width: f32, expected: &[&str]) {
            assert_eq!(origin(text, 8, width, 2, columns), expected, "{text:?}");
        }
        check("https://a.example", 20.0, &["https://a.example"]);
        check(
            "https://abcdefghij.example",
            20.0,
            &["https://abcdefghij.e", "xample"],
        );
        check(
            "https://portal.go.jp.abcdefghijklmnopqrstuvwxyz.evil.example",
            20.0,
            &["https://…opqrstuvwxy", "z.evil.example"],
        );
    }

    #[test]
    fn a_single_line_loses_its_middle() {
        fn check(text: &str, width: f32, expected: &str) {
            assert_eq!(
                single(text, width, columns),
                expected,
                "{text:?} in {width}"
            );
        }
        check("Reader", 6.0, "Reader");
        check("Long reader name 01", 9.0, "Long… 01");
        check("Reader", 0.5, "");
    }
}
