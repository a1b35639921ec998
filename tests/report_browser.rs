//! The report in a browser: it says nothing on the console, fits a phone, copies its pictures, and keeps the rules of
//! accessibility that can be checked by a program.
//!
//! Runs where a Chromium is found (`CAREMARKET_CHROMIUM`, or one on the path); elsewhere it says so and passes. The rules
//! are those of axe-core, which is not part of this repository: give its `axe.min.js` in `CAREMARKET_AXE`, or install it
//! with `npm install axe-core` in this folder; without it that part is left out and said to be.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// Names of browsers that take the same options.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

fn chromium() -> Option<PathBuf> {
    if let Some(given) = env::var_os("CAREMARKET_CHROMIUM") {
        return Some(given.into());
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .find(|file| file.is_file())
}

fn axe() -> Option<PathBuf> {
    let given = env::var_os("CAREMARKET_AXE").map(PathBuf::from);
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/axe-core/axe.min.js");
    given.or_else(|| installed.is_file().then_some(installed))
}

/// A report of a short run of a market, and of a plain network.
static REPORTS: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let report = |name: &'static str, args: &[&str]| {
        let out = folder.path().join(name);
        let ran = Command::new(env!("CARGO_BIN_EXE_caremarket"))
            .args(args)
            .args(["--replications", "2", "--quiet", "--out"])
            .arg(&out)
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success(), "{said}");
        let page = fs::read_to_string(out.join("report.html")).expect("there is a report");
        (name, page)
    };
    let short = ["run.warm_up_days=366", "run.horizon_days=90", "expect=[]"];
    let set = short.iter().flat_map(|s| ["--set", s]);
    let market: Vec<&str> = ["compare", "step-down"].into_iter().chain(set).collect();
    vec![
        report("market", &market),
        report(
            "network",
            &[
                "run",
                "scenarios/verification/tandem.toml",
                "--set",
                "run.horizon_days=30",
            ],
        ),
    ]
});

/// What a page has become once its scripts have run, and what it said on the console.
fn visited(browser: &Path, page: &str) -> (String, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("page.html");
    fs::write(&file, page).expect("the page is written");
    let visit = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--enable-logging=stderr",
            "--virtual-time-budget=20000",
            "--window-size=1280,900",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", folder.path().display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .expect("the browser starts");
    let console = String::from_utf8_lossy(&visit.stderr)
        .lines()
        .filter(|line| line.contains(":CONSOLE"))
        .collect::<Vec<_>>()
        .join("\n");
    (String::from_utf8_lossy(&visit.stdout).into_owned(), console)
}

/// A page of ours around a report as it is, which notes in its title what `ask` returns.
fn framed(report: &str, ask: &str) -> String {
    let escaped = report.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<!DOCTYPE html><title>nothing</title><iframe id=\"f\" style=\"width:1280px;height:800px;border:0\" \
         srcdoc=\"{escaped}\"></iframe><script>\
         document.getElementById('f').addEventListener('load', function () {{\
           var frame = this, page = this.contentDocument, window_ = this.contentWindow;\
           Promise.resolve().then(function () {{ {ask} }}).then(\
             function (found) {{ document.title = 'found ' + found; }},\
             function (fault) {{ document.title = 'failed ' + fault; }});\
         }});</script>"
    )
}

/// What stands in the title of a page.
fn title(dom: &str) -> &str {
    let start = dom.find("<title>").expect("there is a title") + "<title>".len();
    let end = start + dom[start..].find("</title>").expect("it ends");
    &dom[start..end]
}

/// Every report in the browser, if there is one.
fn every_report(check: impl Fn(&Path, &str, &str)) {
    let Some(browser) = chromium() else {
        println!("left out: no Chromium found; name one in CAREMARKET_CHROMIUM");
        return;
    };
    for (name, page) in REPORTS.iter() {
        check(&browser, name, page);
    }
}

#[test]
fn a_report_says_nothing_on_the_console() {
    every_report(|browser, name, page| {
        let (dom, console) = visited(browser, page);
        assert!(
            dom.contains("Did it help?") || dom.contains("What is it like?"),
            "{name}"
        );
        assert_eq!(console, "", "{name}");
        let figures = page.matches("<figure").count();
        let buttons = dom.matches("Copy as picture</button>").count();
        assert_eq!(buttons, figures, "{name}: a button below each picture");
    });
}

#[test]
fn a_report_fits_a_phone_and_a_page_at_double_size() {
    every_report(|browser, name, page| {
        // 1280 pixels at 200% are 640; 360 is a small phone, and 320 what WCAG 2.2 asks for (1.4.10).
        let widths = [320, 360, 640, 1280];
        let ask = format!(
            "return {widths:?}.map(function (width) {{\
               frame.style.width = width + 'px';\
               return page.documentElement.scrollWidth - page.documentElement.clientWidth;\
             }}).join(' ');"
        );
        let (dom, _) = visited(browser, &framed(page, &ask));
        let found = title(&dom).strip_prefix("found ");
        let found = found.unwrap_or_else(|| panic!("{name}: {}", title(&dom)));
        let over: Vec<i32> = found.split(' ').map(|x| x.parse().unwrap()).collect();
        for (width, over) in widths.into_iter().zip(over) {
            assert!(over <= 0, "{name}: {over} pixels too wide for {width}");
        }
    });
}

#[test]
fn a_picture_is_copied_with_its_title() {
    // The clipboard stands still in a browser without a window: what would be put on it is looked at instead.
    let ask = "return new Promise(function (done, failed) {\
        window_.ClipboardItem = function (parts) { this.parts = parts; };\
        Object.defineProperty(window_.navigator, 'clipboard', { value: { write: function (items) {\
          return items[0].parts['image/png'].then(function (blob) { done(blob.type + ' ' + blob.size); }, failed);\
        } } });\
        page.querySelector('.tools button').click();\
      });";
    every_report(|browser, name, page| {
        let (dom, _) = visited(browser, &framed(page, ask));
        let size = title(&dom).strip_prefix("found image/png ");
        let size: usize = size
            .unwrap_or_else(|| panic!("{name}: {}", title(&dom)))
            .parse()
            .unwrap();
        assert!(size > 10_000, "{name}: {size} bytes are no picture");
    });
}

#[test]
fn a_report_keeps_the_rules_of_accessibility() {
    let Some(axe) = axe() else {
        println!("left out: no axe-core; name its axe.min.js in CAREMARKET_AXE");
        return;
    };
    let axe = fs::read_to_string(axe).expect("axe-core can be read");
    every_report(|browser, name, page| {
        // With the rules put into the page itself, which its own policy would forbid.
        let start = page.find("<meta http-equiv").expect("there is a policy");
        let end = start + page[start..].find('>').expect("it ends") + 1;
        let runner = "document.querySelectorAll('details').forEach(function (d) { d.open = true; });\
            axe.run(document, { resultTypes: ['violations'] }).then(function (found) {\
              document.title = 'found ' + found.passes.length + ' ' + found.violations.map(function (v) {\
                return v.id + ': ' + v.nodes.slice(0, 3).map(function (n) { return n.target.join(' '); }).join(', ');\
              }).join('; ');\
            }, function (fault) { document.title = 'failed ' + fault; });";
        let open = [&page[..start], &page[end..]].concat();
        let with_rules = open.replace(
            "</body>",
            &format!("<script>{axe}</script><script>{runner}</script></body>"),
        );
        let (dom, _) = visited(browser, &with_rules);
        let found = title(&dom).strip_prefix("found ");
        let found = found.unwrap_or_else(|| panic!("{name}: {}", title(&dom)));
        let (passed, violations) = found.split_once(' ').expect("a number and a list");
        assert!(
            passed.parse::<usize>().unwrap() > 10,
            "{name}: {passed} rules looked at"
        );
        assert_eq!(violations, "", "{name}");
    });
}
