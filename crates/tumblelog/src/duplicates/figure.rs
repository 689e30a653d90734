//! The number a word stands for, in digits of any script or spelled out.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The zeros of the decimal digits of scripts in use beside ASCII; nine more digits follow each.
const ZEROS: [char; 12] = ['٠', '۰', '०', '০', '੦', '૦', '௦', '౦', '೦', '๐', '໐', '၀'];

/// Two to twenty, a line for each language; several forms of one number joined by `/`. One is left out: it is an
/// article in many languages.
const SPELLED: &[&str] = &[
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
    "iki üç dörd beş altı yeddi səkkiz doqquz on",
    "iki üç dört beş altı yedi sekiz dokuz on",
    "два/две/двух три/трех/трёх четыре/четырех/четырёх пять/пяти шесть/шести семь/семи восемь/восьми девять/девяти десять/десяти одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать",
    "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "երկու երեք չորս հինգ վեց յոթ ութ ինը տասը",
    "ორი/ორმა სამი/სამმა ოთხი/ოთხმა ხუთი/ხუთმა ექვსი შვიდი რვა ცხრა ათი",
];

static NUMBERS: LazyLock<HashMap<String, u64>> = LazyLock::new(|| {
    let lines = SPELLED.iter().flat_map(|line| (2..).zip(line.split(' ')));
    let forms = lines.flat_map(|(number, forms)| forms.split('/').map(move |form| (form, number)));
    forms.map(|(form, number)| (tag::fold(form).into_string(), number)).collect()
});

/// A number: its digits without separators, and how many they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figure {
    pub value: u64,
    pub digits: u32,
}

impl Figure {
    /// What a folded word says, if it says a number.
    pub fn parse(word: &str) -> Option<Self> {
        // A code that begins with a letter is a name or a word.
        if !word.starts_with(char::is_numeric) {
            let value = *NUMBERS.get(word)?;
            return Some(Self { value, digits: value.to_string().len() as u32 });
        }
        let digits: Vec<u64> = without_empty_decimals(word).chars().filter_map(digit).collect();
        // Wrapping is right: a number of forty digits is only compared, never counted with.
        let value = digits.iter().fold(0, |value: u64, digit| value.wrapping_mul(10).wrapping_add(*digit));
        Some(Self { value, digits: digits.len() as u32 })
    }

    /// The digits of several, written one after the other: 14:05 is as good as 14.05.
    pub fn joined(figures: impl Iterator<Item = Self>) -> Self {
        figures.fold(Self { value: 0, digits: 0 }, |all, next| Self {
            value: all.value.wrapping_mul(10_u64.wrapping_pow(next.digits)).wrapping_add(next.value),
            digits: all.digits + next.digits,
        })
    }
}

/// `2.50` as `2.5`, `12,00` as `12`; of `1.200` and `12.05.2026` nothing is taken.
fn without_empty_decimals(word: &str) -> &str {
    let decimals = word.rsplit_once(['.', ',']).filter(|(whole, part)| {
        part.len() == 2 && part.ends_with('0') && whole.bytes().all(|byte| byte.is_ascii_digit())
    });
    decimals.map_or(word, |_| word.trim_end_matches('0').trim_end_matches(['.', ',']))
}

fn digit(c: char) -> Option<u64> {
    let other = || {
        let zero = ZEROS.iter().find(|zero| (0..10).contains(&(c as i64 - **zero as i64)))?;
        Some(u64::from(c as u32 - *zero as u32))
    };
    // A numeral without a place in a decimal number still tells two texts apart.
    let odd = || c.is_numeric().then_some(u64::from(c as u32));
    c.to_digit(10).map(u64::from).or_else(other).or_else(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_is_the_same_however_it_is_written() {
        let figure = |word: &str| Figure::parse(word);
        for same in [["2.50", "2,5"], ["12", "١٢"], ["12.00", "12"], ["1,200", "1200"], ["12th", "twelve"]]
        {
            assert_eq!(figure(same[0]), figure(same[1]), "{same:?}");
        }
        for differ in [["12", "13"], ["1.200", "1.2"], ["05", "5"], ["२३", "२४"], ["üç", "beş"]] {
            assert_ne!(figure(&tag::fold(differ[0])), figure(&tag::fold(differ[1])), "{differ:?}");
        }
        assert_eq!(figure("concert"), None);
        let joined = Figure::joined(["14", "05"].iter().filter_map(|word| Figure::parse(word)));
        assert_eq!(Some(joined), figure("14.05"));
    }
}
