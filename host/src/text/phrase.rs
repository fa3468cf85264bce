//! The table of the login window's words: one line a phrase, Japanese and English side by side.

use super::Lang;

macro_rules! phrases {
    ($($name:ident: $ja:literal, $en:literal;)*) => {
        /// A phrase that the login window shows or tells.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Phrase {
            $(#[doc = $en] $name,)*
        }

        impl Phrase {
            /// Every phrase.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The phrase in one language.
            pub const fn said(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $(
                        (Self::$name, Lang::Ja) => $ja,
                        (Self::$name, Lang::En) => $en,
                    )*
                }
            }
        }
    };
}

phrases! {
    Title: "マイナンバーカードでログイン", "Log in with My Number card";
    Site: "ログインするサイト", "You are logging in to";
    Ok: "ログイン", "Log in";
    Cancel: "キャンセル", "Cancel";
    Close: "閉じる", "Close";
    Again: "もう一度", "Try again";
    Confirm: "この番号でログイン", "Log in with this PIN";
    Reconsider: "入力し直す", "Enter it again";
    ClickHere: "ここをクリックして入力", "Click here to enter";
    PinField: "利用者証明用電子証明書の暗証番号（数字4桁）", "4-digit PIN of the user authentication certificate";

    Starting: "準備しています", "Getting ready";
    StartingNext: "ICカードリーダーを探しています。", "Looking for your card reader.";
    Service: "ICカードリーダーを使えません", "Card readers cannot be used yet";
    ServiceNext: "スマートカードサービスが動いていません。サービスを起動して「もう一度」を押すか、パソコンを再起動してください。", "The smart card service is not running. Start it and press “Try again”, or restart the computer.";
    Reader: "ICカードリーダーをつないでください", "Connect your card reader";
    ReaderNext: "USBケーブルをパソコンに差し込んでください。つなぐと、自動で次に進みます。", "Plug its USB cable into this computer. The next step follows by itself.";
    Card: "マイナンバーカードを置いてください", "Place your My Number card";
    CardNext: "ICカードリーダーの中央に置くか、奥まで差し込んで、そのまま動かさないでください。", "Lay it on the middle of the reader, or push it all the way in, and leave it there.";
    CardAgain: "カードをもう一度置いてください", "Put the card back";
    CardAgainNext: "カードが途中で離れました。金属の机やスマートフォンの上を避けて置き、ログインが終わるまで動かさないでください。", "The card was taken away too early. Put it down away from metal surfaces and phones, and leave it until you are logged in.";
    MyNumberCard: "マイナンバーカードではありません", "This is not a My Number card";
    MyNumberCardNext: "別のカードが置かれています。マイナンバーカードに置き換えてください。", "Another card is on the reader. Take it away and place your My Number card.";
    BetterContact: "カードを読み取れません", "The card cannot be read";
    BetterContactNext: "カードを一度離して、置き直してください。金属の机やスマートフォンの上では読み取れません。", "Take the card away and place it again, away from metal surfaces and phones.";
    CardFree: "ほかのソフトがカードを使っています", "Another program is using the card";
    CardFreeNext: "カードを使っているソフトを閉じてください。空くと、自動で次に進みます。", "Close the program that is using it. The next step follows by itself.";
    Reading: "カードを読み取っています", "Reading your card";
    ReadingNext: "時間がかかっています。カードはそのままにして、カードを使うほかのソフトがあれば閉じてください。", "It is taking long. Leave the card in place, and close any other program that uses it.";
    OneCard: "カードを1枚だけにしてください", "Leave only one card in place";
    OneCardNext: "マイナンバーカードが2枚以上あります。ログインに使わないカードを取ってください。", "There are several My Number cards. Take away those that you do not want to log in with.";

    Pin: "暗証番号を入力してください", "Enter your 4-digit PIN";
    PinNext: "利用者証明用電子証明書の暗証番号（数字4桁）です。カードは置いたままにしてください。", "It is the PIN of your user authentication certificate. Leave the card in place.";
    PinWrong: "暗証番号が違います", "That PIN is wrong";
    PinWrongNext: "利用者証明用電子証明書の暗証番号（数字4桁）を、もう一度入力してください。", "Enter the 4-digit PIN of your user authentication certificate again.";
    PinFaultCounted: "暗証番号を確かめられませんでした", "The PIN could not be checked";
    PinFaultCountedNext: "1回分と数えられました。番号が違っていないか確かめて、入力してください。", "It counted as one try: the PIN may have been wrong. Check it before you enter it again.";
    PinFaultNotCounted: "暗証番号を確かめられませんでした", "The PIN could not be checked";
    PinFaultNotCountedNext: "回数は減っていません。カードを動かさずに、もう一度入力してください。", "No try was counted. Keep the card still and enter the PIN again.";
    PinFaultUnclear: "暗証番号を確かめられませんでした", "The PIN could not be checked";
    PinFaultUnclearNext: "番号が違っていないか、残りの回数とともに確かめて、入力してください。", "The PIN may have been wrong. See the tries left, and check it before you enter it again.";
    PinAnswerLost: "暗証番号の確認が終わりませんでした", "The card left before it answered";
    PinAnswerLostNext: "カードが途中で離れました。残りの回数と、番号が違っていないかを確かめてください。", "If fewer tries are left, the PIN may have been wrong. Check it, then enter it again.";
    PinTriesChanged: "残りの回数が変わりました", "The number of tries has changed";
    PinTriesChangedNext: "ほかのソフトが回数を使いました。入力した番号は送っていません。もう一度入力してください。", "Another program has used up tries. What you entered was not sent: please enter it again.";
    PinMeant: "数字4桁の暗証番号です", "It is the PIN of four digits";
    PinMeantNext: "利用者証明用電子証明書の暗証番号を入力してください。署名用パスワード（英数字6～16文字）ではありません。", "Enter the PIN of your user authentication certificate, not the 6 to 16 character signature password.";
    LastTry: "次に間違えるとロックされます。自信がないときは、キャンセルして確かめてください。", "One more mistake blocks your PIN. If you are not sure, cancel and look it up.";

    ConfirmLastTry: "最後の1回です", "This is the last try";
    ConfirmLastTryNext: "間違えると暗証番号がロックされます。市区町村の窓口で再設定するまで、ログインできません。番号に自信がないときは、入力し直すか、キャンセルして確かめてください。", "If the PIN is wrong, it will be blocked, and you cannot log in until your municipal office has reset it. If you are not sure, enter it again, or cancel and look it up.";

    Working: "カードを確認しています", "Working with your card";
    WorkingNext: "カードを動かさずに、そのままお待ちください。", "Leave the card where it is.";
    Ending: "終了しています", "Closing";
    EndingNext: "カードを動かさずにお待ちください。カードの処理が終わると、この画面は自動で閉じます。", "Leave the card where it is. This window closes as soon as the card is done.";
    Done: "カードの確認が終わりました", "Your card has been checked";
    DoneNext: "カードを取ってください。続きはブラウザーに表示されます。", "Take your card. The browser goes on by itself.";
}
