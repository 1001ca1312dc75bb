//! Options inside an option: 43, 82, 125's parts, 175.

/// The suboptions in `data`, or none where it is not a well formed list.
///
/// Zeros between options are padding and 255 ends the list, as in option 43 (RFC 2132, 8.4); where
/// 255 stands, only zeros may follow it.
#[must_use]
pub fn decode_suboptions(data: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut found = Vec::new();
    let mut rest = data;
    while let Some((&code, after)) = rest.split_first() {
        match code {
            0 => rest = after,
            255 => return after.iter().all(|&byte| byte == 0).then_some(found),
            code => {
                let (&length, after) = after.split_first()?;
                let (value, after) = after.split_at_checked(usize::from(length))?;
                found.push((code, value));
                rest = after;
            }
        }
    }
    Some(found)
}

/// Writes suboptions one after the other, with a final 255 where `end`. Values are cut to 255 bytes.
#[must_use]
pub fn encode_suboptions<'a>(
    suboptions: impl IntoIterator<Item = (u8, &'a [u8])>,
    end: bool,
) -> Vec<u8> {
    let mut data = Vec::new();
    for (code, value) in suboptions {
        let value = &value[..value.len().min(255)];
        data.push(code);
        data.push(u8::try_from(value.len()).expect("cut to 255 above"));
        data.extend_from_slice(value);
    }
    if end {
        data.push(255);
    }
    data
}
