//! A list of which a page at a time is seen (`hci/jumpscroll.c`).

use ipxe_reference::Release;

use crate::input::keys::{KEY_DOWN, KEY_END, KEY_HOME, KEY_NPAGE, KEY_PPAGE, KEY_UP, TAB};

/// A list of which a page at a time is seen, and its current item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JumpScroller {
    /// Items on a page, at least 1.
    pub rows: u32,
    /// Items in all, at least 1.
    pub count: u32,
    /// The current item.
    pub current: u32,
    /// The first item on the page that is seen.
    pub first: u32,
}

/// A movement in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement {
    /// By how many items.
    delta: i32,
    /// Whether it goes on at the other end of the list.
    wraps: bool,
}

impl Movement {
    /// To the next item.
    pub const DOWN: Self = Self {
        delta: 1,
        wraps: false,
    };
}

impl JumpScroller {
    /// A list whose first item is current.
    #[must_use]
    pub fn new(rows: u32, count: u32) -> Self {
        Self {
            rows: rows.max(1),
            count: count.max(1),
            current: 0,
            first: 0,
        }
    }

    /// The movement that a key stands for, if it does (`jump_scroll_key`).
    #[must_use]
    pub fn key(&self, key: u32, release: Release) -> Option<Movement> {
        let to_page = self.first.wrapping_sub(self.current) as i32;
        let delta = match key {
            KEY_UP => -1,
            KEY_DOWN => 1,
            TAB if release >= Release::V2_0_0 => 1,
            KEY_PPAGE => to_page.wrapping_sub(1),
            KEY_NPAGE => to_page.wrapping_add(self.rows as i32),
            KEY_HOME => (self.count as i32).wrapping_neg(),
            KEY_END => self.count as i32,
            _ => 0,
        };
        // Since there is a flag next to it, the distance has 16 bits.
        let delta = match release {
            release if release >= Release::V2_0_0 => i32::from(delta as i16),
            _ => delta,
        };
        (delta != 0).then_some(Movement {
            delta,
            wraps: key == TAB,
        })
    }

    /// Moves, and gives the movement with which to go on if the item cannot be selected
    /// (`jump_scroll_move`).
    pub fn step(&mut self, movement: Movement) -> Movement {
        let current = i64::from(self.current) + i64::from(movement.delta);
        let last = self.count - 1;
        let mut delta = if movement.delta >= 0 { 1 } else { -1 };
        match u32::try_from(current).ok().filter(|&at| at <= last) {
            Some(current) => self.current = current,
            None => {
                if !movement.wraps {
                    delta = -delta;
                }
                self.current = if delta >= 0 { 0 } else { last };
            }
        }
        Movement { delta, ..movement }
    }

    /// Moves to an item that can be selected, of which there must be one. The current item itself does not
    /// count at first.
    pub fn seek(&mut self, movement: Movement, is_selectable: impl Fn(usize) -> bool) {
        let mut movement = movement;
        // Up to one end, then back over the whole list.
        for _ in 0..2 * u64::from(self.count) + 1 {
            movement = self.step(movement);
            if is_selectable(self.current as usize) {
                break;
            }
        }
    }

    /// Makes the page that is seen the one with the current item; true where it was another one
    /// (`jump_scroll`).
    pub fn jump(&mut self) -> bool {
        let page = self.current / self.rows * self.rows;
        let is_seen = self.current.wrapping_sub(self.first) < self.rows;
        if !is_seen {
            self.first = page;
        }
        !is_seen
    }

    /// Whether the first page is seen (`jump_scroll_is_first`).
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.first == 0
    }

    /// Whether the last page is seen (`jump_scroll_is_last`).
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.first.wrapping_add(self.rows) >= self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Release = Release::LATEST;

    fn moved(scroll: JumpScroller, key: u32) -> JumpScroller {
        let mut scroll = scroll;
        let movement = scroll.key(key, NOW).expect("a key that moves");
        scroll.step(movement);
        scroll.jump();
        scroll
    }

    fn at(current: u32) -> JumpScroller {
        let mut scroll = JumpScroller::new(20, 30);
        scroll.current = current;
        scroll.jump();
        scroll
    }

    #[test]
    fn pages_begin_at_multiples_of_their_size() {
        assert_eq!(at(19).first, 0);
        assert_eq!(at(20).first, 20);
        assert_eq!(moved(at(3), KEY_NPAGE), at(20));
        assert_eq!(moved(at(25), KEY_NPAGE), at(29));
        assert_eq!(moved(at(25), KEY_PPAGE), at(19));
        assert_eq!(moved(at(7), KEY_PPAGE), at(0));
        assert_eq!(moved(at(7), KEY_END), at(29));
        assert_eq!(moved(at(27), KEY_HOME), at(0));
    }

    #[test]
    fn only_tab_goes_round() {
        assert_eq!(moved(at(29), KEY_DOWN), at(29));
        assert_eq!(moved(at(29), TAB), at(0));
        assert_eq!(moved(at(0), KEY_UP), at(0));
        assert_eq!(at(3).key(TAB, Release::V1_21_1), None);
    }

    #[test]
    fn what_cannot_be_selected_is_passed_over_in_the_direction_of_the_movement() {
        let selectable = |index| index == 4 || index == 8;
        let seek = |from, key| {
            let mut scroll = at(from);
            let movement = scroll.key(key, NOW).expect("a key that moves");
            scroll.seek(movement, selectable);
            scroll.current
        };
        assert_eq!(seek(4, KEY_DOWN), 8);
        assert_eq!(seek(8, KEY_UP), 4);
        assert_eq!(seek(4, KEY_UP), 4);
        assert_eq!(seek(8, KEY_DOWN), 8);
        assert_eq!(seek(8, TAB), 4);
        assert_eq!(seek(8, KEY_HOME), 4);
        assert_eq!(seek(4, KEY_END), 8);
    }

    #[test]
    fn a_distance_has_sixteen_bits() {
        let mut scroll = JumpScroller::new(20, 40_000);
        scroll.current = 5;
        let end = scroll.key(KEY_END, NOW).expect("a movement");
        assert_eq!(end.delta, 40_000 - 65_536);
        assert_eq!(
            scroll.key(KEY_END, Release::V1_21_1).map(|key| key.delta),
            Some(40_000)
        );
        assert_eq!(JumpScroller::new(20, 65_536).key(KEY_END, NOW), None);
    }
}
