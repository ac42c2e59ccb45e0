//! Sentences of the label printer's settings.

use super::says;

says! {
    /// Setting the label printer up.
    Printer, "printer";
    "set_up" SetUp {} Waiting quiet;
        "還沒設定印表機", "點「位址」，輸入印表機的 IP 或名稱";
        "No printer yet", "Tap Address and key the printer's IP or name";
    "try_it" TryIt {} Waiting quiet;
        "印一張試試", "按「印測試標籤」，看印得正不正";
        "Print one to try it", "Press Test label and see whether it comes out straight";
    "saved" Saved {} Right quiet;
        "設定好了", "按「印測試標籤」試試";
        "Set", "Press Test label to try it";
    "removed" Removed {} Information quiet;
        "已拿掉印表機", "這台先不印標籤";
        "The printer is removed", "This device prints no labels for now";
    "bad_address" BadAddress {} Careful WrongItem;
        "看不懂這個位址", "例如 192.168.1.50；要換連接埠就空一格再寫 6101";
        "That is no address", "For example 192.168.1.50; another port after a space: 6101";
    "bad_port" BadPort { port: u32 } Careful WrongItem;
        "不能用 {port} 這個連接埠", "標籤機只用 9100 或 6101，沒寫就是 9100";
        "Port {port} is not allowed", "Label printers listen on 9100 or 6101; without a port it is 9100";
}
