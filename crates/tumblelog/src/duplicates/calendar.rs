//! Names of months and weekdays. Two bulletins of one series often differ in nothing else.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Endings that a name of at least [`STEM`] letters may take, in letters: `yanvarın`, `января`, `იანვარს`.
const ENDING: usize = 4;
const STEM: usize = 5;

/// January to December, a line for each language, several forms of one month joined by `/`. Names of fewer than
/// five letters stand in each form that texts use.
const MONTHS: &[&str] = &[
    "january/jan february/feb march april/apr may june/jun july/jul august/aug september/sep/sept october/oct november/nov december/dec",
    "yanvar fevral mart/martı/martın/martda/martdan/marta aprel may/mayı/mayın/mayda/maydan/maya iyun/iyunu/iyunun/iyunda/iyundan/iyuna iyul/iyulu/iyulun/iyulda/iyuldan/iyula avqust sentyabr oktyabr noyabr dekabr",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "январ/янв феврал/фев март/марта/марте/марту апрел/апр май/мая/мае/маю июнь/июня/июне/июню/июн июль/июля/июле/июлю/июл август/авг сентябр/сен октябр/окт ноябр/ноя декабр/дек",
    "січень/січня лютий/лютого березень/березня квітень/квітня травень/травня червень/червня липень/липня серпень/серпня вересень/вересня жовтень/жовтня листопад грудень/грудня",
    "janvier février/fevrier mars avril mai juin juillet août/aout septembre octobre novembre décembre/decembre",
    "januar/jänner februar märz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "styczeń/stycznia luty/lutego marzec/marca kwiecień/kwietnia maja/maju czerwiec/czerwca lipiec/lipca sierpień/sierpnia wrzesień/września październik listopad grudzień/grudnia",
    "հունվար փետրվար մարտ/մարտի/մարտին ապրիլ մայիս հունիս հուլիս օգոստոս սեպտեմբեր հոկտեմբեր նոյեմբեր դեկտեմբեր",
    "იანვარ თებერვ მარტი/მარტს/მარტის/მარტში/მარტიდან/მარტამდე აპრილ მაისი/მაისს/მაისის/მაისში/მაისიდან/მაისამდე ივნის ივლის აგვისტ სექტემბ ოქტომბ ნოემბ დეკემბ",
    "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "जनवरी फ़रवरी/फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
];

/// Monday to Sunday, in the same way.
const WEEKDAYS: &[&str] = &[
    "monday/mon tuesday/tue wednesday/wed thursday/thu friday/fri saturday sunday",
    "bazarertəsi çərşənbəaxşamı çərşənbə cüməaxşamı cümə şənbə bazar",
    "pazartesi salı çarşamba perşembe cuma cumartesi pazar",
    "понедельник вторник среда/среду/среды/среде четверг пятниц суббот воскресен",
    "понеділ вівтор/вівторок серед/середа четвер пятниц субот неділ",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "montag dienstag mittwoch donnerstag freitag samstag/sonnabend sonntag",
    "lunes martes miércoles jueves viernes sábado domingo",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "segunda terça quarta quinta sexta sábado domingo",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "poniedział wtorek/wtorku środa/środę czwartek piątek sobota/sobotę niedziel",
    "երկուշաբթի երեքշաբթի չորեքշաբթի հինգշաբթի ուրբաթ շաբաթ կիրակի",
    "ორშაბათ სამშაბათ ოთხშაბათ ხუთშაბათ პარასკევ შაბათ კვირა",
    "دوشنبه سهشنبه چهارشنبه پنجشنبه جمعه شنبه یکشنبه",
    "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    "सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार",
    "月曜 火曜 水曜 木曜 金曜 土曜 日曜",
    "期一 期二 期三 期四 期五 期六 期日/期天",
    "周一 周二 周三 周四 周五 周六 周日",
    "월요 화요 수요 목요 금요 토요 일요",
];

/// The number of a weekday, after those of the months.
const FIRST_WEEKDAY: u64 = 13;

/// The forms, and the names of [`STEM`] letters and more by their first letters.
struct Names {
    forms: HashMap<String, u64>,
    stems: HashMap<String, Vec<(String, u64)>>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let numbered = |lines: &'static [&'static str], first: u64| {
        let names = move |line: &'static str| (first..).zip(line.split(' '));
        let forms = |(number, name): (u64, &'static str)| name.split('/').map(move |form| (form, number));
        lines.iter().flat_map(move |line| names(line)).flat_map(forms)
    };
    let mut names = Names { forms: HashMap::new(), stems: HashMap::new() };
    for (form, number) in numbered(MONTHS, 1).chain(numbered(WEEKDAYS, FIRST_WEEKDAY)) {
        let form = tag::fold(form).into_string();
        if let Some(letters) = beginning(&form) {
            names.stems.entry(letters.to_owned()).or_default().push((form.clone(), number));
        }
        // The first language that has a form decides; the same name means the same month nearly everywhere.
        names.forms.entry(form).or_insert(number);
    }
    names
});

/// The first [`STEM`] letters of a word, if it has so many.
fn beginning(word: &str) -> Option<&str> {
    let (last, letter) = word.char_indices().nth(STEM - 1)?;
    Some(&word[..last + letter.len_utf8()])
}

/// The month (1 to 12) or weekday (13 to 19) that a folded word names, in any of the languages.
pub(super) fn number(word: &str) -> Option<u64> {
    if let Some(number) = NAMES.forms.get(word) {
        return Some(*number);
    }
    let stems = NAMES.stems.get(beginning(word)?)?;
    // The longest stem wins, since one name may begin another (“çərşənbə”, “çərşənbəaxşamı”).
    let of_word = stems.iter().filter(|(stem, _)| word.starts_with(stem.as_str()));
    let (stem, number) = of_word.max_by_key(|(stem, _)| stem.len())?;
    (word[stem.len()..].chars().count() <= ENDING).then_some(*number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_weekdays_are_known_in_their_endings() {
        let may = ["may", "mayın", "мая", "mai", "մայիսի", "მაისს", "mayıs"];
        for word in may {
            assert_eq!(number(&tag::fold(word)), Some(5), "{word}");
        }
        let friday = ["Friday", "cümə", "пятницу", "vendredi", "ուրբաթ", "პარასკევს", "cuma"];
        for word in friday {
            assert_eq!(number(&tag::fold(word)), Some(17), "{word}");
        }
        for word in ["concert", "mayor", "вода", "марка", "წყალი"] {
            assert_eq!(number(&tag::fold(word)), None, "{word}");
        }
    }
}
