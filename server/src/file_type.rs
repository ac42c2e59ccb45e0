//! What a file is: its first bytes say, and not its name.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileType {
    Jpeg,
    Png,
    Webp,
    Heic,
    Pdf,
}

impl FileType {
    pub const ALL: [FileType; 5] = [
        FileType::Jpeg,
        FileType::Png,
        FileType::Webp,
        FileType::Heic,
        FileType::Pdf,
    ];

    /// By the file's first bytes.
    pub fn of(bytes: &[u8]) -> Option<FileType> {
        let at = |from: usize, wanted: &[u8]| bytes.get(from..from + wanted.len()) == Some(wanted);
        match () {
            () if at(0, b"\xff\xd8\xff") => Some(FileType::Jpeg),
            () if at(0, b"\x89PNG\r\n\x1a\n") => Some(FileType::Png),
            () if at(0, b"RIFF") && at(8, b"WEBP") => Some(FileType::Webp),
            () if at(4, b"ftyp") && (at(8, b"heic") || at(8, b"heix") || at(8, b"mif1")) => {
                Some(FileType::Heic)
            }
            () if at(0, b"%PDF-") => Some(FileType::Pdf),
            () => None,
        }
    }

    /// What a browser is told; also how it is kept.
    pub fn media(self) -> &'static str {
        match self {
            FileType::Jpeg => "image/jpeg",
            FileType::Png => "image/png",
            FileType::Webp => "image/webp",
            FileType::Heic => "image/heic",
            FileType::Pdf => "application/pdf",
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            FileType::Jpeg => "jpg",
            FileType::Png => "png",
            FileType::Webp => "webp",
            FileType::Heic => "heic",
            FileType::Pdf => "pdf",
        }
    }

    pub fn parse(media: &str) -> Option<FileType> {
        FileType::ALL.into_iter().find(|kind| kind.media() == media)
    }

    /// Shown in the page; a PDF is opened.
    pub fn is_picture(self) -> bool {
        !matches!(self, FileType::Pdf | FileType::Heic)
    }
}

#[cfg(test)]
mod tests {
    use super::FileType;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        for (bytes, kind) in [
            (&b"\xff\xd8\xff\xe0"[..], Some(FileType::Jpeg)),
            (b"\x89PNG\r\n\x1a\n...", Some(FileType::Png)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(FileType::Webp)),
            (b"\0\0\0\x18ftypheic", Some(FileType::Heic)),
            (b"%PDF-1.7", Some(FileType::Pdf)),
            (b"<svg onload=alert(1)>", None),
            (b"<html>", None),
            (b"", None),
            (b"RIFF", None),
        ] {
            assert_eq!(FileType::of(bytes), kind);
        }
    }
}
