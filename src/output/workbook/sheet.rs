//! A sheet with one table: a title, a note and a link above it, its header in sight, ready to be printed.

use crate::output::words::{self, Style};
use jiff::civil::Date;
use rust_xlsxwriter::{
    ExcelDateTime, Format, FormatAlign, Table, TableColumn, TableStyle, Url, Worksheet, XlsxError,
};

/// Name of the first sheet.
pub const COVER: &str = "Cover";

/// Most characters of a sheet's name.
const LONGEST_NAME: usize = 31;
/// Most characters of a cell.
pub const LONGEST_CELL: usize = 32_767;
/// Most characters of a heading of a table.
const LONGEST_HEADING: usize = 255;
/// Most rows of a table: a quarter of what a sheet can hold, and about what an office computer opens with patience.
const MOST_ROWS: u32 = 250_000;
/// Widest and narrowest columns, in characters.
const WIDEST: usize = 60;
const NARROWEST: usize = 11;
/// Narrowest column of a table with many.
const SLIMMEST: usize = 9;
/// Narrowest paragraph above a table, and the width of a column that has none of its own, in characters.
const NARROW: usize = 110;
const USUAL_WIDTH: usize = 8;
/// Size of the letters of a title; the usual one is 11.
const TITLE_SIZE: f64 = 15.0;
/// Height of a line and of the highest row, in points.
const LINE: f64 = 15.0;
const HIGHEST: f64 = 409.0;
/// Most rows that are printed: the long sheets are for filtering, and would be hundreds of pages.
const MOST_PRINTED: u32 = 300;
/// A4.
const PAPER: u8 = 9;

/// A finished sheet.
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// What it holds, in a line.
    pub about: String,
    /// What has been left out of it, in words, if anything.
    pub cut: Option<String>,
    /// The sheet.
    pub worksheet: Worksheet,
}

/// The looks of cells.
pub struct Looks {
    /// The title of a sheet.
    pub title: Format,
    /// A heading on the cover.
    pub heading: Format,
    /// A paragraph.
    pub text: Format,
    /// The name of a line on the cover.
    pub name: Format,
    /// Less important text.
    pub soft: Format,
    /// A link.
    pub link: Format,
    /// Text on one line, or a number as it is.
    line: Format,
    /// Text beside a number.
    beside: Format,
    /// The same, over several lines.
    beside_text: Format,
    date: Format,
    whole: Format,
}

impl Looks {
    /// All of them.
    pub fn new() -> Self {
        let line = || Format::new().set_align(FormatAlign::Top);
        let wrapped = || {
            Format::new()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_align(FormatAlign::Left)
        };
        Self {
            title: wrapped().set_bold().set_font_size(TITLE_SIZE),
            heading: wrapped().set_bold().set_font_size(12.0),
            text: wrapped(),
            name: wrapped().set_bold(),
            soft: wrapped().set_font_color(0x50_5A_5F),
            link: line()
                .set_font_color(0x12_43_6D)
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            line: line(),
            beside: line().set_align(FormatAlign::Left).set_indent(1),
            beside_text: wrapped().set_indent(1),
            date: line()
                .set_num_format("d mmm yyyy")
                .set_align(FormatAlign::Left),
            whole: line().set_num_format("0"),
        }
    }
}

/// A sheet whose table is being filled, row by row and cell by cell.
pub struct Filling<'a> {
    name: String,
    title: String,
    note: String,
    looks: &'a Looks,
    columns: Vec<Heading>,
    worksheet: Worksheet,
    numbers: Vec<(Style, bool, Format)>,
    /// Which of them the last number had.
    last: usize,
    /// The row of the header.
    top: u32,
    rows: u32,
    left_out: usize,
    cut_cells: usize,
    /// What is left out on purpose, and why.
    omitted: Option<String>,
    /// Whether columns are as narrow as their words allow, however many lines the header takes.
    slim: bool,
    at: u16,
    /// Lines of the highest cell of the row that is being filled.
    lines: usize,
    /// The rows that are higher than one line, and how many they have.
    high: Vec<(u32, usize)>,
}

/// The heading of a column, and how wide its cells are.
struct Heading {
    text: String,
    width: usize,
    wrapped: bool,
    /// Whether its cells are numbers.
    numbers: bool,
}

impl Heading {
    /// Lines that it takes, bold letters being a little wider than others.
    fn lines(&self) -> usize {
        lines(&self.text, self.width)
    }
}

/// Lines that a text takes in a column of so many characters.
fn lines(text: &str, width: usize) -> usize {
    let (mut lines, mut left) = (1, width);
    for piece in pieces(text) {
        let size = piece.chars().count() + 1;
        if size > left {
            lines += 1;
            left = width;
        }
        left = left.saturating_sub(size);
    }
    lines
}

/// Where a line of a heading may end: after a space, and after a hyphen.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive([' ', '-']).map(str::trim_end)
}

impl<'a> Filling<'a> {
    /// A sheet of this name, with a title and a note above a table with these headings.
    ///
    /// `above` rows are left free between the note and the table.
    pub fn new(
        looks: &'a Looks,
        name: &str,
        title: &str,
        note: &str,
        headings: impl IntoIterator<Item = String>,
        above: u32,
    ) -> Self {
        let mut columns: Vec<Heading> = Vec::new();
        for text in headings {
            let text = told_apart(&columns, cut(&plain(&text), LONGEST_HEADING - 8));
            // Two lines, and room for the button that filters.
            let words = text.split(' ').map(|word| word.chars().count() + 3).max();
            let width = words.unwrap_or(0).max(text.chars().count().div_ceil(2) + 3);
            columns.push(Heading {
                text,
                width: width.max(NARROWEST),
                wrapped: false,
                numbers: false,
            });
        }
        Self {
            name: cut(name, LONGEST_NAME),
            title: title.to_owned(),
            note: note.to_owned(),
            looks,
            columns,
            worksheet: Worksheet::new(),
            numbers: Vec::new(),
            last: 0,
            top: TITLE_ROWS + above,
            rows: 0,
            left_out: 0,
            cut_cells: 0,
            omitted: None,
            slim: false,
            at: 0,
            lines: 1,
            high: Vec::new(),
        }
    }

    /// The same with columns no wider than a word of their headings: many columns then
    /// fit on paper.
    pub fn slim(mut self) -> Self {
        for (i, heading) in self.columns.iter_mut().enumerate() {
            let longest = pieces(&heading.text).map(|piece| piece.chars().count() + 2);
            // The first column says what the rows are, often in many words.
            let least = if i == 0 { 2 * SLIMMEST } else { SLIMMEST };
            heading.width = longest.max().unwrap_or(0).max(least);
        }
        self.slim = true;
        self
    }

    /// The row and column of the next cell; nothing if the sheet is full.
    fn next(&mut self) -> Option<(u32, u16)> {
        let at = self.at;
        self.at += 1;
        (self.rows < MOST_ROWS).then_some((self.top + 1 + self.rows, at))
    }

    fn widen(&mut self, column: u16, width: usize) {
        let heading = &mut self.columns[usize::from(column)];
        heading.width = heading.width.max(width.min(WIDEST) + 1);
    }

    /// A cell of text, on one line unless it is very long.
    pub fn text(&mut self, text: &str) -> Result<&mut Self, XlsxError> {
        if let Some((row, column)) = self.next()
            && !text.is_empty()
        {
            let text = plain(text);
            let size = text.chars().count();
            self.widen(column, size);
            let shown = cut(&text, LONGEST_CELL);
            self.cut_cells += usize::from(shown.len() < text.len());
            let beside = column > 0 && self.columns[usize::from(column) - 1].numbers;
            let wrapped = &mut self.columns[usize::from(column)].wrapped;
            *wrapped |= size > WIDEST;
            let wrapped = *wrapped;
            let look = match (wrapped, beside) {
                (true, true) => &self.looks.beside_text,
                (true, false) => &self.looks.text,
                (false, true) => &self.looks.beside,
                (false, false) => &self.looks.line,
            };
            if wrapped {
                // Not every program that opens the file makes rows as high as their cells.
                self.lines = self.lines.max(lines(&text, WIDEST));
            }
            self.worksheet
                .write_string_with_format(row, column, shown, look)?;
        }
        Ok(self)
    }

    /// A cell with a whole number.
    pub fn whole(&mut self, value: usize) -> Result<&mut Self, XlsxError> {
        if let Some((row, column)) = self.next() {
            self.columns[usize::from(column)].numbers = true;
            self.worksheet.write_number_with_format(
                row,
                column,
                value as f64,
                &self.looks.whole,
            )?;
        }
        Ok(self)
    }

    /// A cell with a number as this style shows it, with its sign if it is a difference; empty if there is none.
    pub fn number(
        &mut self,
        value: f64,
        style: Style,
        signed: bool,
    ) -> Result<&mut Self, XlsxError> {
        if let Some((row, column)) = self.next()
            && value.is_finite()
        {
            let heading = &mut self.columns[usize::from(column)];
            heading.numbers = true;
            if value.abs() >= 1e6 {
                // Commas, a sign and the sign of money.
                let digits = libm::log10(value.abs()) as usize + 1;
                heading.width = heading.width.max(digits + digits / 3 + 5);
            }
            let known =
                |(s, with_sign, _): &(Style, bool, Format)| *s == style && *with_sign == signed;
            // Most often that of the cell before.
            let last = Some(self.last).filter(|&last| self.numbers.get(last).is_some_and(known));
            let at = last.or_else(|| self.numbers.iter().position(known));
            let at = at.unwrap_or_else(|| {
                let format = self.looks.line.clone();
                let format = format.set_num_format(style.pattern(signed));
                self.numbers.push((style, signed, format));
                self.numbers.len() - 1
            });
            self.last = at;
            self.worksheet
                .write_number_with_format(row, column, value, &self.numbers[at].2)?;
        }
        Ok(self)
    }

    /// A cell with a number as it is; empty if there is none.
    pub fn plain_number(&mut self, value: f64) -> Result<&mut Self, XlsxError> {
        if let Some((row, column)) = self.next()
            && value.is_finite()
        {
            self.columns[usize::from(column)].numbers = true;
            self.worksheet
                .write_number_with_format(row, column, value, &self.looks.line)?;
        }
        Ok(self)
    }

    /// Cells with a number and the ends of its interval.
    pub fn interval(
        &mut self,
        values: [f64; 3],
        style: Style,
        signed: bool,
    ) -> Result<&mut Self, XlsxError> {
        for value in values {
            self.number(value, style, signed)?;
        }
        Ok(self)
    }

    /// A cell with a date; empty if there is none.
    pub fn date(&mut self, date: Option<Date>) -> Result<&mut Self, XlsxError> {
        if let Some((row, column)) = self.next()
            && let Some(date) = date.and_then(excel_date)
        {
            self.widen(column, "30 Nov 2026".len());
            self.worksheet
                .write_datetime_with_format(row, column, &date, &self.looks.date)?;
        }
        Ok(self)
    }

    /// Says that so many of one kind are left out, and which: "Left out: 40 measures that differ nowhere."
    pub fn leave_out(&mut self, number: usize, of: &str, that: &str) {
        let count = words::count(number, of);
        self.omitted = (number > 0).then(|| format!("Left out: {count} that {that}."));
    }

    /// Ends a row.
    pub fn end(&mut self) {
        debug_assert_eq!(usize::from(self.at), self.columns.len(), "{}", self.name);
        self.at = 0;
        let lines = std::mem::replace(&mut self.lines, 1);
        if self.rows < MOST_ROWS {
            if lines > 1 {
                self.high.push((self.top + 1 + self.rows, lines));
            }
            self.rows += 1;
        } else {
            self.left_out += 1;
        }
    }

    /// The rows of the table that are filled: the first and the last, without the header.
    pub fn filled(&self) -> (u32, u32) {
        (self.top + 1, self.top + self.rows)
    }

    /// The sheet, to draw on.
    pub fn worksheet(&mut self) -> &mut Worksheet {
        &mut self.worksheet
    }

    /// The sheet, unless it has no rows; all rows are in `file`.
    pub fn finish(mut self, file: &str) -> Result<Option<Sheet>, XlsxError> {
        let Some(last_column) = u16::try_from(self.columns.len() - 1)
            .ok()
            .filter(|_| self.rows > 0)
        else {
            return Ok(None);
        };
        let cut = self.what_is_cut(file);
        let sheet = &mut self.worksheet;
        sheet.set_name(&self.name)?;
        let table = Table::new()
            .set_name(table_name(&self.name))
            .set_style(TableStyle::Medium2)
            .set_columns(
                &self
                    .columns
                    .iter()
                    .enumerate()
                    .map(|(i, c)| {
                        let side = if c.numbers {
                            FormatAlign::Right
                        } else {
                            FormatAlign::Left
                        };
                        let header = Format::new()
                            .set_bold()
                            .set_font_color(0xFF_FF_FF)
                            .set_background_color(0x12_43_6D)
                            .set_text_wrap()
                            .set_align(FormatAlign::Top)
                            .set_align(side);
                        // As far from the number before it as the cells below.
                        let beside = i > 0 && self.columns[i - 1].numbers && !c.numbers;
                        let header = header.set_indent(u8::from(beside));
                        TableColumn::new()
                            .set_header(&c.text)
                            .set_header_format(header)
                    })
                    .collect::<Vec<_>>(),
            );
        sheet.add_table(self.top, 0, self.top + self.rows, last_column, &table)?;
        let lines = self.columns.iter().map(Heading::lines).max().unwrap_or(1);
        // One more line for the button that filters, where columns are too narrow to have it beside the words.
        let lines = (lines + usize::from(self.slim)).max(2);
        sheet.set_row_height(self.top, lines as f64 * LINE + 2.0)?;
        for (column, heading) in (0..).zip(&self.columns) {
            sheet.set_column_width(column, heading.width as f64)?;
        }
        let width: usize = self.columns.iter().map(|c| c.width).sum();
        let paper = (self.rows > MOST_PRINTED).then(|| {
            format!("On paper are the first {MOST_PRINTED} rows: clear the print area for all.")
        });
        let notes = [Some(self.note.as_str()), cut.as_deref(), paper.as_deref()];
        let notes: Vec<&str> = notes
            .into_iter()
            .flatten()
            .filter(|n| !n.is_empty())
            .collect();
        let note = notes.join(" ");
        let size = TITLE_SIZE / 11.0;
        // A narrow table has its title over the empty columns beside it.
        let more = NARROW.saturating_sub(width).div_ceil(USUAL_WIDTH);
        let (last_column, width) = (last_column + more as u16, width + more * USUAL_WIDTH);
        paragraph(
            sheet,
            0,
            last_column,
            &self.title,
            &self.looks.title,
            width,
            size,
        )?;
        paragraph(sheet, 1, last_column, &note, &self.looks.soft, width, 1.0)?;
        back(sheet, 2, self.looks)?;
        if self.top == TITLE_ROWS {
            sheet.set_freeze_panes(self.top + 1, 0)?;
        }
        for &(row, lines) in &self.high {
            sheet.set_row_height(row, (lines as f64 * LINE).min(HIGHEST))?;
        }
        sheet.set_repeat_rows(self.top, self.top)?;
        if paper.is_some() {
            sheet.set_print_area(0, 0, self.top + MOST_PRINTED, last_column)?;
        }
        for_paper(sheet);
        Ok(Some(Sheet {
            name: self.name,
            about: self.title,
            cut,
            worksheet: self.worksheet,
        }))
    }

    /// What does not fit, in words.
    fn what_is_cut(&self, file: &str) -> Option<String> {
        let rows = (self.left_out > 0).then(|| {
            let all = self.rows as usize + self.left_out;
            format!(
                "These are the first {} of {all} rows; all are in {file}.",
                self.rows
            )
        });
        let cells = (self.cut_cells > 0).then(|| {
            let cells = words::count(self.cut_cells, "cell");
            format!(
                "The text of {cells} is cut, because a cell holds {LONGEST_CELL} characters; all of it is in {file}."
            )
        });
        let omitted = self.omitted.clone();
        let said: Vec<String> = omitted.into_iter().chain(rows).chain(cells).collect();
        (!said.is_empty()).then(|| said.join(" "))
    }
}

/// Rows above a table: its title, its note, the way back, and one free.
const TITLE_ROWS: u32 = 4;

/// The first row below title, note and link.
pub const FIRST_FREE: u32 = TITLE_ROWS;

/// A paragraph over several columns that are so many characters wide together, as high as it needs to be.
pub fn paragraph(
    sheet: &mut Worksheet,
    row: u32,
    last_column: u16,
    text: &str,
    look: &Format,
    width: usize,
    size: f64,
) -> Result<(), XlsxError> {
    let text = cut(&plain(text), LONGEST_CELL);
    if last_column == 0 {
        sheet.write_string_with_format(row, 0, &text, look)?;
    } else {
        sheet.merge_range(row, 0, row, last_column, &text, look)?;
    }
    set_height(sheet, row, &text, width, size)
}

/// A text in one cell of this width, its row as high as it needs to be.
pub fn wrapped(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    look: &Format,
    width: usize,
) -> Result<(), XlsxError> {
    let text = cut(&plain(text), LONGEST_CELL);
    sheet.write_string_with_format(row, column, &text, look)?;
    set_height(sheet, row, &text, width, 1.0)
}

/// Makes a row high enough for a text in letters of this size, over so many characters of the usual one.
fn set_height(
    sheet: &mut Worksheet,
    row: u32,
    text: &str,
    width: usize,
    size: f64,
) -> Result<(), XlsxError> {
    // Letters are a little narrower than digits, by which widths are counted; words that do not fit leave a gap.
    let room = (width as f64 / size).max(1.0);
    let lines = libm::ceil(text.chars().count() as f64 * 1.02 / room).max(1.0);
    sheet.set_row_height(row, (lines * LINE * size + 2.0).min(HIGHEST))?;
    Ok(())
}

/// The way back to the cover.
pub fn back(sheet: &mut Worksheet, row: u32, looks: &Looks) -> Result<(), XlsxError> {
    let url = link_to(COVER).set_text("Back to the list of sheets");
    sheet.write_url_with_format(row, 0, url, &looks.link)?;
    Ok(())
}

/// A link to a sheet.
pub fn link_to(name: &str) -> Url {
    Url::new(format!("internal:'{}'!A1", name.replace('\'', "''")))
}

/// Landscape A4, as wide as the paper, with page numbers.
pub fn for_paper(sheet: &mut Worksheet) {
    sheet
        .set_landscape()
        .set_paper_size(PAPER)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_print_fit_to_pages(1, 0)
        .set_screen_gridlines(false)
        .set_footer("&L&A&RPage &P");
}

/// A date of the calendar, if a sheet can hold it: from 1900 on.
pub fn excel_date(date: Date) -> Option<ExcelDateTime> {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, month, day).ok()
}

/// A text of at most so many characters.
///
/// Sheets count in units of UTF-16.
fn cut(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let mut left = most - 1;
    let kept: String = text
        .chars()
        .take_while(|letter| {
            let fits = letter.len_utf16() <= left;
            left = left.saturating_sub(letter.len_utf16());
            fits
        })
        .collect();
    format!("{kept}…")
}

/// A text that can be typed into a filter: with ordinary spaces.
pub fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// A heading that no other column has, in capitals or not.
fn told_apart(columns: &[Heading], text: String) -> String {
    let taken = |text: &str| {
        let same = |c: &Heading| c.text.to_lowercase() == text.to_lowercase();
        text.is_empty() || columns.iter().any(same)
    };
    if !taken(&text) {
        return text;
    }
    let mut others = (2..).map(|n| format!("{text} ({n})").trim().to_owned());
    others
        .find(|other| !taken(other))
        .expect("numbers do not end")
}

/// The name of the table of a sheet, for formulas and other programs: `table_key_measures`.
fn table_name(sheet: &str) -> String {
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let name: String = sheet.chars().map(letter).collect();
    format!("table_{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_letters() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
        // One letter that a sheet counts as two.
        assert_eq!(cut("a😀bc", 4), "a😀…");
        assert_eq!(cut("ab😀", 3), "ab…");
    }

    #[test]
    fn headings_differ() {
        let looks = Looks::new();
        let headings = ["Mean", "mean", "Mean", ""].map(str::to_owned);
        let sheet = Filling::new(&looks, "x", "x", "", headings, 0);
        let headings: Vec<&str> = sheet.columns.iter().map(|c| c.text.as_str()).collect();
        assert_eq!(headings, ["Mean", "mean (2)", "Mean (3)", "(2)"]);
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let looks = Looks::new();
        let mut sheet = Filling::new(&looks, "x", "x", "", ["a".to_owned()], 0);
        sheet.text(&"long ".repeat(10_000)).unwrap().end();
        for n in 0..MOST_ROWS as usize + 2 {
            sheet.whole(n).unwrap().end();
        }
        let said = sheet.finish("all.csv").unwrap().unwrap().cut.unwrap();
        assert!(
            said.contains("first 250000 of 250003 rows") && said.contains("all.csv"),
            "{said}"
        );
        assert!(said.contains("text of 1 cell is cut"), "{said}");
    }
}
