//! Which encoding a text file is in, and how sure that is.
//!
//! Order: byte order mark, strict UTF-8, then CP950 (Taiwan's Big5) as an offer the person confirms by looking at the
//! first rows. Invariant: text is never guessed silently and never decoded with replacement characters.

use super::problem::FileProblem;
use encoding_rs::{BIG5, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Serialize};
use shared::lang::Lang;
use std::borrow::Cow;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// With or without a byte order mark.
    Utf8,
    Utf16Le,
    Utf16Be,
    Cp950,
}

impl Encoding {
    pub const ALL: [Encoding; 4] = [
        Encoding::Utf8,
        Encoding::Cp950,
        Encoding::Utf16Le,
        Encoding::Utf16Be,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf8",
            Encoding::Utf16Le => "utf16_le",
            Encoding::Utf16Be => "utf16_be",
            Encoding::Cp950 => "cp950",
        }
    }

    pub fn parse(code: &str) -> Option<Encoding> {
        Encoding::ALL.into_iter().find(|e| e.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Encoding::Utf8, _) => "UTF-8",
            (Encoding::Utf16Le, _) => "UTF-16 LE",
            (Encoding::Utf16Be, _) => "UTF-16 BE",
            (Encoding::Cp950, Lang::ZhTw) => "繁體中文 Big5（CP950）",
            (Encoding::Cp950, Lang::En) => "Traditional Chinese Big5 (CP950)",
        }
    }
}

/// Why we believe the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sure {
    /// A byte order mark says so.
    Mark,
    /// Every byte is valid UTF-8; text in another encoding practically never is.
    Valid,
    /// The person chose it.
    Chosen,
    /// Decodes cleanly, but so might something else: show the first rows and ask.
    NeedsConfirmation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guess {
    pub encoding: Encoding,
    pub sure: Sure,
}

impl Guess {
    /// The screen must show the first rows and ask before anything is imported.
    pub fn needs_confirmation(self) -> bool {
        self.sure == Sure::NeedsConfirmation
    }
}

/// The file's text. `chosen` overrules the guess, except that a byte order mark is always taken off.
///
/// # Errors
/// [`FileProblem::UnknownEncoding`], [`FileProblem::NotInEncoding`] or, for UTF-8 that stops inside a character,
/// [`FileProblem::CutOff`].
pub fn decode(bytes: &[u8], chosen: Option<Encoding>) -> Result<(Cow<'_, str>, Guess), FileProblem> {
    // An encoding that is known, not guessed: what is not in it is a wrong file.
    let known = |encoding, sure| {
        let text = strict(bytes, encoding).ok_or_else(|| FileProblem::NotInEncoding {
            encoding,
            line: bad_line(bytes, encoding),
        })?;
        Ok((text, Guess { encoding, sure }))
    };
    if let Some(encoding) = chosen {
        return known(encoding, Sure::Chosen);
    }
    let marked = [
        (Encoding::Utf8, &b"\xEF\xBB\xBF"[..]),
        (Encoding::Utf16Le, b"\xFF\xFE"),
        (Encoding::Utf16Be, b"\xFE\xFF"),
    ];
    for (encoding, mark) in marked {
        if bytes.starts_with(mark) {
            return known(encoding, Sure::Mark);
        }
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((
            text.into(),
            Guess {
                encoding: Encoding::Utf8,
                sure: Sure::Valid,
            },
        )),
        // Good UTF-8 with Chinese in it, up to a character whose last bytes are missing.
        Err(e) if e.error_len().is_none() && !bytes[..e.valid_up_to()].is_ascii() => Err(FileProblem::CutOff),
        Err(e) => match strict(bytes, Encoding::Cp950) {
            Some(text) => Ok((
                text,
                Guess {
                    encoding: Encoding::Cp950,
                    sure: Sure::NeedsConfirmation,
                },
            )),
            None => Err(FileProblem::UnknownEncoding {
                line: line_of(bytes, e.valid_up_to()),
            }),
        },
    }
}

fn strict(bytes: &[u8], encoding: Encoding) -> Option<Cow<'_, str>> {
    match encoding {
        Encoding::Utf8 => {
            let rest = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            std::str::from_utf8(rest).ok().map(Cow::Borrowed)
        }
        Encoding::Utf16Le => {
            let rest = bytes.strip_prefix(b"\xFF\xFE").unwrap_or(bytes);
            UTF_16LE.decode_without_bom_handling_and_without_replacement(rest)
        }
        Encoding::Utf16Be => {
            let rest = bytes.strip_prefix(b"\xFE\xFF").unwrap_or(bytes);
            UTF_16BE.decode_without_bom_handling_and_without_replacement(rest)
        }
        Encoding::Cp950 => BIG5.decode_without_bom_handling_and_without_replacement(bytes),
    }
}

/// The first line that is not in the encoding. Lines are cut at `\n`, which no Big5 trail byte is.
fn bad_line(bytes: &[u8], encoding: Encoding) -> u32 {
    match encoding {
        Encoding::Utf8 => line_of(
            bytes,
            std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), str::len),
        ),
        Encoding::Cp950 => {
            let good = bytes
                .split(|&b| b == b'\n')
                .take_while(|l| strict(l, encoding).is_some())
                .count();
            u32::try_from(good + 1).unwrap_or(u32::MAX)
        }
        Encoding::Utf16Le | Encoding::Utf16Be => 1,
    }
}

fn line_of(bytes: &[u8], at: usize) -> u32 {
    let before = bytes[..at.min(bytes.len())]
        .iter()
        .filter(|&&b| b == b'\n')
        .count();
    u32::try_from(before + 1).unwrap_or(u32::MAX)
}

/// The text in CP950, as carriers' older tools want it, and the characters that page lacks.
///
/// A lacking character is written as `?` and listed (once each, in order), so that nothing is lost unseen. WHATWG's
/// Big5 also knows Hong Kong's additions; bytes that Windows' CP950 leaves to private use (C6A1–C8FE, FA40 and above)
/// count as lacking.
pub fn to_cp950(text: &str) -> (Vec<u8>, Vec<char>) {
    let mut out = Vec::with_capacity(text.len());
    let mut lacking = Vec::new();
    let mut buffer = [0u8; 4];
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c as u8);
            continue;
        }
        let (bytes, _, failed) = BIG5.encode(c.encode_utf8(&mut buffer));
        let private = match *bytes {
            [lead, trail] => lead >= 0xFA || (lead == 0xC6 && trail >= 0xA1) || matches!(lead, 0xC7 | 0xC8),
            _ => true,
        };
        if failed || private {
            out.push(b'?');
            if !lacking.contains(&c) {
                lacking.push(c);
            }
        } else {
            out.extend_from_slice(&bytes);
        }
    }
    (out, lacking)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_with_and_without_mark_is_taken_at_its_word() {
        for (bytes, sure) in [
            (&b"\xEF\xBB\xBF\xE5\x97\xB6"[..], Sure::Mark),
            (&b"\xE5\x97\xB6"[..], Sure::Valid),
        ] {
            let (text, guess) = decode(bytes, None).unwrap();
            assert_eq!(
                (&*text, guess),
                (
                    "嗶",
                    Guess {
                        encoding: Encoding::Utf8,
                        sure
                    }
                )
            );
        }
    }

    #[test]
    fn utf16_needs_its_mark() {
        let le: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain("嗶倉".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let (text, guess) = decode(&le, None).unwrap();
        assert_eq!(
            (&*text, guess.encoding, guess.sure),
            ("嗶倉", Encoding::Utf16Le, Sure::Mark)
        );
        let be: Vec<u8> = [0xFE, 0xFF]
            .into_iter()
            .chain("嗶倉".encode_utf16().flat_map(u16::to_be_bytes))
            .collect();
        assert_eq!(decode(&be, None).unwrap().0, "嗶倉");
    }

    #[test]
    fn big5_is_offered_never_assumed() {
        let (text, guess) = decode(b"\xB4\xFA\xB8\xD5,1\n", None).unwrap();
        assert_eq!(&*text, "測試,1\n");
        assert!(guess.needs_confirmation());
        let (_, guess) = decode(b"\xB4\xFA\xB8\xD5,1\n", Some(Encoding::Cp950)).unwrap();
        assert!(!guess.needs_confirmation());
    }

    #[test]
    fn what_is_neither_names_its_line() {
        assert_eq!(
            decode(b"a,b\n\xFF\xFF\xFF,1\n", None),
            Err(FileProblem::UnknownEncoding { line: 2 })
        );
        assert_eq!(
            decode(b"a\n\xB4\xFA\n", Some(Encoding::Utf8)),
            Err(FileProblem::NotInEncoding {
                encoding: Encoding::Utf8,
                line: 2
            })
        );
    }

    #[test]
    fn utf8_that_stops_inside_a_character_is_half_a_file() {
        let whole = "訂單編號,嗶".as_bytes();
        assert_eq!(decode(&whole[..whole.len() - 1], None), Err(FileProblem::CutOff));
    }

    #[test]
    fn characters_cp950_lacks_are_reported() {
        let (bytes, lacking) = to_cp950("陳堃喆 犇 峯 煊 瑨 氹 𠮷 碁恒裏粧銹嫺 A1");
        assert_eq!(lacking, ['堃', '喆', '犇', '峯', '煊', '瑨', '氹', '𠮷']);
        let (back, _) = BIG5.decode_without_bom_handling(&bytes);
        assert_eq!(back, "陳?? ? ? ? ? ? ? 碁恒裏粧銹嫺 A1");
        assert_eq!(to_cp950("あЖ").1, ['あ', 'Ж']);
    }
}
