//! The renderers that write a line for a finding.

use expect_test::{Expect, expect};
use ipxe_diagnostics::render::{checkstyle, gcc, github, short};
use ipxe_diagnostics::{FileDiagnostics, Summary};
use std::io;

use crate::awkward;

#[track_caller]
fn check(write: fn(&mut dyn io::Write, &[FileDiagnostics]) -> io::Result<()>, expected: &Expect) {
    let files = awkward::all();
    expected.assert_eq(&awkward::rendered(|out| write(out, &files)));
}

#[test]
fn short_is_a_line_a_finding() {
    check(
        short::write,
        &expect![[r#"
        boot/menu.ipxe:4:14: error[E101] no label `retry` in this script
        odd, 100%:é\n<&"'>.ipxe:1:1: warning[W201] byte order mark
        odd, 100%:é\n<&"'>.ipxe:2:7: warning[W201] not UTF-8
        odd, 100%:é\n<&"'>.ipxe:2:8: warning[W201] cut short
        odd, 100%:é\n<&"'>.ipxe:2:11: warning[W201] an escape: \x1b[31m
        odd, 100%:é\n<&"'>.ipxe:2:16: warning[W201] a NUL:\x00
        odd, 100%:é\n<&"'>.ipxe:2:1: warning[W201] a tab
        odd, 100%:é\n<&"'>.ipxe:2:17: warning[W201] a carriage return
        odd, 100%:é\n<&"'>.ipxe:2:18: warning[W201] a line feed
        odd, 100%:é\n<&"'>.ipxe:3:9: note[N301] wide
        odd, 100%:é\n<&"'>.ipxe:3:13: note[N301] two UTF-16 code units
        odd, 100%:é\n<&"'>.ipxe:3:18: note[N301] over the end of a line
        odd, 100%:é\n<&"'>.ipxe:3:19: note[N301] nothing, at the end of a line
        odd, 100%:é\n<&"'>.ipxe:4:9: note[N301] nothing, at the end of the file
        odd, 100%:é\n<&"'>.ipxe:4:8: note[N301] beyond the end
        odd, 100%:é\n<&"'>.ipxe:1:1: note[N301] everything\nin two lines
        empty.ipxe:1:1: error[E101] no magic
        long.ipxe:2:500008: warning[W201] in the middle
    "#]],
    );
}

#[test]
fn gcc_is_as_gcc_prints() {
    check(
        gcc::write,
        &expect![[r#"
        boot/menu.ipxe:4:14: error: no label `retry` in this script [E101]
        odd, 100%:é\n<&"'>.ipxe:1:1: warning: byte order mark [W201]
        odd, 100%:é\n<&"'>.ipxe:2:7: warning: not UTF-8 [W201]
        odd, 100%:é\n<&"'>.ipxe:2:8: warning: cut short [W201]
        odd, 100%:é\n<&"'>.ipxe:2:11: warning: an escape: \x1b[31m [W201]
        odd, 100%:é\n<&"'>.ipxe:2:16: warning: a NUL:\x00 [W201]
        odd, 100%:é\n<&"'>.ipxe:2:1: warning: a tab [W201]
        odd, 100%:é\n<&"'>.ipxe:2:17: warning: a carriage return [W201]
        odd, 100%:é\n<&"'>.ipxe:2:18: warning: a line feed [W201]
        odd, 100%:é\n<&"'>.ipxe:3:9: note: wide [N301]
        odd, 100%:é\n<&"'>.ipxe:3:13: note: two UTF-16 code units [N301]
        odd, 100%:é\n<&"'>.ipxe:3:18: note: over the end of a line [N301]
        odd, 100%:é\n<&"'>.ipxe:3:19: note: nothing, at the end of a line [N301]
        odd, 100%:é\n<&"'>.ipxe:4:9: note: nothing, at the end of the file [N301]
        odd, 100%:é\n<&"'>.ipxe:4:8: note: beyond the end [N301]
        odd, 100%:é\n<&"'>.ipxe:1:1: note: everything\nin two lines [N301]
        empty.ipxe:1:1: error: no magic [E101]
        long.ipxe:2:500008: warning: in the middle [W201]
    "#]],
    );
}

#[test]
fn github_is_workflow_commands() {
    check(
        github::write,
        &expect![[r#"
        ::error file=boot/menu.ipxe,line=4,endLine=4,col=14,endColumn=19,title=E101 undefined-label::no label `retry` in this script%0Ahelp: define it:%0A:retry%0AiPXE: the script ends here with "No such file or directory"
        ::warning file=odd%2C 100%25%3Aé%0A<&"'>.ipxe,line=1,endLine=1,col=1,endColumn=2,title=W201 odd-byte::byte order mark
        ::warning file=odd%2C 100%25%3Aé%0A<&"'>.ipxe,line=2,endLine=2,col=7,endColumn=8,title=W201 odd-byte::not UTF-8
        ::warning file=odd%2C 100%25%3Aé%0A<&"'>.ipxe,line=2,endLine=2,col=8,endColumn=10,title=W201 odd-byte::cut short
        ::warning file=odd%2C 100%25%3Aé%0A<&"'>.ipxe,line=2,endLine=2,col=11,endColumn=12,title=W201 odd-byte::an escape: \x1b[31m
        ::warning file=odd%2C 100%25%3Aé%0A<&"'>.ipxe,line=2,endLine=2,col=16,endColumn=17,title=W201 odd-byte::a NUL:\x00
        ::warning file=odd%2C 100%25%3Aé%0A<&"'>.ipxe,line=2,endLine=2,col=1,endColumn=2,title=W201 odd-byte::a tab
        ::warning file=odd%2C 100%25%3Aé%0A<&"'>.ipxe,line=2,endLine=2,col=17,endColumn=18,title=W201 odd-byte::a carriage return
        ::warning file=odd%2C 100%25%3Aé%0A<&"'>.ipxe,line=2,endLine=3,title=W201 odd-byte::a line feed
        ::notice file=odd%2C 100%25%3Aé%0A<&"'>.ipxe,line=3,endLine=3,col=7,endColumn=8,title=N301 remark::wide
        ::notice file=odd%2C 100%25%3Aé%0A<&"'>.ipxe,line=3,endLine=3,col=9,endColumn=11,title=N301 remark::two UTF-16 code units
        ::notice file=odd%2C 100%25%3Aé%0A<&"'>.ipxe,line=3,endLine=4,title=N301 remark::over the end of a line
        ::notice file=odd%2C 100%25%3Aé%0A<&"'>.ipxe,line=3,endLine=3,col=13,endColumn=13,title=N301 remark::nothing, at the end of a line
        ::notice file=odd%2C 100%25%3Aé%0A<&"'>.ipxe,line=4,endLine=4,col=9,endColumn=9,title=N301 remark::nothing, at the end of the file
        ::notice file=odd%2C 100%25%3Aé%0A<&"'>.ipxe,line=4,endLine=4,col=8,endColumn=9,title=N301 remark::beyond the end
        ::notice file=odd%2C 100%25%3Aé%0A<&"'>.ipxe,line=1,endLine=4,title=N301 remark::everything%0Ain two lines
        ::error file=empty.ipxe,line=1,endLine=1,col=1,endColumn=1,title=E101 undefined-label::no magic%0Ahelp: start with `#!ipxe`
        ::warning file=long.ipxe,line=2,endLine=2,col=500008,endColumn=500015,title=W201 odd-byte::in the middle
    "#]],
    );
}

#[test]
fn checkstyle_is_xml() {
    check(
        checkstyle::write,
        &expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <checkstyle version="4.3">
          <file name="boot/menu.ipxe">
            <error line="4" column="14" severity="error" message="no label `retry` in this script" source="E101.undefined-label"/>
          </file>
          <file name="odd, 100%:é&#10;&lt;&amp;&quot;&apos;&gt;.ipxe">
            <error line="1" column="1" severity="warning" message="byte order mark" source="W201.odd-byte"/>
            <error line="2" column="7" severity="warning" message="not UTF-8" source="W201.odd-byte"/>
            <error line="2" column="8" severity="warning" message="cut short" source="W201.odd-byte"/>
            <error line="2" column="11" severity="warning" message="an escape: �[31m" source="W201.odd-byte"/>
            <error line="2" column="16" severity="warning" message="a NUL:�" source="W201.odd-byte"/>
            <error line="2" column="1" severity="warning" message="a tab" source="W201.odd-byte"/>
            <error line="2" column="17" severity="warning" message="a carriage return" source="W201.odd-byte"/>
            <error line="2" column="18" severity="warning" message="a line feed" source="W201.odd-byte"/>
            <error line="3" column="9" severity="info" message="wide" source="N301.remark"/>
            <error line="3" column="13" severity="info" message="two UTF-16 code units" source="N301.remark"/>
            <error line="3" column="18" severity="info" message="over the end of a line" source="N301.remark"/>
            <error line="3" column="19" severity="info" message="nothing, at the end of a line" source="N301.remark"/>
            <error line="4" column="9" severity="info" message="nothing, at the end of the file" source="N301.remark"/>
            <error line="4" column="8" severity="info" message="beyond the end" source="N301.remark"/>
            <error line="1" column="1" severity="info" message="everything&#10;in two lines" source="N301.remark"/>
          </file>
          <file name="empty.ipxe">
            <error line="1" column="1" severity="error" message="no magic" source="E101.undefined-label"/>
          </file>
          <file name="long.ipxe">
            <error line="2" column="500008" severity="warning" message="in the middle" source="W201.odd-byte"/>
          </file>
          <file name="quiet.ipxe"/>
        </checkstyle>
    "#]],
    );
}

#[test]
fn a_summary_of_all() {
    expect!["2 errors, 9 warnings, 7 notes in 4 files"]
        .assert_eq(&Summary::of(&awkward::all()).to_string());
}
