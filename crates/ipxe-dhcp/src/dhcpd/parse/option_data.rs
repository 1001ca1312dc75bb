//! Statements that set options, and the values in them.

use super::{Parser, Skipped};
use crate::Place;
use crate::dhcpd::expression::ExprId;
use crate::dhcpd::lexer::Token;
use crate::dhcpd::options::OptionId;
use crate::dhcpd::statement::{Action, Change, Statement};

/// A format and a place in it.
pub(super) struct Format {
    letters: Box<[u8]>,
    at: usize,
}

impl Format {
    /// The letter `ahead` of here; 0 beyond the end.
    pub(super) fn letter(&self, ahead: usize) -> u8 {
        self.letters.get(self.at + ahead).copied().unwrap_or(0)
    }

    pub(super) fn is_optional(&self) -> bool {
        self.letter(1) == b'o'
    }

    pub(super) fn advance(&mut self) {
        self.at += 1;
    }

    /// Goes to the full stop after a name. What is before it, without this letter.
    pub(super) fn name(&mut self) -> Option<Box<[u8]>> {
        let rest = self.letters.get(self.at + 1..)?;
        let length = memchr::memchr(b'.', rest)?;
        let name = rest[..length].into();
        self.at += 1 + length;
        Some(name)
    }
}

impl Parser<'_> {
    /// `parse.c: parse_option_statement`. `from` is the first word of the statement. The daemon forgets to say
    /// that nothing has been objected to yet; by what happens to be there instead, mistakes after `=`
    /// are `told` of or not.
    pub(super) fn option_statement(
        &mut self,
        from: Place,
        option: OptionId,
        change: Change,
        told: bool,
    ) -> Result<Statement, Skipped> {
        let mut value = None;
        match self.peek() {
            Token::SEMI
                if !self
                    .config
                    .options
                    .definition(option)
                    .format
                    .starts_with(b"Z") =>
            {
                // Takes the semicolon, and then misses it.
                self.next();
            }
            Token::EQUAL => {
                self.next();
                let mut lose = !told;
                match self.data_expression(&mut lose) {
                    Some(expr) => value = Some(expr),
                    None => {
                        if !lose {
                            self.warn("expecting a data expression.");
                            self.skip_to_semi();
                        }
                        return Err(Skipped);
                    }
                }
            }
            _ => value = self.option_data(option)?,
        }
        if !self.semi() {
            return Err(Skipped);
        }
        let place = self.place_since(from);
        Ok(Statement {
            place,
            action: Action::Option {
                change,
                option,
                value,
            },
        })
    }

    /// `parse.c: parse_option_data`.
    pub(super) fn option_data(&mut self, option: OptionId) -> Result<Option<ExprId>, Skipped> {
        let letters = self.config.options.definition(option).format.clone();
        let mut format = Format { letters, at: 0 };
        let mut value = None;
        'elements: loop {
            let mut uniform = false;
            loop {
                match format.letter(0) {
                    b'a' if format.at != 0 => format.at -= 1,
                    b'A' => format.at = 0,
                    _ => {}
                }
                let repeats = matches!(format.letter(1), b'a' | b'A');
                uniform |= format.letter(0) != b'Z' && repeats;
                value = self.option_fields(&mut format, value, uniform)?;
                let repeats = format.letter(0);
                if !matches!(repeats, b'a' | b'A') {
                    return Ok(value);
                }
                if self.peek() == Token::COMMA {
                    self.next();
                    continue 'elements;
                }
                if repeats == b'A' || format.letter(1) == 0 {
                    return Ok(value);
                }
                // A repeated field in the middle: on with the next one.
                format.at += 1;
            }
        }
    }

    /// The fields up to the end of the format or to what repeats them.
    fn option_fields(
        &mut self,
        format: &mut Format,
        value: Option<ExprId>,
        uniform: bool,
    ) -> Result<Option<ExprId>, Skipped> {
        let mut value = value;
        loop {
            match format.letter(0) {
                b'A' | b'a' => return Ok(value),
                b'o' => {}
                _ if format.is_optional() && self.peek() == Token::SEMI => {}
                _ => match self.option_token(format, uniform) {
                    Ok(field) => value = Some(self.concat(value, field)),
                    Err(Skipped) if format.is_optional() => {}
                    Err(Skipped) => return Err(Skipped),
                },
            }
            format.at += 1;
            if format.letter(0) == 0 {
                return Ok(value);
            }
        }
    }
}
