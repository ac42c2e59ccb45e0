use super::super::{AllowanceHead, AllowanceLine, AllowanceView, State, Step, split};
use super::*;
use crate::domain::payables::Amount;
use shared::id::OrderId;
use std::process::Command;
use uuid::Uuid;

fn shop() -> Shop {
    Shop {
        name: "蜂潮 <生活> & 選物".to_owned(),
        tax_id: "12345675".to_owned(),
        address: "新北市中和區建一路 176 號".to_owned(),
        ..Shop::default()
    }
}

fn view(buyer_tax_id: &str, gross: &[(Minor, i64, TaxKind)]) -> AllowanceView {
    let mut lines = Vec::new();
    for (seq, (amount, quantity, kind)) in (1..).zip(gross) {
        let amount = split(*amount, *kind);
        lines.push(AllowanceLine {
            seq,
            invoice_seq: seq,
            description: "茶 \"T1\" <5> & 'x'\u{1}".to_owned(),
            unit: String::new(),
            tax_kind: *kind,
            quantity: *quantity,
            net: amount.net,
            tax: amount.tax,
        });
    }
    let all = lines.iter().fold(Amount::default(), |all, line| {
        all.plus(Amount {
            net: line.net,
            tax: line.tax,
        })
    });
    AllowanceView {
        head: AllowanceHead {
            id: Uuid::nil(),
            number: "AL261124-001".to_owned(),
            invoice: Uuid::nil(),
            invoice_no: "AB12345678".to_owned(),
            invoice_day: "2026-11-01".to_owned(),
            order: OrderId(Uuid::nil()),
            order_no: "X-1".to_owned(),
            channel: "shop".to_owned(),
            refund: None,
            refund_no: String::new(),
            day: "2026-11-24".to_owned(),
            state: State::Void,
            signed_how: String::new(),
            remark: "瑕疵 & 退回".to_owned(),
            buyer_tax_id: buyer_tax_id.to_owned(),
            buyer_name: String::new(),
            amount: all,
        },
        lines,
        steps: vec![Step {
            state: "void".to_owned(),
            // 2026-11-24 00:00:05 in Taipei
            at: 1_795_449_605_000,
            by: String::new(),
            note: "金額有誤 <重開>".to_owned(),
        }],
    }
}

/// Holds a file against its schema with libxml2; what it says.
fn validate(message: &str, xml: &[u8]) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("message.xml");
    std::fs::write(&file, xml).unwrap();
    let schema = format!("{}/schema/{message}.xsd", env!("CARGO_MANIFEST_DIR"));
    let said = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema", &schema])
        .arg(&file)
        .output()
        .expect("xmllint (libxml2-utils)");
    match said.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&said.stderr).into_owned()),
    }
}

#[test]
fn every_message_is_what_its_schema_allows() {
    let taxes = [TaxKind::Taxable, TaxKind::Zero, TaxKind::Free];
    for buyer in ["", "04595257"] {
        for kind in taxes {
            let view = view(buyer, &[(55_000, 3, kind), (100, 1, kind), (9_900, 7, kind)]);
            let xml = g0401(&view, &shop()).unwrap();
            assert_eq!(
                validate("G0401", &xml),
                Ok(()),
                "{}",
                String::from_utf8_lossy(&xml)
            );
            let xml = g0501(&view, &shop()).unwrap().unwrap();
            assert_eq!(
                validate("G0501", &xml),
                Ok(()),
                "{}",
                String::from_utf8_lossy(&xml)
            );
        }
    }
}

#[test]
fn the_schema_refuses_what_the_platform_refuses() {
    let good =
        String::from_utf8(g0401(&view("", &[(55_000, 3, TaxKind::Taxable)]), &shop()).unwrap()).unwrap();
    for (from, to) in [
        ("<AllowanceType>2<", "<AllowanceType>1<"),
        ("AB12345678", "ab12345678"),
        ("<Tax>26<", "<Tax>26.5<"),
        ("<TaxAmount>26<", "<TaxAmount>-26<"),
        ("20261124", "2026-11-24"),
        ("<TaxType>1<", "<TaxType>8<"),
        ("<Identifier>12345675<", "<Identifier>1234567<"),
        ("<Unit>件</Unit>", ""),
        ("AL261124-001", "AL261124-0000000001"),
        ("G0401:4.1", "G0401:3.2"),
    ] {
        assert!(good.contains(from), "{from} is not in {good}");
        let bad = good.replace(from, to);
        assert!(validate("G0401", bad.as_bytes()).is_err(), "{to} was allowed");
    }
}

#[test]
fn letters_that_mean_something_in_xml_stay_letters() {
    let xml = g0401(&view("", &[(52_500, 3, TaxKind::Taxable)]), &shop()).unwrap();
    let text = String::from_utf8(xml).unwrap();
    for part in [
        "蜂潮 &lt;生活&gt; &amp; 選物",
        "茶 &quot;T1&quot; &lt;5&gt; &amp; &apos;x&apos;<",
        "<Identifier>0000000000</Identifier>",
        "<Quantity>3</Quantity>",
        "<UnitPrice>166.6666667</UnitPrice>",
        "<Amount>500</Amount>",
        "<Tax>25</Tax>",
        "<OriginalSequenceNumber>001</OriginalSequenceNumber>",
        "<TotalAmount>500</TotalAmount>",
        "<AllowanceDate>20261124</AllowanceDate>",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let void = g0501(&view("04595257", &[(100, 1, TaxKind::Taxable)]), &shop()).unwrap();
    let text = String::from_utf8(void.unwrap()).unwrap();
    for part in [
        "<CancelDate>20261124</CancelDate>",
        "<CancelTime>00:00:05</CancelTime>",
        "<BuyerId>04595257</BuyerId>",
        "<CancelReason>金額有誤 &lt;重開&gt;</CancelReason>",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn without_a_tax_id_of_ours_there_is_no_message() {
    let nobody = Shop {
        tax_id: String::new(),
        ..shop()
    };
    assert_eq!(
        g0401(&view("", &[(100, 1, TaxKind::Taxable)]), &nobody),
        Err(NoSeller)
    );
}

#[test]
fn a_price_has_seven_decimals_at_most() {
    for (net, quantity, text) in [
        (50_000, 3, "166.6666667"),
        (50_000, 4, "125"),
        (100, 8, "0.125"),
        (0, 1, "0"),
    ] {
        assert_eq!(unit_price(net, quantity), text);
    }
}
