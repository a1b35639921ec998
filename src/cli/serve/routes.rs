//! What the browser may ask for, and what it gets.

use super::desk::{Desk, State, Trouble};
use super::draft::Draft;
use super::page;
use crate::output::{self, html};
use anyhow::Context as _;
use axum::extract::{Path, Query, Request, State as Shared};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use serde_json::json;
use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

/// How often the page is told how far things are, and files are looked at.
const TICK: Duration = Duration::from_millis(250);

/// Nothing but what this program sends, and nothing sent to anyone else. Pictures being copied are `data:` and `blob:`.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: \
                      blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Serves the desk under `/token/` until someone presses Ctrl-C.
///
/// # Errors
/// When the system takes no connections.
pub fn serve(listener: TcpListener, token: &str, desk: Arc<Desk>) -> anyhow::Result<()> {
    let pages = Router::new()
        .route("/ask", get(ask))
        .route("/answer", get(answer))
        .route("/sheets", get(sheets))
        .route("/held", get(held))
        .route("/events", get(events))
        .route("/turn", post(turn))
        .route("/check", post(check))
        .route("/run", post(run))
        .route("/save", post(save))
        .route("/{verb}", post(act))
        .route("/results.xlsx", get(workbook))
        .route("/report.html", get(report))
        .route("/page.css", get(|| async { sent("text/css", page::STYLE) }))
        .route(
            "/report.css",
            get(|| async { sent("text/css", html::STYLE) }),
        )
        .route(
            "/page.js",
            get(|| async { sent("text/javascript", page::SCRIPT) }),
        )
        .route(
            "/copy.js",
            get(|| async { sent("text/javascript", html::COPY) }),
        )
        .with_state(Arc::clone(&desk));
    let all = Router::new()
        .route(&format!("/{token}/"), get(cards))
        .with_state(desk)
        .nest(&format!("/{token}"), pages)
        .layer(middleware::from_fn(guarded));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .context("the page cannot be served")?;
    runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::select! {
            // A page that is open would keep it from ending by itself.
            served = axum::serve(listener, all) => served.context("the page cannot be served any longer"),
            pressed = tokio::signal::ctrl_c() => pressed.context("Ctrl-C cannot be heard"),
        }
    })?;
    // What is being drawn need not be waited for.
    runtime.shutdown_background();
    Ok(())
}

/// Refuses whoever came by another name than this machine's, and tells the browser what the page may do.
async fn guarded(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !["127.0.0.1", "localhost"].contains(&name) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn sent(kind: &'static str, text: &'static str) -> Response {
    (
        [(header::CONTENT_TYPE, format!("{kind}; charset=utf-8"))],
        text,
    )
        .into_response()
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let told = Json(json!({ "error": self.0 }));
        (StatusCode::UNPROCESSABLE_ENTITY, told).into_response()
    }
}

/// Does what takes time beside what the page is told meanwhile.
async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Trouble> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        Trouble(format!(
            "this is a fault in the program, please report it: {error}"
        ))
    })
}

type Of = Shared<Arc<Desk>>;

async fn cards(Shared(desk): Of) -> Result<Html<String>, Trouble> {
    beside(move || Html(page::cards(&desk.own_files(), &desk.view()))).await
}

/// What a page begins from.
#[derive(Deserialize)]
struct From {
    from: String,
}

/// A scenario as it stands now.
async fn held(Shared(desk): Of, Query(From { from }): Query<From>) -> Result<Response, Trouble> {
    beside(move || Ok(told(&desk.draft(&from)?))).await?
}

/// A scenario to ask about, and answers other than its own: `?from=step-down&policy.0.action.buy_step_down.beds=60`.
async fn ask(
    Shared(desk): Of,
    Query(mut asked): Query<Vec<(String, String)>>,
) -> Result<Response, Trouble> {
    beside(move || {
        let at = asked.iter().position(|(key, _)| key == "from");
        let Some((_, from)) = at.map(|at| asked.remove(at)) else {
            return Err(Trouble("the address names no scenario".to_owned()));
        };
        let mut draft = match desk.draft(&from) {
            Ok(draft) => draft,
            Err(trouble) => {
                let page = Html(page::nothing(&trouble.0));
                return Ok((StatusCode::NOT_FOUND, page).into_response());
            }
        };
        // An answer that is none any more is left out: the link may be older than the scenario.
        for (path, answer) in &asked {
            let _ = draft.turn(path, answer);
        }
        Ok(Html(page::ask(&draft, &desk.view())).into_response())
    })
    .await?
}

async fn answer(Shared(desk): Of) -> Result<Html<String>, Trouble> {
    beside(move || Html(desk.answer().map_or_else(String::new, |a| a.page.clone()))).await
}

async fn sheets(Shared(desk): Of) -> Result<Html<String>, Trouble> {
    beside(move || Html(page::sheets(&desk.view()).into_string())).await
}

/// Tells the page whenever something has changed.
async fn events(Shared(desk): Of) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let told = stream::unfold((desk, None::<State>), |(desk, last)| async move {
        loop {
            let looked = Arc::clone(&desk);
            let state = beside(move || {
                looked.look_at_files();
                looked.state()
            });
            let Ok(state) = state.await else {
                return None;
            };
            if last.as_ref() != Some(&state) {
                let event = Event::default().json_data(&state).unwrap_or_default();
                return Some((Ok(event), (desk, Some(state))));
            }
            tokio::time::sleep(TICK).await;
        }
    });
    Sse::new(told).keep_alive(KeepAlive::default())
}

/// A draft as the page holds it.
#[derive(Deserialize)]
struct Held {
    from: String,
    text: String,
    /// What the file held when the text began from it.
    #[serde(default)]
    was: String,
    /// A question to be answered otherwise, and how.
    #[serde(default)]
    turn: Option<(String, String)>,
}

impl Held {
    /// The draft, if it begins from something known.
    fn draft(&self, desk: &Desk) -> Result<Draft, Trouble> {
        desk.must_know(&self.from)?;
        Ok(Draft::new(&self.from, self.text.clone()))
    }
}

async fn turn(Shared(desk): Of, Json(held): Json<Held>) -> Result<Response, Trouble> {
    beside(move || {
        let mut draft = held.draft(&desk)?;
        if let Some((path, answer)) = &held.turn {
            draft.turn(path, answer)?;
        }
        Ok(told(&draft))
    })
    .await?
}

async fn check(Shared(desk): Of, Json(held): Json<Held>) -> Result<Response, Trouble> {
    beside(move || Ok(told(&held.draft(&desk)?))).await?
}

/// A draft, what is wrong with it, and what it answers.
fn told(draft: &Draft) -> Response {
    let seen = draft.seen();
    let knobs = seen.scenario.as_ref().map(|s| &s.knobs);
    let told = json!({
        "text": draft.text,
        "sound": seen.scenario.is_some(),
        "problems": seen.listed,
        "told": seen.problems,
        "knobs": knobs,
    });
    Json(told).into_response()
}

async fn run(Shared(desk): Of, Json(held): Json<Held>) -> Result<Response, Trouble> {
    beside(move || {
        let file = desk.put(&held.draft(&desk)?)?;
        Ok(Json(json!({ "file": file })).into_response())
    })
    .await?
}

async fn save(Shared(desk): Of, Json(held): Json<Held>) -> Result<Response, Trouble> {
    beside(move || {
        desk.save(&held.from, &held.was, &held.text)?;
        Ok(Json(json!({ "file": held.from })).into_response())
    })
    .await?
}

/// Which file something is done with.
#[derive(Deserialize)]
struct Which {
    #[serde(default)]
    file: Option<String>,
}

async fn act(
    Shared(desk): Of,
    Path(verb): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    beside(move || {
        let file = which.file.as_deref();
        match (verb.as_str(), file) {
            ("close", Some(file)) => desk.close(file)?,
            ("pin", file) => desk.pin(file)?,
            ("more", None) => desk.more()?,
            ("again", None) => desk.again()?,
            ("stop", None) => desk.stop(),
            ("keep", None) => {
                let folder = desk.keep()?;
                let folder = std::path::absolute(&folder).unwrap_or(folder);
                return Ok(Json(json!({ "folder": folder.to_string_lossy() })).into_response());
            }
            _ => return Ok(StatusCode::NOT_FOUND.into_response()),
        }
        Ok(Json(json!({})).into_response())
    })
    .await?
}

async fn workbook(Shared(desk): Of) -> Result<Response, Trouble> {
    beside(move || {
        let answer = desk.answer().ok_or_else(nothing_yet)?;
        let bytes = output::workbook(&answer.results)
            .map_err(|error| Trouble(format!("the workbook cannot be made: {error}")))?;
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let name = format!("{}.xlsx", Desk::name(&answer));
        Ok(file(kind, &name, bytes))
    })
    .await?
}

async fn report(Shared(desk): Of) -> Result<Response, Trouble> {
    beside(move || {
        let answer = desk.answer().ok_or_else(nothing_yet)?;
        let page = output::report(&answer.results);
        let name = format!("{}.html", Desk::name(&answer));
        Ok(file("text/html; charset=utf-8", &name, page.into_bytes()))
    })
    .await?
}

fn nothing_yet() -> Trouble {
    Trouble("there is no answer yet".to_owned())
}

/// A file to be saved under a name.
fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    // Whatever a header cannot hold is a dash.
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    let name = name.replace(|c| !plain(c), "-");
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, &disposition),
    ];
    (headers, bytes).into_response()
}
