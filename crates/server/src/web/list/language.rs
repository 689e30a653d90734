//! Names of languages, each in its own words, and the way they run.

use model::Lang;

/// Code and own name of the languages a site meets often.
const NAMES: &[(&str, &str)] = &[
    ("am", "አማርኛ"),
    ("ar", "العربية"),
    ("az", "Azərbaycanca"),
    ("be", "Беларуская"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("eo", "Esperanto"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("gu", "ગુજરાતી"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("hy", "Հայերեն"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ka", "ქართული"),
    ("kk", "Қазақша"),
    ("km", "ខ្មែរ"),
    ("kn", "ಕನ್ನಡ"),
    ("ko", "한국어"),
    ("ku", "Kurdî"),
    ("ky", "Кыргызча"),
    ("la", "Latina"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("mk", "Македонски"),
    ("ml", "മലയാളം"),
    ("mr", "मराठी"),
    ("my", "မြန်မာ"),
    ("nb", "Norsk bokmål"),
    ("ne", "नेपाली"),
    ("nl", "Nederlands"),
    ("no", "Norsk"),
    ("os", "Ирон"),
    ("pa", "ਪੰਜਾਬੀ"),
    ("pl", "Polski"),
    ("ps", "پښتو"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("si", "සිංහල"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sq", "Shqip"),
    ("sr", "Српски"),
    ("sv", "Svenska"),
    ("ta", "தமிழ்"),
    ("te", "తెలుగు"),
    ("tg", "Тоҷикӣ"),
    ("th", "ไทย"),
    ("tk", "Türkmençe"),
    ("tl", "Tagalog"),
    ("tr", "Türkçe"),
    ("tt", "Татарча"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("uz", "Oʻzbekcha"),
    ("vi", "Tiếng Việt"),
    ("yi", "ייִדיש"),
    ("zh", "中文"),
];

/// The language's own name, or its code.
pub fn language_name(lang: &Lang) -> &str {
    NAMES
        // The list is sorted by code; a test watches over that.
        .binary_search_by_key(&lang.code(), |&(code, _)| code)
        .ok()
        .and_then(|at| NAMES.get(at))
        .map_or(lang.code(), |&(_, name)| name)
}

/// `rtl`, `ltr`, or `auto` where the language is not known.
pub fn text_direction(lang: Option<&Lang>) -> &'static str {
    match lang.map(Lang::code) {
        // The browser then looks at the first strong character of the text.
        None => "auto",
        Some(
            "ar" | "fa" | "he" | "ur" | "ps" | "yi" | "sd" | "ug" | "dv" | "ckb" | "azb" | "arc" | "syr",
        ) => "rtl",
        Some(_) => "ltr",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_and_found() {
        assert!(NAMES.is_sorted_by_key(|&(code, _)| code));
        let read = |code: &str| language_name(&Lang::parse(code).unwrap()).to_owned();
        assert_eq!(
            (read("az"), read("ru"), read("qqq")),
            ("Azərbaycanca".into(), "Русский".into(), "qqq".into())
        );
        assert_eq!(text_direction(Lang::parse("fa").ok().as_ref()), "rtl");
    }
}
