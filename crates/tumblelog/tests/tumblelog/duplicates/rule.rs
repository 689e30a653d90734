//! Which two posts are duplicates: reports of a series, edits, answers, excerpts.

use super::*;

#[test]
fn short_posts_reblogs_and_bulletins() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let other = world.blog("walks").await;
        let source = |url: &str| Some(Source { url: url.to_owned(), title: String::new() });
        let short = publish(world, &blog, "Snow again.", 90, |_| {}).await;
        let same_words = publish(world, &blog, "Snow again.", 80, |_| {}).await;
        let a = publish(world, &blog, "Road open", 70, |p| p.source = source("https://n.example/a")).await;
        let b = publish(world, &other, "Road open!", 60, |p| {
            p.source = source("https://n.example/a?utm_source=x");
        })
        .await;
        let c = publish(world, &other, "Road open", 50, |p| p.source = source("https://n.example/c")).await;
        let root = publish(world, &blog, LONG, 40, |_| {}).await;
        let little = publish(world, &other, "Lovely!", 30, |p| p.reblog_of = Some(root)).await;
        let much =
            publish(world, &other, "I was there yesterday with my two goats and can only agree.", 20, |p| {
                p.reblog_of = Some(root);
            })
            .await;
        let weather = |n: u32| {
            format!(
                "Weather at the pass on day {n}: wind {} km/h, snow {} cm, road open from {} to {}, take chains along and drive with care as always.",
                n * 7,
                n * 3,
                n + 5,
                n + 15
            )
        };
        let one = publish(world, &blog, &weather(1), 15, |_| {}).await;
        let two = publish(world, &blog, &weather(2), 14, |_| {}).await;
        world.site.find_all_duplicates(|_| {}).await.unwrap();
        let all = vec![short, same_words, a, b, c, root, little, much, one, two];
        let heads = world.site.earliest_of(all).await.unwrap();
        assert_eq!(heads.get(&b), Some(&a), "the same words and source");
        assert_eq!(heads.get(&little), Some(&root), "a reblog that adds little");
        for alone in [short, same_words, c, much, one, two] {
            assert_eq!(heads.get(&alone), None);
        }
    });
}

/// Two texts of a series, in languages with and without capitals.
pub const SERIES: &[[&str; 2]] = &[
    [
        "Concert of the chamber orchestra on 12 May at 19:00 in Barda, entrance is free for all children.",
        "Concert of the chamber orchestra on 19 June at 19:00 in Lachin, entrance is free for all children.",
    ],
    [
        "Bərdə şəhərində 12 may saat 19:00 radələrində simli kvartetin konserti olacaq, giriş hamı üçün pulsuzdur.",
        "Laçın şəhərində 19 iyun saat 19:00 radələrində simli kvartetin konserti olacaq, giriş hamı üçün pulsuzdur.",
    ],
    [
        "В связи с ремонтом 3 марта с 10:00 до 18:00 не будет холодной воды на улице Садовой, просим запастись водой.",
        "В связи с ремонтом 9 апреля с 10:00 до 18:00 не будет холодной воды на улице Лесной, просим запастись водой.",
    ],
    [
        "Le chœur municipal chante ce lundi 4 mai dans la grande salle des fêtes de Beaune, entrée libre pour tous.",
        "Le chœur municipal chante ce jeudi 7 mai dans la grande salle des fêtes de Beaune, entrée libre pour tous.",
    ],
    [
        "Kars merkezli 4.2 büyüklüğünde deprem pazartesi günü kaydedildi, derinlik 7 kilometre, hasar bildirilmedi henüz.",
        "Kars merkezli 3.8 büyüklüğünde deprem cuma günü kaydedildi, derinlik 9 kilometre, hasar bildirilmedi henüz.",
    ],
    [
        "12 մայիսի ժամը 19:00 Գորիս քաղաքում տեղի կունենա երգչախմբի համերգը, մուտքն ազատ է բոլորի համար։",
        "19 հունիսի ժամը 19:00 Կապան քաղաքում տեղի կունենա երգչախմբի համերգը, մուտքն ազատ է բոլորի համար։",
    ],
    [
        "12 მაისს 19:00 საათზე ქალაქში თელავი გაიმართება ხალხური სიმღერის კონცერტი, დასწრება თავისუფალია ყველასთვის.",
        "19 ივნისს 19:00 საათზე ქალაქში გორი გაიმართება ხალხური სიმღერის კონცერტი, დასწრება თავისუფალია ყველასთვის.",
    ],
    [
        "درجة الحرارة في المدينة يوم الاثنين ١٢ مايو هي ٢٣ درجة مع رياح خفيفة من جهة البحر طوال النهار",
        "درجة الحرارة في المدينة يوم الخميس ١٥ مايو هي ٢٧ درجة مع رياح خفيفة من جهة البحر طوال النهار",
    ],
    [
        "READING OF THE DAY IN THE LIBRARY FOR 12 MAY: CHAPTER 5, PLEASE BRING YOUR OWN COPY AND A PENCIL",
        "READING OF THE DAY IN THE LIBRARY FOR 13 MAY: CHAPTER 6, PLEASE BRING YOUR OWN COPY AND A PENCIL",
    ],
];

#[test]
fn reports_of_one_series_are_not_folded() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        for texts in SERIES {
            let one = publish(world, &blog, texts[0], 90_000, |_| {}).await;
            let two = publish(world, &blog, texts[1], 80_000, |_| {}).await;
            // The same text again is a copy, so that what is tested is not that nothing is found.
            let copy = publish(world, &blog, texts[1], 70_000, |_| {}).await;
            world.site.find_all_duplicates(|_| {}).await.unwrap();
            let heads = world.site.earliest_of(vec![one, two, copy]).await.unwrap();
            assert_eq!(heads, HashMap::from([(two, two), (copy, two)]), "{} {texts:?}", world.label);
        }
    });
}

const ARTICLE: &str = "The council of Barda has decided to repair the old bridge over the river before the winter. \
    Work begins on 3 September and takes about four months, said the engineer Leyla Hasanova on Tuesday. \
    Until then heavy lorries have to take the way through the valley, which is longer by 12 kilometres. \
    Shepherds may lead their animals across in the early morning, when nobody works on the bridge yet. \
    The money comes from the region, and a part of it from people who have left the town long ago. \
    Children of the school have painted pictures of the bridge, which hang in the town hall.";

#[test]
fn copies_with_small_edits_are_folded() {
    let edits: [(&str, String); 8] = [
        ("typing errors", ARTICLE.replace("decided", "decidde").replace("winter", "wintr")),
        (
            "a sentence dropped",
            ARTICLE.replace(
                "Children of the school have painted pictures of the bridge, which hang in the town hall.",
                "",
            ),
        ),
        ("another sign and case", ARTICLE.replace(',', " -").to_uppercase()),
        ("a source and hashtags", format!("{ARTICLE} Via Region News #barda #bridge")),
        ("the end cut off", ARTICLE[..ARTICLE.len() - 60].to_owned()),
        ("a figure put right, and a word", ARTICLE.replace("12", "14").replace("longer", "farther")),
        ("a name in other letters", ARTICLE.replace("Leyla Hasanova", "Leyla Həsənova")),
        ("a number in words", ARTICLE.replace("four months", "4 months")),
    ];
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let first = publish(world, &blog, ARTICLE, 900_000, |_| {}).await;
        for (what, text) in &edits {
            let copy = publish(world, &blog, text, 800_000, |_| {}).await;
            world.site.find_all_duplicates(|_| {}).await.unwrap();
            let heads = world.site.earliest_of(vec![copy]).await.unwrap();
            assert_eq!(heads.get(&copy), Some(&first), "{} {what}", world.label);
        }
    });
}

#[test]
fn a_quotation_with_an_answer_is_not_folded() {
    let answer = "That is not true at all: nobody has asked the people who live beside the bridge.";
    let quoted = |text: &str| match Block::text(text) {
        Block::Text(text) => Block::Text(TextBlock { subtype: Some(Subtype::Indented), ..text }),
        other => other,
    };
    let forms = [
        vec![quoted(ARTICLE), Block::text(answer)],
        vec![Block::text(answer), quoted(ARTICLE)],
        vec![Block::text(format!("{ARTICLE} {answer}"))],
        vec![Block::text(format!("{answer} {ARTICLE}"))],
    ];
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let page = |p: &mut NewPost| {
            p.source = Some(Source { url: "https://paper.example/bridge".into(), title: String::new() });
        };
        publish(world, &blog, ARTICLE, 900_000, page).await;
        for form in &forms {
            let content = Document::new(form.clone());
            let answered = publish(world, &blog, "", 800_000, |p| {
                page(p);
                p.content = content;
            })
            .await;
            world.site.find_all_duplicates(|_| {}).await.unwrap();
            let heads = world.site.earliest_of(vec![answered]).await.unwrap();
            assert_eq!(heads.get(&answered), None, "{} {form:?}", world.label);
            world.site.delete_post(answered).await.unwrap();
        }
    });
}

#[test]
fn an_excerpt_is_folded_with_the_article_of_its_page_alone() {
    let long =
        format!("{ARTICLE} {}", ARTICLE.replace("bridge", "road").replace("Barda", "Lachin").repeat(3));
    let excerpt = format!("{}…", long.split(' ').take(34).collect::<Vec<_>>().join(" "));
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let from = |url: &str| Some(Source { url: url.to_owned(), title: String::new() });
        for (excerpt_at, article_at) in [(100, 200), (200, 100)] {
            let whole =
                publish(world, &blog, &long, article_at * 1_000, |p| p.source = from("https://p.example/a"))
                    .await;
            let same = publish(world, &blog, &excerpt, excerpt_at * 1_000, |p| {
                p.source = from("http://www.p.example/a/?utm_source=feed");
            })
            .await;
            let other =
                publish(world, &blog, &excerpt, 50_000, |p| p.source = from("https://p.example/b")).await;
            world.site.find_all_duplicates(|_| {}).await.unwrap();
            let heads = world.site.earliest_of(vec![whole, same, other]).await.unwrap();
            assert_eq!(heads.get(&same), Some(&whole), "{}", world.label);
            assert_eq!(heads.get(&whole), Some(&whole), "{}", world.label);
            let story = world.site.find_cluster(whole).await.unwrap().unwrap();
            assert!(story.posts[1].is_excerpt && story.posts[1].percent == 100, "{}", world.label);
            assert_eq!(story.is_earliest, excerpt_at < article_at, "{}", world.label);
            // Whichever is older: the excerpt is said to be one, on its page, in lists and where it is explained.
            let page = world.site.post_page("almanac", same).await.unwrap().unwrap();
            assert!(page.others.is_some_and(|others| others.later && others.is_excerpt), "{}", world.label);
            let page = world.site.post_page("almanac", whole).await.unwrap().unwrap();
            assert!(page.others.is_some_and(|others| !others.later && !others.is_excerpt), "{}", world.label);
            let post = Address::Ours { blog: None, id: same };
            match world.site.explain_presence(&post, "", None).await.unwrap().verdict {
                WhyVerdict::Found(found) => {
                    assert_eq!(found.folded.map(|(_, id)| id), Some(whole), "{}", world.label);
                    assert!(found.is_excerpt, "{}", world.label);
                }
                other => panic!("{other:?}"),
            }
            for post in [whole, same, other] {
                world.site.delete_post(post).await.unwrap();
            }
            world.site.find_all_duplicates(|_| {}).await.unwrap();
        }
    });
}

#[test]
fn a_reblog_that_adds_to_a_very_long_post_is_no_duplicate() {
    let words: Vec<String> = (0..4_500).map(|n| format!("word{n}")).collect();
    let long = Document::new(words.chunks(300).map(|some| Block::text(some.join(" "))).collect());
    on_each(async |world| {
        let (blog, other) = (world.blog("almanac").await, world.blog("walks").await);
        let root = publish(world, &blog, "", 90, |p| p.content = long.clone()).await;
        let bare = publish(world, &other, "Lovely!", 80, |p| p.reblog_of = Some(root)).await;
        let much = publish(world, &other, LONG, 70, |p| p.reblog_of = Some(root)).await;
        world.site.find_all_duplicates(|_| {}).await.unwrap();
        let heads = world.site.earliest_of(vec![root, bare, much]).await.unwrap();
        assert_eq!(heads.get(&bare), Some(&root), "{}", world.label);
        assert_eq!(heads.get(&much), None, "its own words follow 4,500 others: {}", world.label);
    });
}

#[test]
fn a_duplicate_with_edits_is_not_called_an_excerpt() {
    on_each(async |world| {
        let (blog, other) = (world.blog("almanac").await, world.blog("walks").await);
        let root = publish(world, &blog, LONG, 90, |_| {}).await;
        let edited = LONG.replace("goats", "sheep").replace("small ", "");
        let copy = publish(world, &other, &edited, 80, |_| {}).await;
        world.site.find_all_duplicates(|_| {}).await.unwrap();
        assert_eq!(world.site.earliest_of(vec![copy]).await.unwrap().get(&copy), Some(&root));
        let page = world.site.post_page("walks", copy).await.unwrap().unwrap();
        assert!(page.others.is_some_and(|others| others.later && !others.is_excerpt), "{}", world.label);
    });
}
