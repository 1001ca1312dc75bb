//! Leases of addresses from pools.
//!
//! An address that nobody was ever offered has no lease here; it counts as free since the beginning of time.

use std::collections::BTreeMap;

use super::addresses::{Home, Order};
use crate::dhcpd::model::{ClassId, HostId, PoolId};
use crate::dhcpd::scope::Bindings;
use crate::dhcpd::state::OptionValue;

/// What a lease is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binding {
    Free,
    Active,
    /// Somebody else was found to use the address.
    Abandoned,
}

/// A lease that somebody was offered at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lease {
    pub(super) address: u32,
    pub(super) home: Home,
    pub(super) binding: Binding,
    /// Seconds since 1970.
    pub(super) starts: i64,
    pub(super) ends: i64,
    /// When the client was last heard.
    pub(super) last_transaction: i64,
    /// An offer is held back up to then, while the server looks whether somebody answers.
    pub(super) held_until: i64,
    pub(super) client_identifier: Option<Vec<u8>>,
    pub(super) hardware: Vec<u8>,
    /// The name that the client gave itself.
    pub(super) host_name: Option<Vec<u8>>,
    pub(super) host: Option<HostId>,
    pub(super) scope: Bindings,
    /// What a relay said of the client: codes and values.
    pub(super) agent: Vec<(u32, Vec<u8>)>,
    /// The class that it counts for.
    pub(super) billed: Option<ClassId>,
    /// Whether it is to be written anew even if it is young.
    pub(super) cannot_reuse: bool,
    /// By which of two that end together the later one comes first.
    serial: u64,
}

impl PartialEq for Home {
    fn eq(&self, other: &Self) -> bool {
        (self.pool, self.subnet) == (other.pool, other.subnet)
    }
}

impl Eq for Home {}

impl Lease {
    pub(super) fn new(address: u32, home: Home) -> Self {
        Self {
            address,
            home,
            binding: Binding::Free,
            starts: 0,
            ends: 0,
            last_transaction: 0,
            held_until: 0,
            client_identifier: None,
            hardware: Vec::new(),
            host_name: None,
            host: None,
            scope: Bindings::default(),
            agent: Vec::new(),
            billed: None,
            cannot_reuse: false,
            serial: 0,
        }
    }
}

/// A list of options of a relay, as leases keep them.
pub(super) fn agent_options(entries: &[crate::dhcpd::state::Entry]) -> Vec<(u32, Vec<u8>)> {
    let bytes = |entry: &crate::dhcpd::state::Entry| match &entry.value {
        OptionValue::Bytes(bytes) => Some((entry.code, bytes.clone())),
        _ => None,
    };
    entries.iter().filter_map(bytes).collect()
}

/// All leases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Leases {
    leases: BTreeMap<u32, Lease>,
    /// Addresses by client identifier and by hardware address, the one to prefer first.
    by_identifier: BTreeMap<Vec<u8>, Vec<u32>>,
    by_hardware: BTreeMap<Vec<u8>, Vec<u32>>,
    /// How many addresses of each pool's order are known to have leases.
    passed: BTreeMap<PoolId, usize>,
    /// How many leases count for each class.
    billed: BTreeMap<ClassId, i32>,
    /// When the next lease ends.
    next_end: i64,
    serial: u64,
}

/// Whether `lease` goes before `known` in a list (`mdb.c: client_lease_preferred`).
fn preferred(known: &Lease, lease: &Lease) -> bool {
    let later = lease.last_transaction >= known.last_transaction;
    match known.binding {
        Binding::Active => lease.binding == Binding::Active && lease.ends >= known.ends,
        Binding::Free => match lease.binding {
            Binding::Active => true,
            Binding::Free => later,
            Binding::Abandoned => false,
        },
        Binding::Abandoned => lease.binding != Binding::Abandoned || later,
    }
}

impl Leases {
    pub(super) fn get(&self, address: u32) -> Option<&Lease> {
        self.leases.get(&address)
    }

    pub(super) fn get_mut(&mut self, address: u32) -> Option<&mut Lease> {
        self.leases.get_mut(&address)
    }

    /// A copy of the lease of an address, or a fresh one.
    pub(super) fn copy(&self, address: u32, home: Home) -> Lease {
        self.get(address)
            .cloned()
            .unwrap_or_else(|| Lease::new(address, home))
    }

    pub(super) fn by_identifier(&self, identifier: &[u8]) -> &[u32] {
        self.by_identifier
            .get(identifier)
            .map_or(&[], Vec::as_slice)
    }

    pub(super) fn by_hardware(&self, hardware: &[u8]) -> &[u32] {
        self.by_hardware.get(hardware).map_or(&[], Vec::as_slice)
    }

    /// Puts a lease in the place of an older one (`mdb.c: supersede_lease`). It is sorted by what it was, and
    /// is then bound as `binding` says.
    pub(super) fn supersede(&mut self, mut lease: Lease, binding: Binding) {
        self.forget_names(lease.address);
        self.serial += 1;
        lease.serial = self.serial;
        if let Some(identifier) = lease.client_identifier.clone() {
            Self::insert(
                &self.leases,
                self.by_identifier.entry(identifier).or_default(),
                &lease,
            );
        }
        if !lease.hardware.is_empty() {
            let hardware = lease.hardware.clone();
            Self::insert(
                &self.leases,
                self.by_hardware.entry(hardware).or_default(),
                &lease,
            );
        }
        lease.binding = binding;
        if binding != Binding::Free {
            self.next_end = if self.next_end == 0 {
                lease.ends
            } else {
                self.next_end.min(lease.ends)
            };
        }
        self.leases.insert(lease.address, lease);
    }

    fn insert(leases: &BTreeMap<u32, Lease>, list: &mut Vec<u32>, lease: &Lease) {
        let before = |address: &u32| {
            leases
                .get(address)
                .is_some_and(|known| preferred(known, lease))
        };
        let at = list.iter().position(before).unwrap_or(list.len());
        list.insert(at, lease.address);
    }

    fn forget_names(&mut self, address: u32) {
        let Some(lease) = self.leases.get(&address) else {
            return;
        };
        let names = [
            (&mut self.by_identifier, lease.client_identifier.as_ref()),
            (&mut self.by_hardware, Some(&lease.hardware)),
        ];
        for (table, name) in names {
            let Some(list) = name.and_then(|name| table.get_mut(name)) else {
                continue;
            };
            list.retain(|known| *known != address);
            if list.is_empty()
                && let Some(name) = name
            {
                table.remove(name);
            }
        }
    }

    /// `mdb.c: release_lease`.
    pub(super) fn release(&mut self, address: u32, now: i64) {
        let Some(lease) = self.leases.get_mut(&address) else {
            return;
        };
        if lease.binding == Binding::Free {
            return;
        }
        lease.scope = Bindings::default();
        lease.ends = now;
        self.free(address);
    }

    fn free(&mut self, address: u32) {
        self.unbill(address);
        self.serial += 1;
        let serial = self.serial;
        if let Some(lease) = self.leases.get_mut(&address) {
            lease.binding = Binding::Free;
            lease.agent.clear();
            lease.serial = serial;
        }
    }

    /// Frees the leases that have ended.
    pub(super) fn expire(&mut self, now: i64) {
        if self.next_end == 0 || self.next_end >= now {
            return;
        }
        let bound = |lease: &&Lease| lease.binding != Binding::Free;
        let over: Vec<u32> = self
            .leases
            .values()
            .filter(bound)
            .filter(|lease| lease.ends < now)
            .map(|lease| lease.address)
            .collect();
        for address in over {
            self.free(address);
        }
        let ends = self.leases.values().filter(bound).map(|lease| lease.ends);
        self.next_end = ends.min().unwrap_or(0);
    }

    /// The first free address of a pool, or the first that was abandoned; when its lease ended, and
    /// whether anybody ever had it.
    pub(super) fn first_free(&mut self, order: &Order, pool: PoolId) -> Option<(u32, Lease)> {
        let list = order.of_pool(pool);
        let passed = self.passed.entry(pool).or_default();
        while list
            .get(*passed)
            .is_some_and(|address| self.leases.contains_key(address))
        {
            *passed += 1;
        }
        if let Some(&address) = list.get(*passed) {
            let home = order.home(address)?;
            return Some((address, Lease::new(address, home)));
        }
        let of_pool = |lease: &&Lease| lease.home.pool == pool;
        let first = |binding: Binding| {
            let bound = self
                .leases
                .values()
                .filter(of_pool)
                .filter(|lease| lease.binding == binding);
            bound.min_by_key(|lease| (lease.ends, std::cmp::Reverse(lease.serial)))
        };
        let lease = first(Binding::Free).or_else(|| first(Binding::Abandoned))?;
        Some((lease.address, lease.clone()))
    }

    /// How many addresses of a pool are not free.
    pub(super) fn used_of(&self, pool: PoolId) -> usize {
        let used = |lease: &&Lease| lease.home.pool == pool && lease.binding != Binding::Free;
        self.leases.values().filter(used).count()
    }

    /// Counts a lease for a class. False where the class has as many as it may.
    pub(super) fn bill(&mut self, class: ClassId, limit: i32) -> bool {
        let count = self.billed.entry(class).or_default();
        if *count >= limit {
            return false;
        }
        *count += 1;
        true
    }

    /// Takes a count back.
    pub(super) fn unbill_class(&mut self, class: ClassId) {
        if let Some(count) = self.billed.get_mut(&class) {
            *count -= 1;
        }
    }

    pub(super) fn unbill(&mut self, address: u32) {
        let class = self
            .leases
            .get_mut(&address)
            .and_then(|lease| lease.billed.take());
        if let Some(class) = class {
            self.unbill_class(class);
        }
    }
}
