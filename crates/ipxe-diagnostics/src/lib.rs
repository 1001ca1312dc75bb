//! What a finding is, and its renderings: human, short, json, sarif, github, gcc, checkstyle.
#![forbid(unsafe_code)]
