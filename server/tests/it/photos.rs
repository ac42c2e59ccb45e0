//! Photos: sent by handhelds over HTTP, named by facts that come before or after them, seen by the office.

use crate::world::{Device, World};
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use server::domain::devices;
use server::domain::photos;
use server::domain::staff::{self, LoginOutcome};
use server::http::{Addresses, AppState, app};
use server::params;
use shared::enrol::EnrolRequest;
use shared::facts::{DamageReason, Received, TaskRef};
use shared::id::DeliveryId;
use shared::photo::{PHOTO_WIRE_BYTES, PHOTOS_A_DAY, PhotoId};
use shared::refusal::Refusal;
use shared::sync::{PhotoReply, path};
use std::net::SocketAddr;
use tower::ServiceExt;

/// What a JPEG begins and ends with; between them, what tells it from the next.
fn jpeg(what: &str) -> Vec<u8> {
    [&b"\xff\xd8\xff\xe0"[..], what.as_bytes(), b"\xff\xd9"].concat()
}

struct House {
    world: World,
    delivery: DeliveryId,
    clerk: Device,
    /// The clerk's handheld's.
    token: String,
    /// Of somebody in the office.
    cookie: String,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    fn reply(&self) -> PhotoReply {
        let json = zstd::stream::decode_all(&*self.bytes).expect("packed");
        serde_json::from_slice(&json).expect("a reply")
    }
}

impl House {
    fn new() -> House {
        let world = World::new();
        let supplier = world.supplier("S01");
        let delivery = world.announce(supplier, &[("MUG", 10, 8_000)]);
        let enrolled = world
            .write(|cx| {
                let code = devices::invite(cx)?;
                devices::enrol(
                    cx,
                    &EnrolRequest {
                        code,
                        name: "PDA".to_owned(),
                        app_version: "0.1.0".to_owned(),
                    },
                )
            })
            .expect("paired");
        let lead = world.staff("E03");
        let session = world.write(move |cx| {
            cx.exec("update staff set login = 'lead' where id = ?1", params![lead])?;
            staff::login(cx, "test", Some(lead))
        });
        let LoginOutcome::Welcome(session) = session else {
            panic!("no session");
        };
        House {
            clerk: world.device_known(enrolled.device, 7),
            token: enrolled.token,
            cookie: format!("beeline={session}"),
            delivery,
            world,
        }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        auth: (header::HeaderName, &str),
        body: Vec<u8>,
    ) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(auth.0, auth.1)
            .header(header::CONTENT_TYPE, "image/jpeg");
        let mut request = request.body(Body::from(body)).unwrap();
        let peer: SocketAddr = "127.0.0.1:9".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let state = AppState::new(self.world.store.clone(), Addresses::default());
        let answer = app(state).oneshot(request).await.unwrap();
        Answer {
            status: answer.status(),
            headers: answer.headers().clone(),
            bytes: to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec(),
        }
    }

    /// What the handheld sends under this name.
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Answer {
        let token = format!("Bearer {}", self.token);
        let path = format!("{}/{name}", path::PHOTOS);
        self.send(Method::PUT, &path, (header::AUTHORIZATION, &token), bytes)
            .await
    }

    async fn photo(&self, bytes: Vec<u8>) -> (StatusCode, PhotoReply) {
        let answer = self.put(&PhotoId::of(&bytes).hex(), bytes).await;
        (answer.status, answer.reply())
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, (header::COOKIE, &self.cookie), Vec::new())
            .await
    }

    async fn page(&self) -> String {
        let answer = self.get(&format!("/office/deliveries/{}", self.delivery)).await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.text()
    }

    fn broken(&self, photos: Vec<PhotoId>) -> Received {
        Received {
            damage: Some(DamageReason::Broken),
            photos,
            ..self.world.counts(self.delivery, "MUG", 1)
        }
    }
}

#[tokio::test]
async fn the_fact_comes_first_and_says_so_then_its_photo_is_seen() {
    let mut house = House::new();
    let picture = jpeg("a broken mug");
    let id = PhotoId::of(&picture);
    let fact = house.broken(vec![id]);
    house.clerk.does(fact);
    house.clerk.push();
    let before = house.page().await;
    assert!(before.contains("照片尚未上傳") && before.contains("破損"));
    assert!(!before.contains(&format!("/office/photos/{id}")));
    assert_eq!(
        house.get(&format!("/office/photos/{id}")).await.status,
        StatusCode::NOT_FOUND
    );

    assert_eq!(
        house.photo(picture.clone()).await,
        (StatusCode::OK, PhotoReply::Stored)
    );
    let after = house.page().await;
    assert!(after.contains(&format!("src=\"/office/photos/{id}\"")) && !after.contains("照片尚未上傳"));
    // In the story too, by its link.
    assert_eq!(after.matches(&format!("href=\"/office/photos/{id}\"")).count(), 2);

    let shown = house.get(&format!("/office/photos/{id}")).await;
    assert_eq!((shown.status, shown.bytes), (StatusCode::OK, picture));
    let header = |name: &str| shown.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").contains("sandbox"));
    assert!(header("content-disposition").starts_with("inline; filename=\""));
}

#[tokio::test]
async fn the_photo_may_come_first_and_sending_it_twice_is_sending_it_once() {
    let mut house = House::new();
    let picture = jpeg("a wet mug");
    let id = PhotoId::of(&picture);
    assert_eq!(
        house.photo(picture.clone()).await,
        (StatusCode::OK, PhotoReply::Stored)
    );
    assert_eq!(
        house.photo(picture).await,
        (StatusCode::OK, PhotoReply::AlreadyThere)
    );
    assert_eq!(house.world.number("select count(*) as n from photo"), 1);
    // The fact goes on two lines' worth of paper twice: a repeat names it once.
    let fact = house.broken(vec![id]);
    let of = house.clerk.does(fact);
    house.clerk.push();
    assert!(
        house
            .page()
            .await
            .contains(&format!("src=\"/office/photos/{id}\""))
    );
    // Taken back: nothing is damaged any more; the story still shows what was done.
    house.clerk.takes_back(of, TaskRef::Delivery(house.delivery));
    house.clerk.push();
    let page = house.page().await;
    assert!(
        !page.contains("src=\"/office/photos/") && page.contains(&format!("href=\"/office/photos/{id}\""))
    );
    house.world.check();
}

#[tokio::test]
async fn what_is_not_what_it_says_is_not_kept() {
    let house = House::new();
    let other = PhotoId::of(b"something else").hex();
    let answer = house.put(&other, jpeg("a mug")).await;
    assert_eq!(
        (answer.status, answer.reply()),
        (StatusCode::UNPROCESSABLE_ENTITY, PhotoReply::HashDiffers)
    );
    assert_eq!(
        house
            .photo(b"<html><script>alert(1)</script></html>".to_vec())
            .await,
        (StatusCode::UNPROCESSABLE_ENTITY, PhotoReply::NotJpeg)
    );
    for large in [PHOTO_WIRE_BYTES + 1, 50_000_000] {
        let mut film = jpeg("film");
        film.resize(large, 0);
        assert_eq!(
            house.photo(film).await,
            (StatusCode::PAYLOAD_TOO_LARGE, PhotoReply::TooLarge)
        );
    }
    assert_eq!(
        house.put("../../etc", jpeg("a mug")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        house.put("ABC", jpeg("a mug")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(house.world.number("select count(*) as n from photo"), 0);
}

#[tokio::test]
async fn only_a_handheld_of_the_house_may_and_not_without_end() {
    let house = House::new();
    let path = format!("{}/{}", path::PHOTOS, PhotoId::of(&jpeg("x")));
    let stranger = (header::AUTHORIZATION, "Bearer 00");
    let answer = house.send(Method::PUT, &path, stranger, jpeg("x")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let nobody = (header::ACCEPT, "*/*");
    let shown = format!("/office/photos/{}", PhotoId::of(&jpeg("x")));
    let answer = house.send(Method::GET, &shown, nobody, Vec::new()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "sign in first");

    let device = house.clerk.id;
    house.world.write(move |cx| {
        let device = devices::get(cx, device)?.expect("it is known");
        for n in 0..PHOTOS_A_DAY {
            let picture = jpeg(&n.to_string());
            let kept = photos::keep(cx, &device, PhotoId::of(&picture), &picture)?;
            assert_eq!(kept, PhotoReply::Stored);
        }
        Ok(())
    });
    assert_eq!(
        house.photo(jpeg("one more")).await,
        (StatusCode::TOO_MANY_REQUESTS, PhotoReply::TooManyToday)
    );
    // One that is there is no new one; another day is another day.
    assert_eq!(house.photo(jpeg("0")).await.1, PhotoReply::AlreadyThere);
    house.world.pass(24 * 3_600 + 1);
    assert_eq!(house.photo(jpeg("one more")).await.1, PhotoReply::Stored);

    house
        .world
        .set_device(&house.clerk, devices::DeviceState::Revoked);
    let refused = house.photo(jpeg("late")).await;
    assert!(
        matches!(
            refused,
            (
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN,
                PhotoReply::Refused {
                    refusal: Refusal::DeviceRevoked | Refusal::DeviceUnknown
                }
            )
        ),
        "{refused:?}"
    );
}

#[test]
fn photos_are_part_of_the_backup() {
    let house = House::new();
    let picture = jpeg("a broken mug");
    let (id, device) = (PhotoId::of(&picture), house.clerk.id);
    let kept = picture.clone();
    house.world.write(move |cx| {
        let device = devices::get(cx, device)?.expect("it is known");
        photos::keep(cx, &device, id, &kept)
    });
    let restored = house.world.twin();
    let found = restored.store.read_now(|rx| photos::photo(rx, id)).unwrap();
    assert_eq!(found, Some(picture));
}
