//! What rules make of lines that look alike: each case is a script after `#!ipxe`, and the
//! findings of the groups file, label, operator and text in it as LINE:NAME.

use ipxe_check::levels::Level;
use ipxe_check::rules::RULES;
use ipxe_check::{Checker, Group, Levels, Options};
use ipxe_diagnostics::SourceFile;

/// Line and rule of each finding, those of pedantic rules left out.
fn found(script: &str) -> String {
    let mut levels = Levels::default();
    for rule in RULES {
        let wanted = matches!(
            rule.group,
            Group::File | Group::Label | Group::Operator | Group::Text
        );
        if !wanted {
            levels
                .set(rule.code, Level::Allow)
                .expect("the rule exists");
        }
    }
    let checker = Checker::new(Options {
        levels,
        ..Options::default()
    });
    let source = SourceFile::new("script.ipxe", format!("#!ipxe\n{script}\n").into_bytes());
    let findings = checker.check(&source);
    let places = findings.iter().map(|finding| {
        let line = source.line_at(finding.span.start);
        format!("{line}:{}", finding.rule)
    });
    places.collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn case(script: &str, expected: &str) {
    assert_eq!(found(script), expected, "{script}");
}

#[test]
fn what_cannot_run_is_told_once() {
    case(
        "exit\necho a\necho b\n:c\necho d",
        "3:unreachable-after-jump",
    );
    case("goto c ; echo a || echo b\n:c", "2:unreachable-after-jump");
    case("goto ${a}\necho b", "3:unreachable-after-jump");
    case("exit ; reboot\nboot", "2:unreachable-after-jump");
    case("dhcp && exit ;\necho a", "");
    case("dhcp || exit\necho a", "");
    case(
        "dhcp && goto c || goto c\necho a\n:c",
        "3:unreachable-after-jump",
    );
    case(
        "goto ${a} || goto c\necho a\n:c",
        "3:unreachable-after-jump",
    );
    case("exit ${a} || echo b\n", "");
    case("exit 08 || echo b", "");
    case("poweroff ||\nreboot ; exit", "");
    case("chain --replace a.ipxe\nshell", "3:unreachable-after-jump");
    case("chain --replace a.ipxe ||\nshell", "");
    case("exit\n{{ label }}\necho a", "");
    case("dhcp && goto c\necho a\n:c", "3:unreachable-after-jump");
    case("dhcp && goto c ||\necho a\n:c", "");
    case("dhcp && chain a || goto c\necho b\n:c", "");
    case(
        "isset ${a} && dhcp && goto c\necho a\n:c",
        "2:predicate-aborts-script",
    );
}

#[test]
fn fallbacks_after_what_always_succeeds() {
    case("echo a || shell", "2:fallback-after-sure-success");
    case("dhcp || echo a || shell", "2:fallback-after-sure-success");
    case("dhcp && echo a || shell", "");
    case("echo --bad || shell", "");
    case("echo -- ${a} || shell", "2:fallback-after-sure-success");
    case("echo a ||", "");
    case("params || shell", "");
}

#[test]
fn tests_that_end_the_script() {
    case("iseq ${a} b && shell\necho c", "2:predicate-aborts-script");
    case("iseq ${a} b && shell || echo d\necho c", "");
    case("iseq ${a} b && shell ; echo d\necho c", "");
    case("iseq ${a} b && shell ||\necho c", "");
    case(
        "dhcp || isset ${a} && shell\necho c",
        "2:predicate-aborts-script",
    );
    case("iseq ${a} b && shell", "");
    case("isset text && shell\niseq ${a} ${a} && shell\necho c", "");
    case("iseq ${a} b || shell\necho c", "");
}

#[test]
fn operators_that_are_none() {
    case("dhcp | shell", "2:single-operator-character");
    case("echo a | shell", "");
    case(":a\necho a | goto a", "3:single-operator-character");
    case(
        "kernel x a | b\ninitrd y a & shell",
        "3:single-operator-character",
    );
    case(
        "dhcp|| shell\ndhcp ||shell\ndhcp&&shell",
        "2:glued-operator 3:glued-operator 4:glued-operator",
    );
    case(
        "dhcp;\necho a; b\nset a b;c\nsleep 5; shell",
        "2:glued-operator 5:glued-operator",
    );
    case("echo a&&b || shell", "2:fallback-after-sure-success");
    case("${a}|| shell", "2:glued-operator");
    case(
        "kernel x a |shell\ndhcp& shell\nkernel x a| shell\n|||||||\n",
        "2:glued-operator 3:glued-operator 5:merge-conflict-marker",
    );
    case("chain http://h/?a&&b\nkernel x ds=n;s=y", "");
}

#[test]
fn continuations() {
    case("# a \\\nb\n# c \\\n:d\n", "4:comment-continuation");
    case("#dhcp && \\\nchain a", "");
    case(
        "kernel a \\\n  b \\\ninitrd c\nboot",
        "3:continuation-swallows-command",
    );
    case("kernel a \\\nb \\\n# c\nboot", "");
    case("kernel a\\\n  b\nkernel a?b=\\\nc=d\nkernel a,\\\nb=c", "");
    case(
        "kernel a\\\nbc=d\nkernel a\\\n--b\nkernel a ||\\\nshell",
        "2:glued-continuation 4:glued-continuation 6:glued-continuation",
    );
    case("echo a\\ \nb c", "2:blank-after-backslash");
    case(
        "kernel a \\ # b\n  c\nkernel a \\ # b\ninitrd c",
        "2:blank-after-backslash",
    );
    case("echo a\\ \necho b\necho C:\\a\\ \nb c", "");
}

#[test]
fn labels_that_are_none() {
    case("goto a\n#:a\n", "2:undefined-label");
    case("goto a\na:\n", "2:undefined-label 3:label-colon-suffix");
    case("goto a\n: a\n", "2:undefined-label 3:empty-label");
    case("goto a\n:a:\n", "2:undefined-label 3:label-colon-suffix");
    case("goto :a\n:a\n", "2:goto-with-colon");
    case("goto :a\n:b\n", "2:undefined-label");
    case(":a\ndhcp || a\n", "3:label-as-command");
    case(":a some text\n:b echo c\n:c ${d}\n", "2:text-after-label");
    case(":\n:\n:---\n:---\n", "");
    case("{% if a %}\n:b\n{% else %}\n:b\n{% endif %}\ngoto c\n", "");
}

#[test]
fn signs_that_begin_comments() {
    case("echo Disk #1", "2:hash-starts-comment");
    case(
        "item a #b\nitem --gap # b",
        "2:hash-starts-comment 3:hash-starts-comment",
    );
    case(
        "echo a # b\ndhcp #b\nset a b #c\nset a # c\nkernel a #b",
        "",
    );
    case(
        "echo a #1 || shell",
        "2:hash-hides-operator 2:hash-starts-comment",
    );
    case("dhcp # try || shell\ndhcp || exit # || shell", "");
}

#[test]
fn characters_that_only_look_right() {
    case("echo a\u{a0}b", "");
    case("\u{a0}dhcp", "2:unicode-blank");
    case("set\u{a0}a b", "2:unicode-blank");
    case(
        "chain \u{2013}\u{2013}replace a",
        "2:typographic-dash-or-quote",
    );
    case("chain a \u{2013} b", "");
    case("set a \u{201c}b\u{201d}", "2:typographic-dash-or-quote");
    case("chain a?b&amp;c\nchain a?b&amp=c", "2:html-entity");
    case(
        "<<<<<<< a\necho b\n=======\n>>>>>>> c",
        "2:merge-conflict-marker 4:merge-conflict-marker 5:merge-conflict-marker",
    );
    case("<p>a</p>\n<p>b</p>", "2:html-not-script");
}
