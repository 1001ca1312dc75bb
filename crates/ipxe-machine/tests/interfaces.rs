//! Menus, forms and graphical consoles: what they show, and what keys do.

mod support;

use ipxe_machine::ports::Framebuffer;
use ipxe_machine::{Build, Outcome, Status, Ticks};
use ipxe_reference::{Platform, Release};
use support::driver::escaped;
use support::session::{DOWN, Session, UP};
use support::world::{File, TestWorld};

#[test]
fn a_countdown_goes_on_after_a_key_only_where_that_is_wished() {
    let menu = "menu\nitem a A\nitem b B\nchoose --timeout 3072 RE x\necho ${x}\n";
    let mut session = Session::on_linux(&menu.replace("RE ", ""));
    assert_eq!(session.menu().seconds_left, Some(3));
    session.pass(Ticks(1024));
    assert_eq!(session.menu().seconds_left, Some(2));
    session.keys("?");
    assert_eq!(session.menu().seconds_left, None);
    session.pass(Ticks::from_seconds(1000));
    assert_eq!(session.outcome, None);

    let mut session = Session::on_linux(&menu.replace("RE ", "--retimeout 1500 "));
    session.keys(DOWN);
    assert_eq!(session.menu().seconds_left, Some(2));
    session.pass(Ticks(1499));
    assert_eq!(session.outcome, None);
    session.pass(Ticks(1));
    assert_eq!(session.outcome, Some(Outcome::Finished(Status::OK)));
    assert_eq!(session.last_line(), "b");
}

#[test]
fn a_countdown_that_is_too_long_ends_its_row() {
    let script = "menu\nitem a A\nchoose --timeout 1024000 x\n";
    let session = Session::on_linux(script);
    let output = escaped(&session.output);
    // Five of the six characters, and nothing after them.
    assert!(output.contains(" (1000\\x1b[4;2H"), "{output}");
}

#[test]
fn shortcuts_go_round_since_they_may_be_shared() {
    let script = "menu\nitem --key a one\nitem --gap --key a\nitem --key a three\nitem four\n\
                  choose --default three x\necho ${x}\n";
    let chosen = |release| {
        let build = Build::new(Platform::Linux, release);
        let mut session = Session::new(build, TestWorld::default(), script);
        session.keys("a");
        session.last_line()
    };
    assert_eq!(chosen(Release::V2_0_0), "three");
    // All three count, the third as if it was the first, and the second moves on from there.
    assert_eq!(chosen(Release::V1_21_1), "three");
    let two = "menu\nitem --key a one\nitem two\nitem --key a three\nchoose x\necho ${x}\n";
    let build = Build::new(Platform::Linux, Release::V1_21_1);
    let mut session = Session::new(build, TestWorld::default(), two);
    session.keys("a");
    assert_eq!(session.last_line(), "two");
}

#[test]
fn a_byte_from_0x80_on_chooses_like_the_end_of_the_time() {
    let mut session = Session::on_linux("menu\nitem a A\nitem b B\nchoose x\necho ${x}\n");
    session.bytes(b"\xe9");
    assert_eq!(session.last_line(), "a");
}

#[test]
fn a_form_saves_what_it_can_and_goes_to_what_it_cannot() {
    let script = "set net0/domain old\nform Title\nitem a Text\nitem b:int8\nitem --gap Middle\n\
                  item net0/domain Domain\npresent\nshow a\nshow b\nshow domain\n";
    let mut session = Session::on_linux(script);
    assert_eq!(session.inputs(), ["", "", "old"]);
    assert_eq!(session.form().current, 0);
    session.keys(&format!("x{DOWN}y{DOWN}er\x18"));
    let form = session.form();
    assert_eq!(form.current, 1);
    let error = form.controls[1]
        .input
        .as_ref()
        .and_then(|i| i.error.as_ref());
    assert_eq!(
        error.map(|error| escaped(error)),
        Some("Invalid argument (https://ipxe.org/1c0c2016)".to_owned())
    );
    session.keys("\x1512\n");
    assert_eq!(session.outcome, Some(Outcome::Finished(Status::OK)));
    let text = escaped(&session.output);
    assert!(text.contains("a:string = x"), "{text}");
    assert!(text.contains("b:int8 = 12"), "{text}");
    assert!(text.contains("net0/domain:string = older"), "{text}");
}

#[test]
fn shortcuts_of_a_form_are_keys_that_do_not_edit() {
    let script = "form\nitem a A\nitem --key 0x147e b B\nitem --key 0x157e --gap Gap\n\
                  item --key x c C\nitem --key \u{e9} d D\npresent\n";
    let script = script.replace('\u{e9}', "${accent:string}");
    let mut session = Session::on_linux(&format!("set accent:hex e9\n{script}"));
    session.keys("\x1b[19~");
    assert_eq!(session.form().current, 1);
    session.keys("\x1b[20~");
    assert_eq!(session.form().current, 3);
    session.keys(&format!("{UP}{UP}x"));
    assert_eq!(session.inputs(), ["x", "", "", ""]);
    session.bytes(b"\xe9");
    assert_eq!(session.form().current, 4);
}

#[test]
fn the_old_login_form_has_two_boxes_of_63_bytes() {
    let script = "set username me\nlogin || echo no\nshow username\nshow password\n";
    let build = Build::new(Platform::Linux, Release::V1_21_1);
    let mut session = Session::new(build.clone(), TestWorld::default(), script);
    let output = escaped(&session.output);
    let drawn = "\\x1b[9;37H\\x1b[0;1m\\x1b[37m\\x1b[44mUsername:\\x1b[15;37HPassword:\
                 \\x1b[11;31H\\x1b[0;22m\\x1b[30m\\x1b[46mme__________________\\x1b[11;33H\
                 \\x1b[17;31H____________________\\x1b[17;31H\
                 \\x1b[11;31Hme__________________\\x1b[11;33H";
    assert!(output.ends_with(drawn), "{output}");
    session.keys(&format!("\t{}\x08", "s".repeat(70)));
    assert_eq!(session.inputs()[1], "s".repeat(62));
    session.keys(&format!("{UP}!\n\n"));
    let output = escaped(&session.output);
    assert!(output.contains("username:string = me!"), "{output}");
    let password = format!("password:string = {}\\x0d", "s".repeat(62));
    assert!(output.contains(&password), "{output}");

    let mut session = Session::new(build, TestWorld::default(), script);
    session.keys("\x03");
    let output = escaped(&session.output);
    let complaint = "Could not set credentials: Operation canceled (http://ipxe.org/0b17e07d)";
    assert!(output.contains(complaint), "{output}");
}

#[test]
fn names_and_their_absence_do_not_mix_on_linux_only() {
    let script =
        "menu --name m T\nitem a A || echo none ${errno}\nitem --menu m a A && echo fine\n";
    let build = |platform| Build::new(platform, Release::LATEST);
    let session = Session::new(build(Platform::Linux), TestWorld::default(), script);
    assert!(matches!(session.outcome, Some(Outcome::Crashed { .. })));
    for (platform, number) in [
        (Platform::Pcbios, "0x2d16203b"),
        (Platform::Efi, "0x2d16208e"),
    ] {
        let session = Session::new(build(platform), TestWorld::default(), script);
        let expected = format!("No default user interface\nnone {number}\nfine\n");
        let output = String::from_utf8_lossy(&session.output).replace('\r', "");
        assert_eq!(output, expected);
    }
}

#[test]
fn a_graphical_console_has_a_size_of_its_own() {
    let framebuffer = Some(Framebuffer {
        width: 1024,
        height: 768,
        character_height: 16,
    });
    let world = TestWorld {
        framebuffer,
        server: "10.0.2.2".to_owned(),
        port: 80,
        files: [(b"/p.png".to_vec(), File::new(pixel()))].into(),
        ..TestWorld::default()
    };
    let efi = Build::new(Platform::Efi, Release::LATEST);
    let script = "console --x 1024 --y 768\nmenu T\nitem a A\nchoose --timeout 1 x\n\
                  console --picture http://10.0.2.2/p.png\nmenu P\nitem b B\nchoose --timeout 1 x\n\
                  console --x 2000 --y 2000 || console\nmenu S\nitem c C\nchoose x\n";
    let mut session = Session::new(efi, world.clone(), script);
    session.pass(Ticks::from_seconds(1));
    let output = escaped(&session.output);
    // The title is in the middle of 113 columns, the last row of 48 is where it ends.
    assert!(output.contains("\\x1b[2;57H"), "{output}");
    assert!(output.contains("\\x1b[48;1H"), "{output}");
    // Blue lets the picture shine through.
    assert!(
        output.contains("\\x1b[0;22m\\x1b[37m\\x1b[49m\\x1b[2J"),
        "{output}"
    );
    let failed =
        "Could not configure console: No such file or directory (https://ipxe.org/2d4ce08e)";
    assert!(output.contains(failed), "{output}");
    assert!(output.ends_with("\\x1b[4;2H"), "{output}");
    assert!(
        output.contains("\\x1b[2;40H\\x1b[0;1m\\x1b[37m\\x1b[44mS"),
        "{output}"
    );

    // A build without graphics does not even ask.
    let linux = support::build(&[]);
    let session = Session::new(linux, world, "console --x 1024 --y 768\n");
    assert_eq!(session.machine.display.columns(), 80);
}

/// A picture of one pixel.
fn pixel() -> Vec<u8> {
    let mut data = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8], body: &[u8]| {
        data.extend((body.len() as u32).to_be_bytes());
        data.extend([kind, body, b"none"].concat());
    };
    chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    // A block that is stored, and a checksum that nobody looks at.
    chunk(
        b"IDAT",
        &[0x78, 0x01, 1, 2, 0, 0xfd, 0xff, 0, 7, 1, 2, 3, 4],
    );
    chunk(b"IEND", b"");
    data
}

#[test]
fn user_interfaces_are_not_in_the_log_of_messages() {
    let script = "echo one\nmenu\nitem a A\nchoose --timeout 1 x\nset esc:hex 1b\n\
                  echo ${esc:string}[1mtwo\nset log ${dmesg}\nset builtin/dmesg\necho three\n\
                  show dmesg\n";
    let mut session = Session::on_linux(script);
    session.pass(Ticks(1));
    assert_eq!(session.outcome, Some(Outcome::Finished(Status::OK)));
    let settings = &session.machine.settings;
    let mut log = Vec::new();
    settings.append_value_of(b"log", &mut log);
    assert_eq!(escaped(&log), "one\\x0d\ntwo\\x0d\n");
    let shown = "builtin/dmesg:string = three\\x0d\\x0d\n\\x0d\n";
    assert!(escaped(&session.output).ends_with(shown));
}
