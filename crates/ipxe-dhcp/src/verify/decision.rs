//! Answers to a list of requests.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::case::{Case, DaemonName};
use super::compare::{Labels, StoredReply, compare};
use super::packet::{Client, StoredRequest};
use super::{VerifyError, daemon, load};
use crate::{Answer, Reply};

#[derive(Deserialize)]
struct Requests {
    #[serde(default)]
    standard: Vec<String>,
    #[serde(default)]
    extra: Vec<StoredRequest>,
}

#[derive(Deserialize)]
struct Expected {
    answers: Vec<StoredAnswer>,
}

#[derive(Deserialize)]
struct StoredAnswer {
    request: String,
    offer: Option<StoredReply>,
    ack: Option<StoredReply>,
    #[serde(default)]
    boot_service: Vec<StoredBootService>,
    tags: Option<Vec<String>>,
    classes: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct StoredBootService {
    asked: Option<u16>,
    reply: Option<StoredReply>,
}

pub(super) fn differences(case: &Case) -> Result<Vec<String>, VerifyError> {
    let requests: Requests = load::json(&case.path.join("requests.json"))?;
    let expected: Expected = load::json(&case.path.join("expected.json"))?;
    let standard: BTreeMap<String, StoredRequest> =
        load::of_collection(&case.path, "requests.json")?;
    let running = match daemon::start(case) {
        Ok(running) => running,
        Err(VerifyError::Case { problem, .. }) => return Ok(vec![problem]),
        Err(error) => return Err(error),
    };
    let mut differences = Vec::new();
    let answers: BTreeMap<&str, &StoredAnswer> = expected
        .answers
        .iter()
        .map(|answer| (answer.request.as_str(), answer))
        .collect();
    let named = requests.standard.iter().map(|id| (id, standard.get(id)));
    let own = requests
        .extra
        .iter()
        .map(|request| (&request.id, Some(request)));
    for (id, request) in named.chain(own) {
        let (Some(request), Some(answer)) = (request, answers.get(id.as_str())) else {
            differences.push(format!("{id}: no such request or no answer to it"));
            continue;
        };
        let Some(client) = Client::new(request, &case.host) else {
            differences.push(format!("{id}: the request makes no sense"));
            continue;
        };
        let found = replay(case, running.clone(), &client, answer);
        differences.extend(
            found
                .into_iter()
                .map(|difference| format!("{id}: {difference}")),
        );
    }
    Ok(differences)
}

/// One request with all that follows it, asked of a fresh server.
fn replay(
    case: &Case,
    mut running: daemon::Running,
    client: &Client<'_>,
    expected: &StoredAnswer,
) -> Vec<String> {
    let labels = |own| Labels {
        pools: &case.pools,
        fixed: &case.fixed,
        own,
    };
    let answer = running.answer(&client.discover());
    let mut found = prefixed(
        "offer",
        compare(answer.reply(), expected.offer.as_ref(), &labels(None)),
    );
    found.extend(compare_names(case, &answer, expected));
    let Some(offer) = answer.reply().cloned() else {
        return found;
    };
    let ack = running.answer(&client.request(&offer));
    found.extend(prefixed(
        "ack",
        compare(ack.reply(), expected.ack.as_ref(), &labels(None)),
    ));
    let asks = client.asks_boot_services() && offers_boot_service(case, &offer);
    if asks && expected.boot_service.is_empty() {
        found.push("the answer leads to port 4011, which is not recorded".to_owned());
    }
    for service in &expected.boot_service {
        let reply = running.answer(&client.boot_service(&offer, service.asked));
        let own = Some(client.address_after(&offer));
        let part = format!("boot service {:?}", service.asked);
        found.extend(prefixed(
            &part,
            compare(reply.reply(), service.reply.as_ref(), &labels(own)),
        ));
    }
    found
}

/// Whether a PXE client would ask port 4011.
fn offers_boot_service(case: &Case, offer: &Reply) -> bool {
    use ipxe_wire::{dhcp, pxe};
    let options = &offer.message.options;
    let vendor = options
        .get(dhcp::option::VENDOR_ENCAPSULATED)
        .and_then(dhcp::decode_suboptions);
    let menu = vendor.is_some_and(|list| list.iter().any(|(code, _)| *code == pxe::BOOT_MENU));
    let proxy = offer.message.yiaddr.is_unspecified();
    let silent = case.daemon == DaemonName::Dnsmasq
        && options.get(dhcp::option::VENDOR_CLASS) == Some(b"PXEClient")
        && offer.message.boot_file().is_empty()
        && !options.contains(dhcp::option::BOOTFILE_NAME);
    menu || proxy || silent
}

fn compare_names(case: &Case, answer: &Answer, expected: &StoredAnswer) -> Option<String> {
    let wanted = match case.daemon {
        DaemonName::Dnsmasq => &expected.tags,
        DaemonName::Kea => &expected.classes,
        DaemonName::Dhcpd => return None,
    };
    let found: Option<Vec<String>> = answer.labels.names().map(|names| {
        names
            .iter()
            .map(|name| String::from_utf8_lossy(name).into_owned())
            .collect()
    });
    (found != *wanted).then(|| format!("tags {found:?} instead of {wanted:?}"))
}

fn prefixed(part: &str, differences: Vec<String>) -> Vec<String> {
    differences
        .into_iter()
        .map(|difference| format!("{part}: {difference}"))
        .collect()
}
