//! Tells open pages that something was written, so that they show it without reloading.

use crate::http::AppState;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use std::convert::Infallible;
use std::time::Duration;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

/// A busy floor writes often; a person's eye does not need more than this.
const AT_MOST_EVERY: Duration = Duration::from_millis(300);

pub async fn stream(State(state): State<AppState>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let news = WatchStream::from_changes(state.store.news()).throttle(AT_MOST_EVERY);
    let events = news.map(|news| Some(Event::default().event("news").data(news.writes.to_string())));
    // A server that stops ends the stream; the browser asks again by itself.
    let end = WatchStream::from_changes(state.closing.subscribe()).map(|_| None);
    let events = events.merge(end).map_while(|event| event.map(Ok));
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}
