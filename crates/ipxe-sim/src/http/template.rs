//! Answers that depend on the request: templates in the language of Jinja.
//!
//! Requests are bytes and templates are text. Each byte is therefore shown to the template as the
//! character of that number, and each character of the result becomes that byte again; what a
//! scenario file holds is taken apart into its UTF-8 bytes first.

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value, context};

use super::HttpRequest;
use super::pattern::Captures;
use crate::scenario::web::{RouteSpec, StatusSpec};
use ipxe_syntax::uri::unescape;

/// How much work a template may make.
const FUEL: u64 = 1_000_000;

/// What a template can use.
pub(crate) struct Context {
    value: Value,
}

/// Texts by name.
type Fields = BTreeMap<String, String>;

/// The bytes as characters.
fn text(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

/// The characters as bytes; what is no byte is a question mark.
fn bytes(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| u8::try_from(c).unwrap_or(b'?'))
        .collect()
}

impl Context {
    /// The parts of a request.
    pub(crate) fn new(request: &HttpRequest, named: &Captures) -> Self {
        let headers: Vec<(String, String)> = request
            .headers
            .iter()
            .map(|(name, value)| (text(name), text(value)))
            .collect();
        let lower: Fields = headers
            .iter()
            .map(|(name, value)| (name.to_lowercase(), value.clone()))
            .collect();
        let named: Fields = named
            .iter()
            .map(|(name, value)| (name.clone(), text(&unescape(value))))
            .collect();
        let query = request.query().unwrap_or_default();
        let value = context! {
            method => request.method,
            target => text(&request.target),
            host => text(&request.host),
            raw_path => text(request.raw_path()),
            url_path => text(&unescape(request.raw_path())),
            query_string => text(query),
            query => fields(query),
            form => fields(&request.body),
            body => text(&request.body),
            header => lower,
            headers => headers,
            path => named,
        };
        Self { value }
    }

    /// Whether a condition holds.
    ///
    /// # Errors
    /// What is wrong with the condition.
    pub(crate) fn holds(&self, condition: &str) -> Result<bool, String> {
        let source = text(condition.as_bytes());
        let environment = environment();
        let expression = environment
            .compile_expression(&source)
            .map_err(|error| describe(&error))?;
        let value = expression
            .eval(&self.value)
            .map_err(|error| describe(&error))?;
        Ok(value.is_true())
    }

    /// What a template gives.
    ///
    /// # Errors
    /// What is wrong with the template.
    pub(crate) fn render(&self, template: &str) -> Result<Vec<u8>, String> {
        let source = text(template.as_bytes());
        let environment = environment();
        let rendered = environment.render_str(&source, &self.value);
        rendered
            .map(|result| bytes(&result))
            .map_err(|error| describe(&error))
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    // Tags may stand on lines of their own.
    let syntax = SyntaxConfig::builder()
        .keep_trailing_newline(true)
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build();
    if let Ok(syntax) = syntax {
        environment.set_syntax(syntax);
    }
    environment.set_undefined_behavior(UndefinedBehavior::Lenient);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.add_filter("urldecode", |value: String| text(&unescape(&bytes(&value))));
    environment
}

fn describe(error: &Error) -> String {
    let line = error
        .line()
        .map(|line| format!("line {line}: "))
        .unwrap_or_default();
    let detail = error.detail().unwrap_or_default();
    match error.kind() {
        ErrorKind::OutOfFuel => format!("{line}the template does not come to an end"),
        kind if detail.is_empty() => format!("{line}{kind}"),
        kind => format!("{line}{kind}: {detail}"),
    }
}

/// Names and values of a query or of a form. Of a name that comes twice the last value counts.
fn fields(encoded: &[u8]) -> Fields {
    let pairs = encoded
        .split(|&byte| byte == b'&')
        .filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let at = memchr::memchr(b'=', pair).unwrap_or(pair.len());
        let decode = |part: &[u8]| {
            let spaced: Vec<u8> = part
                .iter()
                .map(|&byte| if byte == b'+' { b' ' } else { byte })
                .collect();
            text(&unescape(&spaced))
        };
        (
            decode(&pair[..at]),
            decode(pair.get(at + 1..).unwrap_or_default()),
        )
    });
    pairs.collect()
}

/// Checks that the templates of a route can be read.
///
/// # Errors
/// The key of the first that cannot, and what is wrong with it.
pub(crate) fn check_templates(route: &RouteSpec) -> Result<(), (&'static str, String)> {
    let status = match &route.status {
        Some(StatusSpec::Template(template)) => Some(("status", template)),
        _ => None,
    };
    let body = route
        .template
        .as_ref()
        .map(|template| ("template", template));
    let redirect = route
        .redirect
        .as_ref()
        .map(|template| ("redirect", template));
    let headers = route.headers.values().map(|template| ("headers", template));
    let environment = environment();
    if let Some(condition) = &route.when {
        let source = text(condition.as_bytes());
        environment
            .compile_expression(&source)
            .map_err(|error| ("when", describe(&error)))?;
    }
    for (key, template) in status
        .into_iter()
        .chain(body)
        .chain(redirect)
        .chain(headers)
    {
        let source = text(template.as_bytes());
        environment
            .template_from_str(&source)
            .map_err(|error| (key, describe(&error)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(target: &str, body: &[u8]) -> HttpRequest {
        HttpRequest {
            tls: false,
            host: b"boot".to_vec(),
            port: 80,
            method: "POST",
            target: target.as_bytes().to_vec(),
            headers: vec![(b"X-A".to_vec(), b"1".to_vec())],
            body: body.to_vec(),
        }
    }

    fn render(template: &str, target: &str, body: &[u8]) -> Vec<u8> {
        let named = vec![("id".to_owned(), b"a%20b".to_vec())];
        Context::new(&request(target, body), &named)
            .render(template)
            .unwrap()
    }

    #[test]
    fn parts_of_the_request_can_be_used() {
        let all =
            "{{ method }} {{ query.mac }} {{ form.user }} {{ path.id }} {{ header['x-a'] }}\n";
        assert_eq!(
            render(all, "/boot?mac=52%3A54", b"user=b+ob&x=1"),
            b"POST 52:54 b ob a b 1\n"
        );
        assert_eq!(
            render(
                "{% if query.x == 'y' %}yes{% else %}no{% endif %}",
                "/?x=y",
                b""
            ),
            b"yes"
        );
    }

    #[test]
    fn bytes_stay_bytes() {
        assert_eq!(
            render("<{{ body }}> \u{e9}", "/", &[0xff, 0x00, b'a']),
            b"<\xff\x00a> \xc3\xa9"
        );
        assert_eq!(render("{{ missing }}.", "/", b""), b".");
    }

    #[test]
    fn templates_come_to_an_end() {
        let context = Context::new(&request("/", b""), &Vec::new());
        let endless =
            "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}";
        assert!(
            context
                .render(endless)
                .unwrap_err()
                .contains("does not come to an end")
        );
        assert!(context.render("{% if %}").unwrap_err().contains("line 1"));
    }
}
