//! The items that certainly belong to one menu.

use ipxe_reference::{CommandName, Effect};
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
        for (position, command) in line.commands().enumerate() {
            words.clear();
            words.extend(command.words().map(Arg::new));
            let read = Invocation::read(line, command, position, None, &words);
            let Some(invocation) = read else { continue };
            let operator = command.operator().map(|(operator, _)| operator);
            let certain = position == 0 || operator == Some(Operator::Semicolon);
            if ends_menu(&invocation, certain) {
                return;
            }
            let is_item = invocation.spec.map(|spec| spec.id) == Some(CommandName::Item);
            if is_item && certain && name(&invocation, &["menu", "form"]) == wanted {
                visit(&invocation);
            }
        }
    }
}

/// The name that one of these options gives; `Some(None)` if it is known only at run time.
fn name(invocation: &Invocation<'_, '_>, options: &[&str]) -> Option<Option<Vec<u8>>> {
    let given = options
        .iter()
        .find_map(|option| invocation.option(option))?;
    let known = invocation.known_value(given);
    Some(known.map(|(name, _)| name.to_vec()))
}

/// True where what follows may be about another menu, or may not run.
fn ends_menu(invocation: &Invocation<'_, '_>, certain: bool) -> bool {
    let Some(spec) = invocation.spec else {
        return true;
    };
    spec.canonical() == CommandName::Menu
        || spec.has(Effect::ExecutesImage)
        || spec.has(Effect::WaitsForUser)
        || certain && (spec.has(Effect::Jumps) || spec.has(Effect::EndsScript))
}
