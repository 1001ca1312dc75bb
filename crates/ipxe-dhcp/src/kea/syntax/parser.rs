//! From tokens to the tree of values (`dhcp4_parser.yy`).
//!
//! Kea's parser is an automaton of bison's. What it expects at a mistake depends on which rules it has already
//! completed by default; where that matters, a comment says so.

use ipxe_diagnostics::{SourceFile, Span, lossy};

use super::expect::{self, Kind};
use super::grammar::{self, MapRule, Shape, Unknown};
use super::keyword::{self, Context, Word};
use super::lexer::{Lexer, Range, Token};
use crate::kea::element::{Element, Map, Spot, Value};
use crate::kea::refusal::{Refusal, Refused};
use crate::{FileId, Files};

/// Values of any kind may be nested so deep; Kea itself has no such limit.
const MAX_DEPTH: u32 = 200;

/// What came of reading a text.
pub(in crate::kea) struct Tree {
    pub(in crate::kea) sources: Vec<SourceFile>,
    /// Warnings, with their places.
    pub(in crate::kea) warnings: Vec<(String, Spot)>,
    /// The `Dhcp4` map.
    pub(in crate::kea) root: Refused<Element>,
}

/// Reads the main file and all that it includes.
pub(in crate::kea) fn read(files: &dyn Files, path: &str) -> Tree {
    let lexer = match Lexer::new(files, path) {
        Ok(lexer) => lexer,
        Err(refusal) => {
            let sources = vec![SourceFile::new(path, Vec::new())];
            return Tree {
                sources,
                warnings: Vec::new(),
                root: Err(refusal),
            };
        }
    };
    let mut parser = Parser {
        lexer,
        ahead: None,
        warnings: Vec::new(),
    };
    let root = parser.file();
    Tree {
        sources: parser.lexer.sources,
        warnings: parser.warnings,
        root,
    }
}

struct Parser<'f> {
    lexer: Lexer<'f>,
    ahead: Option<(Token, Range)>,
    warnings: Vec<(String, Spot)>,
}

impl Parser<'_> {
    /// The next token, which stays. It is read in the context of this moment.
    fn peek(&mut self) -> Refused<&(Token, Range)> {
        let ahead = match self.ahead.take() {
            Some(ahead) => ahead,
            None => self.lexer.next()?,
        };
        Ok(self.ahead.insert(ahead))
    }

    fn take(&mut self) -> Refused<(Token, Range)> {
        match self.ahead.take() {
            Some(ahead) => Ok(ahead),
            None => self.lexer.next(),
        }
    }

    fn unexpected<T>(&mut self, expected: Vec<Kind>) -> Refused<T> {
        let (token, range) = self.take()?;
        Err(self.lexer.error(range, &expect::message(&token, expected)))
    }

    /// The token of that kind.
    fn expect(&mut self, kind: Kind) -> Refused<Range> {
        if Kind::of(&self.peek()?.0) != kind {
            return self.unexpected(vec![kind]);
        }
        Ok(self.take()?.1)
    }

    /// Runs `inner` in another context.
    fn within<T>(
        &mut self,
        context: Context,
        inner: impl FnOnce(&mut Self) -> Refused<T>,
    ) -> Refused<T> {
        let outer = std::mem::replace(&mut self.lexer.context, context);
        let result = inner(self)?;
        self.lexer.context = outer;
        Ok(result)
    }

    /// A comma that nothing follows.
    fn warn(&mut self, comma: Range) {
        let shown = self.lexer.show(comma);
        let text = "Extraneous comma. A piece of configuration may have been omitted.";
        self.warnings.push((format!("{shown}: {text}"), comma.spot));
    }

    /// The whole text.
    fn file(&mut self) -> Refused<Element> {
        self.lexer.context = Context::Top;
        self.expect(Kind::OpenCurly)?;
        let dhcp4: Vec<Kind> = Kind::word("Dhcp4").into_iter().collect();
        let Token::Word(_) = self.peek()?.0 else {
            return self.unexpected(dhcp4);
        };
        let name = self.take()?.1;
        let root = self.named_map(Context::Dhcp4, &grammar::DHCP4, name)?;
        loop {
            match self.peek()?.0 {
                Token::Comma => {
                    let comma = self.take()?.1;
                    self.warn(comma);
                }
                Token::CloseCurly => break,
                _ => return self.unexpected(vec![Kind::Comma, Kind::CloseCurly]),
            }
        }
        self.take()?;
        self.expect(Kind::End)?;
        Ok(root)
    }

    /// A map that has a name: everything after the name.
    fn named_map(
        &mut self,
        context: Context,
        rule: &'static MapRule,
        name: Range,
    ) -> Refused<Element> {
        self.within(context, |parser| {
            parser.expect(Kind::Colon)?;
            let open = parser.expect(Kind::OpenCurly)?;
            let mut map = Map::default();
            let close = parser.entries(rule, &mut map)?;
            parser.require(rule, &map, name.spot, open, close)?;
            let span = cover(name.spot, close.spot.file, close.spot.span);
            Ok(Element {
                value: Value::Map(map),
                spot: name.spot,
                span,
            })
        })
    }

    /// `Parser4Context::require`.
    fn require(
        &self,
        rule: &MapRule,
        map: &Map,
        spot: Spot,
        open: Range,
        close: Range,
    ) -> Refused<()> {
        let Some(missing) = rule.required.iter().find(|name| map.get(name).is_none()) else {
            return Ok(());
        };
        let message = format!(
            "missing parameter '{missing}' ({}) [{} map between {} and {}]",
            self.lexer.position(spot),
            self.lexer.context.name(),
            self.lexer.position_now(open.spot),
            self.lexer.position_now(close.spot)
        );
        Err(Refusal::at(message, spot))
    }

    /// The entries of a map up to its end.
    fn entries(&mut self, rule: &'static MapRule, map: &mut Map) -> Refused<Range> {
        let mut first = true;
        loop {
            if self.at_entry(rule, first)? {
                self.entry(rule, map)?;
            } else if first && !rule.may_be_empty {
                let mut expected: Vec<Kind> = rule.words().filter_map(Kind::word).collect();
                if rule.unknown != Unknown::Syntax {
                    expected.push(Kind::Text);
                }
                return self.unexpected(expected);
            }
            let empty = first && map.len() == 0;
            first = false;
            loop {
                match self.peek()?.0 {
                    Token::CloseCurly => return Ok(self.take()?.1),
                    Token::Comma if !empty && !rule.single => {
                        let comma = self.take()?.1;
                        if self.at_entry(rule, false)? {
                            break;
                        }
                        self.warn(comma);
                    }
                    // A map that may be empty is complete before the mistake is seen.
                    _ if rule.may_be_empty || rule.single => {
                        return self.unexpected(vec![Kind::CloseCurly]);
                    }
                    _ => return self.unexpected(vec![Kind::Comma, Kind::CloseCurly]),
                }
            }
        }
    }

    fn at_entry(&mut self, rule: &MapRule, first: bool) -> Refused<bool> {
        Ok(match &self.peek()?.0 {
            Token::Word(word) => rule.shape(word.name()).is_some(),
            Token::Text(_) => match rule.unknown {
                Unknown::Named | Unknown::Kept => true,
                Unknown::NamedFirst => first,
                Unknown::Syntax => false,
            },
            _ => false,
        })
    }

    fn entry(&mut self, rule: &'static MapRule, map: &mut Map) -> Refused<()> {
        let (token, name) = self.take()?;
        match token {
            Token::Word(word) => {
                let shape = rule.shape(word.name()).unwrap_or(Shape::Free);
                self.known(word, shape, name, map)
            }
            Token::Text(text) if rule.unknown == Unknown::Kept => {
                self.unique(map, &text, name.spot)?;
                let value = self.within(Context::None, |parser| {
                    parser.expect(Kind::Colon)?;
                    parser.value(0)
                })?;
                map.set(&text, value);
                Ok(())
            }
            Token::Text(text) => {
                self.expect(Kind::Colon)?;
                let context = self.lexer.context;
                let message = format!(
                    "got unexpected keyword \"{}\" in {} map.",
                    lossy(&text),
                    context.name()
                );
                let refusal = self.lexer.error(name, &message);
                Err(match advise(&text, rule, context) {
                    Some(help) => refusal.help(help),
                    None => refusal,
                })
            }
            _ => Ok(()),
        }
    }

    /// `Parser4Context::unique`.
    fn unique(&self, map: &Map, name: &[u8], spot: Spot) -> Refused<()> {
        let Some(old) = map.get_bytes(name) else {
            return Ok(());
        };
        let place = match self.lexer.context {
            Context::None => "JSON",
            context => context.name(),
        };
        let message = format!(
            "{}: duplicate {} entries in {place} map (previous at {})",
            self.lexer.position_now(spot),
            lossy(name),
            self.lexer.position(old.spot)
        );
        Err(Refusal::at(message, spot))
    }

    /// The value of a word that the map knows.
    fn known(&mut self, word: Word, shape: Shape, name: Range, map: &mut Map) -> Refused<()> {
        let key = word.name().as_bytes();
        let late = matches!(shape, Shape::Integer | Shape::Boolean | Shape::Real);
        let own = matches!(
            shape,
            Shape::UserContext | Shape::Comment | Shape::ReplaceName
        );
        if !late && !own {
            self.unique(map, key, name.spot)?;
        }
        let mut element = match shape {
            Shape::Integer => self.scalar(Kind::Integer)?,
            Shape::Boolean => self.scalar(Kind::Boolean)?,
            Shape::Real => self.scalar(Kind::Real)?,
            Shape::Text => self.within(Context::None, |parser| parser.scalar(Kind::Text))?,
            Shape::LeaseChecks => self.lease_checks()?,
            Shape::Words(context, words) => {
                self.within(context, |parser| parser.one_of(words, false))?
            }
            Shape::ReplaceName => {
                let outer = std::mem::replace(&mut self.lexer.context, Context::ReplaceName);
                self.unique(map, key, name.spot)?;
                let words = ["when-present", "never", "always", "when-not-present"];
                let element = self.one_of(&words.map(|word| (word, word)), true)?;
                self.lexer.context = outer;
                element
            }
            Shape::Texts => self.within(Context::None, |parser| parser.texts(name))?,
            Shape::Identifiers => {
                self.within(Context::HostIdentifiers, |parser| parser.identifiers(name))?
            }
            Shape::Map(context, rule) => self.named_map(context, rule, name)?,
            Shape::List(context, rule, may_be_empty) => {
                self.within(context, |parser| parser.maps(rule, may_be_empty, name))?
            }
            Shape::Free => self.within(Context::None, |parser| {
                parser.expect(Kind::Colon)?;
                parser.free_map(0)
            })?,
            Shape::UserContext => return self.user_context(name, map),
            Shape::Comment => return self.comment(name, map),
        };
        if late {
            self.unique(map, key, name.spot)?;
        }
        element.span = cover(name.spot, element.spot.file, element.span);
        map.set(key, element);
        Ok(())
    }

    /// A colon and one simple value.
    fn scalar(&mut self, kind: Kind) -> Refused<Element> {
        self.expect(Kind::Colon)?;
        if Kind::of(&self.peek()?.0) != kind {
            return self.unexpected(vec![kind]);
        }
        let (token, range) = self.take()?;
        Ok(simple(token, range))
    }

    /// A colon and one of some words.
    fn one_of(
        &mut self,
        words: &[(&'static str, &'static str)],
        boolean: bool,
    ) -> Refused<Element> {
        self.expect(Kind::Colon)?;
        let (token, range) = self.peek()?;
        let (token, range) = (token.clone(), *range);
        if let Token::Word(word) = token
            && let Some((_, value)) = words.iter().find(|(name, _)| *name == word.name())
        {
            self.take()?;
            let value = Value::Text(value.as_bytes().into());
            return Ok(Element {
                value,
                spot: range.spot,
                span: range.spot.span,
            });
        }
        if boolean && matches!(token, Token::Boolean(_)) {
            let message = "boolean values for the replace-client-name are no longer supported";
            return Err(self.lexer.error(range, message));
        }
        let mut expected: Vec<Kind> = words
            .iter()
            .filter_map(|(name, _)| Kind::word(name))
            .collect();
        expected.extend(boolean.then_some(Kind::Boolean));
        self.unexpected(expected)
    }

    fn lease_checks(&mut self) -> Refused<Element> {
        self.within(Context::None, |parser| {
            let element = parser.scalar(Kind::Text)?;
            let text = element.text().unwrap_or_default();
            if [&b"none"[..], b"warn", b"fix", b"fix-del", b"del"].contains(&text) {
                return Ok(element);
            }
            let message = format!(
                "Unsupported 'lease-checks value: {}, supported values are: none, warn, fix, fix-del, del",
                lossy(text)
            );
            let end = (element.spot.line, element.spot.column + element.span.len());
            Err(parser.lexer.error(Range { spot: element.spot, end }, &message))
        })
    }

    /// A colon and a list of texts.
    fn texts(&mut self, name: Range) -> Refused<Element> {
        self.expect(Kind::Colon)?;
        self.expect(Kind::OpenSquare)?;
        let item = |parser: &mut Self| {
            if !matches!(parser.peek()?.0, Token::Text(_)) {
                return Ok(None);
            }
            let (token, range) = parser.take()?;
            Ok(Some(simple(token, range)))
        };
        self.items(name.spot, true, Vec::new(), item)
    }

    /// A colon and a list of kinds of identifiers.
    fn identifiers(&mut self, name: Range) -> Refused<Element> {
        const KINDS: [&str; 5] = ["duid", "hw-address", "circuit-id", "client-id", "flex-id"];
        self.expect(Kind::Colon)?;
        self.expect(Kind::OpenSquare)?;
        let item = |parser: &mut Self| {
            let Token::Word(word) = parser.peek()?.0 else {
                return Ok(None);
            };
            if !KINDS.contains(&word.name()) {
                return Ok(None);
            }
            let range = parser.take()?.1;
            let value = Value::Text(word.name().as_bytes().into());
            Ok(Some(Element {
                value,
                spot: range.spot,
                span: range.spot.span,
            }))
        };
        let expected = KINDS.iter().filter_map(|name| Kind::word(name)).collect();
        self.items(name.spot, false, expected, item)
    }

    /// A colon and a list of maps.
    fn maps(
        &mut self,
        rule: &'static MapRule,
        may_be_empty: bool,
        name: Range,
    ) -> Refused<Element> {
        self.expect(Kind::Colon)?;
        self.expect(Kind::OpenSquare)?;
        let item = |parser: &mut Self| {
            if parser.peek()?.0 != Token::OpenCurly {
                return Ok(None);
            }
            let open = parser.take()?.1;
            let mut map = Map::default();
            let close = parser.entries(rule, &mut map)?;
            parser.require(rule, &map, open.spot, open, close)?;
            let span = cover(open.spot, close.spot.file, close.spot.span);
            Ok(Some(Element {
                value: Value::Map(map),
                spot: open.spot,
                span,
            }))
        };
        self.items(name.spot, may_be_empty, vec![Kind::OpenCurly], item)
    }

    /// The items of a list up to its end.
    fn items(
        &mut self,
        spot: Spot,
        may_be_empty: bool,
        expected: Vec<Kind>,
        mut item: impl FnMut(&mut Self) -> Refused<Option<Element>>,
    ) -> Refused<Element> {
        let mut list: Vec<Element> = item(self)?.into_iter().collect();
        if list.is_empty() && !may_be_empty {
            return self.unexpected(expected);
        }
        loop {
            match self.peek()?.0 {
                Token::CloseSquare => {
                    let close = self.take()?.1;
                    let span = cover(spot, close.spot.file, close.spot.span);
                    return Ok(Element {
                        value: Value::List(list),
                        spot,
                        span,
                    });
                }
                Token::Comma if !list.is_empty() => {
                    let comma = self.take()?.1;
                    match item(self)? {
                        Some(element) => list.push(element),
                        None => self.warn(comma),
                    }
                }
                // A list that may be empty is complete before the mistake is seen.
                _ if may_be_empty => return self.unexpected(vec![Kind::CloseSquare]),
                _ => return self.unexpected(vec![Kind::Comma, Kind::CloseSquare]),
            }
        }
    }

    fn user_context(&mut self, name: Range, map: &mut Map) -> Refused<()> {
        let mut element = self.within(Context::None, |parser| {
            parser.expect(Kind::Colon)?;
            parser.free_map(0)
        })?;
        if let Some(old) = map.get("user-context") {
            let comment = old
                .get("comment")
                .filter(|_| old.map().is_some_and(|map| map.len() == 1));
            let Some(comment) = comment else {
                let previous = self.lexer.position(old.spot);
                let message = format!("duplicate user-context entries (previous at {previous})");
                return Err(self.lexer.error(name, &message));
            };
            if let Value::Map(inner) = &mut element.value {
                inner.set(b"comment", comment.clone());
            }
        }
        map.set(b"user-context", element);
        Ok(())
    }

    fn comment(&mut self, name: Range, map: &mut Map) -> Refused<()> {
        let comment = self.within(Context::None, |parser| parser.scalar(Kind::Text))?;
        let mut inner = Map::default();
        if let Some(old) = map.get("user-context") {
            if old.get("comment").is_some() {
                let previous = self.lexer.position(old.spot);
                let message =
                    format!("duplicate user-context/comment entries (previous at {previous})");
                return Err(self.lexer.error(name, &message));
            }
            inner = old.map().cloned().unwrap_or_default();
        }
        let span = cover(name.spot, comment.spot.file, comment.span);
        inner.set(b"comment", comment);
        map.set(
            b"user-context",
            Element {
                value: Value::Map(inner),
                spot: name.spot,
                span,
            },
        );
        Ok(())
    }

    /// A map of anything.
    fn free_map(&mut self, depth: u32) -> Refused<Element> {
        let open = self.expect(Kind::OpenCurly)?;
        self.limit(depth, open)?;
        let mut map = Map::default();
        let mut any = false;
        loop {
            if matches!(self.peek()?.0, Token::Text(_)) {
                let (token, name) = self.take()?;
                let Token::Text(key) = token else { continue };
                self.expect(Kind::Colon)?;
                let mut value = self.value(depth + 1)?;
                self.unique(&map, &key, name.spot)?;
                value.span = cover(name.spot, value.spot.file, value.span);
                map.set(&key, value);
                any = true;
            }
            loop {
                match self.peek()?.0 {
                    Token::CloseCurly => {
                        let close = self.take()?.1;
                        let span = cover(open.spot, close.spot.file, close.spot.span);
                        return Ok(Element {
                            value: Value::Map(map),
                            spot: open.spot,
                            span,
                        });
                    }
                    Token::Comma if any => {
                        let comma = self.take()?.1;
                        if matches!(self.peek()?.0, Token::Text(_)) {
                            break;
                        }
                        self.warn(comma);
                    }
                    _ => return self.unexpected(vec![Kind::CloseCurly]),
                }
            }
        }
    }

    fn limit(&self, depth: u32, open: Range) -> Refused<()> {
        if depth < MAX_DEPTH {
            return Ok(());
        }
        Err(self.lexer.error(open, "values are nested too deep"))
    }

    /// Anything.
    fn value(&mut self, depth: u32) -> Refused<Element> {
        let (token, range) = self.peek()?;
        let range = *range;
        match token {
            Token::OpenCurly => self.free_map(depth),
            Token::OpenSquare => {
                self.take()?;
                self.limit(depth, range)?;
                let item = |parser: &mut Self| {
                    let starts = !matches!(
                        parser.peek()?.0,
                        Token::End
                            | Token::Comma
                            | Token::Colon
                            | Token::CloseSquare
                            | Token::CloseCurly
                            | Token::Word(_)
                    );
                    if starts {
                        parser.value(depth + 1).map(Some)
                    } else {
                        Ok(None)
                    }
                };
                self.items(range.spot, true, Vec::new(), item)
            }
            Token::Null
            | Token::Text(_)
            | Token::Integer(_)
            | Token::Real(_)
            | Token::Boolean(_) => {
                let (token, range) = self.take()?;
                Ok(simple(token, range))
            }
            _ => {
                let expected = vec![
                    Kind::OpenSquare,
                    Kind::OpenCurly,
                    Kind::Null,
                    Kind::Text,
                    Kind::Integer,
                    Kind::Real,
                    Kind::Boolean,
                ];
                self.unexpected(expected)
            }
        }
    }
}

/// The bytes from a place on to others, as far as they are in the same file.
fn cover(start: Spot, file: FileId, end: Span) -> Span {
    if start.file == file {
        start.span.to(end)
    } else {
        start.span
    }
}

/// A value of one token.
fn simple(token: Token, range: Range) -> Element {
    let value = match token {
        Token::Text(text) => Value::Text(text),
        Token::Integer(integer) => Value::Integer(integer),
        Token::Real(real) => Value::Real(real),
        Token::Boolean(boolean) => Value::Boolean(boolean),
        _ => Value::Null,
    };
    Element {
        value,
        spot: range.spot,
        span: range.spot.span,
    }
}

/// What to do about a word that the map does not know.
fn advise(text: &[u8], rule: &MapRule, context: Context) -> Option<String> {
    let text = lossy(text);
    let near = |name: &&str| distance(name, &text) <= 2;
    if let Some(name) = rule
        .words()
        .filter(near)
        .min_by_key(|name| distance(name, &text))
    {
        return Some(format!("did you mean `{name}`?"));
    }
    let elsewhere = keyword::word(&text).is_some();
    elsewhere.then(|| format!("`{text}` belongs elsewhere, not into {}", context.name()))
}

/// How many letters are to be changed, added or taken away.
fn distance(one: &str, other: &str) -> usize {
    const LONGEST: usize = 64;
    if one.len().max(other.len()) > LONGEST {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.bytes().enumerate() {
        let mut before = std::mem::replace(&mut row[0], at + 1);
        for (column, known) in other.bytes().enumerate() {
            let change = before + usize::from(!letter.eq_ignore_ascii_case(&known));
            before = row[column + 1];
            row[column + 1] = change.min(before + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}
