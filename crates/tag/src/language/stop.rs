//! The most common short words of languages.

/// Words that are frequent in the language and rare in its neighbours here.
const WORDS: &[(&str, &str)] = &[
    (
        "en",
        "the and of to is in that was for with this are have you it's my on at from by not what we they be",
    ),
    (
        "fr",
        "le les des est et dans une pour que qui sur pas avec du au ce cette je vous nous il elle sont aux c'est",
    ),
    (
        "de",
        "der die das und ist nicht ein eine mit von zu auf den dem für ich auch sich im wir sie es wird noch",
    ),
    ("es", "el los las es y en una por que con para del se lo como más pero mi su este esta muy son hay"),
    ("pt", "o os as é e em uma por que com para do da dos das não se mais mas meu sua um ao são você"),
    (
        "it",
        "il gli è e di che una per con non della del nel sono questo questa più ma anche mi dei alla ho lo",
    ),
    ("nl", "de het een en is van niet dat op te zijn met voor ik aan ook er maar bij naar deze wij nog"),
    ("tr", "ve bir bu için ile çok daha gibi ama ne olarak olan var kadar değil sonra ben biz şey mı mi"),
    ("az", "və bir bu üçün ilə çox daha kimi amma nə olaraq olan var qədər deyil sonra mən biz da də"),
    ("pl", "i w nie się na to jest że z do jak ale o co po tak za od są już tylko który"),
    ("ro", "și în este la cu nu care pe din o un de pentru sunt mai că să ce dar am"),
    ("cs", "je se na v že to s z do jsem ale jako který pro tak byl jsou nebo když už"),
    ("hu", "a az és hogy nem egy is ez van de meg csak már mint volt még vagy itt lesz"),
    ("sv", "och att det som är en på för av med inte jag den har ett till om var vi så"),
    ("fi", "ja on ei se että oli mutta kun niin hän olen ovat myös tai kuin jos nyt vain"),
    ("da", "og at det som er en på for af med ikke jeg den har et til om var vi så blev"),
    ("nb", "og at det som er en på for av med ikke jeg den har et til om var vi så ble"),
    ("id", "yang dan di ini itu dengan untuk dari tidak pada akan juga saya ada adalah ke kami"),
    ("ca", "el els les i és en una per que amb del no es més però són aquest aquesta al"),
    ("vi", "và là của có không được cho một những trong này với đã người tôi ở khi"),
    ("ru", "и в не на что с как это по но из у за от для его так все мы они был при"),
    ("uk", "і в не на що з як це по але із у за від для його так всі ми вони був та до"),
    ("bg", "и в не на че с как това по но от за се да са ще във като който най беше"),
    ("sr", "и у не на да са као то по али из за се је су који од није би"),
    ("mk", "и во не на да со како тоа по но од за се е се кој беше ќе што"),
    ("hi", "है के में का की और से को हैं नहीं पर यह एक भी था"),
    ("mr", "आहे आणि या मध्ये चा ची हे ते आहेत नाही पण होते"),
    ("ne", "छ र को मा हो छन् यो पनि गर्न लाई भएको थियो"),
];

/// Whether the short words of this language are known.
pub fn knows(code: &str) -> bool {
    WORDS.iter().any(|&(known, _)| known == code)
}

/// How many of a text's words are among each language's, most first.
pub struct Votes(Vec<(&'static str, usize)>);

impl Votes {
    /// The language with most votes when it has more than any other.
    pub fn best(&self) -> Option<(&'static str, usize)> {
        let (code, first) = *self.0.first()?;
        let second = self.0.get(1).map_or(0, |&(_, votes)| votes);
        (first > second).then_some((code, first))
    }

    /// That language when it has `least` votes and `times` as many as the next.
    pub fn winner(&self, least: usize, times: usize) -> Option<&'static str> {
        let (code, first) = *self.0.first()?;
        let second = self.0.get(1).map_or(0, |&(_, votes)| votes);
        (first >= least && first >= second * times).then_some(code)
    }
}

/// Counts votes for each language.
pub fn vote(text: &str) -> Votes {
    let lower = text.to_lowercase();
    let trimmed = |word: &'_ str| -> String {
        word.trim_matches(|c: char| !c.is_alphanumeric() && !('\u{900}'..='\u{97F}').contains(&c))
            .replace('’', "'")
    };
    let words: Vec<String> = lower.split_whitespace().map(trimmed).collect();
    let mut votes: Vec<(&'static str, usize)> = WORDS
        .iter()
        .map(|&(code, list)| {
            let known: Vec<&str> = list.split(' ').collect();
            (code, words.iter().filter(|word| known.contains(&word.as_str())).count())
        })
        .collect();
    votes.sort_by_key(|&(_, votes)| std::cmp::Reverse(votes));
    Votes(votes)
}
