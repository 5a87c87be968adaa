//! A pack as bytes: knows the few parts of the ZIP format that a pack has, and refuses all others; does not know what the
//! entries are.
//!
//! Entries follow each other without a gap, in the order of their names, from the first byte of the file on; then comes the
//! list of them, then the end. Each header is exactly what [`zip`] would write: whatever is read was checked by writing it
//! again. So nothing is hidden between entries, nothing is there twice, and no entry is a link or a folder.

use std::collections::BTreeMap;

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::file::visible;

/// Entries by name.
pub type Entries = BTreeMap<String, Vec<u8>>;

/// The most entries of a pack.
pub const MOST: usize = 5_000;
/// The largest entry \[bytes\].
pub const LARGEST: usize = 64 * 1024 * 1024;
/// The largest sum of all entries \[bytes\].
const ALL: u64 = 512 * 1024 * 1024;
/// The longest name \[bytes\].
const LONGEST_NAME: usize = 200;
/// The deepest folder.
const DEEPEST: usize = 12;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// Version 2.0 of the format, as on Unix.
const VERSION: u16 = 20;
const MADE_BY: u16 = 3 << 8 | VERSION;
/// Names are UTF-8.
const FLAGS: u16 = 0x0800;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// 1980-01-01 00:00, where the format's time begins.
const TIME: u16 = 0;
const DATE: u16 = 1 << 5 | 1;
/// A plain file that its owner may write and all may read.
const MODE: u32 = 0o100_644 << 16;
const LINK: u32 = 0o12;
/// Bytes of a header in the list, without the name.
const CENTRAL_LENGTH: usize = 46;
/// Bytes of the end.
const END_LENGTH: usize = 22;
/// How hard is tried to make it small.
const LEVEL: u8 = 6;

/// What both headers of an entry say.
#[derive(Clone, Copy)]
struct Header<'a> {
    name: &'a str,
    method: u16,
    crc: u32,
    packed: u32,
    size: u32,
}

impl Header<'_> {
    fn common(&self, out: &mut Vec<u8>) {
        for number in [VERSION, FLAGS, self.method, TIME, DATE] {
            out.extend(number.to_le_bytes());
        }
        for number in [self.crc, self.packed, self.size] {
            out.extend(number.to_le_bytes());
        }
        // Names are short: see `refused_name`.
        out.extend((self.name.len() as u16).to_le_bytes());
        out.extend(0_u16.to_le_bytes());
    }

    /// The header before the entry.
    fn local(&self) -> Vec<u8> {
        let mut out = LOCAL.to_le_bytes().to_vec();
        self.common(&mut out);
        out.extend(self.name.bytes());
        out
    }

    /// The header in the list of all entries, which says where the other one stands.
    fn central(&self, at: u32) -> Vec<u8> {
        let mut out = CENTRAL.to_le_bytes().to_vec();
        out.extend(MADE_BY.to_le_bytes());
        self.common(&mut out);
        out.extend([0; 6]);
        out.extend(MODE.to_le_bytes());
        out.extend(at.to_le_bytes());
        out.extend(self.name.bytes());
        out
    }
}

/// The end of an archive of so many entries, with the length of their list and where it stands.
fn end(entries: u16, length: u32, at: u32) -> Vec<u8> {
    let mut out = END.to_le_bytes().to_vec();
    out.extend([0; 4]);
    out.extend(entries.to_le_bytes());
    out.extend(entries.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0; 2]);
    out
}

/// The archive of some entries. The same entries give the same bytes.
///
/// # Errors
/// What [`unzip`] would refuse.
pub fn zip(entries: &Entries) -> Result<Vec<u8>, String> {
    within(entries.len(), entries.values().map(|bytes| bytes.len() as u64))?;
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for (name, bytes) in entries {
        if let Some(why) = refused_name(name) {
            return Err(format!("`{}` {why}", visible(name)));
        }
        let packed = compress_to_vec(bytes, LEVEL);
        let (method, body) = if packed.len() < bytes.len() { (DEFLATED, &packed) } else { (STORED, bytes) };
        // All fits into 32 bits: see `within`.
        let header = Header { name, method, crc: checksum(bytes), packed: body.len() as u32, size: bytes.len() as u32 };
        list.extend(header.central(out.len() as u32));
        out.extend(header.local());
        out.extend(body);
    }
    let end = end(entries.len() as u16, list.len() as u32, out.len() as u32);
    out.extend(list);
    out.extend(end);
    Ok(out)
}

/// The entries of an archive that [`zip`] has written.
///
/// # Errors
/// What is wrong with it, and in which entry. Nothing larger than the limits is ever unpacked.
pub fn unzip(bytes: &[u8]) -> Result<Entries, String> {
    let (count, list_at) = read_end(bytes)?;
    within(count, std::iter::empty())?;
    let list = &bytes[list_at..bytes.len() - END_LENGTH];
    let headers = read_list(list, count)?;
    within(count, headers.iter().map(|header| u64::from(header.size)))?;
    let (mut at, mut listed) = (0, 0);
    let mut entries = Entries::new();
    for header in headers {
        let odd = || odd(header.name);
        let central = header.central(u32::try_from(at).map_err(|_| odd())?);
        if list.get(listed..listed + central.len()) != Some(&central) {
            return Err(odd());
        }
        listed += central.len();
        let local = header.local();
        let body = at + local.len();
        if bytes[..list_at].get(at..body) != Some(&local) {
            return Err(odd());
        }
        at = body + header.packed as usize;
        let packed = bytes[..list_at].get(body..at).ok_or_else(|| format!("`{}` is cut off", visible(header.name)))?;
        let whole = unpacked(&header, packed)?;
        if entries.last_key_value().is_some_and(|(last, _)| last.as_str() >= header.name) {
            return Err(format!("`{}` is there twice, or out of order", visible(header.name)));
        }
        entries.insert(header.name.to_owned(), whole);
    }
    if listed != list.len() || at != list_at {
        return Err("it holds bytes that belong to no entry".to_owned());
    }
    Ok(entries)
}

fn odd(name: &str) -> String {
    format!("`{}` is not packed as `bcp-sim seal` packs it", visible(name))
}

/// How many entries an archive has, and where their list begins.
fn read_end(bytes: &[u8]) -> Result<(usize, usize), String> {
    let cut = || "it is no pack, or was cut off: it has not the end that `bcp-sim seal` writes".to_owned();
    let at = bytes.len().checked_sub(END_LENGTH).ok_or_else(cut)?;
    let last = &bytes[at..];
    let (count, length, list_at) = (half(last, 10), whole(last, 12), whole(last, 16));
    if last != end(count, length, list_at) || u64::from(list_at) + u64::from(length) != at as u64 {
        return Err(cut());
    }
    Ok((usize::from(count), list_at as usize))
}

/// What the list of entries says of each; that nothing else stands there is not yet known.
fn read_list(mut list: &[u8], count: usize) -> Result<Vec<Header<'_>>, String> {
    let mut headers: Vec<Header<'_>> = Vec::new();
    for number in 1..=count {
        let cut = || format!("the list of its entries is cut off at entry {number}");
        let (fixed, rest) = list.split_at_checked(CENTRAL_LENGTH).ok_or_else(cut)?;
        let length = usize::from(half(fixed, 28));
        let (name, rest) = rest.split_at_checked(length).ok_or_else(cut)?;
        let name = std::str::from_utf8(name).map_err(|_| format!("the name of entry {number} is no UTF-8"))?;
        if let Some(why) = refused_name(name) {
            return Err(format!("entry {number}, `{}`, {why}", visible(name)));
        }
        if whole(fixed, 38) >> 28 == LINK {
            return Err(format!("`{}` is a link", visible(name)));
        }
        if headers.iter().any(|known| known.name == name) {
            return Err(format!("`{}` is there twice", visible(name)));
        }
        let method = half(fixed, 10);
        headers.push(Header { name, method, crc: whole(fixed, 16), packed: whole(fixed, 20), size: whole(fixed, 24) });
        list = rest;
    }
    Ok(headers)
}

fn unpacked(header: &Header<'_>, packed: &[u8]) -> Result<Vec<u8>, String> {
    let name = visible(header.name);
    let size = header.size as usize;
    let bytes = match header.method {
        STORED => packed.to_vec(),
        DEFLATED => decompress_to_vec_with_limit(packed, size)
            .map_err(|_| format!("`{name}` is damaged, or larger than it says ({size} bytes)"))?,
        _ => return Err(odd(header.name)),
    };
    if bytes.len() != size {
        return Err(format!("`{name}` has {} bytes and should have {size}", bytes.len()));
    }
    if checksum(&bytes) != header.crc {
        return Err(format!("`{name}` is damaged: its checksum is another"));
    }
    Ok(bytes)
}

/// Whether an archive is not too much.
fn within(count: usize, sizes: impl Iterator<Item = u64>) -> Result<(), String> {
    if count > MOST {
        return Err(format!("it has {count} entries; {MOST} are the most"));
    }
    let mut all = 0;
    for size in sizes {
        if size > LARGEST as u64 {
            return Err(format!("an entry has {size} bytes; {LARGEST} are the most"));
        }
        all += size;
    }
    if all > ALL { Err(format!("its entries have {all} bytes together; {ALL} are the most")) } else { Ok(()) }
}

/// Why a name may not stand in a pack; none where it may.
///
/// It is a path below the pack's own folder that means the same on every system.
#[must_use]
pub fn refused_name(name: &str) -> Option<&'static str> {
    let reserved = |part: &str| {
        let stem = part.split('.').next().unwrap_or(part).to_lowercase();
        ["con", "prn", "aux", "nul"].contains(&stem.as_str())
            || stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt"))
    };
    match name {
        "" => Some("has no name"),
        _ if name.len() > LONGEST_NAME => Some("has too long a name"),
        _ if visible(name) != name => Some("has control characters in its name"),
        _ if name.starts_with('/') => Some("is an absolute path"),
        _ if name.contains(['\\', ':', '*', '?', '"', '<', '>', '|']) => {
            Some("has a character in its name that not every system allows")
        }
        _ if name.split('/').any(|part| part == "..") => Some("leads out of the pack"),
        _ if name.split('/').any(|part| part.is_empty() || part == ".") => Some("is no plain path"),
        _ if name.split('/').any(|part| part.ends_with(['.', ' ']) || reserved(part)) => {
            Some("has a name that not every system allows")
        }
        _ if name.split('/').count() > DEEPEST => Some("lies too deep"),
        _ => None,
    }
}

/// Two bytes as a number; the caller knows that they are there.
fn half(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

/// Four bytes as a number; the caller knows that they are there.
fn whole(bytes: &[u8], at: usize) -> u32 {
    u32::from(half(bytes, at)) | u32::from(half(bytes, at + 2)) << 16
}

/// The checksum of the ZIP format, CRC-32. It finds damage; changes are found by the SHA-256 in the manifest.
fn checksum(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    !bytes.iter().fold(!0, |crc, byte| crc >> 8 ^ TABLE[((crc ^ u32::from(*byte)) & 0xff) as usize])
}

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        let (mut crc, mut bit) = (at as u32, 0);
        while bit < 8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
            bit += 1;
        }
        table[at] = crc;
        at += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Entries {
        let long = "sessions lost ".repeat(100).into_bytes();
        Entries::from([("a.txt".to_owned(), b"a".to_vec()), ("b/c.txt".to_owned(), long), ("e".to_owned(), Vec::new())])
    }

    #[test]
    fn the_checksum_is_the_one_of_the_format() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn what_was_packed_is_unpacked_and_the_same_gives_the_same_bytes() {
        let packed = zip(&some()).unwrap();
        assert_eq!(unzip(&packed).unwrap(), some());
        assert_eq!(packed, zip(&some()).unwrap());
        assert!(packed.len() < 600, "{}", packed.len());
        assert_eq!(unzip(&zip(&Entries::new()).unwrap()).unwrap(), Entries::new());
    }

    /// Whatever byte is changed, cut off or added: it is told, and nothing else is unpacked than what was packed.
    #[test]
    fn no_byte_can_be_changed_unseen() {
        let packed = zip(&some()).unwrap();
        for at in 0..packed.len() {
            for change in [1, 0x80, 0xff] {
                let mut other = packed.clone();
                other[at] ^= change;
                if let Ok(entries) = unzip(&other) {
                    assert_eq!(entries, some(), "byte {at}");
                }
            }
            assert!(unzip(&packed[..at]).is_err(), "cut at {at}");
            let inserted = [&packed[..at], &b"x"[..], &packed[at..]].concat();
            assert!(unzip(&inserted).is_err(), "inserted at {at}");
        }
        assert!(unzip(&[packed, b"x".to_vec()].concat()).is_err());
    }

    /// An archive written by hand: entries as given, each with its size as told.
    fn raw(entries: &[(&str, &[u8], u32)]) -> Vec<u8> {
        let (mut out, mut list) = (Vec::new(), Vec::new());
        for (name, bytes, size) in entries {
            let packed = compress_to_vec(bytes, LEVEL);
            let header =
                Header { name, method: DEFLATED, crc: checksum(bytes), packed: packed.len() as u32, size: *size };
            list.extend(header.central(out.len() as u32));
            out.extend(header.local());
            out.extend(&packed);
        }
        let end = end(entries.len() as u16, list.len() as u32, out.len() as u32);
        [out, list, end].concat()
    }

    #[test]
    fn a_bomb_is_stopped_while_it_is_read() {
        let zeros = vec![0; 1_000_000];
        assert!(unzip(&raw(&[("bomb", &zeros, 1_000)])).unwrap_err().contains("larger than it says"));
        assert!(unzip(&raw(&[("bomb", &zeros, u32::MAX)])).unwrap_err().contains("are the most"));
        let names: Vec<String> = (0..9).map(|i| format!("bomb{i}")).collect();
        let many: Vec<(&str, &[u8], u32)> =
            names.iter().map(|name| (name.as_str(), &zeros[..], LARGEST as u32)).collect();
        assert!(unzip(&raw(&many)).unwrap_err().contains("together"));
    }

    #[test]
    fn names_that_lead_elsewhere_or_are_there_twice_are_refused() {
        for name in
            ["../a", "/a", "a/../../b", "a\\b", "c:a", "", "a//b", "./a", "a/", "a\u{1b}[2J", "con", "a/NUL.txt", "a."]
        {
            assert!(refused_name(name).is_some(), "{name}");
            assert!(unzip(&raw(&[(name, b"x", 1)])).is_err(), "{name}");
            assert!(zip(&Entries::from([(name.to_owned(), Vec::new())])).is_err(), "{name}");
        }
        assert_eq!(refused_name("drills/2026-11-22-outage/journal.jsonl"), None);
        assert!(unzip(&raw(&[("a", b"x", 1), ("a", b"y", 1)])).unwrap_err().contains("twice"));
        assert!(unzip(&raw(&[("b", b"x", 1), ("a", b"y", 1)])).unwrap_err().contains("order"));
    }

    #[test]
    fn a_link_is_refused() {
        let mut packed = raw(&[("a", b"x", 1)]);
        let list = packed.len() - END_LENGTH - CENTRAL_LENGTH - 1;
        packed[list + 38..list + 42].copy_from_slice(&(0o120_777_u32 << 16).to_le_bytes());
        assert!(unzip(&packed).unwrap_err().contains("is a link"));
    }
}
