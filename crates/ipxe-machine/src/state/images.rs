//! Images (`core/image.c`).

use std::sync::Arc;

use ipxe_reference::{ImageAbility, ImageType};
use ipxe_settings::Dialect;
use ipxe_syntax::uri::Uri;

use super::ParameterList;
use crate::program::Program;

/// Identifies an image for as long as the machine runs; identifiers are never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageId(u32);

/// An image (`include/ipxe/image.h: struct image`).
#[derive(Clone, Debug)]
pub struct Image {
    /// Its name, once it has one. Names need not be unique, and may be empty.
    pub name: Option<Vec<u8>>,
    /// Where it came from, after redirects.
    pub uri: Option<Uri>,
    /// The request parameters that were sent to get it; relative URIs may send them again.
    pub parameters: Option<Arc<ParameterList>>,
    /// Its contents.
    pub data: Arc<[u8]>,
    /// Its type, once that is known.
    pub image_type: Option<&'static ImageType>,
    /// Its command line; empty is not the same as none.
    pub command_line: Option<Vec<u8>>,
    /// Free it when its execution ends (`IMAGE_AUTO_UNREGISTER`).
    pub autofree: bool,
    /// Do not hand it over to what is booted (`IMAGE_HIDDEN`).
    pub hidden: bool,
    /// Its signature was verified (`IMAGE_TRUSTED`).
    pub trusted: bool,
    /// What is to be executed when it ends.
    pub replacement: Option<ImageId>,
}

impl Image {
    /// An image without any name yet.
    pub fn new(data: impl Into<Arc<[u8]>>) -> Self {
        Self {
            name: None,
            uri: None,
            parameters: None,
            data: data.into(),
            image_type: None,
            command_line: None,
            autofree: false,
            hidden: false,
            trusted: false,
            replacement: None,
        }
    }

    /// Sets the URI, and the name from it if there is no name yet (`image_set_uri`).
    pub fn set_uri(&mut self, uri: Uri) {
        if self.name.as_ref().is_none_or(Vec::is_empty)
            && let Some(name) = uri.image_name()
        {
            self.name = Some(name.to_vec());
        }
        self.uri = Some(uri);
    }

    /// Takes the last suffix off the name (`image_strip_suffix`).
    pub fn strip_suffix(&mut self) {
        if let Some(name) = &mut self.name
            && let Some(dot) = memchr::memrchr(b'.', name)
        {
            name.truncate(dot);
        }
    }

    /// The name; empty before it has one.
    #[must_use]
    pub fn name(&self) -> &[u8] {
        self.name.as_deref().unwrap_or_default()
    }

    /// Whether it can be executed.
    #[must_use]
    pub fn is_executable(&self) -> bool {
        self.can(ImageAbility::Execute)
    }

    /// Whether its type can be used for that.
    #[must_use]
    pub fn can(&self, ability: ImageAbility) -> bool {
        self.image_type
            .is_some_and(|image_type| image_type.can(ability))
    }
}

/// What an image takes besides its contents, in bytes.
const RECORD: u64 = 512;

/// An image that exists, and who needs it.
#[derive(Clone, Debug)]
struct Slot {
    id: ImageId,
    image: Image,
    registered: bool,
    /// How many executions and replacements hold on to it.
    held: u32,
    /// The image as a script, once it has been executed as one.
    program: Option<Arc<Program>>,
}

/// All images. The registered ones are a list; others exist only while something holds on to them.
#[derive(Clone, Debug, Default)]
pub struct Images {
    /// In order of their identifiers.
    slots: Vec<Slot>,
    /// The registered ones, in order.
    registered: Vec<ImageId>,
    next_id: u32,
    next_number: u32,
    selected: Option<ImageId>,
    current: Option<ImageId>,
    /// By [`ImageTag`].
    tagged: [Option<ImageId>; 2],
    bytes: u64,
}

/// A tag of an image that is handed over to what is booted in a way of its own. Each tag has one image at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageTag {
    /// The loader that UEFI trusts (`interface/efi/efi_shim.c: efi_shim`).
    Shim,
    /// The device tree (`core/fdt.c: fdt_image`).
    Fdt,
}

impl Images {
    /// The registered images, in order.
    pub fn registered(&self) -> impl DoubleEndedIterator<Item = (ImageId, &Image)> {
        self.registered
            .iter()
            .filter_map(|&id| Some((id, self.get(id)?)))
    }

    /// The image, as long as it exists.
    #[must_use]
    pub fn get(&self, id: ImageId) -> Option<&Image> {
        Some(&self.slots[self.slot(id)?].image)
    }

    /// The image, to change it.
    pub fn get_mut(&mut self, id: ImageId) -> Option<&mut Image> {
        let at = self.slot(id)?;
        Some(&mut self.slots[at].image)
    }

    fn slot(&self, id: ImageId) -> Option<usize> {
        self.slots.binary_search_by_key(&id, |slot| slot.id).ok()
    }

    /// True where the image is registered.
    #[must_use]
    pub fn is_registered(&self, id: ImageId) -> bool {
        self.slot(id).is_some_and(|at| self.slots[at].registered)
    }

    /// The first registered image of this name (`find_image`).
    #[must_use]
    pub fn find(&self, name: &[u8]) -> Option<ImageId> {
        self.registered()
            .find(|(_, image)| image.name() == name)
            .map(|(id, _)| id)
    }

    /// Adds an image to the list; one without a name is numbered (`register_image`).
    pub fn register(&mut self, mut image: Image) -> ImageId {
        if image.name.is_none() {
            image.name = Some(format!("img{}", self.next_number).into_bytes());
            self.next_number += 1;
        }
        let id = ImageId(self.next_id);
        self.next_id += 1;
        self.bytes += image.data.len() as u64 + RECORD;
        self.slots.push(Slot {
            id,
            image,
            registered: true,
            held: 0,
            program: None,
        });
        self.registered.push(id);
        id
    }

    /// Adds an image that exists but is not registered to the end of the list (`register_image`).
    pub fn register_again(&mut self, id: ImageId) {
        if let Some(at) = self.slot(id)
            && !std::mem::replace(&mut self.slots[at].registered, true)
        {
            self.registered.push(id);
        }
    }

    /// Takes an image out of the list (`unregister_image`). It is freed unless something holds on to it.
    pub fn unregister(&mut self, id: ImageId) {
        if let Some(at) = self.slot(id) {
            self.slots[at].registered = false;
            self.registered.retain(|&other| other != id);
            self.free_unneeded(id);
        }
    }

    /// Holds on to an image (`image_get`).
    pub fn hold(&mut self, id: ImageId) {
        if let Some(at) = self.slot(id) {
            self.slots[at].held += 1;
        }
    }

    /// Lets go of an image (`image_put`).
    pub fn release(&mut self, id: ImageId) {
        if let Some(at) = self.slot(id) {
            self.slots[at].held = self.slots[at].held.saturating_sub(1);
            self.free_unneeded(id);
        }
    }

    /// `free_image`
    fn free_unneeded(&mut self, id: ImageId) {
        let mut unneeded = Some(id);
        while let Some(id) = unneeded.take() {
            let Some(at) = self.slot(id) else { break };
            if self.slots[at].registered || self.slots[at].held > 0 {
                break;
            }
            let slot = self.slots.remove(at);
            self.bytes -= slot.image.data.len() as u64 + RECORD;
            let tags = [&mut self.selected, &mut self.current].into_iter();
            for tag in tags.chain(&mut self.tagged) {
                if *tag == Some(id) {
                    *tag = None;
                }
            }
            if let Some(replacement) = slot.image.replacement
                && let Some(at) = self.slot(replacement)
            {
                self.slots[at].held = self.slots[at].held.saturating_sub(1);
                unneeded = Some(replacement);
            }
        }
    }

    /// The image that is selected for execution, if it is registered (`find_image_tag`).
    #[must_use]
    pub fn selected(&self) -> Option<ImageId> {
        self.selected.filter(|&id| self.is_registered(id))
    }

    /// Selects an image for execution.
    pub fn select(&mut self, id: ImageId) {
        self.selected = Some(id);
    }

    /// The image that is being executed.
    #[must_use]
    pub fn current(&self) -> Option<ImageId> {
        self.current
    }

    /// Sets the image that is being executed, and tells which one was.
    pub fn set_current(&mut self, id: Option<ImageId>) -> Option<ImageId> {
        std::mem::replace(&mut self.current, id)
    }

    /// The image that has a tag, if it is registered (`find_image_tag`).
    #[must_use]
    pub fn tagged(&self, tag: ImageTag) -> Option<ImageId> {
        self.tagged[tag as usize].filter(|&id| self.is_registered(id))
    }

    /// Gives a tag to an image, or to none (`image_tag`).
    pub fn set_tag(&mut self, tag: ImageTag, id: Option<ImageId>) {
        self.tagged[tag as usize] = id;
    }

    /// Names of the tags of an image, in iPXE's order: `SELECTED`, `CURRENT`, `SHIM`, `FDT`.
    pub fn tags(&self, id: ImageId) -> impl Iterator<Item = &'static str> {
        let selected = (self.selected == Some(id)).then_some("SELECTED");
        let current = (self.current == Some(id)).then_some("CURRENT");
        let shim = (self.tagged[ImageTag::Shim as usize] == Some(id)).then_some("SHIM");
        let fdt = (self.tagged[ImageTag::Fdt as usize] == Some(id)).then_some("FDT");
        [selected, current, shim, fdt].into_iter().flatten()
    }

    /// Replaces the contents of an image.
    pub fn set_data(&mut self, id: ImageId, data: Arc<[u8]>) {
        if let Some(at) = self.slot(id) {
            let image = &mut self.slots[at].image;
            self.bytes = self.bytes - image.data.len() as u64 + data.len() as u64;
            image.data = data;
            self.slots[at].program = None;
        }
    }

    /// The image as a script. It is read only once.
    pub(crate) fn program(&mut self, id: ImageId, dialect: &Dialect) -> Option<Arc<Program>> {
        let at = self.slot(id)?;
        let Slot { image, program, .. } = &mut self.slots[at];
        let read = || Arc::new(Program::script(Arc::clone(&image.data), dialect));
        Some(Arc::clone(program.get_or_insert_with(read)))
    }

    /// Sets what is to be executed when an image ends (`image_replace`).
    pub fn set_replacement(&mut self, id: ImageId, replacement: Option<ImageId>) {
        if let Some(replacement) = replacement {
            self.hold(replacement);
        }
        if let Some(at) = self.slot(id)
            && let Some(before) =
                std::mem::replace(&mut self.slots[at].image.replacement, replacement)
        {
            self.release(before);
        }
    }

    /// Bytes that all images take.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}
