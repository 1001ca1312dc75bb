//! Who may use a pool.

use super::Parser;
use super::number::atoi;
use super::report::shown;
use crate::dhcpd::lexer::Token;
use crate::dhcpd::model::{Permit, PermitLine, Pool};

/// `never`: the last second that the daemon counts.
const MAX_TIME: i64 = 0x7fff_ffff;

/// Days of a year before each month but the first.
const DAYS: [i64; 11] = [31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

impl Parser<'_> {
    /// `confpars.c: get_permit`, after `allow` or `deny`.
    pub(super) fn permit(&mut self, allow: bool, pool: &mut Pool) {
        let from = self.place();
        let token = self.next();
        let mut clients = true;
        let permit = match token {
            Token::UNKNOWN => Permit::UnknownClients,
            Token::KNOWN => Permit::KnownClients,
            Token::AUTHENTICATED => Permit::AuthenticatedClients,
            Token::UNAUTHENTICATED => Permit::UnauthenticatedClients,
            Token::ALL => Permit::AllClients,
            Token::KNOWN_CLIENTS | Token::UNKNOWN_CLIENTS => {
                clients = false;
                match token {
                    Token::KNOWN_CLIENTS => Permit::KnownClients,
                    _ => Permit::UnknownClients,
                }
            }
            Token::DYNAMIC => {
                if self.next() != Token::BOOTP {
                    self.not_here("expecting \"bootp\"");
                    return;
                }
                Permit::DynamicBootpClients
            }
            Token::MEMBERS => {
                clients = false;
                if self.next() != Token::OF {
                    self.not_here("expecting \"of\"");
                    return;
                }
                if self.next() != Token::STRING {
                    self.not_here("expecting class name.");
                    return;
                }
                match self.config.find_class(self.lexer.text()) {
                    Some(class) => Permit::Class(class),
                    None => {
                        let name = shown(self.text());
                        self.warn(format!("no such class: {name}"));
                        self.semi();
                        return;
                    }
                }
            }
            Token::AFTER => {
                clients = false;
                if pool.valid_from != 0 || pool.valid_until != 0 {
                    self.not_here("duplicate \"after\" clause.");
                    return;
                }
                let time = self.date();
                if allow {
                    pool.valid_from = time;
                } else {
                    pool.valid_until = time;
                }
                Permit::After(time)
            }
            _ => {
                self.not_here("expecting permit type.");
                return;
            }
        };
        if clients && self.next() != Token::CLIENTS {
            self.not_here("expecting \"clients\"");
            return;
        }
        self.semi();
        let place = self.place_since(from);
        let list = if allow {
            &mut pool.permitted
        } else {
            &mut pool.prohibited
        };
        list.push(PermitLine { permit, place });
    }

    /// `parse.c: parse_date_core`: seconds since 1970, 0 after a mistake.
    fn date(&mut self) -> i64 {
        match self.peek() {
            Token::NEVER => {
                self.next();
                return MAX_TIME;
            }
            Token::EPOCH => {
                self.next();
                return self
                    .date_number("Seconds since epoch expected.")
                    .unwrap_or(0);
            }
            _ => {}
        }
        self.calendar_date().unwrap_or(0)
    }

    fn date_number(&mut self, objection: &str) -> Option<i64> {
        self.date_token(Token::NUMBER, objection)?;
        Some(i64::from(atoi(self.text())))
    }

    fn date_token(&mut self, expected: Token, objection: &str) -> Option<()> {
        let token = self.peek();
        if token == expected {
            self.next();
            return Some(());
        }
        if token != Token::SEMI {
            self.next();
        }
        self.warn(objection);
        None
    }

    fn calendar_date(&mut self) -> Option<i64> {
        self.date_number("numeric day of week expected.")?;
        let mut year = self.date_number("numeric year expected.")?;
        if year > 1900 {
            year -= 1900;
        }
        self.date_token(Token::SLASH, "expected slash separating year from month.")?;
        let month = self.date_number("numeric month expected.")? - 1;
        self.date_token(Token::SLASH, "expected slash separating month from day.")?;
        let day = self.date_number("numeric day of month expected.")?;
        let hour = self.date_number("numeric hour expected.")?;
        self.date_token(Token::COLON, "expected colon separating hour from minute.")?;
        let minute = self.date_number("numeric minute expected.")?;
        self.date_token(
            Token::COLON,
            "expected colon separating minute from second.",
        )?;
        let second = self.date_number("numeric second expected.")?;
        let mut offset = 0;
        match self.peek() {
            Token::NUMBER => {
                self.next();
                offset = i64::from(atoi(self.text()));
            }
            Token::SEMI => {}
            _ => {
                self.next();
                self.warn("Time zone offset or semicolon expected.");
                return None;
            }
        }
        if year >= 138 {
            return Some(MAX_TIME);
        }
        let before = month
            .checked_sub(1)
            .and_then(|month| usize::try_from(month).ok());
        let of_month = before
            .and_then(|before| DAYS.get(before))
            .copied()
            .unwrap_or(0);
        let leap = i64::from(month > 1 && (year - 72) & 3 == 0);
        let days = 365 * (year - 70) + (year - 69) / 4 + of_month + leap + day - 1;
        Some(((days * 24 + hour) * 60 + minute) * 60 + second + offset)
    }
}
