//! Error numbers.
//!
//! Seven bits say the POSIX error, eleven the source file, five tell apart
//! the cases within the file, and the lowest eight are the platform's own code
//! (`include/errno.h`, `include/ipxe/errfile.h`).

use crate::generated::errors::{
    ERROR_CASES, ERROR_FILES, ErrorFile, POSIX_ERRORS, Posix, SITUATIONS,
};
use crate::{Platform, Release, Situation};

/// The bits of an error number that say the source file.
const FILE_MASK: u32 = 0x00ff_e000;

/// The bits that the number of a POSIX error without any case has.
const GENERIC_MASK: u32 = 0x7f00_00ff;

/// What is known about a [`Posix`] error.
#[derive(Debug)]
pub struct PosixError {
    /// The error.
    pub id: Posix,
    /// Its name: `ENOENT`.
    pub name: &'static str,
    /// Its number, 0 to 127, which is iPXE's own and not that of any system.
    pub number: u8,
    /// The platforms' own codes, in the order of [`Platform::ALL`].
    pub(crate) codes: [u8; 3],
    /// Its text.
    pub text: &'static str,
    /// iPXE has the text and shows it for every error of this number that has
    /// none of its own; else it shows the number.
    pub printed: bool,
}

impl PosixError {
    /// The platform's own code that goes with the error.
    #[must_use]
    pub const fn code(&self, platform: Platform) -> u8 {
        self.codes[platform as usize]
    }
}

impl Posix {
    /// The record of this error.
    #[must_use]
    pub const fn info(self) -> &'static PosixError {
        &POSIX_ERRORS[self as usize]
    }

    /// The error with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        let found = POSIX_ERRORS.binary_search_by_key(&number, |error| error.number);
        found.ok().map(|index| POSIX_ERRORS[index].id)
    }
}

/// What is known about an [`ErrorFile`].
#[derive(Debug)]
pub struct ErrorFileInfo {
    /// The file.
    pub id: ErrorFile,
    /// Its name: `httpcore`.
    pub name: &'static str,
    /// Its bits of an error number.
    pub number: u32,
    /// Its path: `net/tcp/httpcore.c`. Several files may share a name.
    pub source: Option<&'static str>,
}

impl ErrorFile {
    /// The record of this file.
    #[must_use]
    pub const fn info(self) -> &'static ErrorFileInfo {
        &ERROR_FILES[self as usize]
    }

    /// The file that an error number names.
    #[must_use]
    pub fn from_error(number: u32) -> Option<Self> {
        let found = ERROR_FILES.binary_search_by_key(&(number & FILE_MASK), |file| file.number);
        found.ok().map(|index| ERROR_FILES[index].id)
    }
}

/// An error, whatever the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ErrorId {
    /// The POSIX error.
    pub posix: Posix,
    /// The source file.
    pub file: ErrorFile,
    /// The case within the file, 0 to 31; 0 if it tells none apart.
    pub uniq: u8,
}

impl ErrorId {
    /// The error of these parts.
    #[must_use]
    pub const fn new(posix: Posix, file: ErrorFile, uniq: u8) -> Self {
        Self { posix, file, uniq }
    }

    /// Its number on a platform.
    #[must_use]
    pub const fn number(self, platform: Platform) -> u32 {
        self.number_with(self.posix.info().code(platform))
    }

    /// Its number with another platform code than the usual one.
    #[must_use]
    pub const fn number_with(self, code: u8) -> u32 {
        (self.posix.info().number as u32) << 24
            | self.file.info().number
            | ((self.uniq & 0x1f) as u32) << 8
            | code as u32
    }
}

/// The number of an error on a platform.
#[must_use]
pub const fn error_number(posix: Posix, file: ErrorFile, uniq: u8, platform: Platform) -> u32 {
    ErrorId::new(posix, file, uniq).number(platform)
}

/// An error that its file tells apart from others of the same POSIX number.
#[derive(Debug)]
pub struct ErrorCase {
    /// The error.
    pub id: ErrorId,
    /// The platform code, where it is not the one of the POSIX error.
    pub code: Option<u8>,
    /// What it means, in iPXE's words.
    pub description: &'static str,
    /// The first release that shows the description rather than the text of the
    /// POSIX error; `None` if none does.
    pub printed_since: Option<Release>,
    /// The build option that must be on for the description to be shown.
    pub build_option: Option<&'static str>,
}

/// The cases of a POSIX error in a file; several may have the same number.
pub fn error_cases(id: ErrorId) -> impl Iterator<Item = &'static ErrorCase> {
    let key = |id: ErrorId| (id.file, id.posix, id.uniq);
    let start = ERROR_CASES.partition_point(|case| key(case.id) < key(id));
    ERROR_CASES[start..]
        .iter()
        .take_while(move |case| case.id == id)
}

/// The text that a build shows for an error number, if it has one.
/// `enabled` says which build options are on.
///
/// `hci/strerror.c: find_closest_error`
#[must_use]
pub fn error_text(
    number: u32,
    platform: Platform,
    release: Release,
    enabled: impl Fn(&str) -> bool,
) -> Option<&'static str> {
    let own = parts(number).and_then(|id| {
        error_cases(id).find(|case| {
            let code = case.code.unwrap_or_else(|| id.posix.info().code(platform));
            case.printed_since.is_some_and(|since| since <= release)
                && case.build_option.is_none_or(&enabled)
                && id.number_with(code) == number
        })
    });
    if let Some(case) = own {
        return Some(case.description);
    }
    let generic = number & GENERIC_MASK;
    POSIX_ERRORS
        .iter()
        .find(|error| {
            let known = u32::from(error.number) << 24 | u32::from(error.code(platform));
            error.printed && known == generic
        })
        .map(|error| error.text)
}

fn parts(number: u32) -> Option<ErrorId> {
    let posix = Posix::from_number((number >> 24) as u8)?;
    Some(ErrorId::new(
        posix,
        ErrorFile::from_error(number)?,
        (number >> 8) as u8 & 0x1f,
    ))
}

/// Text and address of an error, as iPXE shows them. Status codes may be
/// negative; the buffer cuts the result to 63 characters.
///
/// `hci/strerror.c: strerror`
#[must_use]
pub fn strerror(status: i32, platform: Platform, release: Release) -> String {
    strerror_with(status, platform, release, |_| false)
}

/// The same as [`strerror`] in a build with further options, which may bring texts along.
#[must_use]
pub fn strerror_with(
    status: i32,
    platform: Platform,
    release: Release,
    enabled: impl Fn(&str) -> bool,
) -> String {
    const LONGEST: usize = 63;
    let number = status.unsigned_abs();
    let scheme = release.info().uri_scheme;
    let address = format!("({scheme}://ipxe.org/{number:08x})");
    let mut shown = match error_text(number, platform, release, enabled) {
        Some(text) => format!("{text} {address}"),
        None => format!("Error {number:#010x} {address}"),
    };
    shown.truncate(LONGEST);
    shown
}

/// What an error number says.
#[derive(Clone, Copy, Debug)]
pub struct ErrorDescription {
    /// The number.
    pub number: u32,
    /// The POSIX error, if there is one of that number.
    pub posix: Option<&'static PosixError>,
    /// The source file, if there is one of that number.
    pub file: Option<&'static ErrorFileInfo>,
    /// The case within the file; 0 if the file tells none apart.
    pub uniq: u8,
    /// The platform's own code.
    pub code: u8,
}

/// Takes an error number apart, such as those of `https://ipxe.org/` addresses.
#[must_use]
pub fn describe(number: u32) -> ErrorDescription {
    let posix = u8::try_from(number >> 24).ok().and_then(Posix::from_number);
    ErrorDescription {
        number,
        posix: posix.map(Posix::info),
        file: ErrorFile::from_error(number).map(ErrorFile::info),
        uniq: (number >> 8) as u8 & 0x1f,
        code: number as u8,
    }
}

impl ErrorDescription {
    /// Where iPXE's own documentation of the error is.
    #[must_use]
    pub fn address(&self) -> String {
        format!("https://ipxe.org/{:08x}", self.number)
    }

    /// Situations that end in this error.
    pub fn situations(&self) -> impl Iterator<Item = &'static Situation> {
        let number = self.number;
        SITUATIONS.iter().filter(move |situation| {
            Platform::ALL
                .into_iter()
                .any(|platform| situation.number(platform) == Some(number))
        })
    }

    /// The platforms on which the error has this number.
    pub fn platforms(&self) -> impl Iterator<Item = Platform> {
        let posix = self.posix;
        let code = self.code;
        Platform::ALL
            .into_iter()
            .filter(move |&platform| posix.is_some_and(|error| error.code(platform) == code))
    }

    /// What the file says about this case. Cases that need another platform
    /// code than the one of the number are left out.
    pub fn cases(&self) -> impl Iterator<Item = &'static ErrorCase> {
        let id = self.posix.zip(self.file);
        let id = id.map(|(posix, file)| ErrorId::new(posix.id, file.id, self.uniq));
        let code = self.code;
        let fits = move |case: &&ErrorCase| case.code.is_none_or(|needed| needed == code);
        id.into_iter().flat_map(error_cases).filter(fits)
    }
}
