//! Scripts for benchmarks, made up the same way every time.
#![forbid(unsafe_code)]

use std::fmt::Write;

/// A boot script of `lines` lines: menus, settings, tests, downloads, comments, a label every fifty lines.
///
/// 60,000 lines are about 3 MB. The checker has nothing to say of it.
#[must_use]
pub fn script(lines: usize) -> String {
    let mut text = String::from("#!ipxe\n");
    for line in 1..lines.saturating_sub(2) {
        // The low bits of a linear congruential generator repeat too soon, the high ones do not.
        let chance = (line as u64)
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1)
            >> 33;
        let written = if line % 50 == 0 {
            writeln!(text, ":entry{line}")
        } else if line % 50 == 1 {
            writeln!(text, "menu Machines of row {line}")
        } else if line % 50 == 49 {
            writeln!(
                text,
                "choose --timeout 5000 --default linux{} target || goto failed",
                line - 1
            )
        } else if line % 50 == 48 {
            writeln!(text, "item --key d linux{line} The usual")
        } else {
            match chance % 8 {
                0 => writeln!(
                    text,
                    "echo Booting ${{net0/ip}} from ${{next-server}} as entry {line}"
                ),
                1 => writeln!(
                    text,
                    "set base http://boot.example.org/${{buildarch}}/{line}"
                ),
                2 => writeln!(text, "iseq ${{platform}} efi && goto efi ||"),
                3 => writeln!(
                    text,
                    "imgargs vmlinuz initrd=initrd.img quiet root={line} || goto failed"
                ),
                4 => writeln!(text, "initrd ${{base}}/initrd.img || goto failed"),
                5 => writeln!(text, "  item linux{line}   Install Linux, release {line}"),
                6 => writeln!(text, "# What follows is for machines of row {line}"),
                _ => writeln!(
                    text,
                    "chain --autofree http://${{next-server}}/menu{line}.ipxe || goto failed"
                ),
            }
        };
        debug_assert!(written.is_ok(), "a String takes everything");
    }
    text.push_str(":efi\n:failed\n");
    text
}
