//! What a configuration declares: scopes, networks, pools, hosts and classes.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use crate::Place;

use super::expression::{Expr, ExprId, Function};
use super::options::{OptionId, Options};
use super::statement::Statement;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub(super) struct $name(pub(super) u32);

            impl $name {
                /// The number of the next thing in a list of `length` things.
                pub(super) fn next(length: usize) -> Self {
                    Self(u32::try_from(length).expect("a file of 4 GiB declares fewer"))
                }

                pub(super) const fn index(self) -> usize {
                    self.0 as usize
                }
            }
        )*
    };
}

ids! {
    /// A scope.
    GroupId,
    /// A class or subclass.
    ClassId,
    /// A `host` declaration.
    HostId,
    /// A `subnet` declaration.
    SubnetId,
    /// A `shared-network`, or what stands around a lone subnet.
    NetworkId,
    /// A pool.
    PoolId,
    /// A function that a configuration defines.
    FunctionId,
}

/// What a scope was written as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ScopeKind {
    Global,
    Group,
    Network,
    Subnet,
    Pool,
    Class,
    Host,
}

/// A scope: its own statements, inside another scope (`struct group`).
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) outer: Option<GroupId>,
    pub(super) kind: ScopeKind,
    pub(super) name: Box<[u8]>,
    pub(super) statements: Vec<Statement>,
    pub(super) authoritative: bool,
    pub(super) subnet: Option<SubnetId>,
    pub(super) network: Option<NetworkId>,
}

/// Who a pool is for, or not for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Permit {
    UnknownClients,
    KnownClients,
    AuthenticatedClients,
    UnauthenticatedClients,
    AllClients,
    DynamicBootpClients,
    Class(ClassId),
    /// After a time, in seconds since 1970.
    After(i64),
}

impl Permit {
    /// Whether both allow the same, to the daemon (`confpars.c: permit_list_match`).
    pub(super) fn matches(self, other: Self) -> bool {
        self == other || matches!((self, other), (Self::After(_), Self::After(_)))
    }
}

/// A permit and where it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct PermitLine {
    pub(super) permit: Permit,
    pub(super) place: Place,
}

/// A pool of addresses.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    pub(super) network: NetworkId,
    pub(super) group: GroupId,
    pub(super) permitted: Vec<PermitLine>,
    pub(super) prohibited: Vec<PermitLine>,
    /// Seconds since 1970; 0 for none.
    pub(super) valid_from: i64,
    pub(super) valid_until: i64,
    /// Whether a failover partner shares it.
    pub(super) failover: bool,
}

/// Addresses of a `range`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) subnet: SubnetId,
    pub(super) pool: PoolId,
    pub(super) place: Place,
}

/// A subnet.
#[derive(Clone, Debug)]
pub(super) struct Subnet {
    pub(super) address: u32,
    pub(super) netmask: u32,
    pub(super) network: NetworkId,
    pub(super) group: GroupId,
    pub(super) place: Place,
}

impl Subnet {
    pub(super) const fn contains(&self, address: Ipv4Addr) -> bool {
        address.to_bits() & self.netmask == self.address
    }
}

/// Subnets on one wire.
#[derive(Clone, Debug)]
pub(super) struct Network {
    pub(super) name: Box<[u8]>,
    pub(super) group: GroupId,
    /// Narrower ones before wider ones that overlap them.
    pub(super) subnets: Vec<SubnetId>,
    pub(super) pools: Vec<PoolId>,
    /// Whether nobody wrote it: a lone subnet has the same scope as its network.
    pub(super) implicit: bool,
    /// The interface that it is declared for.
    pub(super) interface: Option<Box<[u8]>>,
    pub(super) failover: bool,
}

/// A `host` declaration.
#[derive(Clone, Debug)]
pub(super) struct HostDecl {
    pub(super) name: Box<[u8]>,
    pub(super) group: GroupId,
    pub(super) place: Place,
    /// Type and address; empty for none.
    pub(super) hardware: Vec<u8>,
    pub(super) client_identifier: Vec<u8>,
    pub(super) identifier: Option<(OptionId, Vec<u8>)>,
    pub(super) fixed_address: Option<ExprId>,
    /// The next one for the same client.
    pub(super) next: Option<HostId>,
    pub(super) deleted: bool,
    /// Somewhere further on the chain of `next`.
    pub(super) hint: Option<HostId>,
}

/// A class, or a subclass of one.
#[derive(Clone, Debug)]
pub(super) struct Class {
    pub(super) name: Option<Box<[u8]>>,
    pub(super) place: Place,
    pub(super) group: GroupId,
    pub(super) parent: Option<ClassId>,
    pub(super) match_if: Option<ExprId>,
    /// What `match` or `spawn with` look subclasses up by.
    pub(super) submatch: Option<ExprId>,
    pub(super) spawning: bool,
    pub(super) lease_limit: i32,
    pub(super) subclasses: HashMap<Box<[u8]>, ClassId, foldhash::fast::FixedState>,
}

/// A map by bytes.
pub(super) type ByBytes<T> = HashMap<Box<[u8]>, T, foldhash::fast::FixedState>;

/// A configuration that has been read.
#[derive(Clone, Debug)]
pub struct Config {
    pub(super) options: Options,
    pub(super) expressions: Vec<Expr>,
    /// Patterns that are compiled once.
    pub(super) patterns: super::eval::Patterns,
    pub(super) functions: Vec<Function>,
    pub(super) groups: Vec<Group>,
    pub(super) classes: Vec<Class>,
    /// The classes that clients are checked against, in order.
    pub(super) class_order: Vec<ClassId>,
    pub(super) hosts: Vec<HostDecl>,
    pub(super) hosts_by_name: ByBytes<HostId>,
    pub(super) hosts_by_hardware: ByBytes<HostId>,
    pub(super) hosts_by_identifier: ByBytes<HostId>,
    /// Hosts by the value of an option; the option that was used last comes first.
    pub(super) hosts_by_option: Vec<(OptionId, ByBytes<HostId>)>,
    pub(super) subnets: Vec<Subnet>,
    /// The order in which the daemon looks an address up, from the last to the first.
    pub(super) subnet_order: Vec<SubnetId>,
    pub(super) networks: Vec<Network>,
    pub(super) pools: Vec<Pool>,
    pub(super) ranges: Vec<Range>,
    /// Interfaces that `interface` names, the latest first, with their networks.
    pub(super) interfaces: Vec<(Box<[u8]>, NetworkId)>,
    /// Variables that the statements of the global scope set while the daemon starts.
    pub(super) globals: super::scope::Bindings,
    /// Parameters that are taken at start only.
    pub(super) ports: super::check::Ports,
}

impl Config {
    /// The outermost scope.
    pub(super) const ROOT: GroupId = GroupId(0);

    pub(super) fn expr(&self, id: ExprId) -> &Expr {
        &self.expressions[id.0 as usize]
    }

    pub(super) fn group(&self, id: GroupId) -> &Group {
        &self.groups[id.index()]
    }

    pub(super) fn class(&self, id: ClassId) -> &Class {
        &self.classes[id.index()]
    }

    pub(super) fn host(&self, id: HostId) -> &HostDecl {
        &self.hosts[id.index()]
    }

    pub(super) fn subnet(&self, id: SubnetId) -> &Subnet {
        &self.subnets[id.index()]
    }

    pub(super) fn network(&self, id: NetworkId) -> &Network {
        &self.networks[id.index()]
    }

    pub(super) fn pool(&self, id: PoolId) -> &Pool {
        &self.pools[id.index()]
    }

    /// The subnet that the daemon takes `address` to be in (`mdb.c: find_subnet`).
    pub(super) fn find_subnet(&self, address: Ipv4Addr) -> Option<SubnetId> {
        let mut order = self.subnet_order.iter().copied();
        order.rfind(|&id| self.subnet(id).contains(address))
    }

    /// The same, among the subnets of one network (`mdb.c: find_grouped_subnet`).
    pub(super) fn find_subnet_of(&self, network: NetworkId, address: Ipv4Addr) -> Option<SubnetId> {
        let mut subnets = self.network(network).subnets.iter().copied();
        subnets.find(|&id| self.subnet(id).contains(address))
    }

    /// The class of that name (`class.c: find_class`).
    pub(super) fn find_class(&self, name: &[u8]) -> Option<ClassId> {
        let named = |id: &&ClassId| self.class(**id).name.as_deref() == Some(name);
        self.class_order.iter().find(named).copied()
    }

    /// `host` and those that follow it for the same client.
    pub(super) fn chain(&self, host: Option<HostId>) -> impl Iterator<Item = HostId> + '_ {
        std::iter::successors(host, |&id| self.host(id).next)
    }
}
