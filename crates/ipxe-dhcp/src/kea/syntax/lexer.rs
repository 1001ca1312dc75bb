//! From bytes to tokens (`dhcp4_lexer.ll`).

use std::sync::Arc;

use ipxe_diagnostics::{SourceFile, Span, lossy};

use super::keyword::{self, Context, Word};
use super::text;
use crate::kea::element::Spot;
use crate::kea::refusal::{Refusal, Refused};
use crate::{FileId, Files};

/// Files may include files this deep.
const MAX_INCLUDES: usize = 10;
/// So many files are read; Kea itself has no such limit.
const MAX_FILES: usize = 10_000;

/// A piece of the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    End,
    Comma,
    Colon,
    OpenSquare,
    CloseSquare,
    OpenCurly,
    CloseCurly,
    Null,
    Word(Word),
    Text(Box<[u8]>),
    Integer(i64),
    Real(f64),
    Boolean(bool),
}

/// Where a token is: the place that messages name, its end, and its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub(super) spot: Spot,
    pub(super) end: (u32, u32),
}

/// What is being read around tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Initial,
    Comment { line: u32 },
    Enter,
    Include,
    Exit,
}

/// A file that is being read.
#[derive(Clone, Debug)]
struct Source {
    file: FileId,
    bytes: Arc<[u8]>,
    at: usize,
    begin: (u32, u32),
    end: (u32, u32),
}

/// The lexer with all files that it opened.
pub(super) struct Lexer<'f> {
    files: &'f dyn Files,
    source: Source,
    outer: Vec<Source>,
    mode: Mode,
    pub(super) context: Context,
    pub(super) sources: Vec<SourceFile>,
}

impl<'f> Lexer<'f> {
    /// Reads the main file (`Parser4Context::parseFile`).
    pub(super) fn new(files: &'f dyn Files, path: &str) -> Refused<Self> {
        let Ok(bytes) = files.read(path) else {
            return Err(Refusal::new(format!("Unable to open file {path}")));
        };
        let source = Source::new(FileId(0), bytes.clone());
        Ok(Self {
            files,
            source,
            outer: Vec::new(),
            mode: Mode::Initial,
            context: Context::None,
            sources: vec![SourceFile::new(path, bytes.to_vec())],
        })
    }

    /// The name of a file.
    pub(super) fn name(&self, file: FileId) -> &str {
        self.sources[file.0 as usize].name()
    }

    /// A place as bison's locations show it, with the name of the file that is being read by now.
    pub(super) fn show(&self, range: Range) -> String {
        let (spot, end) = (range.spot, range.end);
        let name = self.name(self.source.file);
        let last = end.1.saturating_sub(1);
        let start = format!("{name}:{}.{}", spot.line, spot.column);
        if spot.line < end.0 {
            format!("{start}-{}.{last}", end.0)
        } else if spot.column < last {
            format!("{start}-{last}")
        } else {
            start
        }
    }

    /// A place as positions of values show it (`Element::Position`).
    pub(super) fn position(&self, spot: Spot) -> String {
        format!("{}:{}:{}", self.name(spot.file), spot.line, spot.column)
    }

    /// The same, of a token: with the name of the file that is being read by now (`Parser4Context::loc2pos`).
    pub(super) fn position_now(&self, spot: Spot) -> String {
        self.position(Spot {
            file: self.source.file,
            ..spot
        })
    }

    /// A mistake at `range` (`Parser4Context::error`).
    pub(super) fn error(&self, range: Range, message: &str) -> Box<Refusal> {
        Refusal::at(format!("{}: {message}", self.show(range)), range.spot)
    }

    /// The next token (`parser4_lex`).
    pub(super) fn next(&mut self) -> Refused<(Token, Range)> {
        self.source.step();
        loop {
            let rest = &self.source.bytes[self.source.at..];
            let Some(&first) = rest.first() else {
                if let Some(token) = self.end_of_file()? {
                    return Ok((token, self.source.range(0)));
                }
                continue;
            };
            let blanks = rest
                .iter()
                .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
                .count();
            // In a comment a single blank is an ordinary character: the rule for those comes first.
            let least = if matches!(self.mode, Mode::Comment { .. }) {
                2
            } else {
                1
            };
            if blanks >= least {
                self.source.pass(blanks);
                self.source.step();
                continue;
            }
            if first == b'\n' {
                let lines = rest.iter().take_while(|&&byte| byte == b'\n').count();
                self.source.pass(lines);
                self.source.lines(lines);
                continue;
            }
            if let Some(found) = self.step(first)? {
                return Ok(found);
            }
        }
    }

    /// One rule of the lexer that is not about blanks.
    fn step(&mut self, first: u8) -> Refused<Option<(Token, Range)>> {
        let rest = &self.source.bytes[self.source.at..];
        match self.mode {
            Mode::Comment { .. } => {
                let closing = rest.starts_with(b"*/");
                self.source.pass(if closing { 2 } else { 1 });
                if closing {
                    self.mode = Mode::Initial;
                }
                Ok(None)
            }
            Mode::Enter if rest.starts_with(b"include") => {
                self.source.pass(7);
                self.mode = Mode::Include;
                Ok(None)
            }
            Mode::Include => self.directive().map(|()| None),
            Mode::Exit if rest.starts_with(b"?>") => {
                self.source.pass(2);
                self.mode = Mode::Initial;
                Ok(None)
            }
            Mode::Enter | Mode::Exit => Err(self.invalid(first)),
            Mode::Initial => self.initial(first),
        }
    }

    fn initial(&mut self, first: u8) -> Refused<Option<(Token, Range)>> {
        let rest = &self.source.bytes[self.source.at..];
        let to_line_end = || memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        if first == b'#' || rest.starts_with(b"//") {
            let length = to_line_end();
            self.source.pass(length);
            return Ok(None);
        }
        if rest.starts_with(b"/*") {
            self.source.pass(2);
            self.mode = Mode::Comment {
                line: self.source.end.0,
            };
            return Ok(None);
        }
        if rest.starts_with(b"<?") {
            self.source.pass(2);
            self.mode = Mode::Enter;
            return Ok(None);
        }
        let single = match first {
            b',' => Some(Token::Comma),
            b':' => Some(Token::Colon),
            b'[' => Some(Token::OpenSquare),
            b']' => Some(Token::CloseSquare),
            b'{' => Some(Token::OpenCurly),
            b'}' => Some(Token::CloseCurly),
            _ => None,
        };
        if let Some(token) = single {
            self.source.pass(1);
            return Ok(Some((token, self.source.range(1))));
        }
        if first == b'"' {
            return self.string().map(Some);
        }
        self.bare().map(Some)
    }

    /// Numbers and the three words without quotes.
    fn bare(&mut self) -> Refused<(Token, Range)> {
        let bytes = self.source.bytes.clone();
        let rest = &bytes[self.source.at..];
        let first = rest[0];
        for (name, token) in [
            ("true", Token::Boolean(true)),
            ("false", Token::Boolean(false)),
            ("null", Token::Null),
        ] {
            let Some(found) = rest.get(..name.len()) else {
                continue;
            };
            if found.eq_ignore_ascii_case(name.as_bytes()) {
                self.source.pass(name.len());
                let range = self.source.range(name.len());
                if found == name.as_bytes() {
                    return Ok((token, range));
                }
                let message = format!("JSON {name} reserved keyword is lower case only");
                return Err(self.error(range, &message));
            }
        }
        let (whole, real) = (text::integer_length(rest), text::real_length(rest));
        let length = whole.max(real);
        if length == 0 {
            return Err(self.invalid(first));
        }
        self.source.pass(length);
        let range = self.source.range(length);
        let shown = lossy(&rest[..length]);
        if whole >= real {
            let Ok(value) = shown.parse() else {
                let message = format!("Failed to convert {shown} to an integer.");
                return Err(self.error(range, &message));
            };
            return Ok((Token::Integer(value), range));
        }
        match text::real(&shown) {
            Some(value) => Ok((Token::Real(value), range)),
            None => {
                let message = format!("Failed to convert {shown} to a floating point.");
                Err(self.error(range, &message))
            }
        }
    }

    /// A string in double quotes.
    fn string(&mut self) -> Refused<(Token, Range)> {
        let bytes = self.source.bytes.clone();
        let rest = &bytes[self.source.at..];
        let Some((length, rule)) = text::match_string(rest) else {
            return Err(self.invalid(b'"'));
        };
        self.source.pass(length);
        let range = self.source.range(length);
        let raw = &rest[1..length - 1];
        match rule {
            text::Rule::Good => {
                if let Some(word) = keyword::lookup(raw, self.context) {
                    return Ok((Token::Word(word), range));
                }
                match text::decode(raw) {
                    Ok(decoded) => Ok((Token::Text(decoded.into()), range)),
                    Err(at) => {
                        let message = format!("Unsupported unicode escape in \"{}\"", lossy(raw));
                        Err(self.error_near(range, at, &message))
                    }
                }
            }
            rule => {
                let (at, what, tail) = text::complaint(rule, raw);
                let message = format!("{what} in {}{tail}", lossy(&rest[..length]));
                Err(self.error_near(range, at, &message))
            }
        }
    }

    fn error_near(&self, range: Range, at: usize, message: &str) -> Box<Refusal> {
        if at == 0 {
            return self.error(range, message);
        }
        Refusal::at(
            format!("{} (near {at}): {message}", self.show(range)),
            range.spot,
        )
    }

    fn invalid(&mut self, byte: u8) -> Box<Refusal> {
        self.source.pass(1);
        let range = self.source.range(1);
        // The rest of a character of several bytes belongs to it as far as people are concerned.
        let refusal = self.error(range, &format!("Invalid character: {}", lossy(&[byte])));
        let help = match byte {
            b'\'' => "strings are put in double quotes",
            b'a'..=b'z' | b'A'..=b'Z' => "words are put in double quotes",
            b'?' | b'<' => "an include is written `<?include \"FILE\"?>`",
            _ => return refusal,
        };
        refusal.help(help)
    }

    /// The name in an include directive, and the file.
    fn directive(&mut self) -> Refused<()> {
        let bytes = self.source.bytes.clone();
        let rest = &bytes[self.source.at..];
        let name = rest.strip_prefix(b"\"").and_then(|rest| {
            let length = rest.iter().position(|byte| matches!(byte, b'"' | b'\n'))?;
            (length > 0 && rest[length] == b'"').then(|| &rest[..length])
        });
        let Some(name) = name else {
            return Err(self.invalid(rest[0]));
        };
        let length = name.len() + 2;
        self.source.pass(length);
        let spot = self.source.range(length).spot;
        if self.outer.len() > MAX_INCLUDES || self.sources.len() > MAX_FILES {
            return Err(Refusal::near("Too many nested include.", spot));
        }
        let path = lossy(name);
        let Ok(bytes) = self.files.read(&path) else {
            let message = format!("Can't open include file {path}");
            return Err(Refusal::near(message, spot)
                .help("the name is taken as it is: write all of the path"));
        };
        let number = u32::try_from(self.sources.len()).unwrap_or(u32::MAX);
        self.sources.push(SourceFile::new(path, bytes.to_vec()));
        let inner = Source::new(FileId(number), bytes);
        self.outer.push(std::mem::replace(&mut self.source, inner));
        self.mode = Mode::Initial;
        Ok(())
    }

    /// The end of a file: back to the one that included it.
    fn end_of_file(&mut self) -> Refused<Option<Token>> {
        let spot = self.source.range(0).spot;
        match self.mode {
            Mode::Comment { line } => {
                let message = format!("Comment not closed. (/* in line {line}");
                return Err(Refusal::near(message, spot));
            }
            Mode::Enter | Mode::Include | Mode::Exit => {
                return Err(Refusal::near("Directive not closed.", spot));
            }
            Mode::Initial => {}
        }
        let Some(outer) = self.outer.pop() else {
            return Ok(Some(Token::End));
        };
        self.source = outer;
        self.mode = Mode::Exit;
        Ok(None)
    }
}

impl Source {
    const fn new(file: FileId, bytes: Arc<[u8]>) -> Self {
        Self {
            file,
            bytes,
            at: 0,
            begin: (1, 1),
            end: (1, 1),
        }
    }

    /// The next token begins here.
    const fn step(&mut self) {
        self.begin = self.end;
    }

    /// A rule took that many bytes.
    fn pass(&mut self, length: usize) {
        self.at += length;
        self.end.1 = self
            .end
            .1
            .saturating_add(u32::try_from(length).unwrap_or(u32::MAX));
    }

    /// A rule took that many ends of lines.
    fn lines(&mut self, count: usize) {
        self.end = (
            self.end
                .0
                .saturating_add(u32::try_from(count).unwrap_or(u32::MAX)),
            1,
        );
        self.step();
    }

    /// The place of the token of that length that ends here.
    fn range(&self, length: usize) -> Range {
        let end = u32::try_from(self.at).unwrap_or(u32::MAX);
        let start = u32::try_from(self.at - length).unwrap_or(u32::MAX);
        let spot = Spot {
            file: self.file,
            line: self.begin.0,
            column: self.begin.1,
            span: Span::new(start, end),
        };
        Range {
            spot,
            end: self.end,
        }
    }
}
