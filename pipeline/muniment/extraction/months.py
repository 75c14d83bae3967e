"""Names of the Gregorian months and of the days of the week, as dates write them in many languages.

One line a language, twelve months divided by semicolons, the forms of each (full, inflected, short) by spaces; ``_``
stands for a space. A form that means different months in two languages (*listopad*) is only read where the language is
known. Months of other calendars are not here on purpose: a date that names one is left unknown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

_NAMES: Mapping[str, str] = {
    "en": "january jan;february feb;march mar;april apr;may;june jun;july jul;august aug;september sep sept;"
    "october oct;november nov;december dec",
    "de": "januar jänner jan jän;februar feber feb;märz mär mrz;april apr;mai;juni jun;juli jul;august aug;"
    "september sep sept;oktober okt;november nov;dezember dez",
    "fr": "janvier janv;février févr fév;mars;avril avr;mai;juin;juillet juil;août aout;septembre sept;octobre oct;"
    "novembre nov;décembre déc",
    "es": "enero ene;febrero feb;marzo mar;abril abr;mayo may;junio jun;julio jul;agosto ago;septiembre setiembre sep"
    " sept;octubre oct;noviembre nov;diciembre dic",
    "pt": "janeiro jan;fevereiro fev;março mar;abril abr;maio mai;junho jun;julho jul;agosto ago;setembro set;"
    "outubro out;novembro nov;dezembro dez",
    "it": "gennaio gen genn;febbraio feb febbr;marzo mar;aprile apr;maggio mag;giugno giu;luglio lug;agosto ago;"
    "settembre set sett;ottobre ott;novembre nov;dicembre dic",
    "ca": "gener;febrer;març;abril;maig;juny;juliol;agost;setembre;octubre;novembre;desembre",
    "gl": "xaneiro;febreiro;marzo;abril;maio;xuño;xullo;agosto;setembro;outubro;novembro;decembro",
    "ro": "ianuarie ian;februarie feb;martie mar;aprilie apr;mai;iunie iun;iulie iul;august aug;septembrie sept;"
    "octombrie oct;noiembrie noi;decembrie dec",
    "nl": "januari jan;februari feb;maart mrt;april apr;mei;juni jun;juli jul;augustus aug;september sep sept;"
    "oktober okt;november nov;december dec",
    "sv": "januari jan;februari feb;mars;april apr;maj;juni jun;juli jul;augusti aug;september sep;oktober okt;"
    "november nov;december dec",
    "da": "januar jan;februar feb;marts;april apr;maj;juni jun;juli jul;august aug;september sep;oktober okt;"
    "november nov;december dec",
    "no": "januar jan;februar feb;mars;april apr;mai;juni jun;juli jul;august aug;september sep;oktober okt;"
    "november nov;desember des",
    "is": "janúar;febrúar;mars;apríl;maí;júní;júlí;ágúst;september;október;nóvember;desember",
    "fi": "tammikuuta tammikuu;helmikuuta helmikuu;maaliskuuta maaliskuu;huhtikuuta huhtikuu;toukokuuta toukokuu;"
    "kesäkuuta kesäkuu;heinäkuuta heinäkuu;elokuuta elokuu;syyskuuta syyskuu;lokakuuta lokakuu;"
    "marraskuuta marraskuu;joulukuuta joulukuu",
    "et": "jaanuar;veebruar;märts;aprill;mai;juuni;juuli;august;september;oktoober;november;detsember",
    "lv": "janvāris janvārī;februāris februārī;marts martā;aprīlis aprīlī;maijs maijā;jūnijs jūnijā;jūlijs jūlijā;"
    "augusts augustā;septembris septembrī;oktobris oktobrī;novembris novembrī;decembris decembrī",
    "lt": "sausis sausio;vasaris vasario;kovas kovo;balandis balandžio;gegužė gegužės;birželis birželio;"
    "liepa liepos;rugpjūtis rugpjūčio;rugsėjis rugsėjo;spalis spalio;lapkritis lapkričio;gruodis gruodžio",
    "pl": "styczeń stycznia;luty lutego;marzec marca;kwiecień kwietnia;maj maja;czerwiec czerwca;lipiec lipca;"
    "sierpień sierpnia;wrzesień września;październik października;listopad listopada;grudzień grudnia",
    "cs": "leden ledna;únor února;březen března;duben dubna;květen května;červen června;červenec července;"
    "srpen srpna;září;říjen října;listopad listopadu;prosinec prosince",
    "sk": "január januára;február februára;marec marca;apríl apríla;máj mája;jún júna;júl júla;august augusta;"
    "september septembra;október októbra;november novembra;december decembra",
    "sl": "januar januarja;februar februarja;marec marca;april aprila;maj maja;junij junija;julij julija;"
    "avgust avgusta;september septembra;oktober oktobra;november novembra;december decembra",
    "hr": "siječanj siječnja;veljača veljače;ožujak ožujka;travanj travnja;svibanj svibnja;lipanj lipnja;"
    "srpanj srpnja;kolovoz kolovoza;rujan rujna;listopad listopada;studeni studenoga;prosinac prosinca",
    "sr": "januar јануар;februar фебруар;mart март;april април;maj мај;jun јун;jul јул;avgust август;"
    "septembar септембар;oktobar октобар;novembar новембар;decembar децембар",
    "hu": "január jan;február febr;március márc;április ápr;május máj;június jún;július júl;augusztus aug;"
    "szeptember szept;október okt;november nov;december dec",
    "tr": "ocak;şubat;mart;nisan;mayıs;haziran;temmuz;ağustos;eylül;ekim;kasım;aralık",
    "az": "yanvar;fevral;mart;aprel;may;iyun;iyul;avqust;sentyabr;oktyabr;noyabr;dekabr",
    "id": "januari;februari;maret;april;mei;juni;juli;agustus;september;oktober;november;desember",
    "ms": "januari;februari;mac;april;mei;jun;julai;ogos;september;oktober;november;disember",
    "tl": "enero;pebrero;marso;abril;mayo;hunyo;hulyo;agosto;setyembre;oktubre;nobyembre;disyembre",
    "sw": "januari;februari;machi;aprili;mei;juni;julai;agosti;septemba;oktoba;novemba;desemba",
    "ru": "январь января янв;февраль февраля февр;март марта;апрель апреля апр;май мая;июнь июня;июль июля;"
    "август августа авг;сентябрь сентября сент;октябрь октября окт;ноябрь ноября нояб;декабрь декабря дек",
    "uk": "січень січня;лютий лютого;березень березня;квітень квітня;травень травня;червень червня;липень липня;"
    "серпень серпня;вересень вересня;жовтень жовтня;листопад листопада;грудень грудня",
    "be": "студзень студзеня;люты лютага;сакавік сакавіка;красавік красавіка;май мая травень траўня;чэрвень чэрвеня;"
    "ліпень ліпеня;жнівень жніўня;верасень верасня;кастрычнік кастрычніка;лістапад лістапада;снежань снежня",
    "bg": "януари;февруари;март;април;май;юни;юли;август;септември;октомври;ноември;декември",
    "el": "ιανουάριος ιανουαρίου ιαν;φεβρουάριος φεβρουαρίου φεβ;μάρτιος μαρτίου;απρίλιος απριλίου απρ;μάιος μαΐου μαϊ μαΐ;"
    "ιούνιος ιουνίου;ιούλιος ιουλίου;αύγουστος αυγούστου;σεπτέμβριος σεπτεμβρίου σεπ;οκτώβριος οκτωβρίου οκτ;"
    "νοέμβριος νοεμβρίου νοε;δεκέμβριος δεκεμβρίου δεκ",
    "ar": "يناير كانون_الثاني جانفي;فبراير شباط فيفري;مارس آذار;أبريل إبريل ابريل نيسان أفريل;مايو أيار ماي;"
    "يونيو يونيه حزيران جوان;يوليو يوليه تموز يوليوز جويلية;أغسطس اغسطس آب غشت أوت;سبتمبر أيلول شتنبر;"
    "أكتوبر اكتوبر تشرين_الأول;نوفمبر تشرين_الثاني نونبر;ديسمبر كانون_الأول دجنبر",
    "fa": "ژانویه;فوریه;مارس;آوریل;مه;ژوئن;ژوئیه ژوئیهٔ;اوت;سپتامبر;اکتبر;نوامبر;دسامبر",
    "ur": "جنوری;فروری;مارچ;اپریل;مئی;جون;جولائی;اگست;ستمبر;اکتوبر;نومبر;دسمبر",
    "he": "ינואר בינואר;פברואר בפברואר;מרץ במרץ מרס במרס;אפריל באפריל;מאי במאי;יוני ביוני;יולי ביולי;"
    "אוגוסט באוגוסט;ספטמבר בספטמבר;אוקטובר באוקטובר;נובמבר בנובמבר;דצמבר בדצמבר",
    "hi": "जनवरी;फरवरी फ़रवरी;मार्च;अप्रैल;मई;जून;जुलाई;अगस्त;सितंबर सितम्बर;अक्टूबर अक्तूबर;नवंबर नवम्बर;दिसंबर दिसम्बर",
    "bn": "জানুয়ারি জানুয়ারী;ফেব্রুয়ারি ফেব্রুয়ারী;মার্চ;এপ্রিল;মে;জুন;জুলাই;আগস্ট;সেপ্টেম্বর;অক্টোবর;নভেম্বর;ডিসেম্বর",
    "ka": "იანვარი იანვარს იან;თებერვალი თებერვალს თებ;მარტი მარტს;აპრილი აპრილს;მაისი მაისს;ივნისი ივნისს;ივლისი ივლისს;"
    "აგვისტო აგვისტოს;სექტემბერი სექტემბერს;ოქტომბერი ოქტომბერს;ნოემბერი ნოემბერს;დეკემბერი დეკემბერს",
    "hy": "հունվար հունվարի;փետրվար փետրվարի;մարտ մարտի;ապրիլ ապրիլի;մայիս մայիսի;հունիս հունիսի;հուլիս հուլիսի;"
    "օգոստոս օգոստոսի;սեպտեմբեր սեպտեմբերի;հոկտեմբեր հոկտեմբերի;նոյեմբեր նոյեմբերի;դեկտեմբեր դեկտեմբերի",
    "am": "ጃንዩወሪ ጃንዋሪ;ፌብሩወሪ ፌብሩዋሪ;ማርች;ኤፕሪል;ሜይ;ጁን;ጁላይ;ኦገስት;ሴፕቴምበር;ኦክቶበር;ኖቬምበር;ዲሴምበር",
    "ta": "ஜனவரி;பிப்ரவரி;மார்ச்;ஏப்ரல்;மே;ஜூன்;ஜூலை;ஆகஸ்ட்;செப்டம்பர்;அக்டோபர்;நவம்பர்;டிசம்பர்",
}

_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun"
    " montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so"
    " lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo"
    " segunda terça feira quarta quinta sexta segunda-feira terça-feira quarta-feira quinta-feira sexta-feira"
    " lunedì martedì mercoledì giovedì venerdì sabato domenica dilluns dimarts dimecres dijous divendres dissabte"
    " diumenge luni marți miercuri joi vineri sâmbătă duminică maandag dinsdag woensdag donderdag vrijdag zaterdag"
    " zondag måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag maanantai tiistai"
    " keskiviikko torstai perjantai lauantai sunnuntai poniedziałek wtorek środa czwartek piątek sobota niedziela"
    " utorok streda štvrtok piatok sobota nedeľa pondelok śr wt czw pt sob niedz pon út čt pá"
    " செவ்வாய்க்கிழமை திங்கட்கிழமை புதன்கிழமை வியாழக்கிழமை வெள்ளிக்கிழமை சனிக்கிழமை ஞாயிற்றுக்கிழமை செவ்வாய் திங்கள் புதன் வியாழன் வெள்ளி சனி ஞாயிறு"
    " วันจันทร์ที่ วันอังคารที่ วันพุธที่ วันพฤหัสบดีที่ วันศุกร์ที่ วันเสาร์ที่ วันอาทิตย์ที่ จันทร์ อังคาร พุธ พฤหัสบดี ศุกร์ เสาร์ อาทิตย์"
    " ორშაბათი სამშაბათი ოთხშაბათი ხუთშაბათი პარასკევი შაბათი კვირა"
    " երկուշաբթի երեքշաբթի չորեքշաբթի հինգշաբթի ուրբաթ շաբաթ կիրակի"
    " ሰኞ ማክሰኞ ረቡዕ ሐሙስ ዓርብ ቅዳሜ እሑድ ראשון שני שלישי רביעי חמישי שישי שבת"
    " isnin khamis jumaat ahad пн вт ср чт пт сб вс нд"
    " pondělí úterý středa čtvrtek pátek neděle hétfő kedd szerda csütörtök péntek szombat vasárnap"
    " pazartesi salı çarşamba perşembe cuma cumartesi pazar senin selasa rabu kamis jumat sabtu minggu"
    " понедельник вторник среда четверг пятница суббота воскресенье понеділок вівторок середа четвер п’ятниця"
    " п'ятниця субота неділя понеделник сряда четвъртък петък събота неделя"
    " δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت"
    " الأحد सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार"
    " 星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 周一 周二 周三 周四 周五 周六 周日 週一 週二 週三 週四 週五 週六 週日"
    " thứ hai ba tư năm sáu bảy chủ nhật jumatatu jumanne jumatano alhamisi ijumaa jumamosi jumapili"
    " সোমবার মঙ্গলবার বুধবার বৃহস্পতিবার শুক্রবার শনিবার রবিবার"
    " شنبه یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه پنج‌شنبه جمعه"
    " 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 월요일 화요일 수요일 목요일 금요일 토요일 일요일"
    " 月 火 水 木 金 土 日 월 화 수 목 금 토 일"
)


def fold(word: str) -> str:
    """A word as the tables hold it: case folded, NFC, without a final dot."""
    return unicodedata.normalize("NFC", word.casefold()).rstrip(".")


def _months() -> Mapping[str, Mapping[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for language, names in _NAMES.items():
        for number, forms in enumerate(names.split(";"), start=1):
            for form in forms.split():
                found.setdefault(fold(form.replace("_", " ")), {})[language] = number
    return found


_MONTHS = _months()
WEEKDAYS = frozenset(fold(word) for word in _WEEKDAYS.split())
"""Names of the days of the week, folded."""


def month_named(word: str, language: str | None = None) -> int | None:
    """The month (1 to 12) that a word names, whatever its case; ``None`` where it names none or could be two.

    ``language`` is the text's BCP 47 tag, where it is known; it decides between languages that disagree.
    """
    meanings = _MONTHS.get(fold(word), {})
    numbers = set(meanings.values())
    if len(numbers) == 1:
        return next(iter(numbers))
    return meanings.get(language.partition("-")[0].lower()) if language else None
