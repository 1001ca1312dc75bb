//! The order of blocks and the search, against a direct reading of iPXE's lists.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use ipxe_settings::{Block, BlockId, SettingName, Settings};
use proptest::prelude::*;

/// A block as iPXE has it: a list of settings, newest first, and a list of children.
#[derive(Default, Clone, Debug)]
struct Model {
    name: String,
    order: i32,
    values: Vec<(String, String)>,
    children: Vec<Model>,
}

impl Model {
    fn at(&mut self, path: &[String]) -> Option<&mut Self> {
        path.iter().try_fold(self, |block, name| {
            block.children.iter_mut().find(|child| child.name == *name)
        })
    }

    fn fetch(&self, name: &str) -> Option<&str> {
        let own = self
            .values
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| &**value);
        own.or_else(|| self.children.iter().find_map(|child| child.fetch(name)))
    }

    fn priority(&self) -> i64 {
        self.fetch("priority")
            .map_or(0, |text| text.parse::<i64>().unwrap())
    }

    /// `reprioritise_settings` for the block at the path and its ancestors.
    fn reprioritise(&mut self, path: &[String]) {
        let Some((name, above)) = path.split_last() else {
            return;
        };
        let parent = self.at(above).expect("the parent exists");
        let index = parent
            .children
            .iter()
            .position(|child| child.name == *name)
            .unwrap();
        let block = parent.children.remove(index);
        let place = parent
            .children
            .iter()
            .position(|other| block.priority() > other.priority() || block.order > other.order);
        parent
            .children
            .insert(place.unwrap_or(parent.children.len()), block);
        self.reprioritise(above);
    }

    fn register(&mut self, path: &[String], order: i32) {
        let (name, above) = path.split_last().expect("the root is always there");
        let parent = self.at(above).expect("the parent exists");
        parent.children.retain(|child| child.name != *name);
        parent.children.push(Self {
            name: name.clone(),
            order,
            ..Self::default()
        });
        self.reprioritise(path);
    }

    fn autovivify(&mut self, path: &[String]) {
        for end in 1..=path.len() {
            if self.at(&path[..end]).is_none() {
                self.register(&path[..end], 0);
            }
        }
    }

    fn store(&mut self, path: &[String], name: &str, value: &str) {
        self.autovivify(path);
        let block = self.at(path).expect("it was just made");
        block.values.retain(|(own, _)| own != name);
        if !value.is_empty() {
            block.values.insert(0, (name.to_owned(), value.to_owned()));
        }
        if name == "priority" {
            self.reprioritise(path);
        }
    }

    fn unregister(&mut self, path: &[String]) {
        if let Some((name, above)) = path.split_last()
            && let Some(parent) = self.at(above)
        {
            parent.children.retain(|child| child.name != *name);
        }
    }
}

fn assert_same(model: &Model, settings: &Settings, block: BlockId) {
    let children: Vec<BlockId> = settings.children(block).collect();
    let names: Vec<String> = children
        .iter()
        .map(|&child| {
            String::from_utf8(settings.path(child).unwrap().pop().unwrap().into()).unwrap()
        })
        .collect();
    let expected: Vec<String> = model
        .children
        .iter()
        .map(|child| child.name.clone())
        .collect();
    assert_eq!(names, expected, "children of {:?}", model.name);
    for (child, id) in model.children.iter().zip(children) {
        assert_eq!(settings.parent(id), Some(block));
        assert_same(child, settings, id);
    }
}

#[derive(Debug, Clone)]
enum Operation {
    Store {
        path: Vec<String>,
        name: &'static str,
        value: &'static str,
    },
    Register {
        path: Vec<String>,
        order: i32,
    },
    Unregister {
        path: Vec<String>,
    },
}

fn operation() -> impl Strategy<Value = Operation> {
    let path = || {
        let name = prop_oneof![Just("a"), Just("b"), Just("c")].prop_map(str::to_owned);
        proptest::collection::vec(name, 0..4)
    };
    let name = prop_oneof![Just("priority"), Just("x"), Just("y")];
    let value = prop_oneof![Just("1"), Just("0"), Just("-1"), Just("5"), Just("")];
    prop_oneof![
        6 => (path(), name, value)
            .prop_map(|(path, name, value)| Operation::Store { path, name, value }),
        2 => (path(), -2..2i32).prop_map(|(path, order)| Operation::Register { path, order }),
        1 => path().prop_map(|path| Operation::Unregister { path }),
    ]
}

fn full_name(path: &[String], name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{}/{name}", path.join("."))
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn blocks_stay_in_the_order_of_ipxes_lists(
        operations in proptest::collection::vec(operation(), 0..40),
    ) {
        let mut model = Model::default();
        let mut settings = Settings::default();
        let dialect = settings.dialect().clone();
        for operation in operations {
            match &operation {
                Operation::Store { path, name, value } => {
                    model.store(path, name, value);
                    let text = full_name(path, name);
                    let parsed = SettingName::parse(text.as_bytes(), &dialect);
                    let (block, setting) = settings.find_or_create(parsed).unwrap();
                    settings.store_text(block, setting, Some(value.as_bytes())).unwrap();
                }
                Operation::Register { path, order } => {
                    let Some((name, above)) = path.split_last() else { continue };
                    let above_text = above.join(".");
                    let Some(parent) = settings.find_block(above_text.as_bytes()) else {
                        prop_assert!(model.at(above).is_none());
                        continue;
                    };
                    model.register(path, *order);
                    settings.register(parent, name.as_bytes(), *order, Block::generic()).unwrap();
                }
                Operation::Unregister { path } => {
                    model.unregister(path);
                    if let Some(block) = settings.find_block(path.join(".").as_bytes()) {
                        settings.unregister(block);
                    }
                }
            }
            assert_same(&model, &settings, settings.root());
            for name in ["x", "y", "priority"] {
                let mut value = Vec::new();
                settings.append_value_of(name.as_bytes(), &mut value);
                let expected = model.fetch(name).unwrap_or_default();
                prop_assert_eq!(str::from_utf8(&value).unwrap(), expected, "after {:?}", operation);
            }
        }
    }
}
