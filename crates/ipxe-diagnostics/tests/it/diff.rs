//! The unified diff.

use expect_test::{Expect, expect};
use ipxe_diagnostics::unified_diff;

#[track_caller]
fn check(old: &[u8], new: &[u8], expected: &Expect) {
    expected.assert_eq(&unified_diff("a.ipxe", old, new));
}

#[test]
fn no_change_is_no_diff() {
    check(b"a\n", b"a\n", &expect![[""]]);
    check(b"", b"", &expect![[""]]);
}

#[test]
fn changes_far_apart_are_hunks() {
    let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
    let new = old
        .replace("2\n3\n", "2\nthree\n")
        .replace("12\n", "12\n13\n");
    check(
        old.as_bytes(),
        new.as_bytes(),
        &expect![[r#"
        --- a.ipxe
        +++ a.ipxe
        @@ -1,6 +1,6 @@
         1
         2
        -3
        +three
         4
         5
         6
        @@ -10,3 +10,4 @@
         10
         11
         12
        +13
    "#]],
    );
}

#[test]
fn a_missing_line_end_is_told() {
    check(
        b"a",
        b"a\n",
        &expect![[r#"
        --- a.ipxe
        +++ a.ipxe
        @@ -1 +1 @@
        -a
        \ No newline at end of file
        +a
    "#]],
    );
    check(
        b"a\nb",
        b"a\nc",
        &expect![[r#"
        --- a.ipxe
        +++ a.ipxe
        @@ -1,2 +1,2 @@
         a
        -b
        \ No newline at end of file
        +c
        \ No newline at end of file
    "#]],
    );
}

#[test]
fn from_nothing_and_to_nothing() {
    check(
        b"",
        b"a\nb\n",
        &expect![[r#"
        --- a.ipxe
        +++ a.ipxe
        @@ -0,0 +1,2 @@
        +a
        +b
    "#]],
    );
    check(
        b"a\n",
        b"",
        &expect![[r#"
        --- a.ipxe
        +++ a.ipxe
        @@ -1 +0,0 @@
        -a
    "#]],
    );
}

#[test]
fn odd_bytes_keep_to_their_lines() {
    let shown = unified_diff(
        "a\nb",
        b"\x1b[31m\r\xff\n\tx\r\n",
        b"\x1b[31m\r\xff\n\ty\r\n",
    );
    expect![[r#"
        --- a\nb
        +++ a\nb
        @@ -1,2 +1,2 @@
         ␛[31m␍�
        -	x<CR>
        +	y<CR>
    "#]]
    .assert_eq(&shown.replace('\r', "<CR>"));
}
