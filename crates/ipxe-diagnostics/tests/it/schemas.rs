//! The JSON formats against their schemas.

use std::borrow::Cow;

use boon::{Compiler, Schemas};
use expect_test::expect;
use ipxe_diagnostics::render::json;
use ipxe_diagnostics::render::sarif::{self, ToolInfo};
use ipxe_diagnostics::{FileDiagnostics, RuleInfo, Severity};
use serde_json::Value;

use crate::awkward;

#[track_caller]
fn assert_valid(schema: &str, document: &str) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let document: Value = serde_json::from_str(document).unwrap();
    let mut schemas = Schemas::new();
    let mut compiler = Compiler::new();
    compiler.enable_format_assertions();
    compiler.enable_content_assertions();
    compiler.add_resource("schema:/it", schema).unwrap();
    let index = compiler.compile("schema:/it", &mut schemas).unwrap();
    if let Err(error) = schemas.validate(&document, index) {
        panic!("{error:#}");
    }
}

fn rules() -> Vec<RuleInfo> {
    vec![
        RuleInfo {
            code: "E101",
            name: "undefined-label",
            summary: Cow::Borrowed("A `goto` to a label that is not there."),
            help: Cow::Borrowed("# undefined-label\n\n`goto` needs a label."),
            severity: Severity::Error,
            url: Some(Cow::Borrowed("https://example.org/E101")),
        },
        RuleInfo {
            code: "W201",
            name: "odd-byte",
            summary: Cow::Borrowed("A byte that is out of place."),
            help: Cow::Borrowed(""),
            severity: Severity::Warning,
            url: None,
        },
    ]
}

fn as_sarif(files: &[FileDiagnostics]) -> String {
    let rules = rules();
    let url = Some("https://example.org/");
    let tool = ToolInfo {
        name: "ipxe-check",
        version: "0.1.0",
        url,
        rules: &rules,
    };
    awkward::rendered(|out| sarif::write(out, files, &tool))
}

fn as_json(files: &[FileDiagnostics]) -> String {
    awkward::rendered(|out| json::write(out, files))
}

#[test]
fn json_is_valid() {
    assert_valid(json::SCHEMA, &as_json(&awkward::all()));
    assert_valid(json::SCHEMA, &as_json(&[]));
}

#[test]
fn the_json_schema_tells_wrong_from_right() {
    let good: Value = serde_json::from_str(&as_json(&awkward::all())).unwrap();
    for (pointer, bad) in [
        ("/version", Value::from(2)),
        ("/diagnostics/0/severity", Value::from("fatal")),
        ("/diagnostics/0/start/line", Value::from(0)),
        ("/diagnostics/0/fix/edits/0/replacement", Value::Null),
    ] {
        let mut document = good.clone();
        *document.pointer_mut(pointer).unwrap() = bad;
        let validated =
            std::panic::catch_unwind(|| assert_valid(json::SCHEMA, &document.to_string()));
        assert!(validated.is_err(), "{pointer} was taken");
    }
}

#[test]
fn sarif_is_valid() {
    let schema = include_str!("../data/sarif-schema-2.1.0.json");
    assert_valid(schema, &as_sarif(&awkward::all()));
    assert_valid(schema, &as_sarif(&[]));
}

#[test]
fn the_documentation_shows_json_as_it_is() {
    let documentation = include_str!("../../../../docs/json-format.md");
    let example = as_json(&[awkward::complete()]);
    assert!(
        documentation.contains(&format!("```json\n{example}```\n")),
        "{example}"
    );
}

#[test]
fn sarif_of_a_finding() {
    expect![[r##"
        {
          "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
          "version": "2.1.0",
          "runs": [
            {
              "tool": {
                "driver": {
                  "name": "ipxe-check",
                  "version": "0.1.0",
                  "informationUri": "https://example.org/",
                  "rules": [
                    {
                      "id": "E101",
                      "name": "undefined-label",
                      "shortDescription": {
                        "text": "A `goto` to a label that is not there."
                      },
                      "help": {
                        "text": "# undefined-label\n\n`goto` needs a label.",
                        "markdown": "# undefined-label\n\n`goto` needs a label."
                      },
                      "helpUri": "https://example.org/E101",
                      "defaultConfiguration": {
                        "level": "error"
                      }
                    },
                    {
                      "id": "W201",
                      "name": "odd-byte",
                      "shortDescription": {
                        "text": "A byte that is out of place."
                      },
                      "defaultConfiguration": {
                        "level": "warning"
                      }
                    }
                  ]
                }
              },
              "artifacts": [
                {
                  "location": {
                    "uri": "boot/menu.ipxe"
                  },
                  "length": 42
                }
              ],
              "results": [
                {
                  "ruleId": "E101",
                  "ruleIndex": 0,
                  "level": "error",
                  "message": {
                    "text": "no label `retry` in this script\nhelp: define it:\n:retry\niPXE: the script ends here with \"No such file or directory\"\nnote: `goto ${{retry}}` would take the name from a setting"
                  },
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "boot/menu.ipxe",
                          "index": 0
                        },
                        "region": {
                          "startLine": 4,
                          "startColumn": 14,
                          "endLine": 4,
                          "endColumn": 19,
                          "byteOffset": 28,
                          "byteLength": 5
                        }
                      },
                      "message": {
                        "text": "not defined"
                      }
                    }
                  ],
                  "relatedLocations": [
                    {
                      "id": 0,
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "boot/menu.ipxe",
                          "index": 0
                        },
                        "region": {
                          "startLine": 3,
                          "startColumn": 1,
                          "endLine": 3,
                          "endColumn": 7,
                          "byteOffset": 8,
                          "byteLength": 6
                        }
                      },
                      "message": {
                        "text": "the only label"
                      }
                    }
                  ],
                  "fixes": [
                    {
                      "description": {
                        "text": "Go to `start`"
                      },
                      "artifactChanges": [
                        {
                          "artifactLocation": {
                            "uri": "boot/menu.ipxe",
                            "index": 0
                          },
                          "replacements": [
                            {
                              "deletedRegion": {
                                "startLine": 4,
                                "startColumn": 14,
                                "endLine": 4,
                                "endColumn": 19,
                                "byteOffset": 28,
                                "byteLength": 5
                              },
                              "insertedContent": {
                                "text": "start"
                              }
                            }
                          ]
                        }
                      ],
                      "properties": {
                        "applicability": "safe"
                      }
                    }
                  ]
                }
              ],
              "columnKind": "utf16CodeUnits"
            }
          ]
        }
    "##]].assert_eq(&as_sarif(&[awkward::complete()]));
}

#[test]
fn bytes_that_are_no_text_are_in_both_formats() {
    let files = [awkward::bytes()];
    let json: Value = serde_json::from_str(&as_json(&files)).unwrap();
    expect![[r#"{"applicability":"unsafe","edits":[{"end":18,"replacement":"","start":17},{"end":20,"replacement":"�","replacementBase64":"/w==","start":20}],"title":"Swap them"}"#]].assert_eq(&json["diagnostics"][1]["fix"].to_string());
    let sarif: Value = serde_json::from_str(&as_sarif(&files)).unwrap();
    let replacements = "/runs/0/results/1/fixes/0/artifactChanges/0/replacements";
    expect![[r#"[{"deletedRegion":{"byteLength":1,"byteOffset":17,"endColumn":8,"endLine":2,"startColumn":7,"startLine":2}},{"deletedRegion":{"byteLength":0,"byteOffset":20,"endColumn":10,"endLine":2,"startColumn":10,"startLine":2},"insertedContent":{"binary":"/w=="}}]"#]].assert_eq(&sarif.pointer(replacements).unwrap().to_string());
}
