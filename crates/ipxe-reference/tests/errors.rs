//! Error numbers and texts.

use ipxe_reference::{
    ERROR_CASES, ERROR_FILES, ErrorFile, POSIX_ERRORS, Platform, Posix, Release, SITUATIONS,
    describe, error_number, strerror, strerror_with,
};

fn hex(text: &str) -> u32 {
    u32::from_str_radix(text, 16).expect("a hexadecimal number")
}

#[test]
fn situations_have_the_recorded_numbers_and_texts() {
    let recorded = include_str!("situations.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let mut count = 0;
    for line in recorded {
        let columns: Vec<&str> = line.split('\t').collect();
        let [name, linux, pcbios, efi, text] = columns[..] else {
            panic!("five columns: {line}")
        };
        let situation = SITUATIONS.iter().find(|situation| situation.name == name);
        let situation = situation.unwrap_or_else(|| panic!("no situation {name:?}"));
        for (platform, expected) in [
            (Platform::Linux, linux),
            (Platform::Pcbios, pcbios),
            (Platform::Efi, efi),
        ] {
            assert_eq!(
                situation.number(platform),
                Some(hex(expected)),
                "{name} on {platform}"
            );
            let told = describe(hex(expected));
            assert!(
                told.platforms().any(|known| known == platform),
                "{name} on {platform}"
            );
            let id = situation.error.expect("the recorded situations are errors");
            assert_eq!(told.posix.map(|posix| posix.id), Some(id.posix), "{name}");
            assert_eq!(told.file.map(|file| file.id), Some(id.file), "{name}");
            assert_eq!(told.uniq, id.uniq, "{name}");
            assert!(
                told.situations()
                    .any(|found| std::ptr::eq(found, situation)),
                "{name}"
            );
        }
        let status = -i32::try_from(hex(linux)).expect("the highest bit is never set");
        assert_eq!(
            strerror(status, Platform::Linux, Release::Master),
            text,
            "{name}"
        );
        count += 1;
    }
    assert!(count > 80, "only {count} situations were recorded");
}

#[test]
fn a_file_that_is_not_found_on_uefi_has_a_number_of_the_firmware() {
    let missing = SITUATIONS
        .iter()
        .find(|situation| situation.name == "EFI file: not found");
    let number = missing.and_then(|situation| situation.number(Platform::Efi));
    assert_eq!(number, Some(0x7f4d_e18e));
    let text = |release| strerror(0x7f4d_e18e, Platform::Efi, release);
    assert_eq!(
        text(Release::Master),
        "Not found (https://ipxe.org/7f4de18e)"
    );
    assert_eq!(
        text(Release::V1_21_1),
        "Error 0x7f4de18e (http://ipxe.org/7f4de18e)"
    );
}

#[test]
fn texts_follow_release_platform_and_options() {
    let not_found = error_number(Posix::Enoent, ErrorFile::Httpcore, 1, Platform::Linux);
    assert_eq!(not_found, 0x2d0c_6102);
    let text = |status, platform, release| strerror(status, platform, release);
    assert_eq!(
        text(0x2d0c_6102, Platform::Linux, Release::V1_21_1),
        "No such file or directory (http://ipxe.org/2d0c6102)"
    );
    // The text belongs to the number with the code of its own platform.
    assert_eq!(
        text(0x2d0c_6102, Platform::Efi, Release::Master),
        "Error 0x2d0c6102 (https://ipxe.org/2d0c6102)"
    );
    let associated = 0x0e1f_6a6f;
    assert_eq!(
        text(associated, Platform::Linux, Release::Master),
        "Error 0x0e1f6a6f (https://ipxe.org/0e1f6a6f)"
    );
    assert_eq!(
        strerror_with(
            associated,
            Platform::Linux,
            Release::Master,
            |option| option == "ERRMSG_80211"
        ),
        "Cannot support all requested capabilities (https://ipxe.org/0e1f"
            .get(..63)
            .expect("long enough")
    );
}

#[test]
fn numbers_that_are_no_errors_have_texts_too() {
    let text = |status| strerror(status, Platform::Linux, Release::Master);
    assert_eq!(text(5), "Error 0x00000005 (https://ipxe.org/00000005)");
    assert_eq!(text(-1), "Error 0x00000001 (https://ipxe.org/00000001)");
    // Nothing but file and case: the number of success.
    assert_eq!(
        text(0x100),
        "Operation completed successfully (https://ipxe.org/00000100)"
    );
}

#[test]
fn every_case_is_found_again_in_its_number() {
    for case in &ERROR_CASES {
        for platform in Platform::ALL {
            let code = case
                .code
                .unwrap_or_else(|| case.id.posix.info().code(platform));
            let told = describe(case.id.number_with(code));
            assert!(
                told.cases().any(|found| std::ptr::eq(found, case)),
                "{:?}: {}",
                case.id,
                case.description
            );
        }
    }
}

#[test]
fn nothing_is_known_of_numbers_out_of_range() {
    let told = describe(0xffff_ffff);
    assert!(told.posix.is_none() && told.file.is_none());
    assert_eq!((told.platforms().count(), told.cases().count()), (0, 0));
}

#[test]
fn records_stand_where_their_names_say() {
    for (index, posix) in POSIX_ERRORS.iter().enumerate() {
        assert_eq!(posix.id as usize, index);
        assert_eq!(Posix::from_number(posix.number), Some(posix.id));
    }
    for (index, file) in ERROR_FILES.iter().enumerate() {
        assert_eq!(file.id as usize, index);
        assert_eq!(
            ErrorFile::from_error(file.number | 0x1f00_00ff),
            Some(file.id)
        );
    }
}

#[test]
fn older_releases_say_menu() {
    let missing = SITUATIONS
        .iter()
        .find(|situation| situation.name == "no default menu/form");
    let shown = |release| missing.map(|situation| situation.console_in(release));
    assert_eq!(shown(Release::V1_21_1), Some("No default menu\n"));
    assert_eq!(shown(Release::V2_0_0), Some("No default user interface\n"));
}
