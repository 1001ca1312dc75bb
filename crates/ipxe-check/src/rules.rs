//! The rules, one file each, in folders by group, and their registry.

use crate::Rule;

/// Declares the modules of the rules and the registry in the order of their codes.
macro_rules! rules {
    ($($group:ident { $($module:ident)* })*) => {
        $(
            mod $group {
                $(pub mod $module;)*
            }
        )*
        /// All rules, in the order of their codes.
        pub static RULES: &[&Rule] = &[$($(&$group::$module::RULE,)*)*];
    };
}

rules! {
    file { missing_magic }
    label { undefined_label }
    command {
        unknown_command unknown_option argument_count option_without_value value_for_flag invalid_integer
        unknown_value dash_text option_after_positional repeated_option single_dash_long_option
        timeout_too_small sleep_too_long missing_tag help_option_in_script isset_without_braces
        constant_comparison quoted_comparison choose_default_not_item duplicate_menu_key duplicate_item
        item_before_menu exit_status_range value_out_of_range no_parameter_list choose_of_form
        no_user_interface
    }
    comment { unused_suppression unknown_suppression }
}

pub(crate) use comment::unknown_suppression::RULE as UNKNOWN_SUPPRESSION;
pub(crate) use comment::unused_suppression::RULE as UNUSED_SUPPRESSION;

/// The rule of this code or name.
#[must_use]
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES
        .iter()
        .copied()
        .find(|rule| rule.code.eq_ignore_ascii_case(name) || rule.name == name)
}

/// The scripts that show a rule: `corpus/rules/NAME/bad.ipxe` and `near-miss.ipxe`.
macro_rules! example {
    ($name:literal, $which:literal) => {
        include_bytes!(concat!(
            "../../../../../corpus/rules/",
            $name,
            "/",
            $which,
            ".ipxe"
        ))
    };
}
pub(crate) use example;
