//! Sentences of the scanner's settings.

use super::says;

says! {
    /// Trying the scanner and setting it.
    Scanner, "scanner";
    "try_it" TryIt {} Waiting quiet;
        "刷任何條碼試試", "只是試刷，不會記進任何工作";
        "Scan any code", "It is only tried: it does no work";
    "came" Came { got: String } Right Right;
        "讀到了", "{got}";
        "It arrived", "{got}";
    "slow" Slow { gap: u64, set: u64 } Careful Tick;
        "掃描器打字太慢", "按鍵間隔最長 {gap} 毫秒，設定是 {set} 毫秒。請把設定調大";
        "The scanner types slowly", "{gap} ms between two keys, {set} ms are set. Set more";
    "broken" Broken {} Careful WrongItem;
        "像 GS1，但讀不出來", "看看 GS 有沒有送出來，或 GS 代用字元對不對";
        "Looks like GS1, cannot be read", "See whether GS arrives, or whether its substitute is right";
    "double" Double { ms: i64 } Information Tick;
        "算同一下", "{ms} 毫秒內的同一個條碼只算一次";
        "Counted once", "The same code within {ms} ms is one trigger pull";
    "saved" Saved {} Right Right;
        "設定好了", "馬上生效，再刷一次試試";
        "Set", "It holds at once: scan again to try it";
    "standard" Standard {} Information quiet;
        "已恢復標準", "掃描器的設定都回到標準值";
        "Back to standard", "All of the scanner's settings have their standard values";
    "out_of_range" OutOfRange { from: i64, to: i64 } Careful WrongItem;
        "這個數字不能用", "請輸入 {from} 到 {to}";
        "That number will not do", "Key {from} to {to}";
    "too_long" TooLong { most: usize } Careful WrongItem;
        "字太多", "最多 {most} 個字";
        "Too long", "{most} characters at most";
}
