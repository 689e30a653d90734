//! Colours as classes: pages allow no inline style.

/// The twelve inks, by their numbers; style sheets give them a shade for light and one for dark.
const INKS: [(&str, [i32; 3]); 12] = [
    ("1", [0xff, 0x49, 0x30]),  // red
    ("2", [0xff, 0x62, 0xce]),  // pink
    ("3", [0xff, 0x8a, 0x00]),  // orange
    ("4", [0xe8, 0xd7, 0x38]),  // yellow
    ("5", [0x00, 0xcf, 0x35]),  // green
    ("6", [0x00, 0xb8, 0xff]),  // sky
    ("7", [0x35, 0x5c, 0xe0]),  // blue
    ("8", [0x7c, 0x5c, 0xff]),  // violet
    ("9", [0x8b, 0x5a, 0x2b]),  // brown
    ("10", [0x80, 0x80, 0x80]), // grey
    ("11", [0x00, 0x00, 0x00]), // black
    ("12", [0xff, 0xff, 0xff]), // white
];

/// The number of the nearest ink to `#rrggbb` or `#rgb`.
pub fn color_class(hex: &str) -> Option<&'static str> {
    let [r, g, b] = parse_rgb(hex)?;
    let distance = |[x, y, z]: [i32; 3]| {
        // Weights of a common approximation to how far apart eyes see colours.
        let (dr, dg, db) = (x - r, y - g, z - b);
        3 * dr * dr + 4 * dg * dg + 2 * db * db
    };
    INKS.iter().min_by_key(|(_, ink)| distance(*ink)).map(|(number, _)| *number)
}

/// The colour of a class `ink-3`.
pub fn hex_of_class(class: &str) -> Option<String> {
    let number = class.strip_prefix("ink-")?;
    let (_, [r, g, b]) = INKS.iter().find(|(name, _)| *name == number)?;
    Some(format!("#{r:02x}{g:02x}{b:02x}"))
}

fn parse_rgb(hex: &str) -> Option<[i32; 3]> {
    let digits = hex.strip_prefix('#')?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let channel = |from: usize, length: usize| i32::from_str_radix(digits.get(from..from + length)?, 16).ok();
    match digits.len() {
        6 => Some([channel(0, 2)?, channel(2, 2)?, channel(4, 2)?]),
        // One digit stands for two: 17 times `0xa` is `0xaa`.
        3 => Some([17 * channel(0, 1)?, 17 * channel(1, 1)?, 17 * channel(2, 1)?]),
        _ => None,
    }
}

/// Whether a text is `#rrggbb` or `#rgb`.
pub fn is_color(hex: &str) -> bool {
    parse_rgb(hex).is_some()
}
