//! The items that certainly belong to one menu.

use ipxe_reference::{Command, CommandName, Effect, command};
use ipxe_syntax::Operator;

use crate::{Arg, FileContext, Invocation};

/// Lines with more commands are not looked at.
const MOST_COMMANDS: usize = 4;

/// Calls `visit` for the items that are added in any case to the menu that `menu` creates.
///
/// They stand on the lines below it, up to a label, a jump, another menu or what shows it.
/// Items that depend on a condition are left out.
pub fn menu_items<'a>(
    file: &FileContext<'a>,
    menu: &Invocation<'_, '_>,
    mut visit: impl FnMut(&Invocation<'_, 'a>),
) {
    let wanted = name(menu, &["name"]);
    let on_line = menu.line.commands().len();
    let unknown = wanted == Some(None) || menu.positionals().is_none();
    if unknown || menu.option("delete").is_some() || on_line > MOST_COMMANDS {
        return;
    }
    let mut words = Vec::new();
    for index in menu.line.index() + 1.. {
        let Some(line) = file.script.line(index) else {
            return;
        };
        if line.label().is_some() || file.is_replaced(line) {
            return;
        }
        for (position, node) in line.commands().enumerate() {
            let Some(name_of_command) = node.name() else {
                continue;
            };
            let known = (!name_of_command.is_dynamic()).then(|| name_of_command.text());
            let Some(spec) = known.and_then(command) else {
                return;
            };
            let certain = position == 0 || node.operator_kind() == Some(Operator::Semicolon);
            if ends_menu(spec, certain) {
                return;
            }
            if spec.id != CommandName::Item || !certain {
                continue;
            }
            Arg::refill(&mut words, node);
            let read = Invocation::read_as(Some(spec), line, node, position, None, &words);
            if let Some(item) = read
                && name(&item, &["menu", "form"]) == wanted
            {
                visit(&item);
            }
        }
    }
}

/// The name that one of these options gives; `Some(None)` if it is known only at run time.
fn name<'a>(invocation: &Invocation<'_, 'a>, options: &[&str]) -> Option<Option<&'a [u8]>> {
    let given = options
        .iter()
        .find_map(|option| invocation.option(option))?;
    Some(invocation.known_value(given).map(|(name, _)| name))
}

/// True where what follows may be about another menu, or may not run.
fn ends_menu(spec: &Command, certain: bool) -> bool {
    spec.canonical() == CommandName::Menu
        || spec.has(Effect::ExecutesImage)
        || spec.has(Effect::WaitsForUser)
        || certain && (spec.has(Effect::Jumps) || spec.has(Effect::EndsScript))
}
