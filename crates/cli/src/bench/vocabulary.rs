//! Made-up words that behave like words: few are common, most are rare, each language has its own letters.

use fastrand::Rng;
use model::Lang;

/// Distinct words of one language.
const WORDS: f64 = 1_000_000.0;
/// Zipf-Mandelbrot exponent and offset. A bucket of 14,000 posts then holds a vocabulary that grows with the 0.8th
/// power of its length: richer than plain prose, as posts with names and typing errors are.
const EXPONENT: f64 = 1.25;
const OFFSET: f64 = 5.0;

const LATIN: &[&str] = &[
    "ka", "ri", "to", "me", "su", "lan", "ber", "vo", "na", "shi", "del", "mo", "pra", "ti", "ros", "gu",
    "el", "fan", "dor", "qui", "zen", "ha", "bis", "wo", "cal", "nu", "per", "sta", "jo", "lim",
];
const TURKIC: &[&str] = &[
    "qa", "lə", "çi", "dağ", "yol", "şə", "bər", "mü", "nə", "sı", "öz", "gün", "tə", "lar", "dır", "xo",
    "ba", "əm", "üç", "il", "ka", "ri", "to", "su", "na", "mo", "ti", "gu", "ha", "jı",
];
const CYRILLIC: &[&str] = &[
    "го", "ра", "ва", "сне", "ли", "мо", "ре", "дом", "ка", "че", "ный", "при", "шо", "ту", "бе", "зи", "ло",
    "пой", "ще", "ны", "ми", "ста", "во", "ду", "же", "ки", "фа", "ю", "хо", "ле",
];
const GEORGIAN: &[&str] = &[
    "მთა",
    "წყა",
    "ლი",
    "გო",
    "რი",
    "სა",
    "ნე",
    "ბა",
    "თბი",
    "ვა",
    "ზი",
    "ქა",
    "მე",
    "ხე",
    "დო",
    "ლა",
    "ში",
    "ურ",
    "ჩო",
    "კი",
    "პე",
    "ტუ",
    "ფო",
    "ჟა",
    "ჭი",
    "ღე",
    "ყო",
    "ძა",
    "ცი",
    "ჯა",
];
const ARMENIAN: &[&str] = &[
    "լեռ", "ջուր", "քա", "ղա", "տո", "ւն", "մե", "սա", "րի", "նա", "վա", "գի", "հո", "ծա", "կե", "պա", "շո",
    "բի", "դու", "զա", "խե", "ցի", "ռա", "յո", "ֆի", "օր", "էջ", "ժա", "ճի", "թե",
];

/// The languages of the corpus with their share in percent.
pub const LANGUAGES: &[(&str, u32)] =
    &[("en", 60), ("az", 13), ("ru", 12), ("fr", 6), ("tr", 4), ("ka", 3), ("hy", 2)];

fn list_syllables(lang: Lang) -> &'static [&'static str] {
    match lang.code() {
        "az" | "tr" => TURKIC,
        "ru" => CYRILLIC,
        "ka" => GEORGIAN,
        "hy" => ARMENIAN,
        _ => LATIN,
    }
}

/// The word of a rank, 0 being the commonest: the rank written in syllables.
pub fn make_word(lang: Lang, rank: u64) -> String {
    let syllables = list_syllables(lang);
    let base = syllables.len() as u64;
    let mut out = String::new();
    // French and English share letters but few words.
    let mut left = rank + if lang.code() == "fr" { 7 } else { 0 };
    loop {
        out.push_str(syllables[usize::try_from(left % base).unwrap_or(0)]);
        left /= base;
        if left == 0 {
            return out;
        }
        // With digits from 1 and not from 0, words of every length are used, and no rank is left
        // out.
        left -= 1;
    }
}

/// Draws the rank of a word.
pub fn draw_rank(rng: &mut Rng) -> u64 {
    let power = 1.0 - EXPONENT;
    // The inverse of the distribution's integral: one draw, and no table of a million words.
    let (low, high) = (OFFSET.powf(power), (WORDS + OFFSET).powf(power));
    let draw = (low + rng.f64() * (high - low)).powf(1.0 / power) - OFFSET;
    draw.clamp(0.0, WORDS - 1.0) as u64
}

/// A text of about so many letters.
pub fn make_text(rng: &mut Rng, lang: Lang, letters: usize) -> String {
    let mut out = String::with_capacity(letters * 2);
    let mut count = 0;
    while count < letters {
        if !out.is_empty() {
            out.push_str(if rng.u8(0..12) == 0 { ". " } else { " " });
        }
        let word = make_word(lang, draw_rank(rng));
        count += word.chars().count() + 1;
        out.push_str(&word);
    }
    out
}

/// Draws a language.
pub fn draw_language(rng: &mut Rng) -> Lang {
    let mut draw = rng.u32(0..100);
    let found = LANGUAGES.iter().find(|(_, share)| {
        let hit = draw < *share;
        draw = draw.saturating_sub(*share);
        hit
    });
    Lang::parse(found.map_or("en", |(code, _)| code))
        .unwrap_or_else(|_| unreachable!("the codes above are codes"))
}
