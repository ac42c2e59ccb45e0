//! Papers: plain structs → JSON input → a typst template → PDF for the browser, PNG for previews and tests.
//!
//! Invariants: data enters a template only as input, so `#`, `*` and `<` in a customer's name are letters; the same paper
//! and date give the same bytes; every barcode is drawn in whole dots or refused; a character no font has is marked and
//! reported, never dropped.
//!
//! To add a paper: a struct in `papers/` with `Fill`, a template in `templates/documents/`, its words in `texts.json`, an
//! arm in [`Paper`], a test that reads its barcodes back.
//!
//! Deliberately absent: the database (others fill the structs), the clock (dates come formatted, the PDF's date is a
//! parameter), carriers' own labels (their PDF is printed as it came), printer languages.

pub mod barcode;
mod codes;
pub mod fonts;
pub mod papers;
mod render;
pub mod text;
mod texts;

pub use papers::*;
pub use render::{Rendered, Renderer};
pub use shared::lang::Lang;
pub use text::Warning;

use barcode::BarcodeError;
use codes::Codes;
use papers::Fill;
use serde_json::Value;

/// Any paper the product prints.
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time is made, printed and dropped"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paper {
    /// 揀貨單
    PickList(PickListPaper),
    /// 出貨單
    DeliverySlip(DeliverySlip),
    /// 寄送單, at most [`MAX_LABELS`]; more go through [`Renderer::labels_pdf`].
    ParcelLabels(Vec<ParcelLabel>),
    /// 託運總表
    Manifest(Manifest),
    /// 進貨單 or 驗收單
    GoodsReceipt(GoodsReceipt),
    /// 進貨退出單
    SupplierReturn(SupplierReturnPaper),
    /// 退貨單
    SalesReturn(SalesReturnPaper),
    /// 廠商請款單
    PaymentRequest(PaymentRequest),
    BinLabels(BinLabels),
    ItemLabels(ItemLabels),
    StaffBadges(StaffBadges),
    ToteLabels(ToteLabels),
    /// 訂貨單
    PurchaseOrder(PurchaseOrder),
    /// 供應商資料卡
    SupplierCard(SupplierCardPaper),
    /// 盤點表
    CountSheet(CountSheet),
    /// 售後服務紀錄
    AfterSales(AfterSalesPaper),
    /// 換貨單
    Exchange(ExchangePaper),
    /// 折讓證明單 and 退款憑證.
    RefundPapers(RefundPapers),
    /// 庫存報表, 進銷存 and their like.
    Report(ReportPaper),
}

/// Why a paper cannot be printed.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    #[error("{field}: {reason}")]
    Barcode {
        field: String,
        value: String,
        reason: BarcodeError,
    },
    #[error("{given} {what}, at most {limit}")]
    TooMany {
        what: &'static str,
        given: usize,
        limit: usize,
    },
    #[error("input: {0}")]
    Input(String),
    #[error("template {file}, line {line}: {message}")]
    Template {
        file: String,
        line: usize,
        message: String,
    },
    #[error("export: {0}")]
    Export(String),
}

impl DocumentError {
    /// The error for a person, in their language.
    pub fn say(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Barcode { field, value, reason }, Lang::ZhTw) => {
                format!(
                    "「{}」（{field}）無法列印：{}",
                    text::clean(value, field, &mut Vec::new()),
                    reason.say(lang)
                )
            }
            (Self::Barcode { field, value, reason }, Lang::En) => {
                format!(
                    "“{}” ({field}) cannot be printed: {}",
                    text::clean(value, field, &mut Vec::new()),
                    reason.say(lang)
                )
            }
            (Self::TooMany { given, limit, .. }, Lang::ZhTw) => {
                format!("一次最多印 {limit} 筆，目前 {given} 筆，請分批列印")
            }
            (Self::TooMany { given, limit, .. }, Lang::En) => {
                format!("at most {limit} at once, {given} were asked for: print in parts")
            }
            (Self::Template { file, line, message }, Lang::ZhTw) => {
                format!("範本 {file} 第 {line} 行有誤：{message}")
            }
            (Self::Template { file, line, message }, Lang::En) => {
                format!("template {file}, line {line}: {message}")
            }
            (Self::Input(why) | Self::Export(why), Lang::ZhTw) => format!("文件產生失敗：{why}"),
            (Self::Input(why) | Self::Export(why), Lang::En) => format!("the paper could not be made: {why}"),
        }
    }
}

impl Paper {
    /// What the office should see before it prints, without laying anything out.
    ///
    /// # Errors
    /// A barcode that cannot be printed, too many rows.
    pub fn check(&self) -> Result<Vec<Warning>, DocumentError> {
        let mut warnings = Vec::new();
        self.input(&mut warnings, &mut Codes::default())?;
        Ok(warnings)
    }

    /// The template's file name and its input.
    fn input(
        &self,
        warnings: &mut Vec<Warning>,
        codes: &mut Codes,
    ) -> Result<(&'static str, Value), DocumentError> {
        fn of<P: Fill>(
            paper: &P,
            warnings: &mut Vec<Warning>,
            codes: &mut Codes,
        ) -> Result<(&'static str, Value), DocumentError> {
            Ok((P::TEMPLATE, paper.input(warnings, codes)?))
        }
        match self {
            Self::PickList(paper) => of(paper, warnings, codes),
            Self::DeliverySlip(paper) => of(paper, warnings, codes),
            Self::ParcelLabels(labels) => label_input(labels, warnings, codes),
            Self::Manifest(paper) => of(paper, warnings, codes),
            Self::GoodsReceipt(paper) => of(paper, warnings, codes),
            Self::SupplierReturn(paper) => of(paper, warnings, codes),
            Self::SalesReturn(paper) => of(paper, warnings, codes),
            Self::PaymentRequest(paper) => of(paper, warnings, codes),
            Self::BinLabels(paper) => of(paper, warnings, codes),
            Self::ItemLabels(paper) => of(paper, warnings, codes),
            Self::StaffBadges(paper) => of(paper, warnings, codes),
            Self::ToteLabels(paper) => of(paper, warnings, codes),
            Self::PurchaseOrder(paper) => of(paper, warnings, codes),
            Self::SupplierCard(paper) => of(paper, warnings, codes),
            Self::CountSheet(paper) => of(paper, warnings, codes),
            Self::AfterSales(paper) => of(paper, warnings, codes),
            Self::Exchange(paper) => of(paper, warnings, codes),
            Self::RefundPapers(paper) => of(paper, warnings, codes),
            Self::Report(paper) => of(paper, warnings, codes),
        }
    }
}

/// A list of labels as input; an error names the label's number, for a batch has many "number" fields.
fn label_input(
    labels: &[ParcelLabel],
    warnings: &mut Vec<Warning>,
    codes: &mut Codes,
) -> Result<(&'static str, Value), DocumentError> {
    if labels.len() > MAX_LABELS {
        return Err(DocumentError::TooMany {
            what: "labels",
            given: labels.len(),
            limit: MAX_LABELS,
        });
    }
    let mut inputs = Vec::with_capacity(labels.len());
    for (i, label) in labels.iter().enumerate() {
        let mut own = Vec::new();
        let input = label.input(&mut own, codes).map_err(|e| in_label(e, i))?;
        for warning in own
            .into_iter()
            .take(text::MAX_WARNINGS.saturating_sub(warnings.len()))
        {
            warnings.push(warning.under(&format!("labels[{}] {}", i + 1, label.number)));
        }
        inputs.push(input);
    }
    Ok((ParcelLabel::TEMPLATE, Value::Array(inputs)))
}

fn in_label(error: DocumentError, i: usize) -> DocumentError {
    match error {
        DocumentError::Barcode { field, value, reason } => DocumentError::Barcode {
            field: format!("labels[{}].{field}", i + 1),
            value,
            reason,
        },
        other @ (DocumentError::TooMany { .. }
        | DocumentError::Input(_)
        | DocumentError::Template { .. }
        | DocumentError::Export(_)) => other,
    }
}

#[cfg(test)]
mod tests;
