//! The grammar that is written down for people says what the parser does, on every script of the corpus.

mod ebnf;

use std::path::{Path, PathBuf};

use ebnf::Grammar;
use ipxe_syntax::{Script, TokenKind, parse};

fn grammar() -> Grammar {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../grammar/script.ebnf");
    Grammar::read(&std::fs::read_to_string(file).expect("the grammar is there"))
}

fn scripts(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            scripts(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "ipxe") {
            found.push(path);
        }
    }
}

/// Lines as the first part of the grammar reads them: the longest `logical line`, then `newline`.
fn check_lines(grammar: &Grammar, script: &Script<'_>, name: &str) {
    let mut at = 0;
    for line in script.lines() {
        let span = line.span();
        assert_eq!(at, span.start as usize, "{name}");
        let end = grammar
            .longest("logical line", script.source(), at)
            .expect("every line matches");
        at = grammar
            .longest("newline", script.source(), end)
            .unwrap_or(end);
        assert_eq!(at, span.end as usize, "{name}: line at {}", span.start);
    }
}

/// Words as the second part reads them, from the text of a logical line.
fn read_words(grammar: &Grammar, text: &[u8]) -> (Option<Vec<u8>>, Vec<Vec<u8>>, bool) {
    let skip = |at| grammar.longest("blanks", text, at).unwrap_or(at);
    let mut at = skip(0);
    let label = grammar.longest("label", text, at).map(|end| {
        let label = text[at + 1..end].to_vec();
        at = skip(end);
        label
    });
    let mut words = Vec::new();
    while at < text.len() {
        if grammar.longest("comment", text, at).is_some() {
            return (label, words, true);
        }
        let Some(end) = grammar.longest("word", text, at) else {
            break;
        };
        words.push(text[at..end].to_vec());
        at = skip(end);
    }
    (label, words, false)
}

fn check_words(grammar: &Grammar, script: &Script<'_>, name: &str) {
    for line in script.lines() {
        let mut text = script
            .splices()
            .text(script.source(), line.span())
            .into_owned();
        if text.last() == Some(&b'\n') {
            text.pop();
        }
        let (label, words, comment) = read_words(grammar, &text);
        assert_eq!(
            line.label().map(|label| label.name().to_vec()),
            label,
            "{name}"
        );
        assert_eq!(
            line.comment().is_some(),
            comment,
            "{name}: line {}",
            line.index()
        );
        let parsed: Vec<Vec<u8>> = line
            .tokens()
            .filter(|&token| {
                let kind = script.tokens()[token as usize].kind;
                kind.is_word() || kind.is_operator()
            })
            .map(|token| {
                script
                    .splices()
                    .text(script.source(), script.token_span(token))
                    .into_owned()
            })
            .skip(usize::from(label.is_some()))
            .collect();
        assert_eq!(parsed, words, "{name}: line {}", line.index());
        let operators = words
            .iter()
            .filter(|word| grammar.matches("operator", word))
            .count();
        let commands = if words.is_empty() { 0 } else { operators + 1 };
        assert_eq!(
            line.commands().len(),
            commands,
            "{name}: line {}",
            line.index()
        );
        for command in line.commands() {
            for word in command.words() {
                assert!(grammar.matches("argument", word.text()), "{name}");
                check_expansions(grammar, word, name);
            }
        }
    }
}

fn check_expansions(grammar: &Grammar, word: ipxe_syntax::Word<'_>, name: &str) {
    let text = word.text();
    assert!(grammar.matches("expanded word", text), "{name}");
    for expansion in word.expansions().list {
        let inner = &text[expansion.start as usize..expansion.end as usize];
        assert!(grammar.matches("expansion", inner), "{name}");
        if !expansion.nested {
            assert!(grammar.matches("setting", expansion.name(text)), "{name}");
        }
    }
}

#[test]
fn the_grammar_agrees_with_the_parser_on_the_corpus() {
    let grammar = grammar();
    let mut found = Vec::new();
    scripts(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus"),
        &mut found,
    );
    assert!(found.len() > 100, "the corpus is there");
    for path in found {
        let source = std::fs::read(&path).expect("readable");
        let script = parse(&source);
        let name = path.display().to_string();
        check_lines(&grammar, &script, &name);
        check_words(&grammar, &script, &name);
        let is_script = grammar.matches("script file", &source);
        assert_eq!(is_script, script.magic().is_script(), "{name}");
    }
}

#[test]
fn every_name_of_the_grammar_is_defined() {
    assert_eq!(grammar().undefined(), Vec::<String>::new());
}

#[test]
fn tokens_are_named_in_the_grammar() {
    // Splices and NUL bytes are described in its comments.
    let all = [
        TokenKind::Blank,
        TokenKind::Newline,
        TokenKind::Word,
        TokenKind::Comment,
    ];
    let names = ["blanks", "newline", "word", "comment"];
    let grammar = grammar();
    for (kind, name) in all.iter().zip(names) {
        assert!(grammar.defines(name), "{kind:?}");
    }
}
