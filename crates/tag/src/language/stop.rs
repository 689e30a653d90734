//! The most common short words of languages.

use crate::chars::is_mark;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Words that are frequent in the language and rare in its neighbours here; at most 32 languages.
const WORDS: &[(&str, &str)] = &[
    (
        "en",
        "the and of to is in that was for with this are have you it my on at from by not what we they be he she his her has been an their s t",
    ),
    (
        "fr",
        "le les des est et dans une pour que qui sur pas avec du au ce cette je vous nous il elle sont aux de la à l d c qu",
    ),
    (
        "de",
        "der die das und ist nicht ein eine mit von zu auf den dem für ich auch sich im wir sie es wird noch",
    ),
    (
        "es",
        "el los las es y en una por que con para del se lo como más pero mi su este esta muy son hay de la a",
    ),
    ("pt", "o os as é e em uma por que com para do da dos das não se mais mas meu sua um ao são você de na"),
    (
        "it",
        "il gli è e di che una per con non della del nel sono questo questa più ma anche mi dei alla ho lo la l d",
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
    ("ca", "el els les i és en una per que amb del no es més però són aquest aquesta al de la l d"),
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
    /// Whether this language has at least one vote and none has more.
    pub fn agree(&self, code: &str) -> bool {
        let most = self.0.first().map_or(0, |&(_, votes)| votes);
        most > 0 && self.0.iter().any(|&(known, votes)| known == code && votes == most)
    }

    /// The language of most votes when it has at least `least` votes and `times` as many as the next.
    pub fn winner(&self, least: usize, times: usize) -> Option<&'static str> {
        let (code, first) = *self.0.first()?;
        let second = self.0.get(1).map_or(0, |&(_, votes)| votes);
        (first >= least && first >= second * times).then_some(code)
    }
}

/// Each word with the places in `WORDS` of the languages that have it, as bits.
static LANGUAGES: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| {
    let mut bits = HashMap::new();
    for (place, (_, list)) in WORDS.iter().enumerate() {
        for word in list.split(' ') {
            // One look-up finds all languages that have a word, which is what bounds them to 32.
            *bits.entry(word).or_insert(0) |= 1 << place;
        }
    }
    bits
});

/// Counts votes for each language.
pub fn vote(text: &str) -> Votes {
    let mut votes: Vec<(&'static str, usize)> = WORDS.iter().map(|&(code, _)| (code, 0)).collect();
    let lower = text.to_lowercase();
    // Marks belong to the word: without them Indic words would fall apart.
    for word in lower.split(|c: char| !(c.is_alphanumeric() || is_mark(c))) {
        let bits = LANGUAGES.get(word).copied().unwrap_or(0);
        for (place, (_, votes)) in votes.iter_mut().enumerate() {
            *votes += usize::from(bits >> place & 1 == 1);
        }
    }
    // Stable, so languages with equal votes keep the order of the list and the answer never varies.
    votes.sort_by_key(|&(_, votes)| std::cmp::Reverse(votes));
    Votes(votes)
}
