//! What rules may ask about the whole file.

use std::cell::OnceCell;

use ipxe_diagnostics::SourceFile;
use ipxe_syntax::{Line, Script};

use crate::template::Template;
use crate::{Options, facts::Facts, labels::Labels};

/// How a script was served, for one that came from a web server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// The URL asked for.
    pub url: String,
    /// The URL that answered, after redirects.
    pub final_url: String,
    /// Status code and URL of each redirect.
    pub redirects: Vec<(u16, String)>,
    /// The status of the answer.
    pub status: u16,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
}

/// A file under check.
pub struct FileContext<'a> {
    /// The file's name and bytes.
    pub source: &'a SourceFile,
    /// The parsed script.
    pub script: &'a Script<'a>,
    /// The parts that some other program will replace.
    pub template: Template,
    /// How it was served, if it came from a web server.
    pub served: Option<&'a Served>,
    /// What the user asked for.
    pub options: &'a Options,
    labels: OnceCell<Labels<'a>>,
    facts: OnceCell<Facts<'a>>,
}

impl<'a> FileContext<'a> {
    /// The context of `script`, whose bytes are those of `source`.
    #[must_use]
    pub fn new(
        source: &'a SourceFile,
        script: &'a Script<'a>,
        served: Option<&'a Served>,
        options: &'a Options,
    ) -> Self {
        let template = Template::find(script.source());
        Self {
            source,
            script,
            template,
            served,
            options,
            labels: OnceCell::new(),
            facts: OnceCell::new(),
        }
    }

    /// The bytes of the file.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.script.source()
    }

    /// The labels of the script. Gathered when first asked for.
    pub fn labels(&self) -> &Labels<'a> {
        self.labels.get_or_init(|| Labels::gather(self.script))
    }

    /// What the whole script defines and uses. Gathered when first asked for.
    pub fn facts(&self) -> &Facts<'a> {
        self.facts
            .get_or_init(|| Facts::gather(self.script, &self.template))
    }

    /// True where a template engine will replace some of the line.
    #[must_use]
    pub fn is_replaced(&self, line: Line<'_>) -> bool {
        !self.template.is_empty() && self.template.touches(line.span())
    }
}
