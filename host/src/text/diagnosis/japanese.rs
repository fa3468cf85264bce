//! What the doctor says, in Japanese.

use super::{super::screen::japanese_date, Told, so, then};
use crate::{
    card::Tries,
    doctor::{CardSeen, CertificateSeen, Finding, Os, Pin},
    error::ErrorCode,
    text::{Lang, outcome},
};

pub(super) fn told(finding: &Finding) -> Told {
    match finding {
        Finding::ServiceRunning => so("スマートカードサービスは動いています。"),
        Finding::ServiceStopped(os) => then(
            "スマートカードサービスが動いていません。",
            match os {
                Os::Linux => {
                    "端末で「sudo systemctl enable --now pcscd.socket」を実行してください。コマンドが見つからないときは、pcscd（pcsc-lite）をインストールしてください。"
                }
                Os::Windows => {
                    "「サービス」の画面で「Smart Card」を開始するか、パソコンを再起動してください。"
                }
                Os::MacOs => "パソコンを再起動してください。",
            },
        ),
        Finding::Silent => then(
            "スマートカードサービス、リーダー、カードのどれかが応答しません。",
            "カードを取り、リーダーのUSBケーブルを抜いて差し直してから、もう一度調べてください。続くときは、パソコンを再起動してください。",
        ),
        Finding::Reader(name) => so(format!(
            "ICカードリーダー「{name}」は、ドライバーを含めて使えます。"
        )),
        Finding::VirtualReader(name) => so(format!(
            "「{name}」は、パソコンの中にある仮想のリーダーです。マイナンバーカードは置けません。"
        )),
        Finding::ReaderWithoutDriver(name) => then(
            format!(
                "USBにつながっているICカードリーダー「{name}」を、スマートカードサービスが認識していません。"
            ),
            "リーダーのドライバー（libccidか、メーカーのもの）をインストールしてから、USBケーブルを抜いて差し直してください。ドライバーより先につないだリーダーも、差し直すと使えます。",
        ),
        Finding::NoReader => then(
            "ICカードリーダーが見つかりません。",
            "USBケーブルをパソコンに差し込んでください。つないでいるときは、別の差し込み口を試し、メーカーのドライバーをインストールしてから差し直してください。",
        ),
        Finding::NoCard => then(
            "カードが置かれていません。",
            "マイナンバーカードをICカードリーダーの中央に置くか、奥まで差し込んでから、もう一度調べてください。置いているのに見つからないときは、カードの向きを変え、金属の机やスマートフォンの上を避けてください。",
        ),
        Finding::Card(reader, seen) => card(reader, *seen),
        Finding::Beside(finding) => told(finding),
        Finding::SeveralCards => then(
            "マイナンバーカードが2枚以上あります。",
            "ログインに使う1枚だけを残してください。",
        ),
        Finding::Certificate(seen) => certificate(seen),
        Finding::Pin(which, tries) => pin(*which, *tries),
        Finding::Host => so(format!(
            "このソフト（mpa-host）は、バージョン{}です。",
            env!("CARGO_PKG_VERSION")
        )),
        Finding::System(os, day) => so(format!(
            "システムは{}、このパソコンの日付は{}です。",
            os.name(),
            japanese_date(day)
        )),
        Finding::LogFolder(path) => so(format!("記録（ログ）のフォルダーは、{path}です。")),
        Finding::LogFolderUnwritable(path) => then(
            format!("記録（ログ）のフォルダー{path}に書き込めません。"),
            "このフォルダーの持ち主と権限、ディスクの空きを確かめてください。書き込めないと、ログインもできません。",
        ),
        Finding::NoLogFolder => then(
            "このユーザーのフォルダーがわかりません。",
            "パソコンにログインし直してください。ホームフォルダーがないユーザーでは、ログインできません。",
        ),
    }
}

fn card(reader: &str, seen: CardSeen) -> Told {
    match seen {
        CardSeen::MyNumber => so(format!("「{reader}」に、マイナンバーカードがあります。")),
        CardSeen::Foreign => then(
            format!("「{reader}」のカードは、マイナンバーカードではありません。"),
            "マイナンバーカードに置き換えてください。",
        ),
        CardSeen::ForeignBeside => then(
            format!("「{reader}」のカードは、マイナンバーカードではありません。"),
            "ログインには使いません。迷わないように取ってください。",
        ),
        CardSeen::InUse => then(
            format!("「{reader}」のカードは、ログインかほかのソフトが使っています。"),
            "進んでいるログインを終えるか、カードを使っているほかのソフト（利用者クライアントソフト、e-Taxなど）を閉じてから、もう一度調べてください。",
        ),
        CardSeen::Unresponsive => then(
            format!("「{reader}」のカードを読み取れません。"),
            "カードの表と裏、接触するICの部分を確かめ、置き直してください。金属の机やスマートフォンの上では読み取れません。別のUSBの差し込み口も試してください。",
        ),
        CardSeen::Lost => then(
            format!("「{reader}」のカードが、調べている途中で離れました。"),
            "金属の机やスマートフォンの上を避けて、リーダーの中央に置き直してください。調べ終わるまで動かさないでください。",
        ),
    }
}

fn certificate(seen: &CertificateSeen) -> Told {
    match seen {
        CertificateSeen::Valid(validity, days) => so(format!(
            "利用者証明用電子証明書は、{}まで有効です（あと{days}日）。",
            japanese_date(&validity.last_day())
        )),
        CertificateSeen::EndsSoon(validity, days) => then(
            format!(
                "利用者証明用電子証明書の有効期限は、{}です（あと{days}日）。",
                japanese_date(&validity.last_day())
            ),
            "いまはログインできます。もう更新できますので、有効期限までに市区町村の窓口で手続きをしてください。カード自体の有効期限とは別です。",
        ),
        CertificateSeen::OutOfDate(ErrorCode::CertificateNotYetValid, dates) => then(
            format!(
                "利用者証明用電子証明書は、{}から有効になります。このパソコンの日付は{}です。",
                japanese_date(&dates.certificate),
                japanese_date(&dates.computer)
            ),
            "このパソコンの日付が正しいか確かめてください。正しいときは、利用開始日を過ぎてからお試しください。",
        ),
        CertificateSeen::OutOfDate(_, dates) => then(
            format!(
                "利用者証明用電子証明書の有効期限は、{}でした。このパソコンの日付は{}です。",
                japanese_date(&dates.certificate),
                japanese_date(&dates.computer)
            ),
            "このパソコンの日付が正しいか確かめてください。正しいときは、市区町村の窓口で更新してください。カード自体の有効期限とは別です。",
        ),
        CertificateSeen::Unusable(code) => {
            let words = outcome(*code, Lang::Ja);
            then(words.happened, words.next)
        }
    }
}

fn pin(which: Pin, tries: Option<Tries>) -> Told {
    let (name, use_of_it) = match which {
        Pin::UserAuthentication => (
            "利用者証明用電子証明書の暗証番号（数字4桁）",
            "ログインに使うのは、これです。",
        ),
        Pin::Signature => (
            "署名用電子証明書のパスワード（英数字6～16文字）",
            "電子申請の署名に使います。",
        ),
        Pin::TextInput => (
            "券面事項入力補助用の暗証番号（数字4桁）",
            "氏名や住所の読み取りに使います。",
        ),
        Pin::Resident => (
            "住民基本台帳用の暗証番号（数字4桁）",
            "転入などの手続きで、窓口で使います。",
        ),
    };
    let Some(tries) = tries else {
        return so(format!(
            "{name}：残りの回数は、このカードではわかりません。{use_of_it}"
        ));
    };
    if tries.is_blocked() {
        let text = format!("{name}：ロックされています。{use_of_it}");
        return then(text, unblock(which));
    }
    let text = format!("{name}：あと{}回入力できます。{use_of_it}", tries.0);
    if tries.is_last() {
        then(
            text,
            "次に間違えるとロックされます。4つの暗証番号を取り違えていないか、入力する前に確かめてください。",
        )
    } else {
        so(text)
    }
}

fn unblock(which: Pin) -> &'static str {
    match which {
        Pin::UserAuthentication => {
            "市区町村の窓口で再設定してください。署名用パスワードがわかるときは、スマートフォンのアプリで予約して、コンビニの端末でもできます。暗証番号のない顔認証マイナンバーカードは、ログインに使えません。"
        }
        Pin::Signature => {
            "ログインはできます。市区町村の窓口で再設定してください。利用者証明用電子証明書の暗証番号がわかるときは、スマートフォンのアプリで予約して、コンビニの端末でもできます。"
        }
        Pin::TextInput | Pin::Resident => {
            "ログインはできます。市区町村の窓口で再設定してください。コンビニの端末ではできません。"
        }
    }
}
