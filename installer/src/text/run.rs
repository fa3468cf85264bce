//! What is told around an installation or a removal.

use std::{io, path::Path};

use super::{Lang, failure, outcome::shown};
use crate::{
    arguments::Usage,
    browser::{Browser, Confinement, Scope, System},
    kept::NotKept,
    plan::{NotUnicode, Place},
    policy::NoSource,
};

/// The command line.
pub const HELP: &str = "\
mpa-setup install   [--browser auto|all|NAME,…] [--scope user|system] [--host FILE]
                    [--owner NAME] [--extension-id ID]… [--force-extension FOLDER] [--dry-run]
mpa-setup uninstall [--browser …] [--scope …] [--owner NAME] [--dry-run]
mpa-setup repair    (as install, for what was installed before)
mpa-setup doctor    [--json]
mpa-setup --version | --help

ブラウザーに mpa-host を登録・解除し、足りないものを調べます。--lang ja|en で言語を選べます。
Registers mpa-host with browsers, removes it, and says what is missing. --lang ja|en chooses the language.

終了コード／exit status:
  0  すべて済んだ／everything is done
  1  できなかったものがあり、それを表示した／something was left undone, and was named
  2  コマンドラインを読み取れない／the command line was not understood";

/// What the receipt is called.
const RECEIPT_JA: &str = "登録の控え（receipt.json）";

/// The command line was not understood.
pub fn usage(lang: Lang, error: &Usage) -> String {
    let ja = match error {
        Usage::NoCommand => {
            "install、uninstall、repair、doctor のどれかを指定してください。".to_owned()
        }
        Usage::Command(name) => format!("「{name}」というコマンドはありません。"),
        Usage::Browser(name) => format!("「{name}」というブラウザーは登録できません。"),
        Usage::Value(option, value) => format!("{option} に「{value}」は指定できません。"),
        Usage::ForceNeedsSystem => "--force-extension には --scope system も必要です。".to_owned(),
        Usage::Syntax(error) => format!("読み取れない指定があります（{error}）。"),
    };
    lang.say(ja, error.to_string())
}

/// Nobody can be registered without a home.
pub fn no_home(lang: Lang) -> String {
    lang.say(
        "ホームフォルダーの場所が分かりません。環境変数 HOME を設定して、もう一度実行してください。",
        "Your home folder is not known. Set HOME and run this again.",
    )
}

/// A folder that should be the person's is somebody else's, as a home is under `sudo`.
pub fn anothers_folder(lang: Lang, folder: &Path) -> String {
    let folder = folder.display();
    lang.say(
        format!("{folder} は別の人のフォルダーです。sudo を付けずに実行するか、全員のために登録するなら --scope system を付けてください。"),
        format!("{folder} belongs to somebody else. Run this without sudo, or with --scope system to register for everybody."),
    )
}

/// The receipt cannot be had.
pub fn not_kept(lang: Lang, error: &NotKept) -> String {
    match error {
        NotKept::Disk { path, error } => {
            let (path, why) = (path.display(), failure::why(lang, error));
            let next = failure::next_step(lang, error).unwrap_or_else(|| check_who_may_write(lang));
            lang.say(
                format!("{RECEIPT_JA}を読み書きできません: {path}（{why}）\n  {next}"),
                format!("The receipt cannot be read or written: {path} ({why})\n  {next}"),
            )
        }
        NotKept::Damaged { path, .. } => lang.say(
            format!("{RECEIPT_JA}を読み取れません: {}\n  新しい版の mpa-setup で実行してください。新しい版がなければ、このファイルを別の場所に移してください。", path.display()),
            format!("The receipt cannot be understood: {error}\n  Run a newer mpa-setup; if there is none, move that file away."),
        ),
        NotKept::AnotherRuns => lang.say(
            "ほかの mpa-setup が実行中のため、何もしませんでした。終わるのを待って、もう一度実行してください。",
            "Another mpa-setup is running, so nothing was done. Wait until it has ended, then run this again.",
        ),
        NotKept::Lock { path, error } => {
            let (path, why) = (path.display(), failure::why(lang, error));
            let next = failure::next_step(lang, error).unwrap_or_else(|| check_who_may_write(lang));
            lang.say(
                format!("ほかの mpa-setup が実行中かどうかを確かめられないため、何もしませんでした: {path}（{why}）\n  {next}"),
                format!("Whether another mpa-setup is running cannot be told, so nothing was done: {path} ({why})\n  {next}"),
            )
        }
    }
}

fn check_who_may_write(lang: Lang) -> String {
    lang.say(
        "そのフォルダーに書き込めるか確かめてください。全員のための登録なら、管理者として（sudo を付けて）実行してください。",
        "Check that you may write there; to register for everybody, run this as the administrator (sudo).",
    )
}

/// No browser was found.
pub fn no_browser(lang: Lang) -> String {
    lang.say(
        "登録できるブラウザーが見つかりません。--browser で名前を指定してください（例：--browser firefox）。",
        "No browser was found that can be registered. Name one with --browser, such as --browser firefox.",
    )
}

/// The host is not there.
pub fn no_host(lang: Lang, host: &Path) -> String {
    let host = host.display();
    lang.say(
        format!("{host} がありません。mpa-host を入れるか、--host でその場所を指定してください。"),
        format!("{host} is not there. Install mpa-host, or say where it is with --host."),
    )
}

/// The folder of `--force-extension` cannot be used.
pub fn no_source(lang: Lang, error: &NoSource) -> String {
    let why = match error {
        NoSource::Relative(path) => format!("{}（絶対パスではありません）", path.display()),
        NoSource::Empty(path) => format!("{}（拡張機能がありません）", path.display()),
        NoSource::NoId(path) => format!("{}（拡張機能の ID がありません）", path.display()),
        NoSource::Disk { path, error } => format!("{}（{error}）", path.display()),
    };
    lang.say(
        format!("拡張機能のフォルダーを使えません: {why}\n  mpa-host.crx と updates.xml、または mpa-host.xpi のあるフォルダーを絶対パスで指定してください。"),
        format!("The extension's folder cannot be used: {error}\n  Give the absolute path of a folder with mpa-host.crx and updates.xml, or mpa-host.xpi."),
    )
}

/// A path cannot be named in a manifest.
pub fn not_unicode(lang: Lang, error: &NotUnicode) -> String {
    lang.say(
        format!(
            "{} は Unicode で表せないパスなので登録できません。別の場所に入れてください。",
            error.0.display()
        ),
        format!("{error}, and so cannot be registered. Install it elsewhere."),
    )
}

/// The receipt names nothing of this owner.
pub fn nothing_to_repair(lang: Lang) -> String {
    lang.say(
        "これまでに登録したものがありません。「mpa-setup install」で登録してください。",
        "Nothing was registered before. Run: mpa-setup install",
    )
}

/// What a removal would remove.
pub fn would_remove(lang: Lang, place: &Place) -> String {
    let place = shown(place);
    lang.say(
        format!("取り除く予定: {place}"),
        format!("would remove {place}"),
    )
}

/// The host's own folder is gone.
pub fn removed_state(lang: Lang, folder: &Path) -> String {
    let folder = folder.display();
    lang.say(
        format!("mpa-host のログなどを削除しました: {folder}"),
        format!("removed what mpa-host kept: {folder}"),
    )
}

/// A login is under way, so the host's own folder was left.
pub fn state_in_use(lang: Lang, folder: &Path) -> String {
    let folder = folder.display();
    lang.say(
        format!("ログイン中のため、mpa-host のログなどは残しました: {folder}\n  ログインを終えるか中止してから、もう一度「mpa-setup uninstall」を実行してください。"),
        format!("left what mpa-host keeps, since a login is under way: {folder}\n  Finish or cancel the login, then run again: mpa-setup uninstall"),
    )
}

/// The host's own folder was left, since something else was.
pub fn kept_state(lang: Lang, folder: &Path) -> String {
    let folder = folder.display();
    lang.say(
        format!("登録がまだ残っているため、mpa-host のログなども残しました: {folder}\n  上の項目を片付けてから、もう一度「mpa-setup uninstall」を実行してください。"),
        format!("left what mpa-host keeps, since not everything is removed: {folder}\n  See to what is named above, then run again: mpa-setup uninstall"),
    )
}

/// The host's own folder cannot be removed.
pub fn not_removed(lang: Lang, folder: &Path, error: &io::Error) -> String {
    let folder = folder.display();
    lang.say(
        format!("mpa-host のログなどを削除できません: {folder}（{error}）\n  ブラウザーを閉じてから、もう一度実行してください。"),
        format!("could not remove what mpa-host keeps: {folder} ({error})\n  Close the browsers and run this again."),
    )
}

/// Why a browser cannot be registered.
pub fn unregistrable(lang: Lang, browser: Browser, system: System, scope: Scope) -> String {
    let title = browser.title();
    match browser.confinement() {
        Confinement::Closed => lang.say(
            format!("{title}: Snap 版は、外のプログラムを起動できません。Snap ではない Chromium か、Firefox を使ってください。"),
            format!("{title} cannot start programs outside its sandbox. Use a Chromium that is no Snap, or Firefox."),
        ),
        Confinement::Anonymous => lang.say(
            format!("{title}: カードでログインすると本人が特定され、匿名ではなくなるため、登録しません。ほかのブラウザーを使ってください。"),
            format!("{title} is not registered: a login with a card tells who you are. Use another browser."),
        ),
        Confinement::Flatpak(_) if system == System::Linux && scope == Scope::System => lang.say(
            format!("{title}: 全員のための登録はできません。各自が「mpa-setup install」を実行してください。"),
            format!("{title} cannot be registered for everybody. Each person runs: mpa-setup install"),
        ),
        _ => lang.say(
            format!("{title}: このシステムでは登録できません。ほかのブラウザーを使ってください。"),
            format!("{title} cannot be registered on this system. Use another browser."),
        ),
    }
}

/// What a person has to allow for a browser in a sandbox.
pub fn grant(lang: Lang, browser: Browser, command: &str) -> String {
    let title = browser.title();
    lang.say(
        format!("{title}: ログインを使うには、一度だけ次を実行して許可してください: {command}"),
        format!("{title}: to allow it to start the login, run this once: {command}"),
    )
}
