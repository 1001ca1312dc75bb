//! Options inside option 43 and other options (`rfc2131.c: match_vendor_opts, do_encap_opts`).

use super::answer::Exchange;
use super::matching::contains;
use super::packet::Writer;
use crate::dnsmasq::config::{Config, OptionEntry, Scope};
use crate::dnsmasq::tag::Tags;
use crate::{Field, Place};

/// Longest option.
const LONGEST: usize = 255;

/// An option to be put into another one.
#[derive(Clone, Debug)]
pub(super) struct Inner {
    pub(super) code: u8,
    pub(super) data: Vec<u8>,
    pub(super) place: Option<Place>,
}

impl Inner {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "dnsmasq writes the lower byte"
    )]
    pub(super) fn of(option: &OptionEntry, data: Vec<u8>) -> Self {
        Self {
            code: option.code as u8,
            data,
            place: Some(option.place),
        }
    }
}

/// The lines whose vendor class is in `class`, the last one first.
pub(super) fn vendor_options<'s>(config: &'s Config, class: Option<&[u8]>) -> Vec<&'s OptionEntry> {
    let Some(class) = class else {
        return Vec::new();
    };
    let matches = |option: &&OptionEntry| match &option.scope {
        Scope::Vendor(wanted) => contains(class, wanted),
        Scope::Pxe => config
            .pxe_vendors
            .iter()
            .any(|wanted| contains(class, wanted)),
        _ => false,
    };
    config.options.iter().rev().filter(matches).collect()
}

impl<'s> Exchange<'s> {
    /// Leaves out the lines whose tags do not match; says whether one that stays is forced
    /// (`rfc2131.c: prune_vendor_opts`).
    pub(super) fn prune(options: &mut Vec<&'s OptionEntry>, tags: &Tags<'s>) -> bool {
        options.retain(|option| tags.match_all(&option.conditions, true));
        options.iter().any(|option| option.forced)
    }

    /// Puts options into option `outer`, or into several where they are too long for one. An end option
    /// closes the last. False where there is none to put.
    pub(super) fn put_inside(&mut self, writer: &mut Writer, outer: u8, inner: &[Inner]) -> bool {
        let mut data = Vec::new();
        for option in inner {
            let length = option.data.len() + 2;
            if data.len() + length > LONGEST {
                writer.put(outer, &data);
                data.clear();
            }
            data.push(option.code);
            data.push(u8::try_from(option.data.len() & 0xff).expect("masked to a byte"));
            data.extend_from_slice(&option.data);
            let field = Field::Suboption(outer, option.code);
            self.because(field, option.place, "put into another option");
        }
        if !data.is_empty() {
            data.push(ipxe_wire::dhcp::option::END);
            writer.put(outer, &data);
        }
        !inner.is_empty()
    }
}
