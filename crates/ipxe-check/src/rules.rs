//! The rules, one file each, in folders by group, and their registry.

use crate::Rule;
use crate::file::Served;

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
    file {
        missing_magic byte_order_mark html_not_script carriage_return_line_ends nul_byte gpxe_magic
        comment_continuation blank_after_backslash unterminated_continuation glued_continuation
        double_backslash_continuation mixed_line_ends served_as_html continued_label binary_content
        continuation_swallows_command
    }
    label {
        undefined_label duplicate_label goto_with_colon label_colon_suffix label_as_command unused_label
        empty_label expansion_in_label text_after_label tight_retry_loop
    }
    operator {
        single_operator_character glued_operator trailing_and leading_operator doubled_operator
        predicate_aborts_script bare_test unreachable_after_jump and_or_not_if_else
        fallback_after_sure_success hash_hides_operator prompt_unguarded choose_unguarded
    }
    command {
        unknown_command unknown_option argument_count option_without_value value_for_flag invalid_integer
        unknown_value dash_text option_after_positional repeated_option single_dash_long_option
        timeout_too_small sleep_too_long missing_tag help_option_in_script isset_without_braces
        constant_comparison quoted_comparison choose_default_not_item duplicate_menu_key duplicate_item
        item_before_menu exit_status_range value_out_of_range no_parameter_list choose_of_form
        no_user_interface param_name_mismatch item_without_label
    }
    setting {
        unknown_setting_type unterminated_expansion blank_in_expansion empty_expansion unknown_block
        shell_variable missing_dollar numeric_setting_name invalid_setting_value set_equals set_quotes
        read_only_setting setting_name_expanded set_without_value similar_setting hardcoded_net0
        cwuri_stored inc_of_text braces_around_name unset_setting
    }
    uri {
        unbracketed_ipv6_host mac_in_first_segment unknown_scheme credential_in_uri backslash_in_uri
        malformed_uri quoted_uri initrd_name_mismatch kernel_without_initrd iscsi_uri invalid_data_uri
        boot_without_image missing_slash_join blank_in_uri stale_images wimboot_name
    }
    text {
        hash_starts_comment unicode_blank typographic_dash_or_quote html_entity merge_conflict_marker
        template_left_over control_character non_ascii_text
    }
    target {
        command_not_in_build option_not_in_release protocol_not_in_build setting_not_in_build
        type_not_in_release feature_not_in_build cpuid_on_arm
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

/// How a server gave out the bad example, for rules that look at that.
#[must_use]
pub fn example_answer(rule: &Rule) -> Option<Served> {
    if rule.code == file::served_as_html::RULE.code {
        Some(file::served_as_html::example_answer())
    } else if rule.code == text::template_left_over::RULE.code {
        Some(text::template_left_over::example_answer())
    } else {
        None
    }
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
