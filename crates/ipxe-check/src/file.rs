//! What rules may ask about the whole file.

use std::cell::OnceCell;

use ipxe_diagnostics::SourceFile;
use ipxe_reference::{ErrorId, Platform, Release, strerror};
use ipxe_settings::Dialect;
use ipxe_syntax::{Line, Script};

use crate::almost_label::AlmostLabels;
use crate::content::Content;
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
    /// What the file is made of.
    pub content: Content,
    /// How it was served, if it came from a web server.
    pub served: Option<&'a Served>,
    /// What the user asked for.
    pub options: &'a Options,
    labels: OnceCell<Labels<'a>>,
    facts: OnceCell<Facts<'a>>,
    dialect: OnceCell<Dialect>,
    last_busy_line: OnceCell<usize>,
    almost_labels: OnceCell<AlmostLabels<'a>>,
    first_foreign_line: OnceCell<usize>,
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
            content: Content::of(script.source(), &template),
            template,
            served,
            options,
            labels: OnceCell::new(),
            facts: OnceCell::new(),
            dialect: OnceCell::new(),
            last_busy_line: OnceCell::new(),
            almost_labels: OnceCell::new(),
            first_foreign_line: OnceCell::new(),
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

    /// How settings are read: as by the newest release, with all settings that it can have.
    pub fn dialect(&self) -> &Dialect {
        let all = || Dialect::new(Release::LATEST, Platform::Efi).with_settings(|_| true);
        self.dialect.get_or_init(all)
    }

    /// The text of an error as the first target shows it, or the newest release for UEFI.
    pub fn error_text(&self, id: ErrorId) -> String {
        let first = self.options.targets.first();
        let (release, platform) = first.map_or((Release::LATEST, Platform::Efi), |target| {
            (target.release, target.platform)
        });
        strerror(id.number(platform).cast_signed(), platform, release)
    }

    /// Lines that were perhaps to define a label. Gathered when first asked for.
    pub fn almost_labels(&self) -> &AlmostLabels<'a> {
        self.almost_labels
            .get_or_init(|| AlmostLabels::gather(self.script.source()))
    }

    /// True for the first line of which this is asked: where many lines of a file have the same
    /// flaw, one of them is reported.
    pub(crate) fn is_first_foreign_line(&self, line: Line<'_>) -> bool {
        *self.first_foreign_line.get_or_init(|| line.index()) == line.index()
    }

    /// True where a line after this one has a command.
    #[must_use]
    pub fn goes_on_after(&self, line: Line<'_>) -> bool {
        let is_busy = |line: &Line<'_>| {
            !line.is_dropped() && line.commands().any(|command| !command.is_empty())
        };
        let last = || self.script.lines().rfind(is_busy).map_or(0, |l| l.index());
        line.index() < *self.last_busy_line.get_or_init(last)
    }

    /// True where a template engine will replace some of the line.
    #[must_use]
    pub fn is_replaced(&self, line: Line<'_>) -> bool {
        !self.template.is_empty() && self.template.touches(line.span())
    }
}
