//! What can stand at the cursor.

use std::collections::BTreeMap;

use ipxe_check::invocation::OptionsEnd;
use ipxe_check::{Arg, Invocation};
use ipxe_diagnostics::{SourceFile, lossy};
use ipxe_reference::getopt::GetoptError;
use ipxe_reference::{
    Argument, BLOCKS, BlockStores, COMMANDS, Effect, KEYS, KnownValues, Release, SCHEMES,
    SETTING_TYPES, SETTINGS, SchemeUse, ValueKind, block, values_of_kind, values_of_setting,
};
use ipxe_settings::NameParts;
use ipxe_syntax::{Span, Word, parse};

use crate::describe;
use crate::names::{Kind, Mention, mentions};

/// What a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProposalKind {
    /// A command.
    Command,
    /// An option.
    Option,
    /// A setting.
    Setting,
    /// A settings block.
    Block,
    /// A type of settings.
    Type,
    /// A label, item, menu, image or parameter list of the script.
    Name,
    /// One of a few values.
    Value,
    /// A scheme of URIs.
    Scheme,
}

/// A text that can stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What is shown, and compared with what was typed.
    pub label: String,
    /// What is put in.
    pub insert: String,
    /// What it is.
    pub kind: ProposalKind,
    /// A few words about it.
    pub detail: String,
    /// An explanation, in Markdown; empty if there is none.
    pub documentation: String,
}

/// What can stand at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What a proposal replaces: what was typed of it.
    pub span: Span,
    /// The proposals, each once. The editor leaves out those that do not fit what was typed.
    pub proposals: Vec<Proposal>,
}

/// What can stand at `offset`.
#[must_use]
pub fn complete(source: &SourceFile, offset: u32) -> Option<Completion> {
    let offset = (offset as usize).min(source.bytes().len());
    let before = &source.bytes()[..offset];
    let script = parse(before);
    let line = script.lines().next_back()?;
    let is_open = !before.is_empty() && before.last() != Some(&b'\n') || line.is_dropped();
    if !is_open || line.comment().is_some() || line.ignored().is_some() {
        let empty = line.comment().is_none() && line.ignored().is_none();
        let fresh = before.last().is_none_or(|&byte| byte == b'\n');
        return (fresh || empty).then(|| commands_at(offset));
    }
    let (position, command) = match line.commands().enumerate().next_back() {
        Some(last) => last,
        // A blank line; where a label ends at the cursor there is nothing to propose.
        None => {
            let label = line
                .label()
                .is_some_and(|label| label.span().end as usize == offset);
            return (!label).then(|| commands_at(offset));
        }
    };
    let mut words: Vec<Word<'_>> = command.words().collect();
    let ends_here = words
        .last()
        .is_some_and(|word| word.span().end as usize == offset);
    let typed = if ends_here { words.pop() } else { None };
    let text = typed.map_or(&[][..], |word| word.text());
    let mut finder = Finder {
        source,
        cursor: offset as u32,
        found: BTreeMap::new(),
    };
    let at = Typed {
        word: typed,
        text,
        offset,
    };
    if let Some(&open) = typed
        .and_then(|word| word.expansions().unterminated.last().copied())
        .as_ref()
    {
        let start = open as usize + 2;
        let from = finder.setting(&text[start..], true);
        return Some(finder.finish(at.span(start + from)));
    }
    let args: Vec<Arg<'_>> = words.into_iter().map(Arg::new).collect();
    let mut invocation = Invocation::read(line, command, position, None, &args);
    while let Some(inner) = invocation.as_ref().and_then(Invocation::nested) {
        invocation = Some(inner);
    }
    let Some(invocation) = invocation else {
        let glued = command
            .operator()
            .is_some_and(|(_, span)| span.end as usize == offset);
        return (!glued).then(|| commands_at_span(at.span(0)));
    };
    let start = finder.argument(&invocation, text);
    Some(finder.finish(at.span(start?)))
}

fn commands_at(offset: usize) -> Completion {
    commands_at_span(Span::at(offset as u32))
}

fn commands_at_span(span: Span) -> Completion {
    let proposals = COMMANDS.iter().map(|command| Proposal {
        label: command.name.to_owned(),
        insert: command.name.to_owned(),
        kind: ProposalKind::Command,
        detail: command.summary.to_owned(),
        documentation: describe::command(command),
    });
    Completion {
        span,
        proposals: proposals.collect(),
    }
}

/// The word at the cursor, as far as it is typed.
struct Typed<'a> {
    word: Option<Word<'a>>,
    text: &'a [u8],
    offset: usize,
}

impl Typed<'_> {
    /// From the byte `start` of the word to the cursor.
    fn span(&self, start: usize) -> Span {
        match self.word {
            Some(word) => word.part(start as u32, self.text.len() as u32),
            None => Span::at(self.offset as u32),
        }
    }
}

/// Gathers proposals by their labels.
struct Finder<'s> {
    source: &'s SourceFile,
    /// A name that is being typed here is no proposal.
    cursor: u32,
    found: BTreeMap<String, Proposal>,
}

impl Finder<'_> {
    fn finish(self, span: Span) -> Completion {
        Completion {
            span,
            proposals: self.found.into_values().collect(),
        }
    }

    fn add(&mut self, kind: ProposalKind, label: &str, detail: &str, documentation: String) {
        self.found
            .entry(label.to_owned())
            .or_insert_with(|| Proposal {
                label: label.to_owned(),
                insert: label.to_owned(),
                kind,
                detail: detail.to_owned(),
                documentation,
            });
    }

    /// Proposes what can follow the words of `invocation`; where in `text` it begins.
    fn argument(&mut self, invocation: &Invocation<'_, '_>, text: &[u8]) -> Option<usize> {
        let spec = invocation.spec?;
        let last = invocation.args.len().checked_sub(1);
        if let OptionsEnd::Error(GetoptError::MissingValue { option, index, .. }) = invocation.end
            && Some(index) == last
            && !text.starts_with(b"-")
        {
            return Some(self.value(invocation, option.kind, text, 0));
        }
        let positionals = invocation.positionals()?;
        let ended = invocation.first_positional > 0
            && invocation.args[invocation.first_positional - 1].text() == b"--";
        if positionals.is_empty() && !ended && text.starts_with(b"-") {
            if let Some(equals) = text.iter().position(|&byte| byte == b'=') {
                let option = spec.option(text.get(2..equals)?)?;
                return Some(self.value(invocation, option.kind, text, equals + 1));
            }
            let given = |long: &str| invocation.option(long).is_some();
            for option in spec.options.iter().filter(|option| !given(option.long)) {
                let label = format!("--{}", option.long);
                let takes = option.argument != Argument::None;
                let detail = if takes {
                    "takes a value"
                } else {
                    "takes no value"
                };
                self.add(
                    ProposalKind::Option,
                    &label,
                    detail,
                    describe::option(spec, option),
                );
            }
            return Some(0);
        }
        let parameter = spec.positional(positionals.len(), invocation.omitted_positional())?;
        if parameter.kind == ValueKind::SettingValue {
            let name = positionals.first()?.text();
            let values = std::str::from_utf8(name).ok().and_then(values_of_setting);
            self.known_values(values);
            return Some(0);
        }
        if parameter.kind == ValueKind::Value {
            let other = positionals
                .first()?
                .text()
                .strip_prefix(b"${")?
                .strip_suffix(b"}")?;
            let values = std::str::from_utf8(other).ok().and_then(values_of_setting);
            self.known_values(values);
            return Some(0);
        }
        Some(self.value(invocation, parameter.kind, text, 0))
    }

    /// Proposes values of a kind; where in `text` they begin.
    fn value(
        &mut self,
        invocation: &Invocation<'_, '_>,
        kind: ValueKind,
        text: &[u8],
        start: usize,
    ) -> usize {
        self.known_values(values_of_kind(kind));
        match kind {
            ValueKind::Setting | ValueKind::SettingAutovivify => {
                let stores = invocation
                    .spec
                    .is_some_and(|spec| spec.has(Effect::StoresSetting));
                return start + self.setting(&text[start..], !stores);
            }
            ValueKind::Label => {
                self.names(Kind::Label);
                self.names(Kind::Item);
            }
            ValueKind::ItemName => {
                self.names(Kind::Item);
                self.names(Kind::Label);
            }
            ValueKind::UserInterface => self.names(Kind::Menu),
            ValueKind::Parameters => self.names(Kind::Parameters),
            ValueKind::Image => self.names(Kind::Image),
            ValueKind::ImageOrUri => {
                self.names(Kind::Image);
                self.schemes(SchemeUse::Download);
            }
            ValueKind::Uri => self.schemes(SchemeUse::Download),
            ValueKind::RootPath => self.schemes(SchemeUse::San),
            ValueKind::Command => {
                for proposal in commands_at(0).proposals {
                    self.found.insert(proposal.label.clone(), proposal);
                }
            }
            ValueKind::Key => {
                for key in &KEYS {
                    let code = format!("{:#x}", key.code_in(Release::LATEST));
                    self.add(ProposalKind::Value, &code, key.name, String::new());
                }
            }
            ValueKind::SettingsScope => {
                for found in &BLOCKS {
                    self.block(found.name, found.summary);
                }
            }
            _ => {}
        }
        start
    }

    fn known_values(&mut self, values: Option<&KnownValues>) {
        for value in values.map_or(&[][..], |values| values.values) {
            self.add(
                ProposalKind::Value,
                value.name,
                value.summary,
                String::new(),
            );
        }
    }

    /// True where the script makes something, elsewhere than at the cursor.
    fn is_made(&self, one: &Mention) -> bool {
        let typed = one.span.start <= self.cursor && self.cursor <= one.span.end;
        one.is_definition() && !typed
    }

    /// Names that the whole script makes. An item is a label of the same name, as a rule.
    fn names(&mut self, kind: Kind) {
        let bytes = self.source.bytes();
        let script = parse(bytes);
        for one in mentions(&script) {
            if one.kind == kind && self.is_made(&one) {
                let detail = format!("line {}", self.source.line_at(one.span.start));
                self.add(
                    ProposalKind::Name,
                    &lossy(&one.name),
                    &detail,
                    String::new(),
                );
            }
        }
    }

    fn schemes(&mut self, wanted: SchemeUse) {
        for scheme in SCHEMES.iter().filter(|scheme| scheme.is_for(wanted)) {
            let text = format!("{}:", scheme.name);
            let documentation = format!("{}\n\n`{}`", scheme.summary, scheme.syntax);
            self.add(ProposalKind::Scheme, &text, scheme.summary, documentation);
        }
    }

    fn block(&mut self, name: &str, summary: &str) {
        // The root has no name; of a family of blocks the first is proposed.
        if !name.starts_with('(') {
            let first = name.split('.').map(|part| match part.strip_suffix('N') {
                Some(family) => format!("{family}0"),
                None => part.to_owned(),
            });
            let first = first.collect::<Vec<_>>().join(".");
            self.add(ProposalKind::Block, &first, summary, summary.to_owned());
        }
    }

    /// Proposes blocks, names or types, whatever the name of a setting goes on with; where in `text`.
    fn setting(&mut self, text: &[u8], reads: bool) -> usize {
        let parts = NameParts::of(text);
        if let Some(range) = parts.setting_type() {
            for info in SETTING_TYPES
                .iter()
                .filter(|info| reads || info.parses_since.is_some())
            {
                let documentation = describe::setting_type(info.id);
                self.add(ProposalKind::Type, info.name, info.summary, documentation);
            }
            return range.start;
        }
        let path = parts.block().map(|range| &text[range]);
        let within = path.and_then(block);
        for setting in &SETTINGS {
            let fits = match within {
                None => path.is_none() || setting.scope == ipxe_reference::Scope::Default,
                Some(block) => setting.scope == block.scope,
            };
            if fits && (reads || !setting.read_only) {
                let documentation = describe::setting(setting);
                self.add(
                    ProposalKind::Setting,
                    setting.name,
                    setting.summary,
                    documentation,
                );
            }
        }
        self.stored(path);
        if path.is_none() {
            for found in BLOCKS
                .iter()
                .filter(|found| reads || found.stores != BlockStores::None)
            {
                self.block(found.name, found.summary);
            }
            for proposal in self.found.values_mut() {
                if proposal.kind == ProposalKind::Block {
                    proposal.insert = format!("{}/", proposal.label);
                }
            }
        }
        parts.name().start
    }

    /// Settings that the script stores.
    fn stored(&mut self, path: Option<&[u8]>) {
        let script = parse(self.source.bytes());
        for one in mentions(&script) {
            if one.kind != Kind::Setting || !self.is_made(&one) {
                continue;
            }
            let parts = NameParts::of(&one.name);
            if parts.block().map(|range| &one.name[range]) == path {
                let detail = format!("stored in line {}", self.source.line_at(one.span.start));
                let name = lossy(&one.name[parts.name()]).into_owned();
                self.add(ProposalKind::Setting, &name, &detail, String::new());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::marker::cut;

    /// Shows what would be replaced, and the proposals that begin with it.
    fn check(marked: &str, expected: Expect) {
        let (text, offset) = cut(marked);
        let source = SourceFile::new("x", text.as_bytes());
        let Some(Completion { span, proposals }) = complete(&source, offset) else {
            return expected.assert_eq("nothing\n");
        };
        let typed = &text[span.range()];
        let mut shown = format!("[{typed}]\n");
        for one in proposals.iter().filter(|one| one.label.starts_with(typed)) {
            shown += &format!("{:?} {} ({})\n", one.kind, one.insert, one.detail);
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn of_commands() {
        check(
            "#!ipxe\nimgf$0\n",
            expect![[r#"
            [imgf]
            Command imgfetch (Download an image and register it without selecting it.)
            Command imgfree (Discard images.)
        "#]],
        );
        check(
            "dhcp || she$0",
            expect![[r#"
            [she]
            Command shell (Start an interactive shell.)
        "#]],
        );
        check(
            ":a she$0",
            expect![[r#"
            [she]
            Command shell (Start an interactive shell.)
        "#]],
        );
        check(
            "time she$0",
            expect![[r#"
            [she]
            Command shell (Start an interactive shell.)
        "#]],
        );
        check(
            "# she$0",
            expect![[r#"
            nothing
        "#]],
        );
        check(
            ":she$0",
            expect![[r#"
            nothing
        "#]],
        );
        check(
            "dhcp ||$0",
            expect![[r#"
            nothing
        "#]],
        );
    }

    #[test]
    fn of_options() {
        check(
            "sleep -$0",
            expect![[r#"
            [-]
        "#]],
        );
        check(
            "prompt --key 0x02 --$0",
            expect![[r#"
            [--]
            Option --timeout (takes a value)
        "#]],
        );
        check(
            "prompt hello --$0",
            expect![[r#"
            [--]
        "#]],
        );
        check(
            "login --no-such --$0",
            expect![[r#"
            nothing
        "#]],
        );
    }

    #[test]
    fn of_settings() {
        check(
            "echo ${fil$0",
            expect![[r#"
            [fil]
            Setting filename (Name or URI of the file to boot; in a DHCP packet the file field if it is not empty, else the option.)
        "#]],
        );
        check(
            "echo ${net0/ma$0}",
            expect![[r#"
            [ma]
            Setting mac (Link-layer address that the interface uses.)
        "#]],
        );
        check(
            "set mine 1\necho x${mi$0",
            expect![[r#"
            [mi]
            Setting mine (stored in line 1)
        "#]],
        );
        check(
            "echo ${ip:he$0",
            expect![[r#"
            [he]
            Type hex (Bytes in hexadecimal, separated by colons.)
            Type hexhyp (Bytes in hexadecimal, separated by hyphens.)
            Type hexraw (Bytes in hexadecimal without separators.)
        "#]],
        );
        check(
            "echo ${smb$0",
            expect![[r#"
            [smb]
            Block smbios/ (SMBIOS structures. Strings are strings, all else is hex.)
        "#]],
        );
        check(
            "set my/one 1\nset my/on$0",
            expect![[r#"
                [on]
                Setting one (stored in line 1)
            "#]],
        );
        check(
            "isset ${net0/filena$0",
            expect![[r#"
            [filena]
            Setting filename (Name or URI of the file to boot; in a DHCP packet the file field if it is not empty, else the option.)
        "#]],
        );
    }

    #[test]
    fn of_names() {
        check(
            "goto s$0\n:start\n:stop\n:go",
            expect![[r#"
            [s]
            Name start (line 2)
            Name stop (line 3)
        "#]],
        );
        check(
            "item one One\nchoose --default o$0",
            expect![[r#"
            [o]
            Name one (line 1)
        "#]],
        );
        check(
            "menu --name top\nitem --menu=t$0",
            expect![[r#"
            [t]
            Name top (line 1)
        "#]],
        );
    }

    #[test]
    fn of_values() {
        check(
            "chain ht$0",
            expect![[r#"
            [ht]
            Scheme http: (Hypertext Transfer Protocol; as a SAN device by range requests (SANBOOT_PROTO_HTTP).)
            Scheme https: (Hypertext Transfer Protocol over TLS; as a SAN device by range requests (SANBOOT_PROTO_HTTP).)
        "#]],
        );
        check(
            "sanboot is$0",
            expect![[r#"
            [is]
            Scheme iscsi: (iSCSI; protocol, port and LUN may be left empty.)
        "#]],
        );
        check(
            "set keymap d$0",
            expect![[r#"
            [d]
            Value de (German.)
            Value dk (Danish.)
        "#]],
        );
        check(
            "iseq ${platform} e$0",
            expect![[r#"
            [e]
            Value efi (UEFI.)
        "#]],
        );
        check(
            "prompt --key 0x11$0",
            expect![[r#"
            [0x11]
            Value 0x110141 (Up)
            Value 0x110142 (Down)
            Value 0x110143 (Right)
            Value 0x110144 (Left)
            Value 0x110146 (End)
            Value 0x110148 (Home)
            Value 0x11037e (Insert)
            Value 0x11047e (Delete)
            Value 0x11067e (Page Up)
            Value 0x11077e (Page Down)
            Value 0x11107e (F5)
            Value 0x11127e (F6)
            Value 0x11137e (F7)
            Value 0x11147e (F8)
            Value 0x11157e (F9)
            Value 0x11167e (F10)
            Value 0x11187e (F11)
            Value 0x11197e (F12)
        "#]],
        );
    }

    #[test]
    fn in_joined_lines() {
        check(
            "chain \\\n --autof$0",
            expect![[r#"
            [--autof]
            Option --autofree (takes no value)
        "#]],
        );
    }
}
