//! Names of options, and statements that define options and spaces.

use super::number::atoi;
use super::report::shown;
use super::{Parser, Skipped};
use crate::dhcpd::lexer::Token;
use crate::dhcpd::options::{Definition, OptionId, Options, Space, SpaceId};

/// An option by the name that was read.
pub(super) struct Named {
    pub(super) option: OptionId,
    /// Whether it was defined before.
    pub(super) known: bool,
}

impl Parser<'_> {
    /// `parse.c: parse_option_name`. Where `allocate`, a new name makes a new option.
    pub(super) fn option_name(&mut self, allocate: bool) -> Result<Named, Skipped> {
        let token = self.next();
        if !token.is_identifier() {
            self.warn("expecting identifier after option keyword.");
            if token != Token::SEMI {
                self.skip_to_semi();
            }
            return Err(Skipped);
        }
        let mut name = self.boxed_text();
        let mut space = Options::DHCP;
        if self.peek() == Token::DOT {
            self.next();
            let token = self.next();
            if !token.is_identifier() {
                self.warn("expecting identifier after '.'");
                if token != Token::SEMI {
                    self.skip_to_semi();
                }
                return Err(Skipped);
            }
            let Some(found) = self.config.options.find_space(&name) else {
                let said = shown(&name);
                self.warn_with(
                    format!("no option space named {said}."),
                    format!("declare it before it is used: `option space {said};`, or include the file that does"),
                );
                self.skip_to_semi();
                return Err(Skipped);
            };
            space = found;
            name = self.boxed_text();
        }
        self.option_named(space, name, allocate)
    }

    fn option_named(
        &mut self,
        space: SpaceId,
        name: Box<[u8]>,
        allocate: bool,
    ) -> Result<Named, Skipped> {
        if let Some(option) = self.config.options.find(space, &name) {
            return Ok(Named {
                option,
                known: true,
            });
        }
        let (head, digits) = name.split_at(name.len().min(8));
        if head.eq_ignore_ascii_case(b"unknown-") {
            let code = atoi(digits).cast_unsigned();
            return self.option_by_code(space, &name, code);
        }
        if allocate {
            let definition = Definition {
                name,
                format: Box::default(),
                space,
                code: 0,
            };
            let option = self.config.options.define(definition);
            return Ok(Named {
                option,
                known: false,
            });
        }
        let place = shown(&self.config.options.space(space).name);
        self.warn(format!("no option named {} in space {place}", shown(&name)));
        self.skip_to_semi();
        Err(Skipped)
    }

    /// `unknown-NUMBER` is the option of that number.
    fn option_by_code(&mut self, space: SpaceId, name: &[u8], code: u32) -> Result<Named, Skipped> {
        let end = self.config.options.space(space).end;
        if code == 0 || code == end {
            let place = shown(&self.config.options.space(space).name);
            self.warn(format!(
                "Option codes 0 and {end} are illegal in the {place} space."
            ));
            self.skip_to_semi();
            return Err(Skipped);
        }
        if let Some(option) = self.config.options.find_code(space, code) {
            let known = shown(&self.config.options.definition(option).name);
            let name = shown(name);
            self.log_here(format!(
                "option {name} has been redefined as option {known}.  Please update your configs if necessary."
            ));
            return Ok(Named {
                option,
                known: true,
            });
        }
        let definition = Definition {
            name: name.into(),
            format: (*b"X").into(),
            space,
            code,
        };
        Ok(Named {
            option: self.config.options.define(definition),
            known: true,
        })
    }

    /// `parse.c: parse_option_space_decl`; the word `space` is next.
    pub(super) fn option_space(&mut self) {
        self.next();
        if !self.next().is_identifier() {
            self.warn("expecting identifier.");
            self.skip_to_semi();
            return;
        }
        let name = self.boxed_text();
        let (mut tag_size, mut length_size) = (1, 1);
        loop {
            let token = self.next();
            let understood = match token {
                Token::SEMI => break,
                Token::CODE => self.width(&[1, 2, 4]).map(|width| tag_size = width),
                Token::LENGTH => self.width(&[1, 2]).map(|width| length_size = width),
                Token::HASH => self.hash_size(),
                Token::END_OF_FILE => {
                    // The daemon repeats this for ever.
                    self.warn("Unexpected token.");
                    self.abort_here("an `option space` statement is not ended".to_owned());
                    return;
                }
                _ => {
                    self.warn("Unexpected token.");
                    Some(())
                }
            };
            if understood.is_none() {
                return;
            }
        }
        if self
            .config
            .options
            .add_space(Space::new(&name, tag_size, length_size))
            .is_none()
        {
            self.abort_here("too many option spaces".to_owned());
        }
    }

    fn width(&mut self, allowed: &[usize]) -> Option<usize> {
        let codes = allowed.len() == 3;
        if self.next() != Token::WIDTH {
            self.warn("expecting width token.");
            return None;
        }
        if self.next() != Token::NUMBER {
            let numbers = if codes { "1, 2, 4" } else { "1 or 2" };
            self.warn(format!("expecting number {numbers}."));
            return None;
        }
        let width = atoi(self.text());
        let found = usize::try_from(width)
            .ok()
            .filter(|width| allowed.contains(width));
        if found.is_none() {
            self.warn(if codes {
                format!("invalid code width ({width}), expecting a 1, 2 or 4.")
            } else {
                format!("invalid length width ({width}) expecting 1 or 2.")
            });
        }
        found
    }

    fn hash_size(&mut self) -> Option<()> {
        if self.next() != Token::SIZE {
            self.warn("expecting size token.");
            return None;
        }
        if self.next() != Token::NUMBER {
            self.warn("expecting a 10base number");
            return None;
        }
        let size = atoi(self.text());
        if size < 0 {
            self.warn(format!("invalid hash length: {size}"));
            return None;
        }
        Some(())
    }
}
