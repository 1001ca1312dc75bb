//! Reads a grammar in ISO 14977 EBNF and matches bytes against it.
//!
//! A match is a set of ends: all offsets at which an expression that begins at some
//! offset may stop. That needs no backtracking and no cleverness.

use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone)]
enum Expr {
    Any(Vec<Expr>),
    All(Vec<Expr>),
    Repeat(Box<Expr>),
    Optional(Box<Expr>),
    Except(Box<Expr>, Box<Expr>),
    Text(Vec<u8>),
    Bytes(u8, u8),
    Name(String),
}

/// A grammar by the names of its rules.
pub struct Grammar {
    rules: BTreeMap<String, Expr>,
}

impl Grammar {
    pub fn read(text: &str) -> Self {
        let tokens = tokens(text);
        let mut rules = BTreeMap::new();
        let mut at = 0;
        while at < tokens.len() {
            let name = tokens[at].clone();
            assert_eq!(tokens[at + 1], "=", "after {name}");
            at += 2;
            let expr = choice(&tokens, &mut at);
            assert_eq!(tokens[at], ";", "after the rule {name}");
            at += 1;
            assert!(
                rules.insert(name.clone(), expr).is_none(),
                "{name} is defined twice"
            );
        }
        Self { rules }
    }

    pub fn defines(&self, name: &str) -> bool {
        self.rules.contains_key(name)
    }

    /// Names that are used but not defined.
    pub fn undefined(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut open: Vec<&Expr> = self.rules.values().collect();
        while let Some(expr) = open.pop() {
            match expr {
                Expr::Any(list) | Expr::All(list) => open.extend(list),
                Expr::Repeat(inner) | Expr::Optional(inner) => open.push(inner),
                Expr::Except(first, second) => open.extend([&**first, &**second]),
                Expr::Name(name) if !self.defines(name) => names.push(name.clone()),
                Expr::Name(_) | Expr::Text(_) | Expr::Bytes(..) => {}
            }
        }
        names
    }

    /// The furthest end of a match of `rule` that begins at `at`.
    pub fn longest(&self, rule: &str, input: &[u8], at: usize) -> Option<usize> {
        self.ends(&Expr::Name(rule.to_owned()), input, at)
            .last()
            .copied()
    }

    /// True where `rule` matches all of `input`.
    pub fn matches(&self, rule: &str, input: &[u8]) -> bool {
        self.ends(&Expr::Name(rule.to_owned()), input, 0)
            .contains(&input.len())
    }

    fn ends(&self, expr: &Expr, input: &[u8], at: usize) -> BTreeSet<usize> {
        match expr {
            Expr::Any(list) => list
                .iter()
                .flat_map(|part| self.ends(part, input, at))
                .collect(),
            Expr::All(list) => list.iter().fold(BTreeSet::from([at]), |ends, part| {
                ends.into_iter()
                    .flat_map(|end| self.ends(part, input, end))
                    .collect()
            }),
            Expr::Optional(inner) => {
                let mut ends = self.ends(inner, input, at);
                ends.insert(at);
                ends
            }
            Expr::Repeat(inner) => {
                let mut ends = BTreeSet::from([at]);
                let mut open = vec![at];
                while let Some(from) = open.pop() {
                    open.extend(
                        self.ends(inner, input, from)
                            .into_iter()
                            .filter(|end| ends.insert(*end)),
                    );
                }
                ends
            }
            Expr::Except(first, second) => {
                let not = self.ends(second, input, at);
                self.ends(first, input, at)
                    .difference(&not)
                    .copied()
                    .collect()
            }
            Expr::Text(text) => input[at..]
                .starts_with(text)
                .then_some(at + text.len())
                .into_iter()
                .collect(),
            Expr::Bytes(low, high) => {
                let found = input
                    .get(at)
                    .is_some_and(|byte| (*low..=*high).contains(byte));
                found.then_some(at + 1).into_iter().collect()
            }
            Expr::Name(name) => self.ends(&self.rules[name], input, at),
        }
    }
}

/// Names, `"texts"` (with their first quote), `?specials` and single punctuation marks.
fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, end) = if rest.starts_with("(*") {
            (None, rest.find("*)").expect("comments end") + 2)
        } else if first == '"' {
            let end = rest[1..].find('"').expect("texts end") + 1;
            (Some(rest[..end].to_owned()), end + 1)
        } else if first == '?' {
            let end = rest[1..].find('?').expect("specials end") + 1;
            (Some(rest[..end].trim_end().to_owned()), end + 1)
        } else if first.is_alphabetic() {
            let end = rest
                .find(|c: char| !c.is_alphanumeric() && c != ' ' && c != '\n')
                .unwrap_or(rest.len());
            (
                Some(rest[..end].split_whitespace().collect::<Vec<_>>().join(" ")),
                end,
            )
        } else {
            (Some(first.to_string()), 1)
        };
        found.extend(token);
        rest = rest[end..].trim_start();
    }
    found
}

fn choice(tokens: &[String], at: &mut usize) -> Expr {
    let mut list = vec![sequence(tokens, at)];
    while tokens[*at] == "|" {
        *at += 1;
        list.push(sequence(tokens, at));
    }
    if list.len() == 1 {
        list.remove(0)
    } else {
        Expr::Any(list)
    }
}

fn sequence(tokens: &[String], at: &mut usize) -> Expr {
    let mut list = vec![exception(tokens, at)];
    while tokens[*at] == "," {
        *at += 1;
        list.push(exception(tokens, at));
    }
    if list.len() == 1 {
        list.remove(0)
    } else {
        Expr::All(list)
    }
}

fn exception(tokens: &[String], at: &mut usize) -> Expr {
    let first = primary(tokens, at);
    if tokens[*at] != "-" {
        return first;
    }
    *at += 1;
    Expr::Except(Box::new(first), Box::new(primary(tokens, at)))
}

fn primary(tokens: &[String], at: &mut usize) -> Expr {
    let token = &tokens[*at];
    *at += 1;
    let mut inner = |close: &str| {
        let inner = choice(tokens, at);
        assert_eq!(tokens[*at], close);
        *at += 1;
        Box::new(inner)
    };
    match token.as_str() {
        "{" => Expr::Repeat(inner("}")),
        "[" => Expr::Optional(inner("]")),
        "(" => *inner(")"),
        text if text.starts_with('"') => Expr::Text(text.as_bytes()[1..].to_vec()),
        special if special.starts_with('?') => bytes(special[1..].trim()),
        name => Expr::Name(name.to_owned()),
    }
}

/// `byte 0x0A`, `bytes 0x09 to 0x0D`, `any byte`.
fn bytes(special: &str) -> Expr {
    let numbers: Vec<u8> = special
        .split(' ')
        .filter_map(|word| u8::from_str_radix(word.strip_prefix("0x")?, 16).ok())
        .collect();
    match numbers.as_slice() {
        [] => {
            assert_eq!(special, "any byte");
            Expr::Bytes(0, 255)
        }
        [one] => Expr::Bytes(*one, *one),
        [low, high] => Expr::Bytes(*low, *high),
        _ => panic!("{special}"),
    }
}
