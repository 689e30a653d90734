//! Language, script and direction.

use proptest::prelude::*;
use tagstead_tag::language::{self, Direction, Script};

fn of(text: &str) -> String {
    language::of(text).map_or("-".to_owned(), |lang| lang.to_string())
}

#[test]
fn languages_are_told_apart() {
    for (lang, text) in [
        ("en", "What a lovely day in the mountains, the river was cold and clear."),
        ("en", "We visited Kəlbəcər and the hot springs of İstisu with our friends in August."),
        ("az", "Kəlbəcər"),
        ("az", "Dağların arasında gözəl bir gün keçirdik, su çox soyuq idi."),
        ("az", "Bu gün İstisu bulağına getdik, hər tərəf yaşıllıqdır və hava təmizdir."),
        ("tr", "Bugün dağlarda çok güzel bir gün geçirdik ve su çok soğuk ama temiz."),
        ("ru", "Сегодня мы были в горах, и вода в реке была очень холодной."),
        ("uk", "Сьогодні ми були в горах, і вода в річці була дуже холодною."),
        ("bg", "Днес бяхме в планината и водата в реката беше много студена."),
        ("be", "Сёння мы былі ў гарах, і вада ў рацэ была вельмі халодная."),
        ("kk", "Бүгін біз тауда болдық, өзендегі су өте салқын болды, бірақ әдемі."),
        ("fr", "Nous avons passé une belle journée dans les montagnes avec des amis."),
        ("fr", "Les fleurs d'été et l’eau claire de la rivière"),
        ("de", "Wir haben einen schönen Tag in den Bergen verbracht und das Wasser war kalt."),
        ("es", "Hoy pasamos un día muy bonito en las montañas con nuestros amigos."),
        ("it", "Abbiamo passato una bella giornata in montagna con gli amici della città."),
        ("pt", "Hoje passamos um dia muito bonito nas montanhas com os nossos amigos e não choveu."),
        ("pl", "Spędziliśmy piękny dzień w górach i woda w rzece nie była zimna."),
        ("ka", "დღეს მთაში ვიყავით"),
        ("hy", "Այսօր լեռներում էինք"),
        ("he", "היום היינו בהרים"),
        ("el", "Σήμερα ήμασταν στα βουνά"),
        ("fa", "امروز در کوه بودیم و آب رودخانه خیلی سرد بود"),
        ("ar", "كنا اليوم في الجبال وكانت المياه باردة جدا"),
        ("ur", "آج ہم پہاڑوں میں تھے اور پانی بہت ٹھنڈا تھا"),
        ("hi", "आज हम पहाड़ों में थे और नदी का पानी बहुत ठंडा था"),
        ("ja", "今日は山に行きました"),
        ("zh", "今天我们去了山里，河水很冷"),
        ("ko", "오늘 우리는 산에 갔습니다"),
        ("th", "วันนี้เราไปภูเขา"),
        ("-", ""),
        ("-", "ok"),
        ("-", "12345 !!! ❤"),
        ("-", "https://example.com/the/and/of/to/in #the #and #of"),
        ("-", "Kalbajar"),
    ] {
        assert_eq!(of(text), lang, "{text}");
    }
}

#[test]
fn addresses_hashtags_and_mentions_do_not_count() {
    let text = "Сегодня мы были в горах, и вода в реке была очень холодной. https://example.com/the/hot/springs/of/the/north \
                #mountains #nature #travel #hiking #river #summer #friends @somebody";
    assert_eq!(of(text), "ru");
}

#[test]
fn scripts_and_directions() {
    assert_eq!(language::script("Келбаджар and"), Some(Script::Cyrillic));
    assert_eq!(language::script("123 ❤"), None);
    assert_eq!(Script::Georgian.code(), "Geor");
    for (direction, text) in [
        (Direction::Rtl, "שלום world של כולם"),
        (Direction::Rtl, "BTC مرحبا بكم جميعا"),
        (Direction::Rtl, "سلام https://example.com/a-very-long-address-in-latin"),
        (Direction::Ltr, "The word שלום is Hebrew"),
        (Direction::Ltr, "123 !"),
        (Direction::Ltr, ""),
    ] {
        assert_eq!(language::direction(text), direction, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_breaks_it(text in any::<String>()) {
        language::of(&text);
        language::script(&text);
        language::direction(&text);
    }
}
