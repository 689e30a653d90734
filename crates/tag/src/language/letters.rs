//! Letters that tell languages of one script apart.

fn count(text: &str, letters: &str) -> usize {
    text.chars().filter(|&c| letters.contains(c)).count()
}

/// Latin text in which a quarter of the words have a schwa is Azerbaijani; a name or two among foreign words is
/// not enough.
pub fn schwa(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let (all, with) = words.fold((0_usize, 0_usize), |(all, with), word| {
        (all + 1, with + usize::from(word.contains(['ə', 'Ə'])))
    });
    with > 0 && with * 4 >= all
}

/// For text that is Azerbaijani or Turkish: ə, x and q are not in the Turkish alphabet.
pub fn azerbaijani(text: &str) -> bool {
    let (letters, foreign) = (text.chars().filter(|c| c.is_alphabetic()).count(), count(text, "əƏxXqQ"));
    foreign * 50 > letters
}

/// Hebrew letters with the digraphs of Yiddish.
pub fn yiddish(text: &str) -> bool {
    count(text, "װױײאַאָ\u{FB2E}\u{FB2F}") > count(text, "א")
        && count(text, "װױײ\u{5B7}\u{5B8}\u{FB2E}\u{FB2F}") > 1
}

/// Languages in Arabic script, when their own letters decide.
pub fn arabic(text: &str) -> Option<&'static str> {
    const OWN: [(&str, &str); 6] = [
        ("fa", "پچژگیک"),
        ("ar", "ةىيكأإؤ"),
        ("ur", "ٹڈڑںےہھ"),
        ("ckb", "ڕڵێۆە"),
        ("ps", "ټډړښځڅۍ"),
        ("ug", "ېۇۈۋ"),
    ];
    let mut scores = OWN.map(|(code, letters)| (count(text, letters), code));
    // The letters of Persian are in the alphabets of its eastern neighbours too.
    for own in [2, 3, 4] {
        if scores[own].0 > 1 && scores[own].0 * 4 > scores[0].0 {
            scores[own].0 += scores[0].0;
        }
    }
    scores.sort_unstable_by_key(|&(score, _)| std::cmp::Reverse(score));
    let [(best, code), (second, _), ..] = scores;
    // Twice as many: a quotation or a name in another language must not decide.
    (best > 0 && best >= second * 2).then_some(code)
}

/// How often each Cyrillic letter stands in a text, in either case.
struct Cyrillic {
    by: Vec<usize>,
    all: usize,
}

impl Cyrillic {
    fn new(text: &str) -> Self {
        // The Cyrillic blocks from U+0400 to U+052F: one pass over the text instead of one for each
        // question.
        let mut count = Self { by: vec![0; 0x130], all: 0 };
        for c in text.chars().flat_map(char::to_lowercase) {
            let place = usize::try_from(u32::from(c).wrapping_sub(0x400)).unwrap_or(usize::MAX);
            if let Some(times) = count.by.get_mut(place) {
                *times += 1;
                count.all += 1;
            }
        }
        count
    }

    fn of(&self, letters: &str) -> usize {
        letters
            .chars()
            .filter_map(|c| self.by.get(usize::try_from(u32::from(c).wrapping_sub(0x400)).ok()?))
            .sum()
    }

    /// A name in another language does not make the text one: own letters must be frequent.
    fn often(&self, letters: &str) -> bool {
        self.of(letters) * 60 > self.all
    }
}

/// Languages in Cyrillic script, when their own letters decide.
pub fn cyrillic(text: &str) -> Option<&'static str> {
    let letters = Cyrillic::new(text);
    let often = |own: &str| letters.often(own);
    let russian = letters.of("ыэё");
    // The order matters: alphabets with rarer letters are asked before those whose letters they
    // share.
    if often("ә") && often("ҹҝјһ") {
        return Some("az");
    }
    if often("қғұі") && often("әңқұ") {
        return Some("kk");
    }
    if often("әҗңөү") && often("әҗ") {
        return Some("tt");
    }
    if often("ҷӣӯҳ") {
        return Some("tg");
    }
    if often("өү") {
        return Some(if often("ң") { "ky" } else { "mn" });
    }
    if often("ў") {
        return Some(if often("қғҳ") { "uz" } else { "be" });
    }
    // A Ukrainian text that quotes Russian is left to the other witnesses.
    if often("іїєґ") && russian == 0 {
        return Some("uk");
    }
    if often("ѓќѕ") {
        return Some("mk");
    }
    if often("ђћ") {
        return Some("sr");
    }
    (russian * 100 > letters.all && letters.of("іїєґўј") == 0).then_some("ru")
}
