//! Why a file could not be changed, and what to do about it.

use std::io;

use super::Lang;
use crate::disk::OthersLink;

/// Why, in words of one's own where there are some.
pub(super) fn why(lang: Lang, error: &io::Error) -> String {
    if let Some(OthersLink(link)) = OthersLink::of(error) {
        let link = link.display();
        return lang.say(
            format!("{link} は、ほかの人が書き込めるフォルダーにあるリンクです"),
            format!("{link} is a link in a folder into which others may write"),
        );
    }
    if is_full(error) {
        return lang.say("ディスクに空きがありません", "no space is left on the disk");
    }
    error.to_string()
}

/// What to do; `None` where it depends on what was to be changed.
pub(super) fn next_step(lang: Lang, error: &io::Error) -> Option<String> {
    if OthersLink::of(error).is_some() {
        return Some(lang.say(
            "だれが何のために作ったリンクか確かめてください。リンクをやめてフォルダーそのものを置くか、リンクのあるフォルダーにほかの人が書き込めないようにしてから、もう一度実行してください。",
            "Find out who made the link and why. Put a folder in its place, or see to it that nobody else may write where the link is, then run this again.",
        ));
    }
    is_full(error).then(|| {
        lang.say(
            "ディスクの空きを増やしてから、もう一度実行してください。",
            "Make space on the disk, then run this again.",
        )
    })
}

fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}
