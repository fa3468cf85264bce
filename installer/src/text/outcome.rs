//! What is told of an installation or a removal.

use super::{Lang, failure};
use crate::{
    browser::Browser,
    install::Done,
    manifest::FIREFOX_ID,
    plan::{Place, Verdict},
    policy::Refusal,
    receipt::Owner,
};

/// What would be done at a place.
pub fn planned(lang: Lang, place: &Place, verdict: &Verdict) -> String {
    let place = shown(place);
    match verdict {
        Verdict::Write => lang.say(
            format!("書き込む予定: {place}"),
            format!("would write {place}"),
        ),
        Verdict::Replace | Verdict::Extend => lang.say(
            format!("書き換える予定: {place}"),
            format!("would replace {place}"),
        ),
        Verdict::Keep | Verdict::KeepAnothers => lang.say(
            format!("変更なし: {place}"),
            format!("would not change {place}"),
        ),
        left => reason(lang, &place, left),
    }
}

/// What came of a place.
pub fn outcome(lang: Lang, place: &Place, done: &Done) -> String {
    let place = shown(place);
    match done {
        Done::Stands(Verdict::Keep | Verdict::KeepAnothers) => lang.say(
            format!("すでにあります: {place}"),
            format!("is there already: {place}"),
        ),
        Done::Stands(_) => lang.say(format!("書き込みました: {place}"), format!("wrote {place}")),
        Done::Removed => lang.say(format!("削除しました: {place}"), format!("removed {place}")),
        Done::Restored => lang.say(
            format!("元の内容に戻しました: {place}"),
            format!("put back what was there before: {place}"),
        ),
        Done::TakenOut => lang.say(
            format!("あとから変更されていたため、このソフトの項目だけを取り除きました: {place}"),
            format!("took out only this program's own entries, since it was changed: {place}"),
        ),
        Done::Theirs => lang.say(
            format!("このソフトの項目はもうないので、そのままにします: {place}"),
            format!("left as it is, since nothing of this program is in it any more: {place}"),
        ),
        Done::EntryChanged => lang.say(
            format!("この拡張機能（{FIREFOX_ID}）の項目が別の内容なので、そのままにします: {place}"),
            format!("left as it is, since its entry for {FIREFOX_ID} is not this program's any more: {place}"),
        ),
        Done::Left(verdict) => reason(lang, &place, verdict),
        Done::Failed(error) => {
            let why = failure::why(lang, error);
            lang.say(
                format!("変更できませんでした: {place}（{why}）"),
                format!("could not be changed: {place} ({why})"),
            )
        }
    }
}

/// What to do about a place that was left; `None` where nothing is to be done.
pub fn left_undone(lang: Lang, done: &Done) -> Option<String> {
    let text = match done {
        Done::Left(Verdict::Foreign) => lang.say(
            "中身を確かめてください。不要なら自分で移動または削除してから、もう一度実行してください。",
            "Look at what it is; if nobody needs it, move it away yourself and run this again.",
        ),
        Done::Left(Verdict::Changed) => lang.say(
            "ほかの人やソフトの変更を消さないよう、触れませんでした。不要なら自分で削除してください。",
            "What somebody changed is not this program's to remove; remove it yourself if nobody needs it.",
        ),
        Done::Left(Verdict::OwnedBy(owner)) if *owner != Owner::person() => lang.say(
            format!(
                "パッケージ「{}」のものです。不要なら、そのパッケージを削除してください。",
                owner.name()
            ),
            format!(
                "It belongs to the package {}: remove that if nobody needs it.",
                owner.name()
            ),
        ),
        Done::Left(Verdict::OwnedBy(owner)) => lang.say(
            format!(
                "先に「mpa-setup uninstall --owner {}」で取り除いてください。",
                owner.name()
            ),
            format!(
                "Remove it first with: mpa-setup uninstall --owner {}",
                owner.name()
            ),
        ),
        Done::Left(_) => as_who_may_write(lang),
        Done::Failed(error) => {
            failure::next_step(lang, error).unwrap_or_else(|| as_who_may_write(lang))
        }
        Done::EntryChanged => lang.say(
            format!("この設定が不要なら、そのファイルの ExtensionSettings から {FIREFOX_ID} の項目を自分で削除してください。"),
            format!("If nobody needs that, remove {FIREFOX_ID} from the file's ExtensionSettings yourself."),
        ),
        Done::Stands(_) | Done::Removed | Done::Restored | Done::TakenOut | Done::Theirs => {
            return None;
        }
    };
    Some(text)
}

fn as_who_may_write(lang: Lang) -> String {
    lang.say(
        "そこに書き込める利用者として、もう一度実行してください（全員のための登録なら、管理者として）。",
        "Run this as somebody who may write there (as the administrator, if it is for everybody).",
    )
}

fn reason(lang: Lang, place: &str, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Foreign => lang.say(
            format!("このソフトが作ったものではないので、そのままにします: {place}"),
            format!("left alone, since this program did not make it: {place}"),
        ),
        Verdict::Changed => lang.say(
            format!("あとから変更されているので、そのままにします: {place}"),
            format!("left alone, since it was changed: {place}"),
        ),
        Verdict::OwnedBy(owner) => lang.say(
            format!(
                "「{}」が登録したものなので、そのままにします: {place}",
                owner.name()
            ),
            format!("left alone, since it belongs to {}: {place}", owner.name()),
        ),
        _ => lang.say(
            format!("読み取れません: {place}"),
            format!("cannot be read: {place}"),
        ),
    }
}

/// Why a browser is not made to load the extension, and what to do.
pub fn refusal(lang: Lang, browser: Browser, refusal: &Refusal) -> String {
    let title = browser.title();
    match refusal {
        Refusal::System => lang.say(
            format!("{title}: このシステムでは、ストア以外の拡張機能を強制的に入れることはできません。拡張機能のページから追加してください。"),
            format!("{title}: on this system no extension from outside the store can be forced. Add it from the extension's page."),
        ),
        Refusal::Browser => lang.say(
            format!("{title}: 拡張機能を強制的に入れる方法が公開されていません。拡張機能のページから追加してください。"),
            format!("{title} publishes no way to force an extension. Add it from the extension's page."),
        ),
        Refusal::NothingForIt => lang.say(
            format!("{title}: 指定されたフォルダーに、このブラウザー用の拡張機能がありません。フォルダーを確かめてください。"),
            format!("{title}: the folder holds no extension for it. Check the folder."),
        ),
        Refusal::Unsigned => lang.say(
            format!("{title}: mpa-host.xpi に Mozilla の署名がありません。署名されたものを置くか、パッケージ mpa-firefox を使ってください。"),
            format!("{title}: mpa-host.xpi has no signature of Mozilla's. Put a signed one there, or use the package mpa-firefox."),
        ),
        Refusal::Decided(path) => lang.say(
            format!("{title}: {} に、この拡張機能についての設定がすでにあります。このファイルの管理者に確かめてください。", path.display()),
            format!("{title}: {} already decides about this extension. Ask whoever keeps that file.", path.display()),
        ),
        Refusal::Overridden(path) => lang.say(
            format!("{title}: {} があとから読まれるため、設定しても効きません。このファイルの PolicyDictionaryMultipleSourceMergeList に ExtensionSettings を加えてください。", path.display()),
            format!("{title}: {} is read later and would switch this off. Add ExtensionSettings to its PolicyDictionaryMultipleSourceMergeList.", path.display()),
        ),
        Refusal::Revived { hidden, by } => lang.say(
            format!(
                "{title}: {} があるために効いていない {} の ExtensionSettings が、効くようになってしまうため、何もしませんでした。この二つのファイルの管理者に、ExtensionSettings を一つのファイルにまとめてもらってから、もう一度実行してください。",
                by.display(),
                hidden.display()
            ),
            format!(
                "{title}: this would bring the ExtensionSettings of {} back into force, which {} hides, so nothing was done. Have whoever keeps them put both into one of the files, then run this again.",
                hidden.display(),
                by.display()
            ),
        ),
        Refusal::Unclear(path) => lang.say(
            format!("{title}: {} の内容を読み取れないため、何もしませんでした。正しい JSON か確かめてください。", path.display()),
            format!("{title}: {} cannot be understood, so nothing was done. Check that it is valid JSON.", path.display()),
        ),
        Refusal::NotPlain(path) => lang.say(
            format!("{title}: {} はリンクか、ファイルではないものなので、書き換えませんでした。代わりにファイルそのものを置くか、このファイルの管理者に、この拡張機能を加えてもらってください。", path.display()),
            format!("{title}: {} is a link, or no file at all, and such are not changed. Put the file itself there, or have whoever keeps it add the extension.", path.display()),
        ),
        Refusal::Unreadable(path) => lang.say(
            format!("{title}: {} を読み取れないため、何もしませんでした。これを読める利用者か確かめて、管理者として実行してください。", path.display()),
            format!("{title}: {} cannot be read, so nothing was done. Check who may read it, and run this as the administrator.", path.display()),
        ),
    }
}

/// A place as people know it.
pub(super) fn shown(place: &Place) -> String {
    match place {
        Place::File(path) => path.display().to_string(),
        Place::Key(key) => key.clone(),
    }
}
