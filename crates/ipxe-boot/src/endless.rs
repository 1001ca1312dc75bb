//! iPXE that loads itself, for ever.

use std::fmt;

use ipxe_dhcp::Field;
use ipxe_wire::dhcp::{Message, option};

use crate::daemon::{ConfigLine, DaemonName, Decision};
use crate::segment::{Answered, Segment};

/// iPXE was given iPXE to boot: it will be given it again and again. Shows as an explanation with what to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndlessChain {
    /// The program, as the server names it.
    pub program: String,
    /// The server that named it, and its daemon.
    pub server: Option<(String, DaemonName)>,
    /// The lines that decided the name of the boot file.
    pub decided_by: Vec<ConfigLine>,
}

impl EndlessChain {
    /// Explains why iPXE was given a program that is iPXE.
    #[must_use]
    pub(crate) fn explain(segment: &Segment, program: &[u8]) -> Self {
        let names_it = |answered: &&Answered| {
            boot_file(&answered.message).is_some_and(|name| last_part(&name) == program)
        };
        // Scripts can name programs too; then no server is to blame.
        let answered = segment.answers.iter().rev().find(names_it);
        let named = answered.and_then(|answered| boot_file(&answered.message));
        let named = named.unwrap_or_else(|| program.to_vec());
        let is_about_file = |decision: &&Decision| {
            let file = Field::Option(option::BOOTFILE_NAME);
            decision.field == Field::BootFile || decision.field == file
        };
        let mut decided_by: Vec<ConfigLine> = Vec::new();
        for decision in answered.iter().flat_map(|answered| &answered.decisions) {
            if let Some(line) = decision.line.clone().filter(|_| is_about_file(&decision))
                && !decided_by.contains(&line)
            {
                decided_by.push(line);
            }
        }
        Self {
            program: String::from_utf8_lossy(&named).into_owned(),
            server: answered.map(|answered| (answered.station.clone(), answered.daemon)),
            decided_by,
        }
    }
}

impl fmt::Display for EndlessChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let program = &self.program;
        let Some((server, daemon)) = &self.server else {
            return write!(
                f,
                "iPXE starts iPXE ({program}) once more, and will do so for ever: a script names it"
            );
        };
        write!(
            f,
            "{server} gives {program}, which is iPXE, to iPXE too: it loads itself for ever"
        )?;
        for ConfigLine { file, line, text } in &self.decided_by {
            write!(f, "\n  decided by {file}:{line}: {text}")?;
        }
        f.write_str("\n  give it only to others, and a script to iPXE, which sends option 175 and the user class \"iPXE\":")?;
        let advice: &[&str] = match daemon {
            DaemonName::Dnsmasq => &[
                "dhcp-match=set:ipxe,175",
                "dhcp-boot=tag:!ipxe,PROGRAM",
                "dhcp-boot=tag:ipxe,http://SERVER/boot.ipxe",
            ],
            DaemonName::Dhcpd => &[
                "if exists user-class and option user-class = \"iPXE\" {",
                "    filename \"http://SERVER/boot.ipxe\";",
                "} else {",
                "    filename \"PROGRAM\";",
                "}",
            ],
            DaemonName::Kea => &[
                "\"client-classes\": [ {",
                "    \"name\": \"ipxe\", \"test\": \"option[77].hex == 'iPXE'\",",
                "    \"boot-file-name\": \"http://SERVER/boot.ipxe\"",
                "}, ... ]  (before every class that gives PROGRAM)",
            ],
        };
        for line in advice {
            write!(f, "\n    {}", line.replace("PROGRAM", program))?;
        }
        Ok(())
    }
}

/// The boot file that a message names.
fn boot_file(message: &Message) -> Option<Vec<u8>> {
    let option = message.options.get(option::BOOTFILE_NAME);
    let option = option.map(|name| name.strip_suffix(b"\0").unwrap_or(name));
    let name = option
        .filter(|name| !name.is_empty())
        .unwrap_or(message.boot_file());
    (!name.is_empty()).then(|| name.to_vec())
}

/// The part of a path or URI after its last slash, which is what iPXE calls an image.
fn last_part(name: &[u8]) -> &[u8] {
    name.rsplit(|&byte| byte == b'/').next().unwrap_or_default()
}
