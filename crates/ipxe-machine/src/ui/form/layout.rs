//! Where the controls of a form are (`hci/tui/form_ui.c: layout_form`).

use ipxe_reference::{ErrorFile, ErrorId, Posix};

use crate::state::DynamicUi;

const NO_INPUTS: ErrorId = ErrorId::new(Posix::Einval, ErrorFile::FormUi, 0);
const NO_ROOM: ErrorId = ErrorId::new(Posix::Erange, ErrorFile::FormUi, 0);

/// The first row for controls.
const START_ROW: u32 = 3;
/// Rows below the controls.
const ROWS_BELOW: u32 = 3;
/// Rows of an input: its box, and its error.
const INPUT_ROWS: u32 = 2;

/// Where the controls are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// The rows of each control.
    pub rows: Vec<ControlRows>,
    /// The control to begin with.
    pub current: u32,
    /// Controls up to the last one with an input.
    pub count: u32,
}

/// The rows of a control.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ControlRows {
    /// Of the label, if there is one.
    pub label: Option<u32>,
    /// Of the input, if there is one; its error is below.
    pub input: Option<u32>,
}

/// Lays the controls out on a screen of so many rows.
pub(super) fn layout_form(ui: &DynamicUi, screen_rows: u32) -> Result<Layout, ErrorId> {
    let mut layout = Layout::default();
    let (mut labels, mut inputs) = (0u32, 0u32);
    for (index, item) in (0..).zip(&ui.items) {
        labels += u32::from(!item.text.is_empty());
        if item.name.is_some() {
            if inputs == 0 || item.is_default {
                layout.current = index;
            }
            inputs += 1;
            layout.count = index + 1;
        }
    }
    if inputs == 0 {
        return Err(NO_INPUTS);
    }
    let minimum = inputs.saturating_mul(INPUT_ROWS).saturating_add(labels);
    let mut remaining = screen_rows
        .saturating_sub(START_ROW + ROWS_BELOW)
        .checked_sub(minimum)
        .ok_or(NO_ROOM)?;
    let mut take = |rows: u32| {
        let fits = rows <= remaining;
        if fits {
            remaining -= rows;
        }
        u32::from(fits)
    };
    let pad_control = take(ui.items.len() as u32 - 1);
    let pad_label = take(labels);
    let mut row = START_ROW + remaining / 2;
    for item in &ui.items {
        let mut rows = ControlRows::default();
        if !item.text.is_empty() {
            rows.label = Some(row);
            row += 1 + pad_label;
        }
        if item.name.is_some() {
            rows.input = Some(row);
            row += INPUT_ROWS;
        }
        row += pad_control;
        layout.rows.push(rows);
    }
    Ok(layout)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::DynamicItem;

    /// A form with a control for each of the letters: `l` a label, `i` an input, `b` both, `n` neither.
    fn form(controls: &str) -> DynamicUi {
        let items = controls.chars().map(|control| DynamicItem {
            name: matches!(control, 'i' | 'b').then(|| b"name".to_vec()),
            text: if matches!(control, 'l' | 'b') {
                b"text".to_vec()
            } else {
                Vec::new()
            },
            ..DynamicItem::default()
        });
        DynamicUi {
            items: items.collect(),
            ..DynamicUi::default()
        }
    }

    type Rows = Vec<(Option<u32>, Option<u32>)>;

    fn rows(controls: &str) -> Result<Rows, ErrorId> {
        let layout = layout_form(&form(controls), 25)?;
        let rows = layout.rows.iter().map(|rows| (rows.label, rows.input));
        Ok(rows.collect())
    }

    #[test]
    fn rows_are_left_free_where_there_is_room() {
        // 19 rows: 3 are needed, 1 goes below the label, 15 are left.
        assert_eq!(rows("b"), Ok(vec![(Some(10), Some(12))]));
        // 6 are needed, 1 goes between, 2 below the labels, 10 are left.
        assert_eq!(
            rows("bb"),
            Ok(vec![(Some(8), Some(10)), (Some(13), Some(15))])
        );
        // 15 are needed, 4 go between, and none is left for the labels.
        let tight: Vec<_> = (0..5)
            .map(|index| (Some(3 + 4 * index), Some(4 + 4 * index)))
            .collect();
        assert_eq!(rows("bbbbb"), Ok(tight));
        // 18 are needed, and the one that is left is not enough for anything.
        let dense: Vec<_> = (0..6)
            .map(|index| (Some(3 + 3 * index), Some(4 + 3 * index)))
            .collect();
        assert_eq!(rows("bbbbbb"), Ok(dense));
        assert_eq!(rows("bbbbbbb"), Err(NO_ROOM));
    }

    #[test]
    fn a_form_without_inputs_is_none() {
        assert_eq!(rows(""), Err(NO_INPUTS));
        assert_eq!(rows("lnl"), Err(NO_INPUTS));
    }

    #[test]
    fn the_first_or_else_the_last_default_input_is_current() {
        let mut ui = form("lbibl");
        let layout = layout_form(&ui, 25).unwrap();
        assert_eq!((layout.current, layout.count), (1, 4));
        for index in [0, 2, 3, 4] {
            ui.items[index].is_default = true;
        }
        assert_eq!(layout_form(&ui, 25).unwrap().current, 3);
    }
}
