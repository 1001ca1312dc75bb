//! Which fixes are to be made, and writing the files that they change.

use ipxe_check::arguments::Arguments;
use ipxe_diagnostics::Applicability;

use super::inputs::Input;
use super::problem::Problem;
use super::replace::replace;
use super::run::Checked;

/// The least safe of the fixes to be made, if any are.
pub fn most(arguments: &Arguments) -> Option<Applicability> {
    if arguments.unsafe_fixes {
        Some(Applicability::Unsafe)
    } else if arguments.fix || arguments.diff {
        Some(Applicability::Safe)
    } else {
        None
    }
}

/// True if fixes are to be written and not only to be shown.
pub fn writes(arguments: &Arguments) -> bool {
    (arguments.fix || arguments.unsafe_fixes) && !arguments.diff
}

/// Writes what changed. A file that cannot be written is as if no fix had been made.
pub fn write(files: &mut [Checked], problems: &mut Vec<Problem>) {
    for file in files {
        let Input::File(path) = &file.input else {
            continue;
        };
        if file.fixed.made == 0 {
            continue;
        }
        let (old, new) = (file.read.bytes(), file.fixed.source.bytes());
        if let Err(reason) = replace(path, old, new) {
            problems.push(Problem::Write {
                name: file.read.name().to_owned(),
                reason,
            });
            file.fixed.made = 0;
            file.fixed.source = file.read.clone();
            if let Some(before) = file.fixed.before.take() {
                file.fixed.findings = before;
            }
        }
    }
}
