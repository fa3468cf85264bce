//! What an examination finds, each with its state and the next step.

use std::path::PathBuf;

use super::{Lang, unregistrable};
use crate::{
    browser::{Browser, Scope, System},
    doctor::{Silence, State},
};

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// No browser is installed that is known.
    NoBrowser,
    /// The browser cannot be used for this.
    CannotWork(Browser, System),
    /// The browser knows no host.
    NotRegistered,
    /// Edge reads another browser's registration.
    Fallback(PathBuf),
    /// The registry names a manifest that is not there.
    ManifestGone(PathBuf),
    /// The manifest cannot be read.
    Unreadable(PathBuf),
    /// The manifest is not valid.
    Invalid(PathBuf),
    /// The first manifest keeps the browser from reading the second, which says something else.
    Hides {
        /// The first.
        read: PathBuf,
        /// The second.
        hidden: PathBuf,
        /// The first is the person's own, and the second everybody's.
        is_persons: bool,
    },
    /// The manifest does not list the extension.
    LacksIds(PathBuf),
    /// The program that the manifest names is not there.
    HostGone(PathBuf),
    /// It is no program.
    NotExecutable(PathBuf),
    /// It gives no answer.
    Silent(PathBuf, Silence),
    /// It answers as it should.
    Answers {
        /// The host.
        host: PathBuf,
        /// Its version.
        version: String,
    },
    /// It answers with another version.
    OtherVersion {
        /// The host.
        host: PathBuf,
        /// Its version.
        version: String,
    },
    /// A Flatpak's wrapper is there.
    WrapperStands(PathBuf),
    /// The person has allowed the sandbox to start the host.
    Granted,
    /// The person has not.
    NotGranted(String),
    /// Whether the person has cannot be told.
    GrantUnknown(String),
    /// Policies forbid the host.
    HostForbidden(PathBuf),
    /// Policies forbid what a person registered.
    UserHostsForbidden(PathBuf),
    /// Policies forbid the extension.
    ExtensionForbidden(PathBuf),
    /// A manifest of an old installation.
    Leftover(PathBuf),
    /// No host is there at all.
    NoHost(PathBuf),
    /// The host cannot examine itself.
    HostTellsNothing(PathBuf),
    /// The host did not finish its own examination.
    HostTellsLate(PathBuf),
    /// The home is another user's, so no host was started.
    AnothersHome(PathBuf),
    /// What would be started was made by another user, so it was not.
    Strangers(PathBuf),
}

impl Finding {
    /// The name in JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NoBrowser => "no-browser",
            Self::CannotWork(..) => "browser-unsupported",
            Self::NotRegistered => "not-registered",
            Self::Fallback(_) => "edge-fallback",
            Self::ManifestGone(_) => "manifest-gone",
            Self::Unreadable(_) => "manifest-unreadable",
            Self::Invalid(_) => "manifest-invalid",
            Self::Hides { .. } => "manifest-hidden",
            Self::LacksIds(_) => "extension-not-listed",
            Self::HostGone(_) => "host-gone",
            Self::NotExecutable(_) => "host-not-executable",
            Self::Silent(..) => "host-silent",
            Self::Answers { .. } => "host-answers",
            Self::OtherVersion { .. } => "host-other-version",
            Self::WrapperStands(_) => "flatpak-wrapper",
            Self::Granted => "sandbox-granted",
            Self::NotGranted(_) => "sandbox-not-granted",
            Self::GrantUnknown(_) => "sandbox-grant-unknown",
            Self::HostForbidden(_) => "policy-forbids-host",
            Self::UserHostsForbidden(_) => "policy-forbids-user-hosts",
            Self::ExtensionForbidden(_) => "policy-forbids-extension",
            Self::Leftover(_) => "leftover",
            Self::NoHost(_) => "no-host",
            Self::HostTellsNothing(_) => "host-tells-nothing",
            Self::HostTellsLate(_) => "host-tells-late",
            Self::AnothersHome(_) => "home-of-another",
            Self::Strangers(_) => "host-of-another",
        }
    }

    /// How it is meant.
    pub const fn state(&self) -> State {
        match self {
            Self::Answers { .. } | Self::WrapperStands(_) | Self::Granted => State::Good,
            Self::CannotWork(..) | Self::GrantUnknown(_) | Self::Fallback(_) => State::Note,
            Self::Hides { .. }
            | Self::OtherVersion { .. }
            | Self::Leftover(_)
            | Self::HostTellsNothing(_)
            | Self::HostTellsLate(_)
            | Self::AnothersHome(_)
            | Self::Strangers(_) => State::Warning,
            _ => State::Bad,
        }
    }

    /// Whether the browser's name has to be said before it.
    pub const fn needs_title(&self) -> bool {
        !matches!(self, Self::CannotWork(..) | Self::Leftover(_))
    }
}

/// What was found.
pub fn finding(lang: Lang, found: &Finding) -> String {
    let (ja, en) = match found {
        Finding::CannotWork(browser, system) => {
            return unregistrable(lang, *browser, *system, Scope::User);
        }
        Finding::NoBrowser => (
            "対応するブラウザーが見つかりません。".to_owned(),
            "no supported browser was found".to_owned(),
        ),
        Finding::NotRegistered => (
            "mpa-host が登録されていません。".to_owned(),
            "mpa-host is not registered".to_owned(),
        ),
        Finding::Granted => (
            "サンドボックスの外の mpa-host を起動できます。".to_owned(),
            "it may start mpa-host outside its sandbox".to_owned(),
        ),
        Finding::NotGranted(_) => (
            "サンドボックスの外の mpa-host を起動する許可がありません。".to_owned(),
            "it is not allowed to start mpa-host outside its sandbox".to_owned(),
        ),
        Finding::GrantUnknown(_) => (
            "mpa-host を起動する許可があるかどうかは調べられません。".to_owned(),
            "whether it may start mpa-host cannot be told".to_owned(),
        ),
        Finding::Hides { read, hidden, .. } => (
            format!(
                "{} があるため、{} は読まれません。",
                read.display(),
                hidden.display()
            ),
            format!(
                "{} keeps it from reading {}",
                read.display(),
                hidden.display()
            ),
        ),
        Finding::Silent(host, silence) => match silence {
            Silence::NotStarted(error) => (
                format!("{} を起動できません（{error}）。", host.display()),
                format!("{} cannot be started ({error})", host.display()),
            ),
            Silence::NoAnswer => (
                format!("{} が正しく応答しません。", host.display()),
                format!("{} does not answer as mpa-host does", host.display()),
            ),
            Silence::Late => (
                format!("{} が時間内に応答しません。", host.display()),
                format!("{} does not answer in time", host.display()),
            ),
        },
        Finding::Answers { host, version } => (
            format!("{}（版 {version}）が応答しました。", host.display()),
            format!("{} answers (version {version})", host.display()),
        ),
        Finding::OtherVersion { host, version } => (
            format!(
                "{} は mpa-setup とは別の版（{version}）です。",
                host.display()
            ),
            format!("{} is of another version ({version})", host.display()),
        ),
        Finding::Fallback(path)
        | Finding::ManifestGone(path)
        | Finding::Unreadable(path)
        | Finding::Invalid(path)
        | Finding::LacksIds(path)
        | Finding::HostGone(path)
        | Finding::NotExecutable(path)
        | Finding::WrapperStands(path)
        | Finding::HostForbidden(path)
        | Finding::UserHostsForbidden(path)
        | Finding::ExtensionForbidden(path)
        | Finding::Leftover(path)
        | Finding::NoHost(path)
        | Finding::HostTellsNothing(path)
        | Finding::HostTellsLate(path)
        | Finding::AnothersHome(path)
        | Finding::Strangers(path) => {
            let (ja, en) = about_path(found);
            let path = path.display();
            (format!("{path} {ja}"), format!("{path} {en}"))
        }
    };
    lang.say(ja, en)
}

const fn about_path(found: &Finding) -> (&'static str, &'static str) {
    match found {
        Finding::Fallback(_) => (
            "は別のブラウザー用の登録ですが、これが使われます。",
            "is used, though it is another browser's registration",
        ),
        Finding::ManifestGone(_) => (
            "が登録されていますが、その場所にありません。",
            "is registered, but is not there",
        ),
        Finding::Unreadable(_) => ("を読み取れません。", "cannot be read"),
        Finding::Invalid(_) => ("の内容が正しくありません。", "is not a valid manifest"),
        Finding::LacksIds(_) => (
            "に、この拡張機能が載っていません。",
            "does not list the extension",
        ),
        Finding::HostGone(_) => (
            "が登録されていますが、その場所にありません。",
            "is registered, but is not there",
        ),
        Finding::NotExecutable(_) => ("を実行できません。", "cannot be run as a program"),
        Finding::WrapperStands(_) => ("が用意されています。", "stands ready"),
        Finding::HostForbidden(_) => (
            "のポリシーが mpa-host の起動を禁じています。",
            "has a policy that forbids mpa-host",
        ),
        Finding::UserHostsForbidden(_) => (
            "のポリシーが、利用者自身による登録を禁じています。",
            "has a policy that forbids what a person registers",
        ),
        Finding::ExtensionForbidden(_) => (
            "のポリシーが、この拡張機能を禁じています。",
            "has a policy that forbids the extension",
        ),
        Finding::Leftover(_) => (
            "は、以前の登録の残りです。",
            "is left from an old installation",
        ),
        Finding::NoHost(_) => ("がありません。", "is not there"),
        Finding::HostTellsLate(_) => (
            "は、カードとリーダーの診断を時間内に終えませんでした。",
            "did not finish examining readers and cards in time",
        ),
        Finding::AnothersHome(_) => (
            "は別の人のホームフォルダーなので、mpa-host を起動して確かめることはしませんでした。",
            "is somebody else's home, so mpa-host was not started to try it",
        ),
        Finding::Strangers(_) => (
            "は別の人のファイルなので、mpa-host を起動して確かめることはしませんでした。",
            "belongs to somebody else, so mpa-host was not started to try it",
        ),
        _ => (
            "は古く、自己診断に対応していません。",
            "is too old to examine itself",
        ),
    }
}

/// What to do about it; `None` where nothing is to be done.
pub fn next_step(lang: Lang, browser: Option<Browser>, found: &Finding) -> Option<String> {
    let install = browser.map_or_else(
        || "mpa-setup install".to_owned(),
        |browser| format!("mpa-setup install --browser {}", browser.name()),
    );
    let (ja, en) = match found {
        Finding::Answers { .. }
        | Finding::WrapperStands(_)
        | Finding::Granted
        | Finding::Fallback(_)
        // Its text already says what to use instead.
        | Finding::CannotWork(..) => return None,
        Finding::NoBrowser => (
            "ブラウザーを入れてから「mpa-setup install」を実行してください。".to_owned(),
            "Install a browser, then run: mpa-setup install".to_owned(),
        ),
        Finding::NotRegistered => (
            format!("次を実行してください: {install}"),
            format!("Run: {install}"),
        ),
        Finding::ManifestGone(_) | Finding::HostGone(_) | Finding::LacksIds(_) => (
            format!("「mpa-setup repair」を実行してください。直らないときは {install}"),
            format!("Run: mpa-setup repair; if that does not help: {install}"),
        ),
        Finding::Unreadable(path) | Finding::Invalid(path) => (
            format!("{} を別の場所に移してから、次を実行してください: {install}", path.display()),
            format!("Move {} away, then run: {install}", path.display()),
        ),
        Finding::Hides { read, is_persons: true, .. } => (
            format!("全員のための登録を使うには「mpa-setup uninstall」を実行してください（{} は消えます）。", read.display()),
            format!("To use what is registered for everybody, run: mpa-setup uninstall (it removes {})", read.display()),
        ),
        Finding::Hides { read, is_persons: false, .. } => (
            format!("{} を登録したソフトを、最新のものにするか、不要なら削除してください。", read.display()),
            format!("Update what registered {}, or remove it if nobody needs it.", read.display()),
        ),
        Finding::NotExecutable(path) => (
            format!("mpa-host を入れ直すか、次を実行してください: chmod +x '{}'", path.display()),
            format!("Install mpa-host again, or run: chmod +x '{}'", path.display()),
        ),
        Finding::Silent(..) | Finding::NoHost(_) => (
            "mpa-host を入れ直してください。".to_owned(),
            "Install mpa-host again.".to_owned(),
        ),
        Finding::HostTellsLate(_) => (
            "カードとリーダーを外してつなぎ直し、もう一度「mpa-setup doctor」を実行してください。".to_owned(),
            "Take card and reader off and put them back, then run again: mpa-setup doctor".to_owned(),
        ),
        Finding::AnothersHome(_) => (
            "その人として、sudo を付けずに「mpa-setup doctor」を実行してください。".to_owned(),
            "Run mpa-setup doctor as that person, without sudo.".to_owned(),
        ),
        Finding::Strangers(path) => (
            format!("{} を置いた人に確かめてください。その人なら、sudo を付けずに「mpa-setup doctor」を実行してください。", path.display()),
            format!("Ask whoever put {} there; if that is you, run mpa-setup doctor without sudo.", path.display()),
        ),
        Finding::OtherVersion { .. } | Finding::HostTellsNothing(_) => (
            "mpa-host と mpa-setup を同じ版に更新してください。".to_owned(),
            "Update mpa-host and mpa-setup to the same version.".to_owned(),
        ),
        Finding::NotGranted(command) | Finding::GrantUnknown(command) => (
            format!("許可するには次を実行してください: {command}"),
            format!("To allow it, run: {command}"),
        ),
        Finding::HostForbidden(_) => (
            "管理者に、NativeMessagingAllowlist に mpa_host を加えるよう頼んでください。".to_owned(),
            "Ask the administrator to add mpa_host to NativeMessagingAllowlist.".to_owned(),
        ),
        Finding::UserHostsForbidden(_) => (
            "管理者に「mpa-setup install --scope system」の実行を頼んでください。".to_owned(),
            "Ask the administrator to run: mpa-setup install --scope system".to_owned(),
        ),
        Finding::ExtensionForbidden(_) => (
            "管理者に、この拡張機能を許可するよう頼んでください。".to_owned(),
            "Ask the administrator to allow the extension.".to_owned(),
        ),
        Finding::Leftover(path) => (
            format!("「mpa-setup uninstall」を実行してください。残るときは削除してください: {}", path.display()),
            format!("Run: mpa-setup uninstall; if it stays, remove {}", path.display()),
        ),
    };
    Some(lang.say(ja, en))
}
