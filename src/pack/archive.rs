//! A pack as bytes: knows the one way in which entries are packed, and refuses all others; does not know the ZIP format,
//! which is the library's, nor what the entries are.
//!
//! The library reads much that calls itself ZIP. So whatever was read is packed again with [`zip()`], and must give the bytes
//! that were read: nothing is hidden between entries or in them, nothing is there twice, and no entry is a link or a folder.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use ::zip::read::{ArchiveOffset, Config};
use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};
use unicode_normalization::UnicodeNormalization;

use crate::file::visible;

/// Entries by name.
pub type Entries = BTreeMap<String, Vec<u8>>;

/// The most entries of a pack.
pub const MOST: usize = 5_000;
/// The largest archive that is read \[bytes\].
pub const LARGEST_PACK: u64 = 256 * 1024 * 1024;
/// The largest entry \[bytes\].
pub const LARGEST: usize = 64 * 1024 * 1024;
/// The largest sum of all entries \[bytes\].
const ALL: u64 = 512 * 1024 * 1024;
/// The longest name \[bytes\].
const LONGEST_NAME: usize = 200;
/// The deepest folder.
const DEEPEST: usize = 12;

/// With what the end of an archive begins, up to the number of its entries: it is the first part of one.
const END: &[u8] = b"PK\x05\x06\0\0\0\0";
/// Bytes of the end.
const END_LENGTH: usize = 22;
/// With what the list of entries begins.
const LIST: &[u8] = b"PK\x01\x02";
/// How hard is tried to make it small.
const LEVEL: i64 = 6;

/// How every entry is packed, on every system and at any time: a plain file that its owner may write and all may read, from
/// 1980-01-01 00:00, where the format's time begins.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::DEFAULT)
        .system(System::Unix)
        .unix_permissions(0o644)
}

/// The archive of some entries. The same entries give the same bytes.
///
/// # Errors
/// What [`unzip`] would refuse.
pub fn zip(entries: &Entries) -> Result<Vec<u8>, String> {
    within(entries.len(), entries.values().map(|bytes| bytes.len() as u64))?;
    if let Some((one, other)) = alike(entries) {
        return Err(format!("`{}` and `{}` look the same, and on some systems are", visible(one), visible(other)));
    }
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        if let Some(why) = refused_name(name) {
            return Err(format!("`{}` {why}", visible(name)));
        }
        let started = writer.start_file(name, options());
        let written = started.and_then(|()| Ok(writer.write_all(bytes)?));
        written.map_err(|e| format!("`{}` cannot be packed: {e}", visible(name)))?;
    }
    Ok(writer.finish().map_err(|e| format!("it cannot be packed: {e}"))?.into_inner())
}

/// The entries of an archive that [`zip()`] has written.
///
/// # Errors
/// What is wrong with it, and in which entry. Nothing larger than the limits is ever unpacked.
pub fn unzip(bytes: &[u8]) -> Result<Entries, String> {
    within(count(bytes)?, std::iter::empty())?;
    let config = Config { archive_offset: ArchiveOffset::Known(0) };
    let mut archive = ZipArchive::with_config(config, Cursor::new(bytes))
        .map_err(|_| "the list of its entries is cut off or damaged".to_owned())?;
    let listed = listed(&archive)?;
    within(listed.len(), listed.iter().map(|(_, size)| *size))?;
    let mut entries = Entries::new();
    for (at, (name, size)) in listed.into_iter().enumerate() {
        let mut whole = Vec::new();
        let read = archive.by_index(at).and_then(|entry| Ok(entry.take(size + 1).read_to_end(&mut whole)?));
        if read.is_err() || whole.len() as u64 > size {
            return Err(format!("`{}` is damaged, or larger than it says ({size} bytes)", visible(&name)));
        }
        if entries.last_key_value().is_some_and(|(last, _)| *last >= name) {
            return Err(format!("`{}` is there twice, or out of order", visible(&name)));
        }
        entries.insert(name, whole);
    }
    let own = zip(&entries)?;
    if own != bytes {
        let at = own.iter().zip(bytes).take_while(|(a, b)| a == b).count();
        return Err(format!("it is not packed as `bcp-sim seal` packs it, from byte {at} on"));
    }
    Ok(entries)
}

/// Two names that only differ in capitals, or in how the same letters are written.
fn alike(entries: &Entries) -> Option<(&str, &str)> {
    let mut known = BTreeMap::new();
    entries.keys().find_map(|name| {
        let plain = name.nfkc().flat_map(char::to_lowercase).nfkc().collect::<String>();
        known.insert(plain, name.as_str()).map(|other| (other, name.as_str()))
    })
}

/// How many entries an archive says it has. Looked at before the library does, which takes memory for as many as it finds,
/// and which looks for another end where it does not like the last one.
fn count(bytes: &[u8]) -> Result<usize, String> {
    let own = || {
        let at = bytes.len().checked_sub(END_LENGTH)?;
        let (list, rest) = bytes[at..].strip_prefix(END)?.split_at_checked(4)?;
        let (place, comment) = rest.split_at_checked(8)?;
        let (length, list_at) = (number(&place[..4]), number(&place[4..]));
        let begins = match number(&list[..2]) {
            0 => length == 0,
            _ => bytes[..at].get(usize::try_from(list_at).ok()?..)?.starts_with(LIST),
        };
        let is_end = begins && list[..2] == list[2..] && length + list_at == at as u64 && comment == [0; 2];
        is_end.then(|| usize::try_from(number(&list[..2])).ok()).flatten()
    };
    own().ok_or_else(|| "it is no pack, or was cut off: it has not the end that `bcp-sim seal` writes".to_owned())
}

/// The number that some bytes are, the lowest first.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// What the list of entries says of each: its name and its size \[bytes\].
fn listed(archive: &ZipArchive<Cursor<&[u8]>>) -> Result<Vec<(String, u64)>, String> {
    if archive.has_duplicate_names() {
        return Err("an entry is there twice".to_owned());
    }
    let of = |at| {
        let number = at + 1;
        let entry = archive.by_index_data(at).map_err(|_| format!("entry {number} is damaged"))?;
        let name =
            std::str::from_utf8(entry.name_raw()).map_err(|_| format!("the name of entry {number} is no UTF-8"))?;
        if let Some(why) = refused_name(name) {
            return Err(format!("entry {number}, `{}`, {why}", visible(name)));
        }
        if entry.is_symlink() {
            return Err(format!("`{}` is a link", visible(name)));
        }
        Ok((name.to_owned(), entry.size()))
    };
    (0..archive.len()).map(of).collect()
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
        _ if name.contains(|c: char| c != ' ' && c.is_whitespace()) => Some("has a blank in its name that is none"),
        _ if name.starts_with('/') => Some("is an absolute path"),
        _ if name.contains(['\\', ':', '*', '?', '"', '<', '>', '|']) => {
            Some("has a character in its name that not every system allows")
        }
        _ if name.split('/').any(|part| part == "..") => Some("leads out of the pack"),
        _ if name.split('/').any(|part| part.is_empty() || part == ".") => Some("is no plain path"),
        _ if name.split('/').any(|part| part.ends_with(['.', ' ']) || part.starts_with(' ') || reserved(part)) => {
            Some("has a name that not every system allows")
        }
        _ if name.split('/').count() > DEEPEST => Some("lies too deep"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::fingerprint;

    fn some() -> Entries {
        let long = "sessions lost ".repeat(100).into_bytes();
        Entries::from([("a.txt".to_owned(), b"a".to_vec()), ("b/c.txt".to_owned(), long), ("e".to_owned(), Vec::new())])
    }

    #[test]
    fn what_was_packed_is_unpacked_and_the_same_gives_the_same_bytes() {
        let packed = zip(&some()).unwrap();
        assert_eq!(unzip(&packed).unwrap(), some());
        assert_eq!(packed, zip(&some()).unwrap());
        assert!(packed.len() < 600, "{}", packed.len());
        assert_eq!(unzip(&zip(&Entries::new()).unwrap()).unwrap(), Entries::new());
    }

    /// Another library, another of its versions or another backend of it would refuse every pack that was sealed before.
    #[test]
    fn the_bytes_of_a_pack_stay_what_they_are() {
        let lines: Vec<String> = (0..5_000_u64).map(|i| format!("{},{}", i, i * i % 7_919)).collect();
        let mut entries = some();
        entries.insert("trials.csv".to_owned(), lines.join("\n").into_bytes());
        entries.insert("é.txt".to_owned(), Vec::new());
        assert_eq!(
            fingerprint(&zip(&entries).unwrap()),
            "bd93dbe41e3fa372b05c402fa88e90af8bb351b54bf7a417b9716744e4e618d7"
        );
    }

    /// Whatever byte is changed, cut off or added: it is told.
    #[test]
    fn no_byte_can_be_changed_unseen() {
        let packed = zip(&some()).unwrap();
        for at in 0..packed.len() {
            for change in [1, 0x80, 0xff] {
                let mut other = packed.clone();
                other[at] ^= change;
                assert!(unzip(&other).is_err(), "byte {at}");
            }
            assert!(unzip(&packed[..at]).is_err(), "cut at {at}");
            let inserted = [&packed[..at], &b"x"[..], &packed[at..]].concat();
            assert!(unzip(&inserted).is_err(), "inserted at {at}");
        }
        assert!(unzip(&[packed, b"x".to_vec()].concat()).is_err());
    }

    /// An archive that is written as packs are, but with other options.
    fn with(options: SimpleFileOptions, entries: &Entries) -> ZipWriter<Cursor<Vec<u8>>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            writer.start_file(name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer
    }

    fn finished(writer: ZipWriter<Cursor<Vec<u8>>>) -> Vec<u8> {
        writer.finish().unwrap().into_inner()
    }

    /// Other programs would unpack these without a word; one of them may see what another does not.
    #[test]
    fn what_is_packed_in_another_way_is_refused() {
        assert!(unzip(&finished(with(options(), &some()))).is_ok());
        let later = DateTime::from_date_and_time(2026, 11, 22, 10, 0, 0).unwrap();
        for (what, other) in [
            ("stored", options().compression_method(CompressionMethod::Stored).compression_level(None)),
            ("quicker", options().compression_level(Some(1))),
            ("later", options().last_modified_time(later)),
            ("for all", options().unix_permissions(0o777)),
            ("elsewhere", options().system(System::Dos)),
            ("large", options().large_file(true)),
            ("aligned", options().with_alignment(64)),
        ] {
            let why = unzip(&finished(with(other, &some()))).unwrap_err();
            assert!(why.contains("not packed as `bcp-sim seal` packs it"), "{what}: {why}");
        }
        let mut said = with(options(), &some());
        said.set_comment("hidden").unwrap();
        assert!(unzip(&finished(said)).unwrap_err().contains("has not the end"));
        let mut with_folder = with(options(), &some());
        with_folder.add_directory("f", options()).unwrap();
        assert!(unzip(&finished(with_folder)).is_err());
        // Bytes before all entries, between the last one and the list, and in that one behind what is unpacked.
        let packed = zip(&Entries::from([("a".to_owned(), b"sessions lost".to_vec())])).unwrap();
        let (list_at, end) = (packed.len() - END_LENGTH - 47, packed.len() - END_LENGTH);
        for (at, in_entry) in [(0, 0), (list_at, 0), (list_at, 1)] {
            let mut hidden = [&packed[..at], &b"h"[..], &packed[at..]].concat();
            hidden[end + 1 + 16] += 1;
            hidden[18] += in_entry;
            hidden[list_at + 1 + 20] += in_entry;
            let why = unzip(&hidden).unwrap_err();
            assert!(at == 0 || why.contains("not packed as `bcp-sim seal` packs it, from byte"), "{why}");
        }
    }

    /// An archive with names and sizes that no writer would write: put over those of another one.
    fn raw(entries: &[(&str, &[u8], u32)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (at, (name, bytes, _)) in entries.iter().enumerate() {
            writer.start_file(char::from(b'A' + at as u8).to_string().repeat(name.len()), options()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        let mut packed = finished(writer);
        let archive = ZipArchive::new(Cursor::new(packed.clone())).unwrap();
        for (at, (name, _, size)) in entries.iter().enumerate() {
            let entry = archive.by_index_data(at).unwrap();
            for (header, size_at, name_at) in [(entry.header_start(), 22, 30), (entry.central_header_start(), 24, 46)] {
                let header = header as usize;
                packed[header + size_at..header + size_at + 4].copy_from_slice(&size.to_le_bytes());
                packed[header + name_at..header + name_at + name.len()].copy_from_slice(name.as_bytes());
            }
        }
        packed
    }

    /// The number of entries is limited before the library takes memory for them.
    #[test]
    fn too_many_entries_are_refused_before_they_are_read() {
        let mut packed = zip(&some()).unwrap();
        let end = packed.len() - END_LENGTH;
        packed[end + 8..end + 12].copy_from_slice(&[0xff; 4]);
        assert!(unzip(&packed).unwrap_err().contains("65535 entries; 5000 are the most"));
        // Nor does the library look for another end where the last one has no list.
        let packed = zip(&some()).unwrap();
        let at = (packed.len() as u32).to_le_bytes();
        let empty = [&packed, END, &[1, 0, 1, 0, 0, 0, 0, 0], &at, &[0; 2]].concat();
        assert!(unzip(&empty).unwrap_err().contains("has not the end"));
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
        for name in [
            "../a",
            "/a",
            "a/../../b",
            "a\\b",
            "c:a",
            "",
            "a//b",
            "./a",
            "a/",
            "a\u{1b}[2J",
            "con",
            "a/NUL.txt",
            "a.",
            " a",
            "a\u{a0}b",
            "a\u{202e}b",
        ] {
            assert!(refused_name(name).is_some(), "{name}");
            assert!(unzip(&raw(&[(name, b"x", 1)])).is_err(), "{name}");
            assert!(zip(&Entries::from([(name.to_owned(), Vec::new())])).is_err(), "{name}");
        }
        assert_eq!(refused_name("drills/2026-11-22-outage/journal.jsonl"), None);
        assert!(unzip(&raw(&[("a", b"x", 1), ("a", b"y", 1)])).unwrap_err().contains("twice"));
        assert!(unzip(&raw(&[("b", b"x", 1), ("a", b"y", 1)])).unwrap_err().contains("order"));
        for (one, other) in [("a/B", "a/b"), ("\u{e9}", "e\u{301}"), ("\u{ff41}", "a")] {
            let mut both = [one, other];
            both.sort_unstable();
            let why = unzip(&raw(&both.map(|name| (name, &b"x"[..], 1)))).unwrap_err();
            assert!(why.contains("look the same"), "{why}");
        }
    }

    #[test]
    fn a_link_is_refused() {
        let mut packed = raw(&[("a", b"x", 1)]);
        let list = packed.len() - END_LENGTH - 46 - 1;
        packed[list + 38..list + 42].copy_from_slice(&(0o120_777_u32 << 16).to_le_bytes());
        assert!(unzip(&packed).unwrap_err().contains("is a link"));
    }
}
