//! The one pass over a file that calls the rules' hooks.

use std::collections::HashSet;
use std::ops::Range;

use foldhash::fast::RandomState;
use ipxe_diagnostics::{Diagnostic, Severity, SourceFile};
use ipxe_reference::{COMMANDS, Effect, ValueKind};
use ipxe_syntax::expansion::expansions;
use ipxe_syntax::{Command, Label, Line, Operator, Script, parse};
use memchr::{memchr, memchr_iter};

use crate::file::{FileContext, Served};
use crate::flow::{Flow, Place};
use crate::invocation::{Arg, Expansion, Invocation};
use crate::levels::Levels;
use crate::line_ends;
use crate::refusal::Refusal;
use crate::rule::{Group, Hook, Report, Rule};
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

/// A hook of a rule that is on.
#[derive(Clone, Copy)]
struct On<F> {
    rule: &'static Rule,
    severity: Severity,
    call: F,
}

impl<F> On<F> {
    /// A report for the rule.
    fn report<'r>(&self, findings: &'r mut Vec<Diagnostic>) -> Report<'r> {
        Report {
            rule: self.rule,
            severity: self.severity,
            findings,
        }
    }
}

/// Hooks that are called where one of some bytes stands. There are at most 64 of a kind.
struct ByBytes<F> {
    hooks: Vec<On<F>>,
    /// For each byte, a bit for each hook that wants it.
    bits: [u64; 256],
}

impl<F> Default for ByBytes<F> {
    fn default() -> Self {
        Self {
            hooks: Vec::new(),
            bits: [0; 256],
        }
    }
}

impl<F: Copy> ByBytes<F> {
    fn push(&mut self, bytes: &[u8], hook: On<F>) {
        let bit = 1 << self.hooks.len();
        self.hooks.push(hook);
        for &byte in bytes {
            self.bits[usize::from(byte)] |= bit;
        }
    }

    /// The bits of the hooks that want a byte of `text`.
    fn wanted(&self, text: &[u8]) -> u64 {
        text.iter()
            .fold(0, |bits, &byte| bits | self.bits[usize::from(byte)])
    }

    /// The hooks of these bits.
    fn chosen(&self, mut bits: u64) -> impl Iterator<Item = On<F>> + '_ {
        std::iter::from_fn(move || {
            let next = (bits != 0).then(|| self.hooks[bits.trailing_zeros() as usize]);
            bits &= bits.wrapping_sub(1);
            next
        })
    }
}

/// What is to be called for the commands of one name.
#[derive(Clone, Default)]
struct OfCommand {
    always: Vec<On<CommandHook>>,
    /// The command can have URIs, and some rule wants them.
    uris: bool,
    /// The command runs another one.
    nests: bool,
}

/// The hooks of the rules that are on.
#[derive(Default)]
struct Hooks {
    files: Vec<On<FileHook>>,
    lines: Vec<On<LineHook>>,
    lines_with_operators: Vec<On<LineHook>>,
    labels: Vec<On<LabelHook>>,
    by_command: Vec<OfCommand>,
    unknown_commands: Vec<On<CommandHook>>,
    after_labels: Vec<On<CommandHook>>,
    unreachable: Vec<On<CommandHook>>,
    options: Vec<On<CommandHook>>,
    words: ByBytes<WordHook>,
    expansions: Vec<On<ExpansionHook>>,
    open_expansions: Vec<On<OpenHook>>,
    refusals: Vec<On<RefusalHook>>,
    uris: ByBytes<UriHook>,
    /// The bits of the hooks that are called for all URIs.
    all_uris: u64,
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
            by_command: vec![OfCommand::default(); COMMANDS.len()],
            ..Hooks::default()
        };
        for (index, rule) in RULES.iter().enumerate() {
            let idle = rule.group == Group::Target && options.targets.is_empty();
            let Some(severity) = options.levels.severity(index).filter(|_| !idle) else {
                continue;
            };
            for hook in rule.hooks {
                hooks.register(rule, severity, *hook);
            }
        }
        for command in COMMANDS.iter() {
            let first = command.positional.first();
            let of_command = &mut hooks.by_command[command.id as usize];
            of_command.uris = !hooks.uris.hooks.is_empty() && UriArg::may_have(command);
            of_command.nests = first.is_some_and(|first| first.kind == ValueKind::Command);
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
    fn register(&mut self, rule: &'static Rule, severity: Severity, hook: Hook) {
        /// The hook with its rule.
        fn on<F>(rule: &'static Rule, severity: Severity, call: F) -> On<F> {
            On {
                rule,
                severity,
                call,
            }
        }
        match hook {
            Hook::File(call) => self.files.push(on(rule, severity, call)),
            Hook::Line(call) => self.lines.push(on(rule, severity, call)),
            Hook::LineWithOperators(call) => {
                self.lines_with_operators.push(on(rule, severity, call));
            }
            Hook::Label(call) => self.labels.push(on(rule, severity, call)),
            Hook::UnknownCommand(call) => self.unknown_commands.push(on(rule, severity, call)),
            Hook::CommandAfterLabel(call) => self.after_labels.push(on(rule, severity, call)),
            Hook::Unreachable(call) => self.unreachable.push(on(rule, severity, call)),
            Hook::Options(call) => self.options.push(on(rule, severity, call)),
            Hook::Command(names, call) => {
                for &name in names {
                    let of_command = &mut self.by_command[name as usize];
                    of_command.always.push(on(rule, severity, call));
                }
            }
            Hook::CommandIf(accepts, call) => {
                for command in COMMANDS.iter().filter(|command| accepts(command)) {
                    let of_command = &mut self.by_command[command.id as usize];
                    of_command.always.push(on(rule, severity, call));
                }
            }
            Hook::Word(bytes, call) => self.words.push(bytes, on(rule, severity, call)),
            Hook::Expansion(call) => self.expansions.push(on(rule, severity, call)),
            Hook::OpenExpansion(call) => self.open_expansions.push(on(rule, severity, call)),
            Hook::Refusal(call) => self.refusals.push(on(rule, severity, call)),
            Hook::UriWith(bytes, call) => self.uris.push(bytes, on(rule, severity, call)),
            Hook::Uri(call) => {
                self.all_uris |= 1 << self.uris.hooks.len();
                self.uris.push(&[], on(rule, severity, call));
            }
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
    fn file(&mut self, script: &'a Script<'a>) {
        for hook in &self.checker.hooks.files {
            (hook.call)(self.context, &mut hook.report(&mut self.findings));
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
        for hook in &self.checker.hooks.lines {
            (hook.call)(self.context, line, &mut hook.report(&mut self.findings));
        }
        if line.commands().len() > 1 {
            for hook in &self.checker.hooks.lines_with_operators {
                (hook.call)(self.context, line, &mut hook.report(&mut self.findings));
            }
        }
        if let Some(label) = line.label() {
            for hook in &self.checker.hooks.labels {
                (hook.call)(self.context, label, &mut hook.report(&mut self.findings));
            }
        }
        let file = self.context;
        self.flow
            .line(line.label().is_none() && file.template.is_empty());
        let last_catch = last_catch(line);
        let mut commands = line.commands().enumerate().peekable();
        while let Some((position, command)) = commands.next() {
            let operator = command.operator_kind();
            if command.is_empty() {
                self.flow.pass_empty(operator);
                continue;
            }
            Arg::refill(words, command);
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
        let nests =
            |spec: &ipxe_reference::Command| self.checker.hooks.by_command[spec.id as usize].nests;
        if !invocation.spec.is_some_and(nests) {
            return;
        }
        let mut nested = invocation.nested();
        for _ in 0..MOST_NESTED {
            let Some(inner) = nested else { return };
            self.command_hooks(&inner);
            nested = inner.nested();
        }
    }

    fn command_hooks(&mut self, invocation: &Invocation<'_, 'a>) {
        let hooks = &self.checker.hooks;
        if invocation.place.unreachable.is_some() {
            self.call_all(&hooks.unreachable, invocation);
        }
        if invocation.position == 0 && invocation.line.label().is_some() {
            self.call_all(&hooks.after_labels, invocation);
        }
        let Some(spec) = invocation.spec else {
            return self.call_all(&hooks.unknown_commands, invocation);
        };
        let of_command = &hooks.by_command[spec.id as usize];
        self.call_all(&of_command.always, invocation);
        if !invocation.options.is_empty() {
            self.call_all(&hooks.options, invocation);
        }
        if !hooks.refusals.is_empty()
            && let Some(refusal) = invocation.refusal(self.context)
        {
            for hook in &hooks.refusals {
                let report = &mut hook.report(&mut self.findings);
                (hook.call)(self.context, invocation, &refusal, report);
            }
        }
        if of_command.uris {
            UriArg::each(invocation, |uri| {
                let wanted = hooks.uris.wanted(uri.text()) | hooks.all_uris;
                for hook in hooks.uris.chosen(wanted) {
                    let report = &mut hook.report(&mut self.findings);
                    (hook.call)(self.context, invocation, &uri, report);
                }
            });
        }
    }

    fn call_all(&mut self, hooks: &[On<CommandHook>], invocation: &Invocation<'_, 'a>) {
        for hook in hooks {
            (hook.call)(
                self.context,
                invocation,
                &mut hook.report(&mut self.findings),
            );
        }
    }

    fn word(&mut self, invocation: &Invocation<'_, 'a>, arg: &Arg<'a>) {
        let hooks = &self.checker.hooks;
        let text = arg.text();
        let sole = sole_expansion(arg);
        let wanted = match &sole {
            None => hooks.words.wanted(text),
            // What makes up the expansion itself is of no interest to the hooks for words.
            Some(name) => {
                hooks.words.wanted(&text[..name.start - 2])
                    | hooks.words.wanted(&text[name.clone()])
                    | hooks.words.wanted(&text[name.end + 1..])
            }
        };
        for hook in hooks.words.chosen(wanted) {
            let report = &mut hook.report(&mut self.findings);
            (hook.call)(self.context, invocation, arg, report);
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
            for hook in &hooks.expansions {
                let report = &mut hook.report(&mut self.findings);
                (hook.call)(self.context, &expansion, report);
            }
            if before == self.findings.len() && !key.0.is_empty() {
                self.clean_names.insert(key);
            }
        }
        for open in expansions.unterminated {
            for hook in &hooks.open_expansions {
                let report = &mut hook.report(&mut self.findings);
                (hook.call)(self.context, invocation, arg, open as usize, report);
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
    let mut opens = memchr_iter(b'$', text).filter(|&at| text.get(at + 1) == Some(&b'{'));
    let start = opens.next()? + 2;
    let end = start + memchr(b'}', &text[start..])?;
    let other = |pair: &[u8]| pair == b"${";
    if text[start..end].contains(&b'$') || text[end..].windows(2).any(other) {
        return None;
    }
    Some(start..end)
}

/// Position of the last command of `line` that follows `||` or `;`; 0 if none does.
fn last_catch(line: Line<'_>) -> usize {
    if line.commands().len() < 2 {
        return 0;
    }
    let catches = |command: Command<'_>| {
        matches!(
            command.operator_kind(),
            Some(Operator::Or | Operator::Semicolon)
        )
    };
    line.commands().rposition(catches).unwrap_or(0)
}
