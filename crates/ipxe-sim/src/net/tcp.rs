//! TCP as far as it takes time (`net/tcp.c`).

use std::net::IpAddr;
use std::time::Duration;

use ipxe_machine::ports::Host;
use ipxe_reference::{ErrorFile, ErrorId, Posix, Release};

use super::{Failure, NetEventKind, Reach, Schedule, Talk, Target, Way};
use crate::scenario::ServerSpec;
use crate::scenario::input::{Effect, ServiceName};

const NO_ROUTE: ErrorId = ErrorId::new(Posix::Enetunreach, ErrorFile::Tcp, 0);
pub(crate) const TIMED_OUT: ErrorId = ErrorId::new(Posix::Etimedout, ErrorFile::Tcp, 0);
pub(crate) const RESET: ErrorId = ErrorId::new(Posix::Econnreset, ErrorFile::Tcp, 0);

/// Bytes of headers around the contents of a segment: Ethernet, IPv4, TCP with timestamps.
const OVERHEAD: u64 = 14 + 20 + 32;
/// Segments that a server sends before the first acknowledgement (RFC 6928).
const INITIAL_WINDOW: u64 = 10;
/// How often progress is shown at least.
const STEP: Duration = Duration::from_millis(200);

/// A connection.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    /// The address of the server.
    pub(crate) address: IpAddr,
    /// The port.
    pub(crate) port: u16,
    /// The way there.
    pub(crate) way: Way,
    /// The server's congestion window, in segments.
    window: u64,
}

/// The receive window (`include/ipxe/tcp.h: TCP_MAX_WINDOW_SIZE`), which was a quarter of a megabyte
/// before 2.0.0.
fn receive_window(host: &Host<'_>) -> u64 {
    if host.build.release >= Release::V2_0_0 {
        2048 * 1024
    } else {
        256 * 1024
    }
}

impl Talk<'_, '_> {
    /// Opens a connection. `serves` says whether a server has a service on the port.
    pub(crate) fn connect(
        &mut self,
        address: IpAddr,
        port: u16,
        service: ServiceName,
        serves: impl FnOnce(&ServerSpec) -> bool,
    ) -> Result<Connection, Failure> {
        let before = self.elapsed();
        let result = self.try_connect(address, port, service, serves);
        let took = self.elapsed().saturating_sub(before);
        self.note(NetEventKind::Connect {
            address,
            port,
            connected: result.is_ok(),
            took,
        });
        result
    }

    fn try_connect(
        &mut self,
        address: IpAddr,
        port: u16,
        service: ServiceName,
        serves: impl FnOnce(&ServerSpec) -> bool,
    ) -> Result<Connection, Failure> {
        self.say(b"connecting");
        let way = match self.reach(address) {
            Reach::NoRoute => return Err(NO_ROUTE.into()),
            Reach::Silent => return Err(self.connect_timeout()),
            Reach::Server(way) => way,
        };
        let scenario = std::sync::Arc::clone(&self.world.scenario);
        let server = &scenario.server[way.server];
        let target = Target {
            server,
            service,
            path: None,
            connects: true,
            now: self.now(),
        };
        let fault = self.world.faults.strike(&scenario.fault, target);
        match fault.map(|fault| fault.effect) {
            Some(Effect::Silence) => return Err(self.connect_timeout()),
            Some(Effect::Refuse) => {
                self.pass(way.round_trip);
                return Err(RESET.into());
            }
            _ => {}
        }
        if !serves(server) {
            if server.firewall {
                return Err(self.connect_timeout());
            }
            self.pass(way.round_trip);
            return Err(RESET.into());
        }
        self.handshake(&way)?;
        self.world.count_packets(&way.interface, 2, 1);
        self.say(b"");
        Ok(Connection {
            address,
            port,
            way,
            window: INITIAL_WINDOW,
        })
    }

    /// Sends SYN until one of them and its answer get through.
    fn handshake(&mut self, way: &Way) -> Result<(), Failure> {
        let start = self.elapsed();
        for at in Schedule::DEFAULT.sends() {
            let lost = self.world.random.chance(way.loss) || self.world.random.chance(way.loss);
            if !lost {
                self.pass((start + at).saturating_sub(self.elapsed()) + way.round_trip);
                return Ok(());
            }
        }
        Err(self.connect_timeout_from(start))
    }

    fn connect_timeout(&mut self) -> Failure {
        self.connect_timeout_from(self.elapsed())
    }

    fn connect_timeout_from(&mut self, start: Duration) -> Failure {
        self.pass((start + Schedule::DEFAULT.end()).saturating_sub(self.elapsed()));
        TIMED_OUT.into()
    }

    /// What becomes of a request over a connection whose server can no longer be reached.
    pub(crate) fn request_timeout(&mut self) -> Failure {
        self.connect_timeout()
    }

    /// Sends so many bytes and waits for the first byte of the answer.
    pub(crate) fn request(&mut self, connection: &Connection, bytes: u64) {
        let way = &connection.way;
        self.pass(way.round_trip + way.transmission(bytes + OVERHEAD));
        self.world.count_packets(&way.interface, 1, 1);
    }

    /// Receives so many bytes after the first one. Those that count as progress are so many of a total,
    /// which is 0 where it is not known.
    pub(crate) fn receive(&mut self, connection: &mut Connection, bytes: u64, total: Option<u64>) {
        let curve = curve(
            connection,
            self.packet_time(),
            receive_window(self.host),
            bytes,
        );
        let start = self.elapsed();
        for (at, received) in &curve.points {
            self.pass((start + *at).saturating_sub(self.elapsed()));
            if let Some(total) = total {
                self.advance(*received, total);
            }
        }
        self.pass((start + curve.end).saturating_sub(self.elapsed()));
        connection.window = curve.window;
        let segments = bytes.div_ceil(curve.segment);
        let interface = connection.way.interface.clone();
        self.world
            .count_packets(&interface, segments.div_ceil(2), segments);
    }

    /// How long the computer takes for a packet.
    pub(crate) fn packet_time(&self) -> Duration {
        self.world.scenario.machine.packet_time.0
    }
}

/// How far a transfer is at which time.
struct Curve {
    points: Vec<(Duration, u64)>,
    end: Duration,
    window: u64,
    segment: u64,
}

/// Slow start up to what the link, the computer or the receive window allow, and then that rate.
/// With losses the rate is at most that of Mathis et al.: 1.22 segments in a round trip, divided by the
/// square root of the loss.
fn curve(connection: &Connection, packet_time: Duration, window: u64, bytes: u64) -> Curve {
    let way = &connection.way;
    let segment = 1448;
    let round_trip = way.round_trip.as_secs_f64().max(1e-9);
    let per_segment = way
        .transmission(segment + OVERHEAD)
        .max(packet_time)
        .as_secs_f64()
        .max(1e-12);
    let mut rate = segment as f64 / per_segment;
    rate = rate.min(window as f64 / round_trip);
    if way.loss > 0.0 {
        rate = rate
            .min(1.22 * segment as f64 / (round_trip * way.loss.sqrt()))
            .max(1.0);
    }
    let mut curve = Curve {
        points: Vec::new(),
        end: Duration::ZERO,
        window: connection.window,
        segment,
    };
    let mut received = 0;
    while received < bytes {
        let flight = curve.window.saturating_mul(segment).min(window);
        if flight as f64 >= rate * round_trip {
            break;
        }
        let chunk = flight.min(bytes - received);
        received += chunk;
        // The last flight need not be acknowledged before all is there.
        let service = Duration::from_secs_f64(chunk as f64 / rate);
        let pause = if received < bytes {
            way.round_trip
        } else {
            Duration::ZERO
        };
        curve.end += service.max(pause);
        curve.points.push((curve.end, received));
        curve.window = curve.window.saturating_mul(2);
    }
    let rest = Duration::from_secs_f64((bytes - received) as f64 / rate);
    let steps = (rest.as_nanos() / STEP.as_nanos()).min(100_000) as u64;
    for step in 1..=steps {
        let at = curve.end + STEP * step as u32;
        let done = received
            + ((bytes - received) as f64 * (step as f64 * STEP.as_secs_f64() / rest.as_secs_f64()))
                as u64;
        curve.points.push((at, done.min(bytes)));
    }
    curve.end += rest;
    curve.points.push((curve.end, bytes));
    curve
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(bytes: u64, round_trip_us: u64, bandwidth: u64, window: u64) -> f64 {
        let connection = Connection {
            address: IpAddr::from([192, 0, 2, 1]),
            port: 80,
            way: Way {
                server: 0,
                round_trip: Duration::from_micros(round_trip_us),
                bandwidth,
                loss: 0.0,
                interface: Vec::new(),
            },
            window: INITIAL_WINDOW,
        };
        curve(&connection, Duration::ZERO, window, bytes)
            .end
            .as_secs_f64()
    }

    #[test]
    fn large_transfers_run_at_the_rate_of_the_link() {
        let time = seconds(100_000_000, 200, 100_000_000, 2 << 20);
        // 8 s, and 4.6 percent for the headers.
        assert!((8.3..8.5).contains(&time), "{time}");
    }

    #[test]
    fn small_windows_limit_long_ways() {
        let time = seconds(100_000_000, 100_000, 10_000_000_000, 256 << 10);
        // 2.6 MB/s, whatever the link.
        assert!((38.0..40.0).contains(&time), "{time}");
    }

    #[test]
    fn slow_start_shows_in_short_transfers() {
        let short = seconds(14_480, 100_000, 1_000_000_000, 2 << 20);
        let longer = seconds(3 * 14_480, 100_000, 1_000_000_000, 2 << 20);
        assert!(short < 0.001, "{short}");
        assert!((0.1..0.102).contains(&longer), "{longer}");
    }
}
