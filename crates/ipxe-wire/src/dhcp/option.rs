//! Numbers of the options that matter for booting (RFC 2132 and the registry of BOOTP options).

/// Filler without length (RFC 2132, 3.1).
pub const PAD: u8 = 0;
/// Subnet mask.
pub const SUBNET_MASK: u8 = 1;
/// Routers.
pub const ROUTERS: u8 = 3;
/// Domain name servers.
pub const DOMAIN_NAME_SERVERS: u8 = 6;
/// Host name.
pub const HOST_NAME: u8 = 12;
/// Domain name.
pub const DOMAIN_NAME: u8 = 15;
/// Root path.
pub const ROOT_PATH: u8 = 17;
/// Broadcast address.
pub const BROADCAST_ADDRESS: u8 = 28;
/// Vendor encapsulated options.
pub const VENDOR_ENCAPSULATED: u8 = 43;
/// Requested address.
pub const REQUESTED_ADDRESS: u8 = 50;
/// Lease time in seconds.
pub const LEASE_TIME: u8 = 51;
/// Which header fields carry options.
pub const OVERLOAD: u8 = 52;
/// Message type.
pub const MESSAGE_TYPE: u8 = 53;
/// Server identifier.
pub const SERVER_IDENTIFIER: u8 = 54;
/// Parameter request list.
pub const PARAMETER_REQUEST_LIST: u8 = 55;
/// Message of the server, such as the reason of a NAK.
pub const MESSAGE: u8 = 56;
/// Largest message that the sender accepts, with IP and UDP headers.
pub const MAX_MESSAGE_SIZE: u8 = 57;
/// Renewal time T1 in seconds.
pub const RENEWAL_TIME: u8 = 58;
/// Rebinding time T2 in seconds.
pub const REBINDING_TIME: u8 = 59;
/// Vendor class identifier.
pub const VENDOR_CLASS: u8 = 60;
/// Client identifier.
pub const CLIENT_IDENTIFIER: u8 = 61;
/// Name of the boot server.
pub const TFTP_SERVER_NAME: u8 = 66;
/// Name of the boot file.
pub const BOOTFILE_NAME: u8 = 67;
/// User class (RFC 3004).
pub const USER_CLASS: u8 = 77;
/// Rapid commit (RFC 4039).
pub const RAPID_COMMIT: u8 = 80;
/// Fully qualified domain name of the client (RFC 4702).
pub const CLIENT_FQDN: u8 = 81;
/// Relay agent information (RFC 3046).
pub const RELAY_AGENT: u8 = 82;
/// Client architecture (RFC 4578).
pub const CLIENT_ARCHITECTURE: u8 = 93;
/// Client network interface (RFC 4578).
pub const CLIENT_INTERFACE: u8 = 94;
/// Client machine identifier, a UUID (RFC 4578).
pub const CLIENT_UUID: u8 = 97;
/// Subnet selection (RFC 3011).
pub const SUBNET_SELECTION: u8 = 118;
/// Domain search list (RFC 3397).
pub const DOMAIN_SEARCH: u8 = 119;
/// SIP servers (RFC 3361).
pub const SIP_SERVERS: u8 = 120;
/// Vendor-identifying vendor class (RFC 3925).
pub const VIVCO: u8 = 124;
/// Vendor-identifying vendor options (RFC 3925).
pub const VIVSO: u8 = 125;
/// iPXE's encapsulated options.
pub const IPXE_ENCAPSULATED: u8 = 175;
/// End of options (RFC 2132, 3.2).
pub const END: u8 = 255;
