//! The one pass over a file that calls the rules' hooks.

use std::collections::HashSet;
use std::ops::Range;

use foldhash::fast::RandomState;
use ipxe_diagnostics::{Diagnostic, SourceFile};
use ipxe_reference::{COMMANDS, Effect};
use ipxe_syntax::expansion::expansions;
use ipxe_syntax::{Command, Label, Line, Operator, Script, parse};

use crate::file::{FileContext, Served};
use crate::flow::{Flow, Place};
use crate::invocation::{Arg, Expansion, Invocation};
use crate::levels::Levels;
use crate::line_ends;
use crate::refusal::Refusal;
use crate::rule::{Group, Hook, Report};
use crate::rules::RULES;
use crate::suppression::Suppressions;
use crate::target::Target;
use crate::uri_arg::UriArg;

/// What the user asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which rules are on.
    pub levels: Levels,
    /// Builds that the scripts must run on.
    pub targets: Vec<Target>,
    /// Take files for parts of scripts: no magic is expected.
    pub fragments: bool,
}

type FileHook = fn(&FileContext<'_>, &mut Report<'_>);
type LineHook = fn(&FileContext<'_>, Line<'_>, &mut Report<'_>);
type LabelHook = fn(&FileContext<'_>, Label<'_>, &mut Report<'_>);
type CommandHook = fn(&FileContext<'_>, &Invocation<'_, '_>, &mut Report<'_>);
type WordHook = fn(&FileContext<'_>, &Invocation<'_, '_>, &Arg<'_>, &mut Report<'_>);
type OpenHook = fn(&FileContext<'_>, &Invocation<'_, '_>, &Arg<'_>, usize, &mut Report<'_>);
type RefusalHook = fn(&FileContext<'_>, &Invocation<'_, '_>, &Refusal<'_>, &mut Report<'_>);
type UriHook = fn(&FileContext<'_>, &Invocation<'_, '_>, &UriArg<'_, '_>, &mut Report<'_>);
type ExpansionHook = fn(&FileContext<'_>, &Expansion<'_, '_>, &mut Report<'_>);

/// The hooks of the rules that are on, each with the index of its rule.
#[derive(Default)]
struct Hooks {
    files: Vec<(usize, FileHook)>,
    lines: Vec<(usize, LineHook)>,
    labels: Vec<(usize, LabelHook)>,
    any_command: Vec<(usize, CommandHook)>,
    by_command: Vec<Vec<(usize, CommandHook)>>,
    words: Vec<(usize, WordHook)>,
    /// For each byte, a bit for each word hook that wants it.
    word_bytes: Vec<u64>,
    expansions: Vec<(usize, ExpansionHook)>,
    open_expansions: Vec<(usize, OpenHook)>,
    refusals: Vec<(usize, RefusalHook)>,
    uris: Vec<(usize, UriHook)>,
}

/// How often `time` may stand before `time` for the innermost command to be checked.
const MOST_NESTED: usize = 4;

/// Expansions that are longer name nothing, and nested ones would cost much time.
const LONGEST_NAME: u32 = 1024;

/// Checks files with one set of options.
pub struct Checker {
    options: Options,
    hooks: Hooks,
}

impl Checker {
    /// A checker with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let mut hooks = Hooks {
            by_command: vec![Vec::new(); COMMANDS.len()],
            word_bytes: vec![0; 256],
            ..Hooks::default()
        };
        for (index, rule) in RULES.iter().enumerate() {
            let idle = rule.group == Group::Target && options.targets.is_empty();
            if options.levels.severity(index).is_some() && !idle {
                for hook in rule.hooks {
                    hooks.register(index, *hook);
                }
            }
        }
        Self { options, hooks }
    }

    /// The options.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Checks a script. Findings come in the order of their places.
    #[must_use]
    pub fn check(&self, source: &SourceFile) -> Vec<Diagnostic> {
        self.check_served(source, None)
    }

    /// Checks a script that came from a web server.
    #[must_use]
    pub fn check_served(&self, source: &SourceFile, served: Option<&Served>) -> Vec<Diagnostic> {
        let script = parse(source.bytes());
        let context = FileContext::new(source, &script, served, &self.options);
        let mut walk = Walk {
            checker: self,
            context: &context,
            findings: Vec::new(),
            flow: Flow::default(),
            clean_names: HashSet::default(),
        };
        walk.file(&script);
        let mut findings = walk.findings;
        findings.sort_by(|a, b| {
            (a.span.start, a.span.end, a.code).cmp(&(b.span.start, b.span.end, b.code))
        });
        let mut findings = Suppressions::find(&script).apply(findings, &self.options.levels);
        line_ends::follow(source, &mut findings);
        findings
    }
}

impl Hooks {
    fn register(&mut self, rule: usize, hook: Hook) {
        match hook {
            Hook::File(call) => self.files.push((rule, call)),
            Hook::Line(call) => self.lines.push((rule, call)),
            Hook::Label(call) => self.labels.push((rule, call)),
            Hook::AnyCommand(call) => self.any_command.push((rule, call)),
            Hook::Command(names, call) => {
                for &name in names {
                    self.by_command[name as usize].push((rule, call));
                }
            }
            Hook::CommandIf(accepts, call) => {
                for command in COMMANDS.iter().filter(|command| accepts(command)) {
                    self.by_command[command.id as usize].push((rule, call));
                }
            }
            Hook::Word(bytes, call) => {
                let bit = 1 << self.words.len();
                self.words.push((rule, call));
                for &byte in bytes {
                    self.word_bytes[usize::from(byte)] |= bit;
                }
            }
            Hook::Expansion(call) => self.expansions.push((rule, call)),
            Hook::OpenExpansion(call) => self.open_expansions.push((rule, call)),
            Hook::Refusal(call) => self.refusals.push((rule, call)),
            Hook::Uri(call) => self.uris.push((rule, call)),
        }
    }
}

/// The pass over one file.
struct Walk<'w, 'a> {
    checker: &'w Checker,
    context: &'w FileContext<'a>,
    findings: Vec<Diagnostic>,
    flow: Flow,
    /// Names of settings whose expansion no rule objects to, in tests and elsewhere. The
    /// hooks for expansions look at nothing but that.
    clean_names: HashSet<(&'a [u8], bool), RandomState>,
}

impl<'a> Walk<'_, 'a> {
    /// Calls `hook` with a report for the rule at `index`.
    fn call(&mut self, index: usize, hook: impl FnOnce(&FileContext<'a>, &mut Report<'_>)) {
        let Some(severity) = self.checker.options.levels.severity(index) else {
            return;
        };
        let mut report = Report {
            rule: RULES[index],
            severity,
            findings: &mut self.findings,
        };
        hook(self.context, &mut report);
    }

    fn file(&mut self, script: &'a Script<'a>) {
        for &(rule, hook) in &self.checker.hooks.files {
            self.call(rule, |context, report| hook(context, report));
        }
        let Some(first) = self.context.content.first_line(script.source()) else {
            return;
        };
        let mut words = Vec::new();
        let before = |line: &Line<'_>| line.span().start < first;
        for line in script.lines().skip_while(before) {
            if line.is_dropped() || self.context.is_replaced(line) {
                continue;
            }
            self.line(line, &mut words);
        }
    }

    fn line(&mut self, line: Line<'a>, words: &mut Vec<Arg<'a>>) {
        for &(rule, hook) in &self.checker.hooks.lines {
            self.call(rule, |context, report| hook(context, line, report));
        }
        if let Some(label) = line.label() {
            for &(rule, hook) in &self.checker.hooks.labels {
                self.call(rule, |context, report| hook(context, label, report));
            }
        }
        let file = self.context;
        self.flow
            .line(line.label().is_none() && file.template.is_empty());
        let last_catch = last_catch(line);
        let mut commands = line.commands().enumerate().peekable();
        while let Some((position, command)) = commands.next() {
            let operator = command.operator().map(|(operator, _)| operator);
            if command.is_empty() {
                self.flow.pass_empty(operator);
                continue;
            }
            words.clear();
            words.extend(command.words().map(Arg::new));
            let next = commands.peek().map(|(_, next)| *next);
            let next_operator = next.and_then(|next| next.operator());
            let read = Invocation::read(line, command, position, next_operator, words);
            if let Some(mut invocation) = read {
                invocation.place = Place {
                    last_catch,
                    next_is_empty: next.is_some_and(|next| next.is_empty()),
                    unreachable: self.flow.unreachable(operator),
                };
                self.flow.pass(operator, file, &invocation, next.is_none());
                self.command(&invocation);
                self.word(&invocation, invocation.name);
                for arg in invocation.args {
                    self.word(&invocation, arg);
                }
            }
        }
    }

    fn command(&mut self, invocation: &Invocation<'_, 'a>) {
        self.command_hooks(invocation);
        let mut nested = invocation.nested();
        for _ in 0..MOST_NESTED {
            let Some(inner) = nested else { return };
            self.command_hooks(&inner);
            nested = inner.nested();
        }
    }

    fn command_hooks(&mut self, invocation: &Invocation<'_, 'a>) {
        let hooks = &self.checker.hooks;
        for &(rule, hook) in &hooks.any_command {
            self.call(rule, |context, report| hook(context, invocation, report));
        }
        if let Some(spec) = invocation.spec {
            for &(rule, hook) in &hooks.by_command[spec.id as usize] {
                self.call(rule, |context, report| hook(context, invocation, report));
            }
        }
        if !hooks.refusals.is_empty()
            && let Some(refusal) = invocation.refusal(self.context)
        {
            for &(rule, hook) in &hooks.refusals {
                self.call(rule, |context, report| {
                    hook(context, invocation, &refusal, report)
                });
            }
        }
        if !hooks.uris.is_empty() {
            for uri in UriArg::all(invocation) {
                for &(rule, hook) in &hooks.uris {
                    self.call(rule, |context, report| {
                        hook(context, invocation, &uri, report)
                    });
                }
            }
        }
    }

    fn word(&mut self, invocation: &Invocation<'_, 'a>, arg: &Arg<'a>) {
        let hooks = &self.checker.hooks;
        let text = arg.text();
        let bits = |part: &[u8]| {
            let wants = |bits, &byte: &u8| bits | hooks.word_bytes[usize::from(byte)];
            part.iter().fold(0, wants)
        };
        let sole = sole_expansion(arg);
        let mut wanted = match &sole {
            None => bits(text),
            // What makes up the expansion itself is of no interest to the hooks for words.
            Some(name) => {
                bits(&text[..name.start - 2])
                    | bits(&text[name.clone()])
                    | bits(&text[name.end + 1..])
            }
        };
        while wanted != 0 {
            let (rule, hook) = hooks.words[wanted.trailing_zeros() as usize];
            wanted &= wanted - 1;
            self.call(rule, |context, report| {
                hook(context, invocation, arg, report)
            });
        }
        let clean = sole.is_some_and(|name| {
            self.clean_names
                .contains(&(&text[name], is_test(invocation)))
        });
        if !clean && arg.word().has_dollar_brace() {
            self.expansions(invocation, arg);
        }
    }

    fn expansions(&mut self, invocation: &Invocation<'_, 'a>, arg: &Arg<'a>) {
        let hooks = &self.checker.hooks;
        let expansions = expansions(arg.text());
        let short =
            |found: &ipxe_syntax::expansion::Expansion| found.end - found.start < LONGEST_NAME;
        for found in expansions.list.into_iter().filter(short) {
            let expansion = Expansion {
                invocation,
                arg,
                found,
            };
            let key = (expansion.name(), is_test(invocation));
            if self.clean_names.contains(&key) {
                continue;
            }
            let before = self.findings.len();
            for &(rule, hook) in &hooks.expansions {
                self.call(rule, |context, report| hook(context, &expansion, report));
            }
            if before == self.findings.len() && !key.0.is_empty() {
                self.clean_names.insert(key);
            }
        }
        for open in expansions.unterminated {
            for &(rule, hook) in &hooks.open_expansions {
                self.call(rule, |context, report| {
                    hook(context, invocation, arg, open as usize, report)
                });
            }
        }
    }
}

/// True where the command is a test, in which a setting need not be set.
fn is_test(invocation: &Invocation<'_, '_>) -> bool {
    invocation.spec.is_some_and(|spec| spec.has(Effect::IsTest))
}

/// Where the name is in a word that has one expansion and no other `${`.
fn sole_expansion(arg: &Arg<'_>) -> Option<Range<usize>> {
    if !arg.is_dynamic() {
        return None;
    }
    let text = arg.text();
    let opens = |pair: &[u8]| pair == b"${";
    let start = text.windows(2).position(opens)? + 2;
    let end = start + text[start..].iter().position(|&byte| byte == b'}')?;
    (!text[start..].windows(2).any(opens)).then_some(start..end)
}

/// Position of the last command of `line` that follows `||` or `;`; 0 if none does.
fn last_catch(line: Line<'_>) -> usize {
    let catches = |command: Command<'_>| {
        matches!(
            command.operator(),
            Some((Operator::Or | Operator::Semicolon, _))
        )
    };
    line.commands().rposition(catches).unwrap_or(0)
}
