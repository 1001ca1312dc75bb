//! A list of options without regard to where in a packet they are.

/// One option.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DhcpOption {
    /// Its number, neither 0 nor 255.
    pub code: u8,
    /// Its data; may be longer than the 255 bytes that one option of a packet can carry.
    pub data: Vec<u8>,
}

/// Options in the order of a packet. A number may occur several times.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Options {
    list: Vec<DhcpOption>,
}

impl Options {
    /// No options.
    #[must_use]
    pub const fn new() -> Self {
        Self { list: Vec::new() }
    }

    /// Number of options.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.list.len()
    }

    /// True where there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The data of the first option of that number.
    #[must_use]
    pub fn get(&self, code: u8) -> Option<&[u8]> {
        let found = self.list.iter().find(|option| option.code == code)?;
        Some(&found.data)
    }

    /// Whether there is an option of that number.
    #[must_use]
    pub fn contains(&self, code: u8) -> bool {
        self.get(code).is_some()
    }

    /// Adds an option at the end, whatever is there already.
    pub fn push(&mut self, code: u8, data: impl Into<Vec<u8>>) {
        let data = data.into();
        self.list.push(DhcpOption { code, data });
    }

    /// Appends to the last option of that number, or adds it: repeated options are one (RFC 3396).
    pub fn join(&mut self, code: u8, data: &[u8]) {
        match self.list.iter_mut().find(|option| option.code == code) {
            Some(option) => option.data.extend_from_slice(data),
            None => self.push(code, data),
        }
    }

    /// Replaces the data of the first option of that number where it stands, or adds the option.
    pub fn set(&mut self, code: u8, data: impl Into<Vec<u8>>) {
        match self.list.iter_mut().find(|option| option.code == code) {
            Some(option) => option.data = data.into(),
            None => self.push(code, data),
        }
    }

    /// Takes out all options of that number. True where there was one.
    pub fn remove(&mut self, code: u8) -> bool {
        let before = self.list.len();
        self.list.retain(|option| option.code != code);
        self.list.len() != before
    }

    /// The options in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &DhcpOption> + ExactSizeIterator {
        self.list.iter()
    }
}

impl FromIterator<(u8, Vec<u8>)> for Options {
    fn from_iter<I: IntoIterator<Item = (u8, Vec<u8>)>>(options: I) -> Self {
        let mut list = Self::new();
        for (code, data) in options {
            list.push(code, data);
        }
        list
    }
}
