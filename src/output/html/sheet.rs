//! A small page of charts, for results that are not those of a run: a title, a few lines, pictures and numbers.

use super::{Pictures, STYLE, figures};
use crate::output::chart::Chart;
use maud::{DOCTYPE, PreEscaped, html};

/// The page.
pub fn page(title: &str, lines: &[String], charts: &[Chart], version: &str) -> String {
    let charts: Vec<&Chart> = charts.iter().collect();
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="generator" content={ "caremarket " (version) };
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    @for line in lines { p { (line) } }
                }
                main { (figures::sections(&charts, Pictures::Both)) }
                footer {
                    p class="soft" {
                        "Made by caremarket " (version) ". The numbers are in the tables of the same folder."
                    }
                }
            }
        }
    };
    page.into_string()
}
