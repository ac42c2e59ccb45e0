//! From any picture to a photo that is kept: upright, small, without metadata.
//!
//! Invariant: what comes out is a JPEG of at most [`PHOTO_BYTES`] whose longer side is at most [`LONG_SIDE`], with
//! nothing in it but pixels: where and when it was taken, and by what, is dropped. Nothing is decoded before its size
//! is known, so a file that claims to be huge costs nothing.
//! Absent on purpose: HEIC and raw formats; a camera can be told to write JPEG.

use crate::view::Thumb;
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use shared::photo::{PHOTO_BYTES, PhotoId};
use std::io::Cursor;
use thiserror::Error;

/// Bytes of a file that is looked at, at most.
pub const FILE_BYTES: u64 = 50_000_000;
/// Pixels of a picture at most: the handheld's memory.
pub const PIXELS: u64 = 40_000_000;
/// Pixels of the longer side of what is kept.
pub const LONG_SIDE: u32 = 1_600;
/// Bytes that decoding may take.
const ALLOC: u64 = 256 * 1024 * 1024;
/// Tried in this order until the photo is small enough; then it is made smaller and they are tried again.
const QUALITIES: [u8; 5] = [85, 75, 65, 55, 45];

/// Why there is no photo.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PhotoError {
    #[error("a file of {0} bytes, {FILE_BYTES} are read")]
    TooLarge(u64),
    #[error("a picture of {0} pixels, {PIXELS} are read")]
    TooManyPixels(u64),
    #[error("neither JPEG nor PNG nor WebP, or broken")]
    NotAPicture,
    #[error("the file or the folder cannot be read")]
    Gone,
    #[error("there is no picture in the folder")]
    None,
    #[error("the camera's command failed: {0}")]
    Command(String),
    #[error("the camera's command did not end within {0} s")]
    TimedOut(u64),
}

/// A photo as it is kept and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    pub id: PhotoId,
    pub bytes: Vec<u8>,
    pub thumb: Thumb,
}

/// Makes a photo of a picture file's bytes.
pub fn photo(file: &[u8]) -> Result<Photo, PhotoError> {
    let (image, orientation) = decode(file)?;
    let mut image = fitted(image, LONG_SIDE);
    image.apply_orientation(orientation);
    let thumb = square(&image);
    let bytes = kept(DynamicImage::ImageRgb8(image.into_rgb8()))?;
    Ok(Photo {
        id: PhotoId::of(&bytes),
        bytes,
        thumb,
    })
}

/// The small picture of a picture file's bytes, for the chooser.
pub fn thumb(file: &[u8]) -> Result<Thumb, PhotoError> {
    let (image, orientation) = decode(file)?;
    let mut image = fitted(image, Thumb::SIDE * 2);
    image.apply_orientation(orientation);
    Ok(square(&image))
}

/// The pixels, and how they must be turned. What the file is, its first bytes say.
fn decode(file: &[u8]) -> Result<(DynamicImage, Orientation), PhotoError> {
    let broken = |_| PhotoError::NotAPicture;
    let mut reader = ImageReader::new(Cursor::new(file))
        .with_guessed_format()
        .map_err(|_| PhotoError::NotAPicture)?;
    if !matches!(
        reader.format(),
        Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)
    ) {
        return Err(PhotoError::NotAPicture);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(ALLOC);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > PIXELS {
        return Err(PhotoError::TooManyPixels(pixels));
    }
    if pixels == 0 {
        return Err(PhotoError::NotAPicture);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    Ok((image, orientation))
}

/// Not larger than `side` either way; what is smaller stays as it is.
fn fitted(image: DynamicImage, side: u32) -> DynamicImage {
    if image.width().max(image.height()) <= side {
        return image;
    }
    image.thumbnail(side, side)
}

/// The middle of it.
fn square(image: &DynamicImage) -> Thumb {
    let side = image.width().min(image.height());
    let (x, y) = ((image.width() - side) / 2, (image.height() - side) / 2);
    let middle = image.crop_imm(x, y, side, side);
    Thumb::new(
        middle
            .thumbnail_exact(Thumb::SIDE, Thumb::SIDE)
            .into_rgb8()
            .into_raw(),
    )
}

fn kept(mut image: DynamicImage) -> Result<Vec<u8>, PhotoError> {
    loop {
        for quality in QUALITIES {
            let mut bytes = Vec::with_capacity(PHOTO_BYTES);
            JpegEncoder::new_with_quality(&mut bytes, quality)
                .encode_image(&image)
                .map_err(|_| PhotoError::NotAPicture)?;
            if bytes.len() <= PHOTO_BYTES {
                return Ok(bytes);
            }
        }
        // Noise: fewer pixels rather than worse ones.
        let side = image.width().max(image.height()) * 3 / 4;
        image = image.thumbnail(side, side);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    fn jpeg(image: &RgbImage, quality: u8) -> Vec<u8> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality)
            .encode_image(image)
            .unwrap();
        bytes
    }

    /// An EXIF block with the orientation and a place, as a telephone writes it behind the JPEG's first marker.
    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        exif.extend(b"GPS 25.0330N 121.5654E");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
    }

    /// Red above, blue below; wider than high.
    fn flag() -> RgbImage {
        RgbImage::from_fn(64, 48, |_, y| {
            if y < 24 {
                Rgb([220, 20, 20])
            } else {
                Rgb([20, 20, 220])
            }
        })
    }

    fn near(pixel: &Rgb<u8>, wanted: [u8; 3]) -> bool {
        pixel
            .0
            .iter()
            .zip(wanted)
            .all(|(is, must)| is.abs_diff(must) < 40)
    }

    fn back(photo: &Photo) -> RgbImage {
        image::load_from_memory(&photo.bytes).unwrap().into_rgb8()
    }

    #[test]
    fn a_picture_that_was_taken_sideways_is_kept_upright_and_without_its_metadata() {
        // 6: the right side of what is stored is the bottom (EXIF 2.3, tag 274). So the flag, turned by 90° to the left.
        let stored = image::imageops::rotate270(&flag());
        let file = with_exif(&jpeg(&stored, 95), 6);
        let photo = photo(&file).unwrap();
        let seen = back(&photo);
        assert_eq!(seen.dimensions(), (64, 48));
        assert!(near(seen.get_pixel(32, 4), [220, 20, 20]) && near(seen.get_pixel(32, 43), [20, 20, 220]));
        assert!(
            !photo
                .bytes
                .windows(4)
                .any(|part| part == b"Exif" || part == b"GPS ")
        );
        assert_eq!(photo.id, PhotoId::of(&photo.bytes));
    }

    #[test]
    fn a_picture_of_twelve_megapixels_becomes_a_photo_of_at_most_300_kb() {
        let mut seed = 7_u32;
        let noisy = RgbImage::from_fn(4_000, 3_000, |x, y| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (seed >> 27) as u8;
            Rgb([
                (x / 16) as u8 ^ noise,
                (y / 12) as u8 ^ noise,
                ((x + y) / 28) as u8,
            ])
        });
        let file = jpeg(&noisy, 92);
        let photo = photo(&file).unwrap();
        assert!(photo.bytes.len() <= PHOTO_BYTES, "{} bytes", photo.bytes.len());
        assert_eq!(back(&photo).dimensions(), (1_600, 1_200));
        assert_eq!(thumb(&file).unwrap().rgb().len(), 120 * 120 * 3);
    }

    #[test]
    fn pure_noise_loses_pixels_until_it_fits() {
        let mut seed = 1_u32;
        let noise = RgbImage::from_fn(1_600, 1_200, |_, _| {
            let mut next = || {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 24) as u8
            };
            Rgb([next(), next(), next()])
        });
        let mut png = Vec::new();
        noise
            .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
            .unwrap();
        let photo = photo(&png).unwrap();
        assert!(photo.bytes.len() <= PHOTO_BYTES);
        assert!(back(&photo).width() < 1_600);
    }

    #[test]
    fn what_is_small_stays_as_large_as_it_is() {
        assert_eq!(back(&photo(&jpeg(&flag(), 90)).unwrap()).dimensions(), (64, 48));
        assert_eq!(
            back(&photo(&jpeg(&RgbImage::new(1, 1), 90)).unwrap()).dimensions(),
            (1, 1)
        );
    }

    #[test]
    fn what_is_no_picture_is_refused_whatever_its_name() {
        let whole = jpeg(&flag(), 90);
        for bytes in [
            &b"<html><script>alert(1)</script></html>"[..],
            b"",
            b"\xff\xd8\xff",
            b"GIF89a\x01\0\x01\0\0\0\0;",
            &whole[..40],
        ] {
            assert_eq!(photo(bytes), Err(PhotoError::NotAPicture), "{bytes:?}");
        }
    }

    #[test]
    fn a_picture_that_claims_to_be_huge_is_refused_before_it_is_decoded() {
        // A PNG header that says 60,000 × 60,000, and nothing after it.
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 2, 0, 0, 0]);
        png.extend(crc(&png[12..]).to_be_bytes());
        png.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
        assert_eq!(photo(&png), Err(PhotoError::TooManyPixels(3_600_000_000)));
    }

    /// ISO 3309, as PNG chunks carry it.
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 {
                    (crc >> 1) ^ 0xedb8_8320
                } else {
                    crc >> 1
                }
            })
        })
    }
}
