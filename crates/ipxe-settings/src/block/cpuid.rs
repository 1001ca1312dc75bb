//! The block `cpuid` (`arch/x86/core/cpuid_settings.c`).

use std::collections::BTreeMap;

use ipxe_reference::SettingType;

use super::BlockValue;
use crate::raw_value::RawValue;
use crate::setting::SettingKey;

/// Bits of a function number that say which family of functions it belongs to.
const FAMILY: u32 = 0xc000_0000;
const HYPERVISOR: u32 = 0x4000_0000;
/// The highest function of a family must repeat these bits.
const CHECKED: u32 = 0xffff_0000;
const LITTLE_ENDIAN: u32 = 0x0080_0000;
const USE_SUBFUNCTION: u32 = 0x0040_0000;

/// What the processor answers to CPUID.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cpuid {
    /// EAX, EBX, ECX and EDX by function and subfunction; what is missing is answered by zeros.
    pub leaves: BTreeMap<(u32, u32), [u32; 4]>,
}

impl Cpuid {
    fn leaf(&self, function: u32, subfunction: u32) -> [u32; 4] {
        self.leaves
            .get(&(function, subfunction))
            .copied()
            .unwrap_or_default()
    }

    /// Whether a function exists (`arch/x86/core/cpuid.c: cpuid_supported`).
    pub fn is_supported(&self, function: u32) -> bool {
        let [highest, ..] = self.leaf(function & FAMILY, 0);
        highest & CHECKED == function & CHECKED && function <= highest
    }

    /// The bytes of the registers that the tag selects.
    pub(crate) fn fetch(&self, setting: &SettingKey<'_>) -> Option<BlockValue<'_>> {
        let tag = setting.tag as u32;
        let mut function = tag & (FAMILY | 0xff);
        let (subfunction, functions) = if tag & USE_SUBFUNCTION != 0 {
            function &= !HYPERVISOR;
            (tag >> 24 & 0x7f, 1)
        } else {
            (0, (tag >> 24 & 0x3f) + 1)
        };
        let mut bytes = Vec::new();
        for function in (0..functions).map(|index| function.wrapping_add(index)) {
            if !self.is_supported(function) {
                return None;
            }
            let registers = self.leaf(function, subfunction);
            for index in 0..=(tag >> 16 & 3) {
                let register = (tag >> 8 & 0xff) >> (2 * index) & 3;
                let [eax, ebx, ecx, edx] = registers;
                let value = match register {
                    0 => eax,
                    1 => ebx,
                    2 => ecx,
                    _ => edx,
                };
                bytes.extend(if tag & LITTLE_ENDIAN != 0 {
                    value.to_le_bytes()
                } else {
                    value.to_be_bytes()
                });
            }
        }
        Some(BlockValue::typed(
            RawValue::owned(bytes),
            SettingType::Hexraw,
        ))
    }
}
