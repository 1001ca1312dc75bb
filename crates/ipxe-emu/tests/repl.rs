//! Sessions with the interactive emulator, by pipe.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use expect_test::{Expect, expect, expect_file};
use tempfile::TempDir;

/// What a session prints, and its exit status.
fn session(folder: &Path, arguments: &[&str], lines: &str) -> (String, i32) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ipxe-emu"))
        .arg("repl")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program can be run");
    let mut input = child.stdin.take().expect("a pipe");
    // A program that has ended reads no more.
    let _ = input.write_all(lines.as_bytes());
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8_lossy(&output.stdout).replace('\r', "");
    (text, output.status.code().expect("it ends by itself"))
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

const COUNT: &str =
    "#!ipxe\nset n:int32 0\n\n# to two\n:again\ninc n\niseq ${n} 2 || goto again\necho at ${n}\n";

fn check(lines: &str, expected: &Expect) {
    let folder = folder(&[("count.ipxe", COUNT)]);
    let (text, _) = session(folder.path(), &["--echo"], lines);
    expected.assert_eq(&text);
}

/// The session of the documentation is one that took place. With `UPDATE_EXPECT=1` it is written anew.
#[test]
fn the_documented_session_is_true() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/repl.md");
    let text = fs::read_to_string(path).expect("the documentation");
    let block = |fence: &str| {
        let start = text.find(fence).expect("the block") + fence.len();
        let end = start + text[start..].find("```").expect("its end");
        start..end
    };
    let script = &text[block("```ipxe\n")];
    let shown = block("```console\n$ ipxe-emu repl\n");
    let lines: String = text[shown.clone()]
        .lines()
        .filter_map(|line| {
            let typed = line.strip_prefix("iPXE> ");
            Some(typed.or_else(|| line.strip_prefix("paused> "))?.to_owned() + "\n")
        })
        .collect();
    let folder = folder(&[("menu.ipxe", script), ("index.html", "hello")]);
    let (seen, _) = session(folder.path(), &["--echo"], &lines);
    let mut now = text.clone();
    now.replace_range(shown, &seen);
    expect_file![path].assert_eq(&now);
}

#[test]
fn lines_share_one_machine() {
    check(
        "set greeting hello\necho ${greeting} || echo not here\nnonsense\necho ${errno}\n",
        &expect![[r#"
            iPXE> set greeting hello
            iPXE> echo ${greeting} || echo not here
            hello
            iPXE> nonsense
            nonsense: command not found
            iPXE> echo ${errno}
            0x2e022001
        "#]],
    );
}

#[test]
fn exit_ends_the_session_with_its_status() {
    let folder = folder(&[]);
    let (text, status) = session(folder.path(), &[], "exit 5\necho not reached\n");
    assert_eq!((text.as_str(), status), ("", 1));
    let (text, status) = session(folder.path(), &[], "exit\necho not reached\n");
    assert_eq!((text.as_str(), status), ("", 0));
    let (text, status) = session(folder.path(), &[], "exit nonsense\necho reached\n.quit\n");
    assert!(text.ends_with("reached\n"), "{text}");
    assert_eq!(status, 0);
}

#[test]
fn a_script_can_be_typed() {
    check(
        "#!ipxe\nset a b\n\necho ${a}\n.end\necho still ${a}\n",
        &expect![[r#"
            iPXE> #!ipxe
                > set a b
                > 
                > echo ${a}
                > .end
            b
            iPXE> echo still ${a}
            still b
        "#]],
    );
    let folder = folder(&[]);
    let (text, _) = session(folder.path(), &[], "#!ipxe\necho without an end\n");
    assert_eq!(text, "without an end\n");
}

#[test]
fn help_lists_the_commands_of_the_tool() {
    check(
        ".help\n.hepl\n.load\n.images all\n",
        &expect![[r#"
        iPXE> .help
        .break [LABEL|LINE|SCRIPT:LINE|COMMAND|off]
                                 stop scripts there; alone, list where
        .clock [TIME]            show the time, or let time pass
        .continue                let a paused script go on
        .explain CODE            say what an error number of ipxe.org means
        .fault [EFFECT [KEY=VALUE ...]|off]
                                 let something go wrong; alone, list what does
        .help                    list these commands
        .images                  list the images
        .load FILE               run a script
        .net                     list interfaces and servers
        .open FILE               start over and run the commands that were saved
        .quit                    leave
        .save FILE               write the commands that led here
        .scenario [NAME|FILE]    show the scenario, or start over in another one
        .settings [NAME|BLOCK]   list the settings, block by block, and what hides them
        .step [COMMAND]          run one line of a paused script, or a command up to its first line
        .trace [json]            tell what the last command did
        .undo                    take the last command back
        .watch [SETTING|off]     stop scripts when a setting changes; alone, list which

        All else is for iPXE: help lists its commands, help COMMAND tells about one.
        A script that is typed begins with #!ipxe and ends with .end.
        iPXE> .hepl
        There is no command .hepl; did you mean .help?
        iPXE> .load
        Usage: .load FILE
        iPXE> .images all
        Usage: .images
    "#]],
    );
}

#[test]
fn commands_are_explained() {
    check(
        "help isset\nhelp pign\nhelp ping\n",
        &expect![[r#"
        iPXE> help isset
        Test whether a value is non-empty.

          isset <value>

        * Succeeds if the argument is not empty, else ENOENT, silently. It tests a value, not a name: `isset ${ip}`.

        https://ipxe.org/cmd/isset
        iPXE> help pign
        There is no command pign; did you mean ping?
        iPXE> help ping
        Send echo requests to a host.

          ping [-s|--size <size>] [-t|--timeout <timeout>] [-c|--count <count>] [-q|--quiet] <host>

          -s, --size <size>        length of the data; 64 if not given
          -t, --timeout <timeout>  time between two requests; one second if not given
          -c, --count <count>      number of requests; 0 for no limit
          -q, --quiet              print nothing

        * Runs until Ctrl-C is pressed unless --count is given.
        * A line for each request. The status is the first error: `Finished: <error>`.

        This build does not have the command: it needs the build option PING_CMD.

        https://ipxe.org/cmd/ping
    "#]],
    );
}

#[test]
fn settings_show_their_blocks_and_what_hides_them() {
    check(
        "set net0/word one\nset word two\n.settings word\nset netX/ip 192.0.2.7\n.settings ip\n.settings net0\n.settings none\n",
        &expect![[r#"
            iPXE> set net0/word one
            iPXE> set word two
            iPXE> .settings word
            (root)
              word:string = two
              net0
                word:string = one  [hidden by (root)]
            iPXE> set netX/ip 192.0.2.7
            iPXE> .settings ip
              net0
                ip:ipv4 = 192.0.2.7
                net0.dhcp
                  ip:ipv4 = 192.0.2.100  [hidden by net0]
            iPXE> .settings net0
              netX -> net0
              net0
                busid:hex = 01:80:86:15:02
                busloc:uint32 = 0xc8
                bustype:string = PCI
                chip:string = undionly
                hwaddr:hex = 52:54:00:12:34:56
                ifname:string = net0
                ip:ipv4 = 192.0.2.7
                linktype:string = Ethernet
                mac:hex = 52:54:00:12:34:56
                word:string = one  [hidden by (root)]
                net0.dhcp
                  dhcp-server:ipv4 = 192.0.2.1
                  dns:ipv4 = 192.0.2.1
                  domain:string = example.org
                  gateway:ipv4 = 192.0.2.254
                  ip:ipv4 = 192.0.2.100  [hidden by net0]
                  netmask:ipv4 = 255.255.255.0
                  next-server:ipv4 = 192.0.2.1
            iPXE> .settings none
            No block and no setting that has a value is called none
        "#]],
    );
}

#[test]
fn images_and_network_are_listed() {
    check(
        ".images\nimgfetch --name both count.ipxe a b\nimgselect both\n.images\n.net\n",
        &expect![[r#"
            iPXE> .images
            No images
            iPXE> imgfetch --name both count.ipxe a b
            count.ipxe... ok
            iPXE> imgselect both
            iPXE> .images
            both: script, 83 bytes, SELECTED
              from tftp://192.0.2.1/count.ipxe
              command line "a b"
            iPXE> .net
            net0: 52:54:00:12:34:56 using undionly on 0000:00:19.0, open
              ip 192.0.2.100
              netmask 255.255.255.0
              gateway 192.0.2.254
              dns 192.0.2.1
              next-server 192.0.2.1
            boot at 192.0.2.1: http, https, tftp, dns, ntp, dhcp
            router at 192.0.2.254: serves nothing
        "#]],
    );
}

#[test]
fn time_passes_when_it_is_told_to() {
    check(
        ".clock 90s\nsleep 2\n.clock\n.undo\n.undo\n.clock\n.clock soon\n",
        &expect![[r#"
            iPXE> .clock 90s
            90.00 s since the start; the clock is at 1767225690 s since 1970, after 1 steps
            iPXE> sleep 2
            iPXE> .clock
            92.00 s since the start; the clock is at 1767225692 s since 1970, after 4 steps
            iPXE> .undo
            took back: sleep 2
            iPXE> .undo
            took back: .clock 90000000us
            iPXE> .clock
            0.0 ms since the start; the clock is at 1767225600 s since 1970, after 1 steps
            iPXE> .clock soon
            "soon" is not a time such as "200us", "1.5ms", "3s", "2min"
        "#]],
    );
}

#[test]
fn the_last_command_is_told() {
    check(
        ".trace\nset a b\necho ${a}\n.trace\n.trace json\n.trace xml\n",
        &expect![[r#"
            iPXE> .trace
            Nothing has been run
            iPXE> set a b
            iPXE> echo ${a}
            b
            iPXE> .trace
                0.000  echo b
                0.000      ${a} became "b"
                0.000  | b
            iPXE> .trace json
            {"time":0.0,"script":"","line":1,"depth":0,"event":"command","arguments":["echo","b"],"expanded":[{"word":"${a}","value":"b"}]}
            {"time":0.0,"script":"","line":1,"depth":0,"event":"output","text":"b\r\n"}
            iPXE> .trace xml
            Usage: .trace [json]
        "#]],
    );
}

#[test]
fn commands_are_taken_back() {
    check(
        "set a 1\nset a 2\nimgfetch count.ipxe\n.undo\n.images\n.undo\necho ${a}\n.undo\n.undo\n.undo\nisset ${a} || echo none\n",
        &expect![[r#"
            iPXE> set a 1
            iPXE> set a 2
            iPXE> imgfetch count.ipxe
            count.ipxe... ok
            iPXE> .undo
            took back: imgfetch count.ipxe
            iPXE> .images
            No images
            iPXE> .undo
            took back: set a 2
            iPXE> echo ${a}
            1
            iPXE> .undo
            took back: echo ${a}
            iPXE> .undo
            took back: set a 1
            iPXE> .undo
            There is nothing to take back
            iPXE> isset ${a} || echo none
            none
        "#]],
    );
}

#[test]
fn the_network_is_taken_back_too() {
    // A fault that happens once happens again after it was taken back.
    check(
        ".fault status service=http status=503 times=1\nimgfetch http://192.0.2.1/count.ipxe\n.undo\nimgfetch http://192.0.2.1/count.ipxe\nimgfetch http://192.0.2.1/count.ipxe\n",
        &expect![[r#"
            iPXE> .fault status service=http status=503 times=1
            status 503, service http, 1 times
            iPXE> imgfetch http://192.0.2.1/count.ipxe
            http://192.0.2.1/count.ipxe... HTTP 5xx Server Error (https://ipxe.org/1d0c6539)
            iPXE> .undo
            took back: imgfetch http://192.0.2.1/count.ipxe
            iPXE> imgfetch http://192.0.2.1/count.ipxe
            http://192.0.2.1/count.ipxe... HTTP 5xx Server Error (https://ipxe.org/1d0c6539)
            iPXE> imgfetch http://192.0.2.1/count.ipxe
            http://192.0.2.1/count.ipxe... ok
        "#]],
    );
}

#[test]
fn faults_are_listed_and_wrong_ones_refused() {
    check(
        ".fault\n.fault delay service=tftp delay=2s path=/count.*\n.fault explode\n.fault status\n.fault silence server=nobody\n.fault silence where\n.fault off\n",
        &expect![[r#"
            iPXE> .fault
            Nothing goes wrong
            iPXE> .fault delay service=tftp delay=2s path=/count.*
            delay of 2 s, service tftp, path /count.*
            iPXE> .fault explode
            unknown variant `explode`, expected one of `silence`, `refuse`, `close`, `reset`, `truncate`, `status`, `delay`
            iPXE> .fault status
            the effect status needs a status code: status=503
            iPXE> .fault silence server=nobody
            there is no server "nobody"; .net lists those that there are
            iPXE> .fault silence where
            "where" is no KEY=VALUE
            iPXE> .fault off
            Nothing goes wrong
        "#]],
    );
}

#[test]
fn error_numbers_are_explained() {
    check(
        ".explain https://ipxe.org/2d0c618e\n.explain 0x3c0c2003\n.explain ffffffff\n.explain it\n",
        &expect![[r#"
            iPXE> .explain https://ipxe.org/2d0c618e
            2d0c618e: No such file or directory (ENOENT)
              raised in net/tcp/httpcore.c, case 0x01
              says: Not found
              has this number on: efi
              seen when: HTTP 404
              https://ipxe.org/2d0c618e
            iPXE> .explain 0x3c0c2003
            3c0c2003: Operation not supported (ENOTSUP)
              raised in core/settings.c
              has this number on: pcbios
              seen when: setting: unknown type
              seen when: set: read only builtin
              seen when: netX with no open device (show)
              https://ipxe.org/3c0c2003
            iPXE> .explain ffffffff
            ffffffff: no error that iPXE knows
              https://ipxe.org/ffffffff
            iPXE> .explain it
            "it" is no error number; expected one such as 2d0c618e or https://ipxe.org/2d0c618e
        "#]],
    );
}

#[test]
fn scripts_stop_at_breakpoints() {
    check(
        ".break again\n.break inc\n.break count.ipxe:7\n.break\n.load count.ipxe\n.continue\n.continue\necho no\n.settings n\n.break off\n.continue\n.continue\n",
        &expect![[r#"
            iPXE> .break again
            stops at label again
            iPXE> .break inc
            stops at command inc
            iPXE> .break count.ipxe:7
            stops at line 7 of count.ipxe
            iPXE> .break
            label again
            command inc
            line 7 of count.ipxe
            iPXE> .load count.ipxe
            paused at count.ipxe:5: :again
            paused> .continue
            paused at count.ipxe:6: inc n
            paused> .continue
            paused at count.ipxe:7: iseq ${n} 2 || goto again
            paused> echo no
            A script is paused at count.ipxe:7: iseq ${n} 2 || goto again
            Go on with .step or .continue, or take it back with .undo, first
            paused> .settings n
            (root)
              n:int32 = 1
                net0.dhcp
                  netmask:ipv4 = 255.255.255.0
                  next-server:ipv4 = 192.0.2.1
            paused> .break off
            No breakpoints
            paused> .continue
            at 2
            iPXE> .continue
            No script is paused; set a breakpoint with .break, or run a command with .step COMMAND
        "#]],
    );
}

#[test]
fn scripts_are_stepped_through() {
    check(
        ".step chain count.ipxe\n.step\n.step\n.step\n.undo\n.step\nisset ${n} || echo never was\n",
        &expect![[r#"
            iPXE> .step chain count.ipxe
            count.ipxe... ok
            paused at count.ipxe:2: set n:int32 0
            paused> .step
            paused at count.ipxe:5: :again
            paused> .step
            paused at count.ipxe:6: inc n
            paused> .step
            paused at count.ipxe:7: iseq ${n} 2 || goto again
            paused> .undo
            took back: chain count.ipxe
            iPXE> .step
            No script is paused; set a breakpoint with .break, or run a command with .step COMMAND
            iPXE> isset ${n} || echo never was
            never was
        "#]],
    );
}

#[test]
fn watched_settings_stop_scripts() {
    check(
        ".watch n\n.load count.ipxe\n.continue\n.watch off\n.continue\n",
        &expect![[r#"
            iPXE> .watch n
            watching n, now ""
            iPXE> .load count.ipxe
            [n was "", is "0"]
            paused at count.ipxe:5: :again
            paused> .continue
            [n was "0", is "1"]
            paused at count.ipxe:7: iseq ${n} 2 || goto again
            paused> .watch off
            No setting is watched
            paused> .continue
            at 2
        "#]],
    );
}

#[test]
fn sessions_are_saved_and_opened() {
    check(
        "set a 1\nset b 2\n.undo\n.clock 5s\n#!ipxe\nset c 3\n.end\n.save saved\n.scenario uefi\necho ${platform} ${c}\n.open saved\necho ${platform} ${a} ${b} ${c}\n.clock\n.open nothing\n.scenario nowhere\n",
        &expect![[r#"
            iPXE> set a 1
            iPXE> set b 2
            iPXE> .undo
            took back: set b 2
            iPXE> .clock 5s
            5.00 s since the start; the clock is at 1767225605 s since 1970, after 2 steps
            iPXE> #!ipxe
                > set c 3
                > .end
            iPXE> .save saved
            3 commands are in saved
            iPXE> .scenario uefi
            uefi: A PC with UEFI
            iPXE> echo ${platform} ${c}
            efi 
            iPXE> .open saved
            bios: A plain PC with BIOS
            5.00 s since the start; the clock is at 1767225605 s since 1970, after 2 steps
            iPXE> echo ${platform} ${a} ${b} ${c}
            pcbios 1  3
            iPXE> .clock
            5.00 s since the start; the clock is at 1767225605 s since 1970, after 10 steps
            iPXE> .open nothing
            nothing: No such file or directory (os error 2)
            iPXE> .scenario nowhere
            there is no scenario "nowhere": it is no file, and the built-in ones are bios, uefi, arm64, qemu, conformance
        "#]],
    );
}

#[test]
fn what_nothing_can_follow_is_taken_back() {
    check(
        "set a 1\nreboot\necho ${a}\nset a 2 && prompt\necho ${a}\n.load missing\n",
        &expect![[r#"
            iPXE> set a 1
            iPXE> reboot
            [the computer reboots]
            [back to before the command]
            iPXE> echo ${a}
            1
            iPXE> set a 2 && prompt
            [it waits for the keyboard (the command prompt); type with --key or --answer]
            [back to before the command]
            iPXE> echo ${a}
            1
            iPXE> .load missing
            missing: No such file or directory (os error 2)
        "#]],
    );
    let folder = folder(&[("loop.ipxe", "#!ipxe\n:a\ngoto a\n")]);
    let lines = ".load loop.ipxe\necho still here\n";
    let (text, _) = session(folder.path(), &["--max-steps", "100"], lines);
    assert!(text.contains("[stopped: "), "{text}");
    assert!(text.ends_with("still here\n"), "{text}");
}

#[test]
fn questions_are_answered_beforehand() {
    let folder = folder(&[]);
    let lines = "echo -n Name:${} && read name\necho got ${name}\nprompt --timeout 1000 more\n";
    let (text, _) = session(folder.path(), &["--answer", "Ada"], lines);
    assert!(text.contains("got Ada\n"), "{text}");
    assert!(
        text.ends_with("[nobody typed, so the time of prompt ran out]\n"),
        "{text}"
    );
}

#[test]
fn a_wrong_scenario_is_refused() {
    let folder = folder(&[]);
    let (text, status) = session(folder.path(), &["nowhere"], "echo hello\n");
    assert_eq!((text.as_str(), status), ("", 2));
}
