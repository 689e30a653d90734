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
    (best > 0 && best >= second * 2).then_some(code)
}

/// Languages in Cyrillic script, when their own letters decide.
pub fn cyrillic(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let all = lower.chars().filter(|c| c.is_alphabetic()).count();
    // A name in another language does not make the text one: own letters must be frequent.
    let often = |letters: &str| count(&lower, letters) * 60 > all;
    let russian = count(&lower, "ыэё");
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
    if often("іїєґ") && russian == 0 {
        return Some("uk");
    }
    if often("ѓќѕ") {
        return Some("mk");
    }
    if often("ђћјљњџ") {
        return Some(if count(&lower, "ђћ") > 0 { "sr" } else { return None });
    }
    (russian > 0 && russian * 100 > all && count(&lower, "іїєґўј") == 0).then_some("ru")
}
