//! Breaks text into lines: English at spaces, Japanese where a phrase ends, an origin anywhere.
//! It measures through a function and knows no font.

/// Breaks prose into as few lines as fit in `width`, as evenly as may be, and rather after a sentence than within one.
pub(super) fn prose(text: &str, width: f32, advance: impl Fn(char) -> f32) -> Vec<String> {
    let pieces = pieces(text);
    let widths: Vec<f32> = pieces
        .iter()
        .map(|piece| measure(piece, &advance))
        .collect();
    // The space at the end of a line takes no room.
    let spaces: Vec<f32> = pieces
        .iter()
        .map(|piece| measure(&piece[piece.trim_end().len()..], &advance))
        .collect();
    let measured = |from: usize, to: usize| widths[from..to].iter().sum::<f32>() - spaces[to - 1];
    // ways[to] is the best way to set the pieces before `to`: lines, unevenness, and where its last line begins.
    let mut ways = vec![(0_u16, 0.0_f32, 0_usize)];
    for to in 1..=pieces.len() {
        let best = (0..to)
            .filter_map(|from| {
                let used = measured(from, to);
                // A single piece that is too wide has a line to itself, and is as wide as it is.
                (used <= width || from + 1 == to).then(|| {
                    let (lines, unevenness, _) = ways[from];
                    let cost = unevenness + unevenness_of(pieces[to - 1], used / width);
                    (lines + 1, cost, from)
                })
            })
            .min_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
        ways.extend(best);
    }
    let mut lines = Vec::new();
    let mut to = pieces.len();
    while to > 0 {
        let from = ways[to].2;
        lines.push(pieces[from..to].concat().trim().to_owned());
        to = from;
    }
    lines.reverse();
    lines
}

/// What a line costs that fills `part` of its width and ends with `last`: squares make lines of like length cheapest.
fn unevenness_of(last: &str, part: f32) -> f32 {
    let ends_sentence = last.trim_end().ends_with(['。', '.']);
    part * part - if ends_sentence { 0.3 } else { 0.0 }
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
    let characters: Vec<(char, f32)> = text.chars().map(|c| (c, advance(c))).collect();
    let (head, tail) = characters.split_at(kept.min(characters.len()));
    let whole = anywhere(characters.iter(), width);
    if whole.len() <= most {
        return whole;
    }
    let left_out = ('…', advance('…'));
    (1..tail.len())
        .map(|lost| {
            let shown = head.iter().chain([&left_out]).chain(&tail[lost..]);
            anywhere(shown, width)
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

/// The pieces that stay together: English words, and Japanese phrases.
///
/// A phrase ends after punctuation, and where kana, which end a phrase, are followed by something else,
/// which begins one.
/// That is right far more often than a break anywhere, and needs no dictionary.
fn pieces(text: &str) -> Vec<&str> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let mut pieces = Vec::new();
    let mut start = 0;
    for (place, &(at, next)) in characters.iter().enumerate() {
        let before = |steps: usize| Some(characters.get(place.checked_sub(steps)?)?.1);
        if before(1).is_some_and(|last| ends_phrase(before(2), last, next)) {
            pieces.push(&text[start..at]);
            start = at;
        }
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

/// Whether a phrase ends between `last` and `next`.
fn ends_phrase(before: Option<char>, last: char, next: char) -> bool {
    if "、。，）」！？：ー・ ".contains(next) || next.is_ascii_punctuation() {
        return false;
    }
    match last {
        ' ' | '、' | '。' | '：' => true,
        '）' | '」' => !is_hiragana(next),
        // 取り消し, 差し込む: one kana between two kanji joins a verb to another.
        'え' | 'き' | 'し' | 'み' | 'り' if before.is_some_and(is_kanji) && is_kanji(next) => {
            false
        }
        // お待ち, もう一度.
        'お' | 'う' => false,
        _ => is_hiragana(last) && !is_hiragana(next),
    }
}

fn is_kanji(character: char) -> bool {
    ('一'..='鿿').contains(&character)
}

fn is_hiragana(character: char) -> bool {
    ('ぁ'..='ゖ').contains(&character)
}

fn anywhere<'a>(characters: impl Iterator<Item = &'a (char, f32)>, width: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for &(character, step) in characters {
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
        check("a bb ccc dddd", 9.0, &["a bb", "ccc dddd"]);
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
            "暗証番号（数字4桁）です。次は",
            26.0,
            &["暗証番号（数字4桁）です。", "次は"],
        );
        check(
            "中央に差し込んでください",
            16.0,
            &["中央に", "差し込んでください"],
        );
        check(
            "更新してください。この日付も確かめてください。",
            36.0,
            &["更新してください。", "この日付も確かめてください。"],
        );
        check("unbreakable", 4.0, &["unbreakable"]);
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
            &["https://…ijklmnopqrs", "tuvwxyz.evil.example"],
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
        check("Long reader name 01", 9.0, "Long…e 01");
        check("Reader", 0.5, "");
    }
}
