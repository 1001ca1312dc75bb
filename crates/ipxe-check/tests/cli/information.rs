//! What the program says of itself and of its rules.

use std::process::Command;

use ipxe_check::rules::RULES;

use crate::folder::Folder;

fn run(line: &str) -> crate::folder::Run {
    Folder::new().run(line.split(' '))
}

#[test]
fn every_rule_is_explained_by_code_and_name() {
    for rule in RULES {
        let expected = ipxe_check::page::text(rule);
        run(&format!("--explain {}", rule.code)).expect(0, &expected, "");
        run(&format!("--explain {}", rule.name)).expect(0, &expected, "");
    }
    let lower = run("--explain ipx201").stdout;
    assert!(
        lower.starts_with("IPX201 undefined-label\n====="),
        "{lower}"
    );
    let group = run("--explain label").stdout;
    assert!(group.starts_with("IPX201  undefined-label: "), "{group}");
}

#[test]
fn error_numbers_are_explained_in_all_their_forms() {
    let expected = expect_test::expect![[r#"
        shown as  Not found (https://ipxe.org/2d0c618e)
        error     ENOENT: No such file or directory
        from      net/tcp/httpcore.c
        case      Not found
        platform  efi
        page      https://ipxe.org/2d0c618e

        HTTP 404
            <uri>... Not found (https://ipxe.org/2d0c618e)
    "#]];
    let page = run("--explain 2d0c618e").stdout;
    expected.assert_eq(&page);
    for form in [
        "0x2d0c618e",
        "2D0C618E",
        "https://ipxe.org/2d0c618e",
        "http://ipxe.org/2d0c618e",
        "(https://ipxe.org/2d0c618e)",
        "ipxe.org/2d0c618e",
    ] {
        let run = run(&format!("--explain {form}"));
        run.expect(0, &page, "");
    }
    let short = run("--explain 2d0c61").stdout;
    assert!(
        short.contains("net/tcp/httpcore.c") && !short.contains("platform"),
        "{short}"
    );
}

#[test]
fn what_is_unknown_is_not_explained() {
    for (subject, message) in [
        (
            "undefined-lable",
            "error: unknown rule or group `undefined-lable`, did you mean `undefined-label`?; \
             `ipxe-check --list-rules` shows them all\n",
        ),
        (
            "IPX999",
            "error: unknown rule or group `IPX999`; `ipxe-check --list-rules` shows them all\n",
        ),
        (
            "ffffffff",
            "error: `ffffffff` is no error number that is known of iPXE\n",
        ),
        (
            "https://example.org/2d0c618e",
            "error: unknown rule or group `https://example.org/2d0c618e`; `ipxe-check \
             --list-rules` shows them all\n",
        ),
    ] {
        run(&format!("--explain {subject}")).expect(2, "", message);
    }
}

#[test]
fn rules_are_listed_with_their_levels() {
    let list = run("--list-rules --deny label --allow IPX401");
    assert_eq!(list.stdout.lines().count(), RULES.len());
    let words = |code: &str| {
        let line = list.stdout.lines().find(|line| line.starts_with(code));
        line.unwrap().split_whitespace().take(4).collect::<Vec<_>>()
    };
    assert_eq!(
        words("IPX201"),
        ["IPX201", "undefined-label", "label", "error"]
    );
    assert_eq!(
        words("IPX401"),
        ["IPX401", "unknown-command", "command", "off"]
    );
    let json = run("--list-rules --format json --note label").stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["version"], 1);
    let rules = json["rules"].as_array().unwrap();
    assert_eq!(rules.len(), RULES.len());
    let rule = rules.iter().find(|rule| rule["code"] == "IPX201").unwrap();
    assert_eq!(
        (&rule["level"], &rule["severity"]),
        (&"note".into(), &"error".into())
    );
}

#[test]
fn completions_are_made_for_each_shell() {
    for (shell, mark) in [
        ("bash", "complete -F _ipxe__check"),
        ("zsh", "#compdef ipxe-check"),
        ("fish", "complete -c ipxe-check"),
        ("elvish", "edit:completion"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let run = run(&format!("--completions {shell}"));
        assert_eq!((run.status, run.stderr.as_str()), (0, ""));
        assert!(run.stdout.contains(mark), "{shell}");
        assert!(run.stdout.contains("unsafe-fixes"), "{shell}");
    }
}

#[test]
fn help_and_version_are_no_errors() {
    let help = run("--help");
    assert_eq!((help.status, help.stderr.as_str()), (0, ""));
    assert!(help.stdout.contains("Exit status:"));
    let version = run("--version");
    version.expect(
        0,
        &format!("ipxe-check {}\n", env!("CARGO_PKG_VERSION")),
        "",
    );
}

#[test]
fn a_closed_pipe_is_no_problem() {
    let program = env!("CARGO_BIN_EXE_ipxe-check");
    for arguments in [
        "--help",
        "--list-rules",
        "--completions bash",
        "--explain IPX201",
    ] {
        let line = format!("{program} {arguments} | true; echo ${{PIPESTATUS[0]}}");
        let output = Command::new("bash").args(["-c", &line]).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            "0\n",
            "{arguments}"
        );
    }
}
