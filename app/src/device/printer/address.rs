//! Where a label printer is, as a person types it.

use std::net::Ipv6Addr;

/// Ports that label printers listen on; the first is meant where none is given.
pub const PORTS: [u16; 2] = [9100, 6101];
/// Longest address, characters.
pub const ADDRESS_CHARS: usize = 100;
/// Why an address is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressError {
    Unreadable,
    /// Not a label printer's port.
    Port(u32),
}

/// Reads `host`, `host:port`, `host port`, `[ipv6]` or `[ipv6]:port`.
pub fn address(text: &str) -> Result<(String, u16), AddressError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > ADDRESS_CHARS {
        return Err(AddressError::Unreadable);
    }
    let (host, port) = if text.parse::<Ipv6Addr>().is_ok() {
        (text, None)
    } else if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']').ok_or(AddressError::Unreadable)?;
        host.parse::<Ipv6Addr>().map_err(|_| AddressError::Unreadable)?;
        match rest {
            "" => (host, None),
            rest => (
                host,
                Some(rest.strip_prefix(':').ok_or(AddressError::Unreadable)?),
            ),
        }
    } else {
        // The handheld's own keyboard has no colon: a space stands for one.
        match text.split_once([':', ' ']) {
            Some((host, port)) => (named(host)?, Some(port.trim_start())),
            None => (named(text)?, None),
        }
    };
    let port = match port {
        None => PORTS[0],
        Some(port) => {
            let digits =
                !port.is_empty() && port.len() <= 9 && port.bytes().all(|byte| byte.is_ascii_digit());
            let number: u32 = port
                .parse()
                .ok()
                .filter(|_| digits)
                .ok_or(AddressError::Unreadable)?;
            let known = PORTS.into_iter().find(|known| u32::from(*known) == number);
            known.ok_or(AddressError::Port(number))?
        }
    };
    Ok((host.to_owned(), port))
}

fn named(host: &str) -> Result<&str, AddressError> {
    let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let ends = |c: char| c.is_ascii_alphanumeric();
    if host.chars().all(sound) && host.starts_with(ends) && host.ends_with(ends) {
        Ok(host)
    } else {
        Err(AddressError::Unreadable)
    }
}
