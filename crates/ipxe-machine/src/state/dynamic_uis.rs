//! Menus and forms that scripts put together (`core/dynui.c`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ipxe_reference::Platform;
use thiserror::Error;

/// A menu or form: iPXE makes no difference between them until one is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DynamicUi {
    /// Its name; the default one has none.
    pub name: Option<Vec<u8>>,
    /// Its title; `None` leaves the place of the title alone.
    pub title: Option<Vec<u8>>,
    /// Its items, in order.
    pub items: Vec<DynamicItem>,
}

/// An item of a menu, or a control of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DynamicItem {
    /// What is stored when it is chosen, or the setting that its input is for; a separator or label has none.
    pub name: Option<Vec<u8>>,
    /// What is shown.
    pub text: Vec<u8>,
    /// The key that leads to it; 0 for none.
    pub shortcut: u32,
    /// It is where the selection begins.
    pub is_default: bool,
    /// Its input is shown as stars.
    pub is_secret: bool,
}

/// What happens where a menu or form is looked up and iPXE meets one with a name while it looks for the one
/// without, or the other way round: it compares with a string at address 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "a user interface with a name is compared with one that has none, which iPXE does not survive"
)]
pub struct ComparedWithNothing;

impl DynamicUi {
    /// The item with a shortcut key: the first one from `from` on, else the first of all
    /// (`dynui_shortcut`).
    #[must_use]
    pub fn shortcut(&self, key: u32, from: usize) -> Option<usize> {
        if key == 0 {
            return None;
        }
        let has_key = |item: &DynamicItem| item.shortcut == key;
        let rest = self.items.get(from..).unwrap_or_default();
        match rest.iter().position(has_key) {
            Some(at) => Some(from + at),
            None => self.items.iter().position(has_key),
        }
    }
}

/// The menus and forms that exist.
#[derive(Clone, Debug, Default)]
pub struct DynamicUis {
    by_name: BTreeMap<Option<Vec<u8>>, (u64, Arc<DynamicUi>)>,
    /// The numbers of all, in order of creation.
    order: BTreeSet<u64>,
    next: u64,
}

impl DynamicUis {
    /// Finds a menu or form (`find_dynui`).
    ///
    /// # Errors
    /// On Linux, where a name is compared with the missing name of another one. Where address 0 can be read
    /// they just differ.
    pub fn find(
        &self,
        name: Option<&[u8]>,
        platform: Platform,
    ) -> Result<Option<&Arc<DynamicUi>>, ComparedWithNothing> {
        let found = self.by_name.get(&name.map(<[u8]>::to_vec));
        if platform == Platform::Linux && self.meets_other_kind(name, found.map(|found| found.0)) {
            return Err(ComparedWithNothing);
        }
        Ok(found.map(|(_, ui)| ui))
    }

    /// Whether one without a name comes before what is found for a name, or one with a name before what is
    /// found without.
    fn meets_other_kind(&self, name: Option<&[u8]>, found: Option<u64>) -> bool {
        let end = found.unwrap_or(u64::MAX);
        let first_other = match name {
            Some(_) => self.by_name.get(&None).map(|(number, _)| number),
            None => self.order.first(),
        };
        first_other.is_some_and(|&number| number < end)
    }

    /// The menu or form of this name, to add items to.
    pub fn get_mut(&mut self, name: Option<&[u8]>) -> Option<&mut DynamicUi> {
        let (_, ui) = self.by_name.get_mut(&name.map(<[u8]>::to_vec))?;
        Some(Arc::make_mut(ui))
    }

    /// Creates an empty one, in place of one of the same name (`create_dynui`).
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn create(
        &mut self,
        name: Option<&[u8]>,
        title: Vec<u8>,
        platform: Platform,
    ) -> Result<(), ComparedWithNothing> {
        self.find(name, platform)?;
        self.destroy(name);
        let ui = DynamicUi {
            name: name.map(<[u8]>::to_vec),
            title: Some(title),
            items: Vec::new(),
        };
        self.order.insert(self.next);
        self.by_name
            .insert(ui.name.clone(), (self.next, Arc::new(ui)));
        self.next += 1;
        Ok(())
    }

    /// All texts in them: titles, and texts and names of items.
    pub fn texts(&self) -> impl Iterator<Item = &[u8]> {
        self.by_name.values().flat_map(|(_, ui)| {
            let items = ui.items.iter();
            let texts = items.flat_map(|item| [Some(&item.text), item.name.as_ref()]);
            [ui.title.as_ref()]
                .into_iter()
                .chain(texts)
                .flatten()
                .map(Vec::as_slice)
        })
    }

    /// Takes one away, if it is there (`destroy_dynui`).
    pub fn destroy(&mut self, name: Option<&[u8]>) {
        if let Some((number, _)) = self.by_name.remove(&name.map(<[u8]>::to_vec)) {
            self.order.remove(&number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(uis: &DynamicUis, name: Option<&[u8]>, platform: Platform) -> Option<bool> {
        uis.find(name, platform).ok().map(|ui| ui.is_some())
    }

    #[test]
    fn names_and_their_absence_do_not_mix_on_linux() {
        let mut uis = DynamicUis::default();
        uis.create(Some(b"first"), Vec::new(), Platform::Linux)
            .unwrap();
        uis.create(Some(b"second"), Vec::new(), Platform::Linux)
            .unwrap();
        assert_eq!(
            uis.create(None, Vec::new(), Platform::Linux),
            Err(ComparedWithNothing)
        );
        uis.create(None, Vec::new(), Platform::Efi).unwrap();
        uis.create(Some(b"third"), Vec::new(), Platform::Pcbios)
            .unwrap();
        // What comes before the one without a name is found.
        assert_eq!(found(&uis, Some(b"second"), Platform::Linux), Some(true));
        assert_eq!(found(&uis, Some(b"third"), Platform::Linux), None);
        assert_eq!(found(&uis, Some(b"other"), Platform::Linux), None);
        assert_eq!(found(&uis, None, Platform::Linux), None);
        for platform in [Platform::Efi, Platform::Pcbios] {
            assert_eq!(found(&uis, Some(b"third"), platform), Some(true));
            assert_eq!(found(&uis, Some(b"other"), platform), Some(false));
            assert_eq!(found(&uis, None, platform), Some(true));
        }
        uis.destroy(Some(b"first"));
        assert_eq!(found(&uis, None, Platform::Linux), None);
        uis.destroy(Some(b"second"));
        assert_eq!(found(&uis, None, Platform::Linux), Some(true));
        uis.destroy(None);
        assert_eq!(found(&uis, Some(b"third"), Platform::Linux), Some(true));
    }

    #[test]
    fn shortcuts_are_looked_for_from_an_item_on_and_then_from_the_start() {
        let item = |shortcut| DynamicItem {
            shortcut,
            ..DynamicItem::default()
        };
        let ui = DynamicUi {
            items: vec![item(0), item(7), item(8), item(7)],
            ..DynamicUi::default()
        };
        assert_eq!(ui.shortcut(7, 0), Some(1));
        assert_eq!(ui.shortcut(7, 2), Some(3));
        assert_eq!(ui.shortcut(8, 3), Some(2));
        assert_eq!(ui.shortcut(8, 99), Some(2));
        assert_eq!(ui.shortcut(9, 0), None);
        assert_eq!(ui.shortcut(0, 0), None);
    }
}
