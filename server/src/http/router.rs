//! Every route of the product on one screen: method, path, who may, handler.

use super::guard::{self, Access};
use super::{AppState, csrf, sync_api};
use crate::office;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware;
use axum::routing::{MethodRouter, get, post};
use axum::{Router, response::IntoResponse};
use shared::catalogue::Role::{Admin, Lead, Office};
use shared::sync::path;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// Bytes of an ordinary form.
pub const FORM_BYTES: usize = 1024 * 1024;
/// Bytes of an uploaded file; the intake says no to more in words, so a little more is let in.
pub const UPLOAD_BYTES: usize = 30 * 1024 * 1024;
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

#[rustfmt::skip]
pub fn routes() -> Vec<Route> {
    vec![
        public(Method::GET,  "/",                get(|| async { axum::response::Redirect::to("/office") })),
        public(Method::GET,  "/healthz",         get(|| async { "ok" })),
        public(Method::GET,  "/login",           get(office::login::page)),
        public(Method::POST, "/login",           post(office::login::sign_in)),
        public(Method::GET,  "/static/{name}",   get(office::assets::file)),

        public(Method::POST, path::ENROL,        post(sync_api::enrol)),
        device(Method::POST, path::PUSH,         post(sync_api::push)),
        device(Method::GET,  path::PULL,         get(sync_api::pull)),
        device(Method::POST, path::QUARANTINE,   post(sync_api::quarantine)),

        page("/office",                          Lead,   get(office::home::page)),
        page("/office/events",                   Lead,   get(office::events::stream)),
        form("/office/sign-out",                 Lead,   post(office::login::sign_out)),
        form("/office/language",                 Lead,   post(office::login::language)),

        // set up
        page("/office/items",                    Lead,   get(office::items::list)),
        page("/office/items/new",                Office, get(office::items::new)),
        form("/office/items",                    Office, post(office::items::create)),
        page("/office/items/{id}",               Office, get(office::items::edit)),
        form("/office/items/{id}",               Office, post(office::items::change)),
        form("/office/items/{id}/retire",        Office, post(office::items::retire)),
        page("/office/items/labels",             Lead,   get(office::items::labels)),
        page("/office/items/labels.pdf",         Lead,   get(office::items::labels_pdf)),
        page("/office/bundles",                  Lead,   get(office::bundles::list)),
        page("/office/bundles/new",              Office, get(office::bundles::new)),
        form("/office/bundles",                  Office, post(office::bundles::create)),
        page("/office/bundles/{id}",             Office, get(office::bundles::edit)),
        form("/office/bundles/{id}",             Office, post(office::bundles::change)),
        page("/office/bins",                     Lead,   get(office::bins::list)),
        page("/office/bins/new",                 Office, get(office::bins::new)),
        form("/office/bins",                     Office, post(office::bins::create)),
        page("/office/bins/{id}",                Office, get(office::bins::edit)),
        form("/office/bins/{id}",                Office, post(office::bins::change)),
        form("/office/bins/{id}/retire",         Office, post(office::bins::retire)),
        page("/office/bins/labels.pdf",          Lead,   get(office::bins::labels_pdf)),
        page("/office/totes.pdf",                Lead,   get(office::bins::totes_pdf)),
        page("/office/stock",                    Lead,   get(office::stock::list)),
        page("/office/stock/open",               Office, get(office::stock::open)),
        form("/office/stock/open",               Office, post(office::stock::open_post)),
        page("/office/stock/change",             Office, get(office::stock_change::page)),
        form("/office/stock/change",             Office, post(office::stock_change::post)),
        page("/office/stock/{id}",               Lead,   get(office::stock::item)),
        page("/office/stock/fact/{id}",          Lead,   get(office::stock::fact)),
        page("/office/carriers",                 Lead,   get(office::carriers::list)),
        page("/office/carriers/new",             Office, get(office::carriers::new)),
        form("/office/carriers",                 Office, post(office::carriers::create)),
        page("/office/carriers/{id}",            Office, get(office::carriers::edit)),
        form("/office/carriers/{id}",            Office, post(office::carriers::change)),
        form("/office/carriers/{id}/waybills",   Office, post(office::carriers::waybills)),
        page("/office/staff",                    Admin,  get(office::staff::list)),
        page("/office/staff/new",                Admin,  get(office::staff::new)),
        form("/office/staff",                    Admin,  post(office::staff::create)),
        page("/office/staff/{id}",               Admin,  get(office::staff::edit)),
        form("/office/staff/{id}",               Admin,  post(office::staff::change)),
        form("/office/staff/{id}/retire",        Admin,  post(office::staff::retire)),
        form("/office/staff/{id}/unlock",        Admin,  post(office::staff::unlock)),
        page("/office/staff/badges.pdf",         Admin,  get(office::staff::badges_pdf)),
        page("/office/devices",                  Admin,  get(office::devices::list)),
        form("/office/devices/invite",           Admin,  post(office::devices::invite)),
        form("/office/devices/{id}",             Admin,  post(office::devices::set_state)),
        page("/office/settings",                 Admin,  get(office::settings::page)),
        form("/office/settings",                 Admin,  post(office::settings::save)),
        form("/office/settings/cartons",         Admin,  post(office::settings::save_carton)),
        form("/office/settings/cartons/remove",  Admin,  post(office::settings::remove_carton)),
        page("/office/settings/certificate",     Admin,  get(office::settings::certificate)),

        // orders
        page("/office/orders",                   Lead,   get(office::orders::list)),
        form("/office/orders/release",           Office, post(office::orders::release)),
        page("/office/orders/{id}",              Lead,   get(office::orders::detail)),
        form("/office/orders/{id}/cancel",       Office, post(office::orders::cancel)),
        form("/office/orders/{id}/change",       Office, post(office::orders::change)),
        form("/office/orders/{id}/label",        Office, post(office::orders::label)),
        page("/office/import",                   Office, get(office::import::start)),
        // The handler counts the bytes itself and says so in words.
        form("/office/import",                   Office, post(office::import::upload).layer(DefaultBodyLimit::disable())),
        page("/office/import/{id}",              Office, get(office::import::map)),
        form("/office/import/{id}",              Office, post(office::import::choose)),
        page("/office/import/{id}/report",       Office, get(office::import::report)),
        form("/office/import/{id}/run",          Office, post(office::import::run)),
        form("/office/import/{id}/codes",        Office, post(office::import::remember)),
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
        page("/office/replenish",                Lead,   get(office::replenish::list)),
        form("/office/replenish",                Office, post(office::replenish::propose)),
        form("/office/replenish/{id}/cancel",    Office, post(office::replenish::cancel)),
        page("/office/manifests",                Lead,   get(office::manifests::list)),
        page("/office/manifests/{id}",           Lead,   get(office::manifests::detail)),
        page("/office/manifests/{id}/pdf",       Lead,   get(office::print::manifest)),
    ]
}

pub fn app(state: AppState) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let guard = middleware::from_fn_with_state((state.clone(), route.access), guard::check);
        let mut handler = route.handler.layer(guard);
        if matches!(route.access, Access::AtLeast(_)) || route.path == "/login" {
            handler = handler.layer(middleware::from_fn(csrf::check));
        }
        router = router.route(route.path, handler);
    }
    let set = |name, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    router
        .fallback(|| async { super::Failure::NotFound.into_response() })
        .layer(DefaultBodyLimit::max(UPLOAD_BYTES))
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
    }
}
