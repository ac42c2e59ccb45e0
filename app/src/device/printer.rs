//! Label printers on the network: where one is, what is sent to it, and what it says of itself afterwards.
//!
//! The way is raw TCP (port 9100, some ZPL printers 6101): no driver, no server. What was written is **sent**. Only a
//! printer that answers the status question says more, and then it is asked on the same connection, after the label:
//! ZPL `~HS` (three lines), TSPL `ESC ! ?` (one byte). A connection that ends before an answer leaves open what arrived.
//!
//! Invariant: [`Tcp`] ends within its time-outs. It runs on a thread of its own.
//! Absent on purpose: other ports (a handheld is no way into a network), USB and Bluetooth, a discovery of printers.

mod address;
mod report;
mod status;
mod tcp;

pub use address::{ADDRESS_CHARS, AddressError, PORTS, address};
pub use report::{Progress, Report, Told};
use serde::{Deserialize, Serialize};
use shared::label::{Dpi, Fonts, ItemLabel, LabelError, item_label, raster, tspl, zpl};
use std::net::Ipv6Addr;
pub use tcp::Tcp;
use uuid::Uuid;

/// What the printer understands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speech {
    /// Zebra, and most that imitate it.
    #[default]
    Zpl,
    /// TSC, Godex in its emulation, and many Taiwanese makes.
    Tspl,
}

/// Dots per inch of the print head, as it is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Head {
    #[default]
    D203,
    D300,
}

impl Head {
    pub fn dpi(self) -> Dpi {
        match self {
            Head::D203 => Dpi::D203,
            Head::D300 => Dpi::D300,
        }
    }
}

/// The printer that this device sends its labels to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Name or number; empty: there is no printer.
    pub host: String,
    pub port: u16,
    #[serde(default)]
    pub speech: Speech,
    #[serde(default)]
    pub head: Head,
}

impl Settings {
    pub fn is_set(&self) -> bool {
        !self.host.is_empty()
    }

    /// `192.168.1.50:9100`; empty where there is no printer.
    pub fn address(&self) -> String {
        match self.host.parse::<Ipv6Addr>() {
            _ if self.host.is_empty() => String::new(),
            Ok(_) => format!("[{}]:{}", self.host, self.port),
            Err(_) => format!("{}:{}", self.host, self.port),
        }
    }
}

/// A job on its way to the thread that prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub job: Uuid,
    pub label: ItemLabel,
    pub copies: u32,
    pub to: Settings,
}

/// Something that takes a printer's program and hears what the printer says.
pub trait Printer {
    fn print(&self, program: &[u8], to: &Settings) -> Told;
}

/// Makes the label and has it printed.
pub fn perform(order: &Order, fonts: Option<Fonts<'_>>, printer: &dyn Printer) -> Told {
    let Some(fonts) = fonts else {
        return Told::new(Report::NoFonts, "");
    };
    match program(order, &fonts) {
        Ok(program) => printer.print(&program, &order.to),
        Err(error) => Told::new(Report::NoLabel, error.to_string()),
    }
}

fn program(order: &Order, fonts: &Fonts<'_>) -> Result<Vec<u8>, LabelError> {
    let dpi = order.to.head.dpi();
    let raster = raster(&item_label(&order.label, dpi, fonts)?, fonts)?;
    Ok(match order.to.speech {
        Speech::Zpl => zpl::program(&raster, order.copies),
        Speech::Tspl => tspl::program(&raster, dpi, order.copies),
    })
}

/// The fonts that this build has; `None` without its window.
#[cfg(feature = "ui")]
pub fn fonts() -> Option<Fonts<'static>> {
    Some(crate::ui::fonts::label_fonts())
}

/// The fonts are nine megabytes: a build without a window does not carry them.
#[cfg(not(feature = "ui"))]
pub fn fonts() -> Option<Fonts<'static>> {
    None
}

#[cfg(test)]
mod tests;
