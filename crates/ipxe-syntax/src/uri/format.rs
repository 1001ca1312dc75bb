//! Writing URIs (`format_uri`).

use super::Uri;
use super::escape::{Field, escape_into};

impl Uri {
    /// The URI as text, without the `##params` suffix.
    #[must_use]
    pub fn format(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut put = |prefix: &[u8], field: Field, text: &Option<Vec<u8>>, suffix: &[u8]| {
            if let Some(text) = text {
                out.extend_from_slice(prefix);
                escape_into(&mut out, field, text);
                out.extend_from_slice(suffix);
            }
        };
        let after_scheme: &[u8] = if self.host.is_some() { b"://" } else { b":" };
        let before_host: &[u8] = if self.user.is_some() { b"@" } else { b"" };
        // Only releases that left `+` alone take one for a part of a scheme.
        put(b"", Field::ComponentWithoutPlus, &self.scheme, after_scheme);
        put(b"", Field::Opaque, &self.opaque, b"");
        put(b"", Field::Credential, &self.user, b"");
        put(b":", Field::Credential, &self.password, b"");
        put(before_host, Field::Host, &self.host, b"");
        put(b":", Field::Credential, &self.port, b"");
        match &self.epath {
            Some(_) => put(b"", Field::Encoded, &self.epath, b""),
            None => put(b"", Field::Path, &self.path, b""),
        }
        put(b"?", Field::Encoded, &self.equery, b"");
        put(b"#", Field::Encoded, &self.efragment, b"");
        out
    }

    /// The text that a download shows while it runs: the URI, as given and before it is resolved, without
    /// user name, password, query and fragment (`usr/imgmgmt.c: imgdownload`).
    ///
    /// The text is empty for an empty URI and for one that is only a query or fragment.
    #[must_use]
    pub fn format_redacted(&self) -> Vec<u8> {
        Self {
            user: None,
            password: None,
            equery: None,
            efragment: None,
            ..self.clone()
        }
        .format()
    }

    /// What the request line of HTTP asks for: path and query, at least `/`
    /// (`net/tcp/httpcore.c: http_open`).
    #[must_use]
    pub fn format_http_target(&self) -> Vec<u8> {
        let epath = Some(self.epath.clone().unwrap_or_else(|| b"/".to_vec()));
        Self {
            epath,
            equery: self.equery.clone(),
            ..Self::default()
        }
        .format()
    }

    /// The `Host` header of HTTP: the host, and the port as typed if there is one
    /// (`net/tcp/httpcore.c: http_open`).
    #[must_use]
    pub fn format_http_host(&self) -> Vec<u8> {
        Self {
            host: self.host.clone(),
            port: self.port.clone(),
            ..Self::default()
        }
        .format()
    }
}
