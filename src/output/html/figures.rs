//! Charts on the page: what each shows, the picture for wide and for narrow screens, and the numbers behind it.

use super::Pictures;
use crate::output::chart::{Chart, DataTable, svg};
use maud::{Markup, PreEscaped, html};

/// Widths of the two pictures of each chart, in units of about a pixel.
const WIDE: f64 = 960.0;
const NARROW: f64 = 328.0;

/// The questions the charts answer, each with the anchor of its section.
pub fn questions(charts: &[&Chart]) -> Vec<(String, String)> {
    by_question(charts)
        .into_iter()
        .enumerate()
        .map(|(i, of_one)| (anchor(i), of_one[0].question.to_owned()))
        .collect()
}

/// A section for each question.
pub fn sections(charts: &[&Chart], pictures: Pictures) -> Markup {
    html! {
        @if pictures == Pictures::First {
            p class="note" {
                "There are too many scenarios to show all pictures on one page: the first of each kind follow, the others \
                 are in the folder " code { "charts" } " beside this page."
            }
        }
        @for (i, of_one) in by_question(charts).into_iter().enumerate() {
            section id=(anchor(i)) aria-labelledby={ (anchor(i)) "-heading" } {
                h2 id={ (anchor(i)) "-heading" } { (of_one[0].question) }
                @for chart in of_one { (figure(chart, pictures)) }
            }
        }
    }
}

fn anchor(i: usize) -> String {
    format!("question-{}", i + 1)
}

fn by_question<'a, 'b>(charts: &'a [&'b Chart]) -> Vec<&'a [&'b Chart]> {
    charts.chunk_by(|a, b| a.question == b.question).collect()
}

fn figure(chart: &Chart, pictures: Pictures) -> Markup {
    let id = &chart.file;
    html! {
        div class="keep" {
            h3 id={ (id) "-title" } { (chart.title) }
            figure id={ (id) "-figure" } role="img" aria-labelledby={ (id) "-title " (id) "-caption" } {
                @if pictures == Pictures::Both {
                    (PreEscaped(svg::inline(&chart.bare(WIDE), "wide")))
                    (PreEscaped(svg::inline(&chart.bare(NARROW), "narrow")))
                } @else {
                    (PreEscaped(svg::inline(&chart.bare(WIDE), "")))
                }
            }
            p class="caption" id={ (id) "-caption" } { (chart.caption) }
        }
        details class="data" {
            summary { "The numbers" }
            (table(&chart.table, &chart.title))
        }
    }
}

fn table(table: &DataTable, title: &str) -> Markup {
    html! {
        div class="scroll" tabindex="0" role="region" aria-label={ "Numbers: " (title) } {
            table class="numbers" {
                caption { "The numbers behind: " (title) }
                thead {
                    @if !table.groups.is_empty() {
                        tr {
                            td class="corner" {}
                            @for (name, width) in &table.groups {
                                th scope="colgroup" colspan=(width) { (name) }
                            }
                        }
                    }
                    tr {
                        th scope="col" { (table.rows_are) }
                        @for column in &table.columns { th scope="col" { (column) } }
                    }
                }
                tbody {
                    @for row in &table.rows {
                        tr {
                            th scope="row" { (DataTable::row_name(row)) }
                            @for cell in &row.cells { td { (cell.text()) } }
                        }
                    }
                }
            }
        }
    }
}
