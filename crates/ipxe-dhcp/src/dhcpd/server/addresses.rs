//! The order in which a fresh server gives addresses away.
//!
//! At its start the daemon walks through its table of addresses and puts each at its place in the list of its
//! pool: after the one before, or, where that went to another pool, at the front (`server/mdb.c: lease_insert`).

use std::collections::BTreeMap;

use crate::dhcpd::model::{Config, PoolId, Range, SubnetId};

/// Buckets of the table of addresses (`includes/dhcpd.h: LEASE_HASH_SIZE`).
const BUCKETS: u32 = 100_003;

/// How many addresses are put in order, about 16 MB.
const MAX_ADDRESSES: u64 = 4_000_000;

/// Where an address belongs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Home {
    pub(super) pool: PoolId,
    pub(super) subnet: SubnetId,
}

/// The addresses of all pools.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// Addresses of each pool, the first to go first.
    pools: Vec<Vec<u32>>,
    /// Ranges by their last addresses.
    ranges: BTreeMap<u32, Range>,
}

impl Order {
    pub(super) fn new(config: &Config) -> Self {
        let mut budget = MAX_ADDRESSES;
        let mut all: Vec<(u32, u32, u32)> = Vec::new();
        let mut age = 0;
        for range in &config.ranges {
            let length = u64::from(range.last - range.first) + 1;
            let taken = length.min(budget);
            budget -= taken;
            let last = range.first + u32::try_from(taken).unwrap_or(0).saturating_sub(1);
            if taken == 0 {
                break;
            }
            for address in range.first..=last {
                // In one bucket, what was entered last comes first.
                age += 1;
                all.push((address % BUCKETS, u32::MAX - age, address));
            }
        }
        all.sort_unstable();
        let ranges: BTreeMap<u32, Range> = config
            .ranges
            .iter()
            .map(|range| (range.last, *range))
            .collect();
        let mut made = Self {
            pools: Vec::new(),
            ranges,
        };
        // Runs of addresses of one pool; a later run goes before an earlier one.
        let mut runs: Vec<Vec<Vec<u32>>> = vec![Vec::new(); config.pools.len()];
        let mut last = None;
        for (_, _, address) in all {
            let Some(home) = made.home(address) else {
                continue;
            };
            let pool = &mut runs[home.pool.index()];
            match pool.last_mut() {
                Some(run) if last == Some(home.pool) => run.push(address),
                _ => pool.push(vec![address]),
            }
            last = Some(home.pool);
        }
        made.pools = runs
            .into_iter()
            .map(|runs| runs.into_iter().rev().flatten().collect())
            .collect();
        made
    }

    /// The pool and the subnet of an address, where some range has it.
    pub(super) fn home(&self, address: u32) -> Option<Home> {
        let (_, range) = self.ranges.range(address..).next()?;
        (range.first <= address).then_some(Home {
            pool: range.pool,
            subnet: range.subnet,
        })
    }

    pub(super) fn of_pool(&self, pool: PoolId) -> &[u32] {
        self.pools.get(pool.index()).map_or(&[], Vec::as_slice)
    }
}
