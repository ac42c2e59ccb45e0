//! Every route of the product on one screen: method, path, who may, handler.

use super::guard::{self, Access, Here};
use super::{AppState, csrf, sync_api};
use crate::office::{self, setup};
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::Redirect;
use axum::routing::{MethodRouter, get, post, put};
use axum::{Router, response::IntoResponse};
use shared::catalogue::Role::{Admin, Lead, Office};
use shared::photo::PHOTO_WIRE_BYTES;
use shared::sync::path;
use std::collections::BTreeSet;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// Bytes of an ordinary form.
pub const FORM_BYTES: usize = 1024 * 1024;
/// Bytes of what a handheld sends at once.
const DEVICE_BYTES: usize = 30 * 1024 * 1024;
/// [`path::PHOTOS`] and the photo's hash; a test sees to it.
const PHOTO: &str = "/sync/v1/photos/{sha256}";
/// A request that takes longer is given up; long polls and event streams are not under it.
const TIMEOUT: Duration = Duration::from_secs(120);

pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    handler: MethodRouter<AppState>,
}

fn public(method: Method, path: &'static str, handler: MethodRouter<AppState>) -> Route {
    Route {
        method,
        path,
        access: Access::Public,
        handler,
    }
}

fn device(method: Method, path: &'static str, handler: MethodRouter<AppState>) -> Route {
    Route {
        method,
        path,
        access: Access::Device,
        handler,
    }
}

/// A page to look at.
fn page(path: &'static str, role: shared::catalogue::Role, handler: MethodRouter<AppState>) -> Route {
    Route {
        method: Method::GET,
        path,
        access: Access::AtLeast(role),
        handler,
    }
}

/// A form that changes something.
fn form(path: &'static str, role: shared::catalogue::Role, handler: MethodRouter<AppState>) -> Route {
    Route {
        method: Method::POST,
        path,
        access: Access::AtLeast(role),
        handler,
    }
}

/// A form with a file. Its handler counts the bytes itself and says in words when there are too many.
fn upload(path: &'static str, role: shared::catalogue::Role, handler: MethodRouter<AppState>) -> Route {
    form(path, role, handler.layer(DefaultBodyLimit::disable()))
}

#[rustfmt::skip]
pub fn routes() -> Vec<Route> {
    vec![
        public(Method::GET,  "/",                get(|| async { Redirect::to("/office") })),
        public(Method::GET,  "/healthz",         get(|| async { "ok" })),
        public(Method::GET,  "/login",           get(office::login::page)),
        public(Method::POST, "/login",           post(office::login::sign_in)),
        public(Method::GET,  "/static/{name}",   get(office::assets::file)),

        public(Method::POST, path::ENROL,        post(sync_api::enrol)),
        device(Method::POST, path::PUSH,         post(sync_api::push)),
        device(Method::GET,  path::PULL,         get(sync_api::pull)),
        device(Method::POST, path::QUARANTINE,   post(sync_api::quarantine)),
        // The handler says in words when there are too many bytes.
        device(Method::PUT,  PHOTO,              put(sync_api::photo).layer(DefaultBodyLimit::max(PHOTO_WIRE_BYTES))),

        page("/office",                          Lead,   get(office::home::page)),
        page("/office/events",                   Lead,   get(office::events::stream)),
        form("/office/sign-out",                 Lead,   post(office::login::sign_out)),
        form("/office/language",                 Lead,   post(office::login::language)),

        // set up
        page("/office/items",                    Lead,   get(office::items::list)),
        page("/office/items/new",                Office, get(setup::new::<office::items::Items>)),
        form("/office/items",                    Office, post(setup::create::<office::items::Items>)),
        page("/office/items/{id}",               Office, get(setup::edit::<office::items::Items>)),
        form("/office/items/{id}",               Office, post(setup::change::<office::items::Items>)),
        form("/office/items/{id}/retire",        Office, post(office::items::retire)),
        page("/office/items/labels",             Lead,   get(office::items::labels)),
        page("/office/items/labels.pdf",         Lead,   get(office::items::labels_pdf)),
        page("/office/bundles",                  Lead,   get(office::bundles::list)),
        page("/office/bundles/new",              Office, get(setup::new::<office::bundles::Bundles>)),
        form("/office/bundles",                  Office, post(setup::create::<office::bundles::Bundles>)),
        page("/office/bundles/{id}",             Office, get(setup::edit::<office::bundles::Bundles>)),
        form("/office/bundles/{id}",             Office, post(setup::change::<office::bundles::Bundles>)),
        form("/office/bundles/{id}/retire",      Office, post(office::bundles::retire)),
        form("/office/bundles/{id}/use",         Office, post(office::bundles::use_again)),
        page("/office/bins",                     Lead,   get(office::bins::list)),
        page("/office/bins/new",                 Office, get(setup::new::<office::bins::Bins>)),
        form("/office/bins",                     Office, post(setup::create::<office::bins::Bins>)),
        page("/office/bins/{id}",                Office, get(setup::edit::<office::bins::Bins>)),
        form("/office/bins/{id}",                Office, post(setup::change::<office::bins::Bins>)),
        form("/office/bins/{id}/retire",         Office, post(office::bins::retire)),
        page("/office/bins/labels.pdf",          Lead,   get(office::bins::labels_pdf)),
        page("/office/totes.pdf",                Lead,   get(office::bins::totes_pdf)),
        page("/office/stock",                    Lead,   get(office::stock::list)),
        page("/office/stock/open",               Office, get(office::stock::open)),
        form("/office/stock/open",               Office, post(office::stock::open_post)),
        page("/office/stock/change",             Office, get(office::stock_change::page)),
        form("/office/stock/change",             Office, post(office::stock_change::post)),
        page("/office/stock/serials",            Lead,   get(office::serials::page)),
        page("/office/stock/{id}",               Lead,   get(office::stock::item)),
        page("/office/stock/fact/{id}",          Lead,   get(office::stock::fact)),
        page("/office/carriers",                 Lead,   get(office::carriers::list)),
        page("/office/carriers/new",             Office, get(office::carriers::new)),
        form("/office/carriers",                 Office, post(office::carriers::create)),
        page("/office/carriers/{id}",            Office, get(office::carriers::edit)),
        form("/office/carriers/{id}",            Office, post(office::carriers::change)),
        upload("/office/carriers/{id}/waybills", Office, post(office::carriers::waybills)),
        page("/office/staff",                    Admin,  get(office::staff::list)),
        page("/office/staff/new",                Admin,  get(setup::new::<office::staff::Staff>)),
        form("/office/staff",                    Admin,  post(setup::create::<office::staff::Staff>)),
        page("/office/staff/{id}",               Admin,  get(setup::edit::<office::staff::Staff>)),
        form("/office/staff/{id}",               Admin,  post(setup::change::<office::staff::Staff>)),
        form("/office/staff/{id}/retire",        Admin,  post(office::staff::retire)),
        form("/office/staff/{id}/unlock",        Admin,  post(office::staff::unlock)),
        page("/office/staff/badges.pdf",         Admin,  get(office::staff::badges_pdf)),
        page("/office/devices",                  Admin,  get(office::devices::list)),
        form("/office/devices/invite",           Admin,  post(office::devices::invite)),
        form("/office/devices/{id}",             Admin,  post(office::devices::set_state)),
        form("/office/devices/{id}/bench",       Admin,  post(office::devices::set_bench)),
        page("/office/settings",                 Admin,  get(office::settings::page)),
        form("/office/settings",                 Admin,  post(office::settings::save)),
        form("/office/settings/cartons",         Admin,  post(office::settings::save_carton)),
        form("/office/settings/holidays",        Admin,  post(office::settings::save_holidays)),
        form("/office/settings/cartons/remove",  Admin,  post(office::settings::remove_carton)),
        page("/office/settings/certificate",     Admin,  get(office::settings::certificate)),

        // buying
        page("/office/purchases",                Lead,   get(office::purchasing::list)),
        page("/office/purchases.csv",            Office, get(office::purchasing::orders_file)),
        page("/office/purchases.xlsx",           Office, get(office::purchasing::orders_file)),
        page("/office/purchases/new",            Office, get(office::purchasing::new)),
        form("/office/purchases",                Office, post(office::purchasing::create)),
        page("/office/purchases/proposals",      Office, get(office::purchasing::proposals)),
        form("/office/purchases/proposals",      Office, post(office::purchasing::draft)),
        page("/office/purchases/{id}",           Lead,   get(office::purchasing::detail)),
        page("/office/purchases/{id}/edit",      Office, get(office::purchasing::edit)),
        form("/office/purchases/{id}/edit",      Office, post(office::purchasing::change)),
        form("/office/purchases/{id}/order",     Office, post(office::purchasing::order)),
        form("/office/purchases/{id}/deliveries", Office, post(office::purchasing::announce)),
        form("/office/purchases/{id}/cancel",    Office, post(office::purchasing::cancel)),
        page("/office/purchases/{id}/order.pdf", Office, get(office::purchasing::order_pdf)),
        page("/office/suppliers",                Lead,   get(office::purchasing::supplier_list)),
        page("/office/suppliers.csv",            Office, get(office::purchasing::export)),
        page("/office/suppliers.xlsx",           Office, get(office::purchasing::export)),
        page("/office/supplier-items.csv",       Office, get(office::purchasing::export_items)),
        page("/office/supplier-items.xlsx",      Office, get(office::purchasing::export_items)),
        page("/office/suppliers/new",            Office, get(setup::new::<office::purchasing::Suppliers>)),
        form("/office/suppliers",                Office, post(setup::create::<office::purchasing::Suppliers>)),
        page("/office/suppliers/{id}",           Lead,   get(office::purchasing::card)),
        page("/office/suppliers/{id}/edit",      Office, get(setup::edit::<office::purchasing::Suppliers>)),
        form("/office/suppliers/{id}/edit",      Office, post(setup::change::<office::purchasing::Suppliers>)),
        form("/office/suppliers/{id}/items",     Office, post(office::purchasing::save_items)),
        form("/office/suppliers/{id}/contacts",  Office, post(office::purchasing::note)),
        form("/office/suppliers/{id}/retire",    Office, post(office::purchasing::retire)),
        page("/office/suppliers/{id}/card.pdf",  Office, get(office::purchasing::supplier_pdf)),

        // reports
        page("/office/reports",                  Lead,   get(office::reports::first)),
        page("/office/reports/handed",           Lead,   get(office::reports::handed_list)),
        page("/office/reports/handed/{id}",      Lead,   get(office::reports::handed_one)),
        form("/office/reports/handed/{id}/read", Lead,   post(office::reports::read)),
        page("/office/reports/moves/{item}",     Lead,   get(office::reports::moves)),
        page("/office/reports/behind/{item}",    Lead,   get(office::reports::open)),
        page("/office/reports/{kind}",           Lead,   get(office::reports::report)),
        form("/office/reports/{kind}/hand-up",   Lead,   post(office::reports::hand_up)),

        // orders
        page("/office/orders",                   Lead,   get(office::orders::list)),
        form("/office/orders/release",           Office, post(office::orders::release)),
        page("/office/orders/{id}",              Lead,   get(office::orders::detail)),
        form("/office/orders/{id}/cancel",       Office, post(office::orders::cancel)),
        form("/office/orders/{id}/change",       Office, post(office::orders::change)),
        form("/office/orders/{id}/label",        Office, post(office::orders::label)),
        page("/office/import",                   Office, get(office::import::start)),
        upload("/office/import",                 Office, post(office::import::upload)),
        page("/office/import/{id}",              Office, get(office::import::map)),
        form("/office/import/{id}",              Office, post(office::import::choose)),
        page("/office/import/{id}/report",       Office, get(office::import::report)),
        form("/office/import/{id}/report/run",   Office, post(office::import::run)),
        form("/office/import/{id}/report/codes", Office, post(office::import::remember)),
        page("/office/import/{id}/bad-rows",     Office, get(office::import::bad_rows)),
        page("/office/import/runs/{id}/bad-rows", Office, get(office::import::run_bad_rows)),
        page("/office/codes",                    Lead,   get(office::import::codes)),
        form("/office/codes",                    Office, post(office::import::remember_one)),
        page("/office/waves",                    Lead,   get(office::waves::list)),
        page("/office/waves/{id}",               Lead,   get(office::waves::detail)),
        form("/office/waves/{id}/undo",          Office, post(office::waves::undo)),
        page("/office/waves/{id}/print",         Office, get(office::print::page)),
        form("/office/waves/{id}/print",         Office, post(office::print::count)),
        page("/office/waves/{id}/pick-lists/{part}", Lead, get(office::print::pick_lists)),
        page("/office/waves/{id}/slips/{part}",  Office, get(office::print::slips)),
        page("/office/waves/{id}/labels/{part}", Office, get(office::print::labels)),
        page("/office/waves/{id}/tcat",          Office, get(office::carrier_file::page)),
        page("/office/waves/{id}/tcat/{encoding}", Office, get(office::carrier_file::download)),
        page("/office/lists/{id}",               Lead,   get(office::waves::one_list)),
        form("/office/lists/{id}/free",          Office, post(office::waves::free_list)),
        form("/office/lists/{id}/free-reservation", Office, post(office::waves::free_reservation)),

        // customers
        page("/office/cases",                    Lead,   get(office::cases::list)),
        page("/office/cases.csv",                Office, get(office::cases::export)),
        page("/office/cases.xlsx",               Office, get(office::cases::export)),
        page("/office/cases/new",                Office, get(office::cases::new)),
        form("/office/cases",                    Office, post(office::cases::create)),
        form("/office/cases/promise",            Admin,  post(office::cases::set_promise)),
        page("/office/cases/{id}",               Lead,   get(office::cases::detail)),
        form("/office/cases/{id}/reply",         Office, post(office::cases::reply)),
        form("/office/cases/{id}/note",          Office, post(office::cases::note)),
        form("/office/cases/{id}/hand-over",     Office, post(office::cases::hand_over)),
        form("/office/cases/{id}/service",       Office, post(office::cases::serve)),
        form("/office/cases/{id}/faq",           Office, post(office::cases::faq_use)),
        form("/office/cases/{id}/close",         Office, post(office::cases::close)),
        form("/office/cases/{id}/reopen",        Office, post(office::cases::reopen)),
        upload("/office/cases/{id}/files",       Office, post(office::cases::attach)),
        page("/office/cases/{id}/paper.pdf",     Office, get(office::cases::pdf)),
        page("/office/case-files/{id}",          Office, get(office::cases::file)),
        page("/office/faq",                      Lead,   get(office::cases::faq)),
        form("/office/faq",                      Office, post(office::cases::faq_create)),
        form("/office/faq/{id}",                 Office, post(office::cases::faq_save)),
        form("/office/faq/{id}/retire",          Office, post(office::cases::faq_retire)),
        page("/office/exchanges",                Lead,   get(office::exchange::list)),
        page("/office/exchanges/new",            Office, get(office::exchange::new)),
        form("/office/exchanges",                Office, post(office::exchange::create)),
        page("/office/exchanges/{id}",           Lead,   get(office::exchange::detail)),
        form("/office/exchanges/{id}/send",      Office, post(office::exchange::send)),
        form("/office/exchanges/{id}/change",    Office, post(office::exchange::change)),
        form("/office/exchanges/{id}/cancel",    Office, post(office::exchange::cancel)),
        page("/office/exchanges/{id}/paper.pdf", Office, get(office::exchange::pdf)),

        // inbound
        page("/office/deliveries",               Lead,   get(office::deliveries::list)),
        page("/office/deliveries/new",           Office, get(office::deliveries::new)),
        form("/office/deliveries",               Office, post(office::deliveries::create)),
        page("/office/deliveries/{id}",          Lead,   get(office::deliveries::detail)),
        form("/office/deliveries/{id}/cancel",   Office, post(office::deliveries::cancel)),
        form("/office/deliveries/{id}/identify", Office, post(office::deliveries::identify)),
        form("/office/deliveries/{id}/merge",    Office, post(office::deliveries::merge)),
        form("/office/deliveries/{id}/unmerge",  Office, post(office::deliveries::unmerge)),
        form("/office/deliveries/{id}/over",     Office, post(office::deliveries::over)),
        form("/office/deliveries/{id}/prices",   Office, post(office::deliveries::prices)),
        form("/office/deliveries/{id}/vouchers", Office, post(office::deliveries::voucher)),
        form("/office/deliveries/{id}/vouchers/{voucher}/remove", Office, post(office::deliveries::remove_voucher)),
        // The handler counts the bytes itself and says so in words.
        upload("/office/deliveries/{id}/files",  Office, post(office::deliveries::attach)),
        page("/office/deliveries/{id}/notice.pdf", Lead, get(office::deliveries::notice_pdf)),
        page("/office/deliveries/{id}/receipt.pdf", Lead, get(office::deliveries::receipt_pdf)),
        page("/office/files/{id}",               Office, get(office::deliveries::file)),
        page("/office/photos/{id}",              Lead,   get(office::files::photo)),
        page("/office/returns",                  Lead,   get(office::supplier_returns::list)),
        page("/office/returns/new",              Office, get(office::supplier_returns::new)),
        form("/office/returns",                  Office, post(office::supplier_returns::create)),
        page("/office/returns/{id}",             Lead,   get(office::supplier_returns::detail)),
        form("/office/returns/{id}/send",        Office, post(office::supplier_returns::send)),
        form("/office/returns/{id}/cancel",      Office, post(office::supplier_returns::cancel)),
        form("/office/returns/{id}/allowance",   Office, post(office::supplier_returns::allowance)),
        page("/office/returns/{id}/paper.pdf",   Lead,   get(office::supplier_returns::pdf)),
        // what customers send back
        page("/office/sales-returns",            Lead,   get(office::sales_returns::board)),
        page("/office/sales-returns/list",       Lead,   get(office::sales_returns::list)),
        page("/office/sales-returns/list.csv",   Lead,   get(office::sales_returns::file)),
        page("/office/sales-returns/list.xlsx",  Lead,   get(office::sales_returns::file)),
        page("/office/sales-returns/new",        Office, get(office::sales_returns::new)),
        form("/office/sales-returns",            Office, post(office::sales_returns::create)),
        page("/office/sales-returns/listed",     Office, get(office::sales_returns::listed)),
        form("/office/sales-returns/listed",     Office, post(office::sales_returns::listed_post)),
        page("/office/sales-returns/pickups",    Lead,   get(office::sales_returns::pickups)),
        page("/office/sales-returns/pickups.csv", Office, get(office::sales_returns::pickups_file)),
        page("/office/sales-returns/pickups.xlsx", Office, get(office::sales_returns::pickups_file)),
        form("/office/sales-returns/pickups/sent", Office, post(office::sales_returns::pickups_sent)),
        form("/office/sales-returns/supplier/{supplier}", Office, post(office::sales_returns::to_supplier)),
        page("/office/sales-returns/{id}",       Lead,   get(office::sales_returns::detail)),
        form("/office/sales-returns/{id}/correct", Office, post(office::sales_returns::correct)),
        form("/office/sales-returns/{id}/cancel", Office, post(office::sales_returns::cancel)),
        form("/office/sales-returns/{id}/match", Office, post(office::sales_returns::match_order)),
        form("/office/sales-returns/{id}/unmatch", Office, post(office::sales_returns::unmatch)),
        form("/office/sales-returns/{id}/decide", Office, post(office::sales_returns::decide)),
        form("/office/sales-returns/{id}/pickup", Office, post(office::sales_returns::pickup)),
        page("/office/sales-returns/{id}/paper.pdf", Lead, get(office::sales_returns::pdf)),
        page("/office/payables",                 Office, get(office::payables::list)),
        page("/office/payables/{supplier}/{month}", Office, get(office::payables::detail)),
        form("/office/payables/{supplier}/{month}/issue", Office, post(office::payables::issue)),
        form("/office/payables/{supplier}/{month}/void", Office, post(office::payables::void)),
        page("/office/requests/{id}/{file}",     Office, get(office::payables::issued_file)),
        page("/office/payables/{supplier}/{month}/request.pdf", Office, get(office::payables::pdf)),
        page("/office/payables/{supplier}/{month}/request.csv", Office, get(office::payables::file)),
        page("/office/payables/{supplier}/{month}/request.xlsx", Office, get(office::payables::file)),
        // money that goes back
        page("/office/refunds",                  Office, get(office::refunds::list)),
        page("/office/refunds/new",              Office, get(office::refunds::new)),
        form("/office/refunds",                  Office, post(office::refunds::create)),
        page("/office/refunds/{id}",             Office, get(office::refunds::detail)),
        form("/office/refunds/{id}/approve",     Office, post(office::refunds::approve)),
        form("/office/refunds/{id}/refuse",      Office, post(office::refunds::refuse)),
        form("/office/refunds/{id}/withdraw",    Office, post(office::refunds::withdraw)),
        form("/office/refunds/{id}/allowances",  Office, post(office::refunds::issue_papers)),
        form("/office/refunds/{id}/hand-over",   Office, post(office::refunds::hand_over)),
        form("/office/refunds/{id}/pay",         Office, post(office::refunds::pay)),
        form("/office/refunds/{id}/finish",      Office, post(office::refunds::finish)),
        form("/office/refunds/{id}/bank",        Office, post(office::refunds::show_bank)),
        form("/office/refunds/{id}/bank-voucher", Office, post(office::refunds::bank_pdf)),
        page("/office/refunds/{id}/voucher.pdf", Office, get(office::refunds::voucher_pdf)),
        page("/office/allowances",               Office, get(office::refunds::allowance_list)),
        page("/office/allowances/{id}",          Office, get(office::refunds::allowance_detail)),
        form("/office/allowances/{id}/sign",     Office, post(office::refunds::sign)),
        form("/office/allowances/{id}/send",     Office, post(office::refunds::send)),
        form("/office/allowances/{id}/void",     Office, post(office::refunds::void_allowance)),
        upload("/office/allowances/{id}/files",  Office, post(office::refunds::attach)),
        page("/office/allowances/{id}/slip.pdf", Office, get(office::refunds::allowance_pdf)),
        page("/office/allowances/{id}/g0401.xml", Office, get(office::refunds::g0401)),
        page("/office/allowances/{id}/g0501.xml", Office, get(office::refunds::g0501)),
        page("/office/allowance-files/{id}",     Office, get(office::refunds::allowance_file)),
        page("/office/invoices",                 Office, get(office::refunds::invoice_list)),
        page("/office/invoices/{id}",            Office, get(office::refunds::invoice_detail)),
        form("/office/invoices/{id}/void",       Office, post(office::refunds::void_invoice)),
        form("/office/invoices/{id}/allowances", Office, post(office::refunds::allowance_by_hand)),
        form("/office/orders/{id}/invoices",     Office, post(office::refunds::invoice_by_hand)),
        page("/office/accounting",               Office, get(office::refunds::accounting_day)),
        page("/office/accounting/{day}/bundle.pdf", Office, get(office::refunds::bundle_pdf)),
        page("/office/accounting/{day}/bundle.xlsx", Office, get(office::refunds::bundle_xlsx)),
        page("/office/accounting/{day}/mig.zip", Office, get(office::refunds::mig_zip)),
        page("/office/discrepancies",            Lead,   get(office::discrepancies::list)),
        form("/office/discrepancies/{id}",       Office, post(office::discrepancies::answer)),
        page("/office/counts",                   Lead,   get(office::counts::list)),
        form("/office/counts",                   Office, post(office::counts::make)),
        form("/office/counts/limits",            Admin,  post(office::counts::set_limits)),
        form("/office/counts/bin/{id}",          Office, post(office::counts::this_bin)),
        page("/office/counts/visits/{id}",       Lead,   get(office::counts::visit)),
        form("/office/counts/visits/{id}",       Office, post(office::counts::decide)),
        page("/office/counts/{id}",              Lead,   get(office::counts::detail)),
        form("/office/counts/{id}/cancel",       Office, post(office::counts::cancel)),
        page("/office/counts/{id}/sheet.pdf",    Lead,   get(office::counts::sheet)),
        page("/office/counts/{id}/differences.csv", Lead, get(office::counts::differences)),
        page("/office/counts/{id}/differences.xlsx", Lead, get(office::counts::differences)),
        page("/office/replenish",                Lead,   get(office::replenish::list)),
        form("/office/replenish",                Office, post(office::replenish::propose)),
        form("/office/replenish/{id}/cancel",    Office, post(office::replenish::cancel)),
        page("/office/manifests",                Lead,   get(office::manifests::list)),
        page("/office/manifests/{id}",           Lead,   get(office::manifests::detail)),
        page("/office/manifests/{id}/pdf",       Lead,   get(office::print::manifest)),
    ]
}

/// The pattern of the page that a form belongs to: where its empty form stands, else its own address, else the
/// nearest page above it. `/office/orders/{id}/cancel` belongs to `/office/orders/{id}`.
pub fn page_of(pages: &BTreeSet<&'static str>, form: &'static str) -> Option<&'static str> {
    if let Some(empty) = pages.get(format!("{form}/new").as_str()) {
        return Some(empty);
    }
    let above = |path: &&'static str| path.rsplit_once('/').map(|(above, _)| above);
    std::iter::successors(Some(form), above).find_map(|path| pages.get(path).copied())
}

/// The pattern with what an address has in its place; the pattern's own words stay.
fn filled(pattern: &str, path: &str) -> String {
    let mut given = path.split('/');
    let parts = pattern.split('/').map(|part| {
        let given = given.next().unwrap_or_default();
        if part.starts_with('{') { given } else { part }
    });
    parts.collect::<Vec<_>>().join("/")
}

pub fn app(state: AppState) -> Router {
    let mut router = Router::new();
    let all = routes();
    let gets = all.iter().filter(|route| route.method == Method::GET);
    let pages: BTreeSet<&'static str> = gets.map(|route| route.path).collect();
    for route in all {
        let is_form = route.method == Method::POST && matches!(route.access, Access::AtLeast(_));
        let page = page_of(&pages, route.path).filter(|_| is_form);
        if let Some(page) = page.filter(|_| !pages.contains(route.path)) {
            // Reloading the answer to a form leads back to the form.
            let back = move |uri: Uri| async move { Redirect::to(&filled(page, uri.path())) };
            router = router.route(route.path, get(back));
        }
        let here = move |uri: &Uri| match page {
            Some(page) => filled(page, uri.path()),
            None => uri.to_string(),
        };
        let mark = move |mut request: Request, next: Next| {
            let here = Here(here(request.uri()));
            request.extensions_mut().insert(here);
            next.run(request)
        };
        let guard = middleware::from_fn_with_state((state.clone(), route.access), guard::check);
        let mut handler = route.handler.layer(guard).layer(middleware::from_fn(mark));
        if matches!(route.access, Access::AtLeast(_)) || route.path == "/login" {
            handler = handler.layer(middleware::from_fn(csrf::check));
        }
        if route.access == Access::Device {
            handler = handler.layer(DefaultBodyLimit::max(DEVICE_BYTES));
        }
        router = router.route(route.path, handler);
    }
    let set = |name, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    router
        .fallback(|| async { super::Failure::NotFound.into_response() })
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(middleware::from_fn(time_limit))
        .layer(set(header::CONTENT_SECURITY_POLICY, CSP))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "same-origin"))
        .layer(set(header::X_FRAME_OPTIONS, "SAMEORIGIN"))
        .layer(set(header::CACHE_CONTROL, "no-store"))
        .layer(CatchPanicLayer::new())
        .with_state(state)
}

/// ASVS 5.0 3.4.3: nothing but our own files, no inline script.
const CSP: &str = "default-src 'self'; img-src 'self' data:; object-src 'self'; frame-ancestors 'self'; \
                   base-uri 'none'; form-action 'self'";

async fn time_limit(request: axum::extract::Request, next: middleware::Next) -> axum::response::Response {
    if matches!(request.uri().path(), path::PULL | "/office/events") {
        return next.run(request).await;
    }
    match tokio::time::timeout(TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_belongs_to_a_page() {
        let all = routes();
        let gets = all.iter().filter(|route| route.method == Method::GET);
        let pages: BTreeSet<&'static str> = gets.map(|route| route.path).collect();
        let of = |form| page_of(&pages, form).unwrap_or_default();
        assert_eq!(of("/office/orders/{id}/cancel"), "/office/orders/{id}");
        assert_eq!(of("/office/settings/cartons/remove"), "/office/settings");
        assert_eq!(of("/office/items"), "/office/items/new");
        assert_eq!(of("/office/items/{id}"), "/office/items/{id}");
        assert_eq!(
            of("/office/import/{id}/report/codes"),
            "/office/import/{id}/report"
        );
        for route in all
            .iter()
            .filter(|route| matches!(route.access, Access::AtLeast(_)))
        {
            assert!(of(route.path).starts_with("/office"), "{}", route.path);
        }
        assert_eq!(
            filled("/office/orders/{id}", "/office/orders/7f/cancel"),
            "/office/orders/7f"
        );
    }

    #[test]
    fn every_office_route_asks_for_a_role_and_every_sync_route_for_a_device() {
        for route in routes() {
            let open = ["/", "/healthz", "/login", "/static/{name}", path::ENROL];
            match route.access {
                Access::Public => assert!(open.contains(&route.path), "{} is open to the world", route.path),
                Access::Device => assert!(route.path.starts_with("/sync/")),
                Access::AtLeast(_) => assert!(route.path.starts_with("/office")),
            }
        }
        assert!(Admin > Office && Office > Lead);
        assert_eq!(PHOTO, format!("{}/{{sha256}}", path::PHOTOS));
    }
}
