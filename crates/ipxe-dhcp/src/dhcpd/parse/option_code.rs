//! Names of options, and statements that define options and spaces.

use super::number::atoi;
use super::report::shown;
use super::{Parser, Skipped};
use crate::dhcpd::lexer::Token;
use crate::dhcpd::options::{Definition, OptionId, Options, Space, SpaceId};

/// Length of the daemon's buffer for a format.
const FORMAT_BUFFER: usize = 128;

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
            return Ok(Named { option, known: true });
        }
        let (head, digits) = name.split_at(name.len().min(8));
        if head.eq_ignore_ascii_case(b"unknown-") {
            let code = atoi(digits).cast_unsigned();
            return self.option_by_code(space, &name, code);
        }
        if allocate {
            let definition = Definition { name, format: Box::default(), space, code: 0 };
            let option = self.config.options.define(definition);
            return Ok(Named { option, known: false });
        }
        let place = shown(&self.config.options.space(space).name);
        self.warn(format!("no option named {} in space {place}", shown(&name)));
        self.skip_to_semi();
        Err(Skipped)
    }

    /// `unknown-NUMBER` is the option of that number.
    fn option_by_code(
        &mut self,
        space: SpaceId,
        name: &[u8],
        code: u32,
    ) -> Result<Named, Skipped> {
        let end = self.config.options.space(space).end;
        if code == 0 || code == end {
            let place = shown(&self.config.options.space(space).name);
            self.warn(format!("Option codes 0 and {end} are illegal in the {place} space."));
            self.skip_to_semi();
            return Err(Skipped);
        }
        if let Some(option) = self.config.options.find_code(space, code) {
            let known = shown(&self.config.options.definition(option).name);
            let name = shown(name);
            self.log_here(format!(
                "option {name} has been redefined as option {known}.  Please update your configs if necessary."
            ));
            return Ok(Named { option, known: true });
        }
        let definition = Definition { name: name.into(), format: (*b"X").into(), space, code };
        Ok(Named { option: self.config.options.define(definition), known: true })
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
        if self.config.options.add_space(Space::new(&name, tag_size, length_size)).is_none() {
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
        let found = usize::try_from(width).ok().filter(|width| allowed.contains(width));
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

    /// `parse.c: parse_option_code_definition`, after the word `code`.
    pub(super) fn option_definition(&mut self, option: OptionId) {
        if self.next() != Token::NUMBER {
            self.warn("expecting option code number.");
            self.skip_to_semi();
            return;
        }
        let code = atoi(self.text()).cast_unsigned();
        self.config.options.definition_mut(option).code = code;
        if self.next() != Token::EQUAL {
            self.warn("expecting \"=\"");
            self.skip_to_semi();
            return;
        }
        let mut format = Format::default();
        if self.option_types(&mut format).is_none() {
            return;
        }
        if format.encapsulated.is_some() && format.array > 0 {
            self.warn("Arrays of encapsulations don't make sense.");
            return;
        }
        if format.array > 0 {
            let repeats = if format.array > format.record { b'a' } else { b'A' };
            format.letters.push(repeats);
        }
        let definition = self.config.options.definition_mut(option);
        definition.format = format.letters.into_boxed_slice();
        let (space, code) = (definition.space, definition.code);
        if let Some(older) = self.config.options.find_code(space, code) {
            self.config.options.forget_code(older);
        }
        self.config.options.enter(option);
        if let Some(inner) = format.encapsulated {
            self.config.options.set_carrier(inner, option);
        }
    }

    /// The types after `=`, with the final semicolon. None after a mistake.
    fn option_types(&mut self, format: &mut Format) -> Option<()> {
        let mut token = self.next();
        if token == Token::ARRAY {
            if self.next() != Token::OF {
                self.warn("expecting \"of\".");
                self.skip_to_semi();
                return None;
            }
            format.array = 1;
            token = self.next();
        }
        if token == Token::LBRACE {
            format.record = 1;
            token = self.next();
        }
        loop {
            self.option_type(token, format)?;
            if format.record == 0 {
                break;
            }
            token = self.next();
            if format.array > format.record {
                if format.letters.len() == FORMAT_BUFFER {
                    return self.bad_type("too many types in record.", 1, format);
                }
                format.array = 0;
                format.letters.push(b'a');
            }
            match token {
                Token::COMMA if format.last => {
                    let text = format.letters.last() == Some(&b't');
                    let what = if text { "text" } else { "string" };
                    return self.bad_type(format!("{what} must be at end of record."), 1, format);
                }
                Token::COMMA => token = self.next(),
                Token::RBRACE => break,
                _ => return self.bad_type("expecting right brace.", 1, format),
            }
        }
        if !self.semi() {
            self.warn("semicolon expected.");
            self.skip_to_semi();
            if format.record > 0 {
                self.skip_to_semi();
            }
            return None;
        }
        Some(())
    }

    /// Objects, and skips as many braces as are open.
    fn bad_type(
        &mut self,
        message: impl Into<String>,
        braces: u32,
        format: &Format,
    ) -> Option<()> {
        self.warn(message);
        self.skip_to_rbrace(braces);
        if format.record > 0 {
            self.skip_to_semi();
        }
        None
    }

    fn option_type(&mut self, token: Token, format: &mut Format) -> Option<()> {
        let mut token = token;
        let record = format.record;
        let letter = loop {
            if format.encapsulated.is_some() {
                self.warn("encapsulate must always be the last item.");
                self.skip_to_semi();
                return None;
            }
            break match token {
                Token::ARRAY => {
                    if format.array > 0 {
                        return self.bad_type("no nested arrays.", record, format);
                    }
                    if self.next() != Token::OF {
                        self.warn("expecting \"of\".");
                        self.skip_to_semi();
                        return None;
                    }
                    format.array = record + 1;
                    token = self.next();
                    if record > 0 && token == Token::LBRACE {
                        self.warn("only uniform array inside record.");
                        self.skip_to_rbrace(record + 1);
                        self.skip_to_semi();
                        return None;
                    }
                    continue;
                }
                Token::BOOLEAN => b'f',
                Token::INTEGER => self.integer_type(true, format)?,
                Token::SIGNED | Token::UNSIGNED => {
                    if self.next() != Token::INTEGER {
                        self.bad_type("expecting \"integer\" keyword.", record, format)?;
                    }
                    self.integer_type(token == Token::SIGNED, format)?
                }
                Token::IP_ADDRESS => b'I',
                Token::IP6_ADDRESS => b'6',
                Token::DOMAIN_NAME => self.last_type(b'd', format)?,
                Token::DOMAIN_LIST if self.peek() == Token::COMPRESSED => {
                    self.next();
                    format.letters.push(b'D');
                    self.last_type(b'c', format)?
                }
                Token::DOMAIN_LIST => self.last_type(b'D', format)?,
                Token::TEXT => self.last_type(b't', format)?,
                Token::STRING_TOKEN => self.last_type(b'X', format)?,
                Token::ENCAPSULATE => self.encapsulation(format)?,
                Token::ZEROLEN => {
                    if format.array > 0 {
                        return self.bad_type("array incompatible with zerolen.", record, format);
                    }
                    format.last = true;
                    b'Z'
                }
                _ => {
                    let said = shown(self.text());
                    return self.bad_type(format!("unknown data type {said}"), record, format);
                }
            };
        };
        if format.letters.len() == FORMAT_BUFFER {
            return self.bad_type("too many types in record.", record, format);
        }
        format.letters.push(letter);
        Some(())
    }

    fn integer_type(&mut self, signed: bool, format: &Format) -> Option<u8> {
        if self.next() != Token::NUMBER {
            self.bad_type("expecting number.", format.record, format)?;
        }
        let text = self.boxed_text();
        let letter = match atoi(&text) {
            8 => b'B',
            16 => b'S',
            32 => b'L',
            _ => {
                let message = format!("{} bit precision is not supported.", shown(&text));
                self.bad_type(message, format.record, format)?;
                return None;
            }
        };
        Some(if signed { letter.to_ascii_lowercase() } else { letter })
    }

    /// A type of any length, which must be the last of a record and has no array.
    fn last_type(&mut self, letter: u8, format: &mut Format) -> Option<u8> {
        if format.array > 0 {
            self.bad_type("arrays of text strings not yet supported.", format.record, format)?;
        }
        format.last = true;
        Some(letter)
    }

    fn encapsulation(&mut self, format: &mut Format) -> Option<u8> {
        if !self.next().is_identifier() {
            self.warn("expecting option space identifier");
            self.skip_to_semi();
            return None;
        }
        let name = self.boxed_text();
        let Some(space) = self.config.options.find_space(&name) else {
            self.warn(format!("unknown option space {}", shown(&name)));
            self.skip_to_semi();
            return None;
        };
        if name.len() + format.letters.len() + 2 > FORMAT_BUFFER {
            self.bad_type("too many types in record.", format.record, format)?;
        }
        format.letters.push(b'E');
        format.letters.extend_from_slice(&name);
        format.encapsulated = Some(space);
        Some(b'.')
    }
}

/// A format as it is read.
#[derive(Default)]
struct Format {
    letters: Vec<u8>,
    /// 0 for no array; 1 for an array of all, 2 for one inside a record.
    array: u32,
    /// 1 for a record.
    record: u32,
    /// Whether a field was of a type that must be the last.
    last: bool,
    encapsulated: Option<SpaceId>,
}
