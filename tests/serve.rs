//! The page in the browser, asked as a browser asks.
#![cfg(feature = "serve")]

use calamine::Reader as _;
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A ward, with a question about its beds.
const WARD: &str = r#"[scenario]
name = "A ward"

[run]
warm_up_days = 20
horizon_days = 100
seed = 5

[streams.people]
to = "ward"
rate = "1.4 per day"

[places.ward]
beds = 3 # as they stand
stay = { exponential = { mean = "2 days" } }

[[knob]]
path = "places.ward.beds"
label = "How many beds?"
unit = "beds"
min = 2
max = 10
step = 1
"#;

/// The program, serving a folder of its own until the test is over.
struct Served {
    program: Child,
    address: String,
    home: tempfile::TempDir,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

impl Served {
    fn with(arguments: &[&str]) -> Self {
        let home = tempfile::tempdir().expect("a folder for the test");
        fs::write(home.path().join("ward.toml"), WARD).expect("the scenario is written");
        let mut program = Command::new(env!("CARGO_BIN_EXE_caremarket"))
            .args(["serve", "-q", "--replications", "6", "--threads", "2"])
            .args(arguments)
            .current_dir(home.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut address = String::new();
        let stdout = program.stdout.take().expect("it says something");
        BufReader::new(stdout)
            .read_line(&mut address)
            .expect("it says where it is");
        Self {
            program,
            address: address.trim_end().to_owned(),
            home,
        }
    }

    fn path(&self) -> &Path {
        self.home.path()
    }

    /// Status, headers and body of what is asked for.
    fn get(&self, what: &str) -> (u16, Vec<u8>) {
        let mut said = agent()
            .get(format!("{}{what}", self.address))
            .call()
            .expect("it answers");
        let body = said.body_mut().read_to_vec().expect("the body is sent");
        (said.status().as_u16(), body)
    }

    fn page(&self, what: &str) -> String {
        let (status, body) = self.get(what);
        let body = String::from_utf8(body).expect("a page is text");
        assert_eq!(status, 200, "{what}: {body}");
        body
    }

    fn post(&self, what: &str, sent: &Value) -> (u16, Value) {
        let mut said = agent()
            .post(format!("{}{what}", self.address))
            .send_json(sent)
            .expect("it answers");
        let value = said.body_mut().read_json().expect("it answers in JSON");
        (said.status().as_u16(), value)
    }

    fn done(&self, what: &str, sent: &Value) -> Value {
        let (status, value) = self.post(what, sent);
        assert_eq!(status, 200, "{what}: {value}");
        value
    }

    /// Listens until what is told of the desk is as it should be.
    fn hears(&self, is: impl Fn(&Value) -> bool) -> Value {
        let said = agent()
            .get(format!("{}events", self.address))
            .call()
            .expect("it answers");
        let lines = BufReader::new(said.into_body().into_reader()).lines();
        for line in lines {
            let line = line.expect("it goes on telling");
            if let Some(told) = line.strip_prefix("data:") {
                let state: Value = serde_json::from_str(told.trim()).expect("it tells JSON");
                if is(&state) {
                    return state;
                }
            }
        }
        unreachable!("it tells until it is stopped")
    }

    fn waits(&self) {
        self.hears(|state| state["running"] == false);
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .new_agent()
}

fn draft(from: &str, text: &str) -> Value {
    json!({ "from": from, "text": text })
}

#[test]
fn nobody_else_gets_in() {
    let served = Served::with(&[]);
    assert!(served.page("").contains("What are you thinking of doing?"));
    assert!(served.address.starts_with("http://127.0.0.1:"));
    let guessed = format!("{}0/", served.address.trim_end_matches('/'));
    let said = agent().get(guessed).call().expect("it answers");
    assert_eq!(said.status(), 404);
    // A page from elsewhere may have a name of its own lead here.
    let whole = served.address.trim_start_matches("http://");
    let (host, path) = whole.split_once('/').expect("an address has a path");
    for (name, begins) in [
        ("elsewhere.example", "HTTP/1.1 403"),
        (host, "HTTP/1.1 200"),
    ] {
        let mut line = TcpStream::connect(host).expect("it listens");
        let asked = format!("GET /{path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");
        line.write_all(asked.as_bytes()).expect("it listens");
        let mut said = String::new();
        line.read_to_string(&mut said).expect("it answers");
        assert!(said.starts_with(begins), "{name}: {said}");
    }
    let said = agent().get(&served.address).call().expect("it answers");
    let policy = said.headers()["content-security-policy"].to_str();
    assert!(
        policy
            .expect("plain text")
            .starts_with("default-src 'none'")
    );
    assert_eq!(said.headers()["referrer-policy"], "no-referrer");
}

#[test]
fn files_that_are_not_on_the_desk_are_not_read() {
    let served = Served::with(&["ward.toml"]);
    let secret = served.path().join("secret.toml");
    fs::write(&secret, "password = 1\n").expect("it is written");
    for name in ["secret.toml", "/etc/passwd", &secret.to_string_lossy()] {
        let (status, body) = served.get(&format!("ask?from={name}"));
        assert_eq!(status, 404, "{name}");
        assert!(!String::from_utf8_lossy(&body).contains("password"));
    }
    let text = format!("{WARD}# with a place of its own\n");
    for verb in ["save", "run", "check", "turn"] {
        let (status, _) = served.post(verb, &draft("secret.toml", &text));
        assert_eq!(status, 422, "{verb}");
    }
    assert_eq!(
        fs::read_to_string(secret).expect("it is there"),
        "password = 1\n"
    );
}

#[test]
fn an_answer_changes_one_value_and_becomes_a_file_beside_the_other() {
    let served = Served::with(&["ward.toml"]);
    served.waits();
    let page = served.page("ask?from=ward.toml");
    assert!(page.contains("How many beds?") && page.contains("value=\"3\""));
    // A link holds the answers.
    let linked = served.page("ask?from=ward.toml&places.ward.beds=4");
    assert!(linked.contains("beds = 4 # as they stand"));

    let turned = json!({ "from": "ward.toml", "text": WARD, "turn": ["places.ward.beds", "5"] });
    let told = served.done("turn", &turned);
    let text = told["text"].as_str().expect("a text");
    assert_eq!(text, WARD.replace("beds = 3", "beds = 5"));
    assert_eq!(told["knobs"][0]["answer"], "5");
    let wrong = json!({ "from": "ward.toml", "text": WARD, "turn": ["places.ward.beds", "11"] });
    let (status, told) = served.post("turn", &wrong);
    assert_eq!(
        (status, &told["error"]),
        (422, &json!("11 is not from 2 to 10"))
    );

    let file = served.done("run", &draft("ward.toml", text))["file"].clone();
    let file = file.as_str().expect("a file");
    let written = fs::read_to_string(served.path().join(file)).expect("the file is there");
    assert_eq!(file, "ward-5-beds.toml");
    assert!(
        written.contains("name = \"A ward (changed: 5 beds)\""),
        "{written}"
    );
    assert!(
        written.ends_with(text.split_once("\n\n").expect("lines").1),
        "{written}"
    );
    assert_eq!(
        fs::read_to_string(served.path().join("ward.toml")).expect("it is there"),
        WARD
    );
    served.waits();
    let sheets = served.page("sheets");
    assert!(
        sheets.contains("A ward (changed: 5 beds)") && sheets.contains("6 simulated histories"),
        "{sheets}"
    );
    // The first has no policies, so it is the baseline; more beds are more staff and fewer people waiting.
    assert!(served.page("answer").contains("ward-5-beds"));
}

/// What the page shows is what the commands show: simulated in steps, and one scenario after the other, it is the same to
/// the byte.
#[test]
fn what_is_kept_is_what_the_command_line_gives() {
    let served = Served::with(&["ward.toml"]);
    served.waits();
    let more = WARD.replace("beds = 3", "beds = 4");
    served.done("run", &draft("ward.toml", &more));
    served.waits();
    served.done("more", &Value::Null);
    served.waits();
    let folder = served.done("keep", &Value::Null)["folder"].clone();
    let kept = Path::new(folder.as_str().expect("a folder"));
    let command = fs::read_to_string(kept.join("manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_str(&command).expect("JSON");
    let typed = manifest["command"].as_str().expect("a command");
    let mut words = shlex::split(typed).expect("a command is words");
    assert_eq!(words.remove(0), "caremarket");
    assert!(
        words.ends_with(&["--replications".to_owned(), "12".to_owned()]),
        "{typed}"
    );
    words.extend(["-q", "--out", "again"].map(str::to_owned));
    let run = Command::new(env!("CARGO_BIN_EXE_caremarket"))
        .args(&words)
        .current_dir(served.path())
        .output()
        .expect("the program starts");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    for table in [
        "differences.csv",
        "summary.csv",
        "replications.csv",
        "series.csv",
    ] {
        let of = |folder: &Path| fs::read(folder.join(table)).expect("the table is there");
        assert!(
            of(kept) == of(&served.path().join("again")),
            "{table} differs"
        );
    }
}

#[test]
fn a_mistake_in_an_editor_is_shown_and_the_old_answer_stays() {
    let served = Served::with(&["ward.toml"]);
    served.waits();
    let answer = served.page("answer");
    assert!(!answer.is_empty());
    let file = served.path().join("ward.toml");
    fs::write(&file, WARD.replace("beds =", "bedz =")).expect("it is written");
    served.hears(|state| state["stale"] == true);
    let sheets = served.page("sheets");
    assert!(
        sheets.contains("ward.toml:14:1") && sheets.contains("did you mean beds?"),
        "{sheets}"
    );
    assert_eq!(served.page("answer"), answer);
    let (status, told) = served.post("again", &Value::Null);
    assert_eq!(status, 422, "{told}");
    fs::write(&file, WARD).expect("it is written");
    served.hears(|state| state["stale"] == false);
}

#[test]
fn answers_can_be_taken_away() {
    let served = Served::with(&["ward.toml"]);
    served.waits();
    let (status, book) = served.get("results.xlsx");
    assert_eq!(status, 200);
    let book = calamine::Xlsx::new(std::io::Cursor::new(book)).expect("a workbook");
    let sheets = book.sheet_names();
    assert!(sheets.len() > 3, "{sheets:?}");
    assert!(served.page("report.html").contains("What is it like?"));
    served.done("close?file=ward.toml", &Value::Null);
    assert_eq!(served.page("answer"), "");
    assert_eq!(served.get("results.xlsx").0, 422);
}

/// Beds, and a ward of more beds that builds on it.
fn neighbours(served: &Served) {
    let study = served.path().join("study");
    fs::create_dir(&study).expect("a folder");
    fs::write(study.join("base.toml"), WARD).expect("it is written");
    let more = "[scenario]\nplace = \"base.toml\"\n\n[set]\nplaces.ward.beds = 4\n";
    fs::write(study.join("more.toml"), more).expect("it is written");
}

#[test]
fn a_file_that_builds_on_its_neighbour_is_seen_to_change_with_it() {
    let served = Served::with(&["--folder", "study"]);
    neighbours(&served);
    let text = fs::read_to_string(served.path().join("study/more.toml")).expect("it is there");
    let file = served.done("run", &draft("study/more.toml", &text))["file"].clone();
    assert_eq!(file, "study/more.toml");
    served.waits();
    // A scenario that begins from it lies beside it, and so builds on the same.
    let turned =
        json!({ "from": "study/more.toml", "text": text, "turn": ["places.ward.beds", "6"] });
    let told = served.done("turn", &turned);
    let next = told["text"].as_str().expect("a text");
    let file = served.done("run", &draft("study/more.toml", next))["file"].clone();
    assert_eq!(file, "study/more-6-beds.toml");
    served.waits();
    assert_eq!(served.hears(|_| true)["stale"], false);
    let base = served.path().join("study/base.toml");
    fs::write(&base, WARD.replace("2 days", "3 days")).expect("it is written");
    served.hears(|state| state["stale"] == true);
    served.done("again", &Value::Null);
    served.waits();
    assert_eq!(served.hears(|_| true)["stale"], false);
}

#[test]
fn lines_end_as_they_did_and_an_editor_is_not_overwritten() {
    let served = Served::with(&["ward.toml"]);
    let file = served.path().join("ward.toml");
    let as_in_windows = WARD.replace('\n', "\r\n");
    fs::write(&file, &as_in_windows).expect("it is written");
    served.hears(|state| state["running"] == false);
    // As a browser holds it.
    let same = served.done("run", &draft("ward.toml", WARD))["file"].clone();
    assert_eq!(same, "ward.toml");
    let next = WARD.replace("beds = 3", "beds = 4");
    let mut saved = draft("ward.toml", &next);
    saved["was"] = WARD.into();
    served.done("save", &saved);
    let written = fs::read_to_string(&file).expect("it is there");
    assert_eq!(written, next.replace('\n', "\r\n"));

    fs::write(&file, WARD.replace("beds = 3", "beds = 7")).expect("it is written");
    saved["was"] = next.into();
    let (status, told) = served.post("save", &saved);
    assert!(
        status == 422 && told.to_string().contains("changed by an editor"),
        "{told}"
    );
    let written = fs::read_to_string(&file).expect("it is there");
    assert!(written.contains("beds = 7"));
}

#[test]
fn what_cannot_lie_beside_the_others_is_in_nobodys_way() {
    let served = Served::with(&["ward.toml"]);
    served.waits();
    let shorter = WARD.replace("horizon_days = 100", "horizon_days = 50");
    let (status, told) = served.post("run", &draft("ward.toml", &shorter));
    assert!(
        status == 422 && told.to_string().contains("cannot compare"),
        "{told}"
    );
    served.done("again", &Value::Null);
    for beds in 4..9 {
        let more = WARD.replace("beds = 3", &format!("beds = {beds}"));
        served.done("run", &draft("ward.toml", &more));
    }
    let seventh = WARD.replace("beds = 3", "beds = 9");
    let (status, told) = served.post("run", &draft("ward.toml", &seventh));
    assert!(
        status == 422 && told.to_string().contains("close one first"),
        "{told}"
    );
}

/// Whatever is done in whichever order, what is kept holds together: `extend` goes on from it.
#[test]
fn what_was_stopped_or_pinned_is_kept_as_it_is() {
    let served = Served::with(&["ward.toml"]);
    let more = WARD.replace("beds = 3", "beds = 4");
    let file = served.done("run", &draft("ward.toml", &more))["file"].clone();
    let file = file.as_str().expect("a file");
    served.waits();
    for _ in 0..4 {
        served.done("more", &Value::Null);
    }
    served.hears(|state| state["share"].as_f64() > Some(0.0));
    served.done("stop", &Value::Null);
    served.waits();
    served.done(&format!("pin?file={file}"), &Value::Null);
    served.done("stop", &Value::Null);
    served.waits();
    served.done("again", &Value::Null);
    served.waits();
    let folder = served.done("keep", &Value::Null)["folder"].clone();
    let folder = folder.as_str().expect("a folder");
    let extend = Command::new(env!("CARGO_BIN_EXE_caremarket"))
        .args(["extend", folder, "+1", "-q", "--out", "extended"])
        .current_dir(served.path())
        .output()
        .expect("the program starts");
    assert!(
        extend.status.success(),
        "{}",
        String::from_utf8_lossy(&extend.stderr)
    );
    // The last one alone is compared with nothing, whatever was the baseline before.
    served.done("close?file=ward.toml", &Value::Null);
    served.waits();
    let folder = served.done("keep", &Value::Null)["folder"].clone();
    let manifest = Path::new(folder.as_str().expect("a folder")).join("manifest.json");
    let manifest: Value =
        serde_json::from_slice(&fs::read(manifest).expect("it is there")).expect("JSON");
    assert_eq!(
        manifest["command"],
        format!("caremarket run {file} --replications 96")
    );
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_while_a_page_is_open() {
    let mut served = Served::with(&["ward.toml"]);
    let _listening = agent()
        .get(format!("{}events", served.address))
        .call()
        .expect("it answers");
    let id = served.program.id().to_string();
    let killed = Command::new("kill").args(["-INT", &id]).status();
    assert!(killed.expect("there is kill").success());
    assert_eq!(served.program.wait().expect("it ends").code(), Some(0));
}
