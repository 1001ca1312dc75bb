//! Types of options, as statements define them.

use super::Parser;
use super::number::atoi;
use super::report::shown;
use crate::dhcpd::lexer::Token;
use crate::dhcpd::options::{OptionId, SpaceId};

/// Length of the daemon's buffer for a format.
const FORMAT_BUFFER: usize = 128;

impl Parser<'_> {
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
            let repeats = if format.array > format.record {
                b'a'
            } else {
                b'A'
            };
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
    fn bad_type(&mut self, message: impl Into<String>, braces: u32, format: &Format) -> Option<()> {
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
        Some(if signed {
            letter.to_ascii_lowercase()
        } else {
            letter
        })
    }

    /// A type of any length, which must be the last of a record and has no array.
    fn last_type(&mut self, letter: u8, format: &mut Format) -> Option<u8> {
        if format.array > 0 {
            self.bad_type(
                "arrays of text strings not yet supported.",
                format.record,
                format,
            )?;
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
