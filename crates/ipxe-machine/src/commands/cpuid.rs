//! `cpuid` (`arch/x86/hci/commands/cpuid_cmd.c`).

use ipxe_reference::{CommandName, ErrorFile, ErrorId, Posix};

use super::{CommandResult, Next};
use crate::Cx;
use crate::arguments::Arguments;
use crate::options::Options;

const NOT_SET: ErrorId = ErrorId::new(Posix::Enoent, ErrorFile::CpuidCmd, 0);

/// Standard features (`include/ipxe/cpuid.h: CPUID_FEATURES`).
const FEATURES: u32 = 0x0000_0001;
/// Features that AMD defined first (`include/ipxe/cpuid.h: CPUID_AMD_FEATURES`).
const AMD_FEATURES: u32 = 0x8000_0001;

/// `cpuid_exec`
pub(super) fn cpuid(cx: &mut Cx<'_>, name: CommandName, arguments: &Arguments) -> CommandResult {
    let options = Options::parse(cx, name, arguments)?;
    let bit = cx.parse_integer(options.get(0).unwrap_or_default())?;
    let is_extended = options.flag("ext") || options.flag("amd");
    let function = if is_extended { AMD_FEATURES } else { FEATURES };
    let registers = cx.ask(|world, host| world.cpuid(host, function, 0));
    let [_, _, ecx, edx] = registers.unwrap_or_default();
    let register = if options.flag("ecx") { ecx } else { edx };
    // The processor looks at the low five bits of a shift count only.
    if register & 1u32.wrapping_shl(bit) != 0 {
        Ok(Next::Done)
    } else {
        Err(cx.status(NOT_SET))
    }
}
