//! The settings editor: what it shows, and what keys do.

mod support;

use ipxe_machine::ui::view::{SettingsRowView, SettingsView};
use ipxe_machine::{Build, Outcome, Status, Ticks};
use ipxe_reference::{Platform, Release};
use support::driver::escaped;
use support::session::{DOWN, Session, UP};
use support::world::TestWorld;

fn row<'v>(view: &'v SettingsView, wanted: &str) -> (usize, &'v SettingsRowView) {
    let is_wanted = |row: &SettingsRowView| match row {
        SettingsRowView::Setting { name, .. } => *name == wanted,
        SettingsRowView::Block { name } => name == wanted.as_bytes(),
        SettingsRowView::Parent => wanted == "..",
    };
    let at = view.rows.iter().position(is_wanted).expect("a row");
    (at, &view.rows[at])
}

/// Goes to a row.
fn select(session: &mut Session, name: &str) {
    let (wanted, current) = (row(&session.settings(), name).0, session.settings().current);
    let keys = match wanted.checked_sub(current) {
        Some(down) => DOWN.repeat(down),
        None => UP.repeat(current - wanted),
    };
    session.keys(&keys);
    assert_eq!(session.settings().current, wanted);
}

#[test]
fn errors_of_the_settings_editor_are_shown_for_two_seconds() {
    let mut session = Session::on_linux("config net0\n");
    select(&mut session, "mtu");
    session.keys("many\n");
    let alert = session.settings().alert.map(|alert| escaped(&alert));
    let invalid = "Invalid argument (https://ipxe.org/1c0c2016)";
    assert_eq!(alert.as_deref(), Some(invalid));
    // What is typed meanwhile is lost.
    session.pass(Ticks(2047));
    assert_eq!(session.keys("\x18\n"), "");
    assert!(session.settings().alert.is_some());
    let printed = session.pass(Ticks(1));
    assert!(
        printed.starts_with("\\x1b[24;1H\\x1b[0;22m\\x1b[37m\\x1b[44m    "),
        "{printed}"
    );
    assert_eq!(session.settings().alert, None);
    assert_eq!(session.settings().editing, None);
    // Ctrl-C ends the wait, and begins to edit where there is none.
    session.keys("many\n\x03");
    assert_eq!(session.settings().alert, None);
    session.keys("\x03");
    assert_eq!(session.settings().editing, Some((Vec::new(), 0)));
    session.keys("\x03");
    assert_eq!(session.settings().editing, None);
    session.keys("\x18");
    assert_eq!(session.outcome, Some(Outcome::Finished(Status::OK)));
}

#[test]
fn the_settings_editor_goes_from_block_to_block() {
    let mut session = Session::on_linux("set user one\nconfig\nshow net0/domain\n");
    assert_eq!(session.settings().block, b"");
    // The alias leads to what it stands for.
    select(&mut session, "netX");
    session.keys("\n");
    assert_eq!(session.settings().block, b"net0");
    assert_eq!(session.settings().current, 0);
    select(&mut session, "domain");
    session.keys("here\n");
    let view = session.settings();
    assert_eq!(view.alert, None);
    assert!(matches!(
        row(&view, "domain").1,
        SettingsRowView::Setting { value: Some(value), is_own: true, .. } if value == b"here"
    ));
    select(&mut session, "..");
    session.keys("\n");
    let view = session.settings();
    assert_eq!(view.block, b"");
    assert!(matches!(
        row(&view, "domain").1,
        SettingsRowView::Setting { value: Some(value), is_own: false, .. } if value == b"here"
    ));
    // What the root does not have itself cannot be deleted there.
    select(&mut session, "domain");
    session.keys("\x04\x18");
    assert!(escaped(&session.output).contains("net0/domain:string = here"));
}

#[test]
fn a_build_lists_only_the_settings_that_it_has() {
    let names = |platform| {
        let build = Build::new(platform, Release::LATEST);
        let session = Session::new(build, TestWorld::default(), "config net0\n");
        let names = session
            .settings()
            .rows
            .into_iter()
            .filter_map(|row| match row {
                SettingsRowView::Setting { name, .. } => Some(name),
                _ => None,
            });
        names.collect::<Vec<_>>()
    };
    assert!(names(Platform::Efi).contains(&"ssid"));
    assert!(!names(Platform::Linux).contains(&"ssid"));
}
