"""Words that name parts of a publication, in several languages, and what numbers look like. Plain data.

Only words that stand before or after a number are listed here, and words that are a heading by themselves; the lists
are short on purpose, because layout speaks in every language and words only in those that somebody wrote down.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def listed_words(lines: str) -> frozenset[str]:
    """The words of a list that white space divides."""
    return frozenset(lines.split())


def listed_phrases(listed: str) -> frozenset[str]:
    """The phrases of a list that upright strokes divide."""
    return frozenset(" ".join(phrase.split()) for phrase in listed.split("|")) - {""}


_PARTS = """
    part book volume teil buch band partie livre tome parte libro libri tomo deel boek часть книга том μέρος βιβλίο
    del bok osa część księga liber pars bölüm cilt भाग partea cartea díl kniha
"""
_CHAPTERS = """
    chapter act canto kapitel akt aufzug chapitre acte chant capítulo acto capitolo atto hoofdstuk bedrijf глава
    действие акт κεφάλαιο πράξη kapitola rozdział kapittel luku caput capitulum actus bab अध्याय capitolul ato
    letter brief lettre lettera carta письмо
"""
_SECTIONS = """
    scene section szene auftritt abschnitt scène escena sección scena sezione tooneel paragraaf сцена явление раздел
    σκηνή scaena appendix annex anhang appendice apéndice bijlage приложение plate lesson leçon lección lezione
    lektion les урок step rule
"""

PART_RANKS: Mapping[str, int] = MappingProxyType(
    {word: rank for rank, words in enumerate((_PARTS, _CHAPTERS, _SECTIONS), start=1) for word in words.split()}
)
"""Words that name a numbered part, with their rank: 1 holds 2 holds 3."""

STANDING_HEADINGS: frozenset[str] = listed_words("""
    preface foreword introduction contents prologue epilogue conclusion conclusions acknowledgements acknowledgments
    bibliography references notes index glossary appendix summary overview abstract background afterword dedication
    vorwort einleitung inhalt inhaltsverzeichnis nachwort anmerkungen zusammenfassung fazit register
    préface introduction sommaire avant-propos conclusion épilogue prologue index
    prefacio prólogo introducción índice conclusión epílogo resumen notas
    prefazione introduzione indice conclusione prologo epilogo note
    voorwoord inleiding inhoud nawoord besluit errata
    предисловие введение содержание оглавление заключение послесловие эпилог пролог примечания
    wstęp zakończenie spis przedmowa πρόλογος εισαγωγή περιεχόμενα επίλογος
    önsöz giriş sonuç içindekiler مقدمة خاتمة مقدمه نتیجه 前言 序言 引言 目录 目錄 结论 結論 后记 머리말 서문 차례 결론 はじめに
    sources ingredients method instructions directions preparation zutaten zubereitung ingrédients préparation
    ingredientes preparación elaboración preparo ingredienti preparazione procedimento ingrediënten bereiding składniki
    przygotowanie ингредиенты приготовление malzemeler yapılışı hazırlanışı
""") | listed_phrases("""
    related news|external links|further reading|see also|key points|weitere informationen|pour en savoir plus|
    modo de preparo|modo de preparación|método de preparação|способ приготовления|sposób przygotowania
""")
"""Words that are a heading all by themselves, lower case."""

ORDINALS: frozenset[str] = listed_words("""
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth last
    erster erste erstes zweiter zweite zweites dritter dritte drittes vierter vierte viertes fünfter fünfte sechster
    premier première deuxième second seconde troisième quatrième cinquième sixième
    primero primera segundo segunda tercero tercera cuarto quinta quinto primo prima secondo terzo quarto quinto sesto
    eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde
    первый первая первое второй вторая третий третья четвертый пятый первое
    one two three four five six seven eight nine ten eleven twelve prima secunda tertia quarta quinta
""")
"""Number words that stand beside a word for a part."""

MONTHS: frozenset[str] = listed_words("""
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août septembre octobre
    novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre januari februari maart mei augustus
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    janeiro fevereiro março maio junho julho setembro outubro dezembro
    mars maj juni juli augusti oktober marts maj juli desember januar tammikuuta helmikuuta maaliskuuta huhtikuuta
    toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta ledna února března dubna
    května června července srpna září října listopadu prosince január február március április május június július
    augusztus szeptember október ianuarie februarie martie aprilie iunie iulie septembrie octombrie noiembrie
    decembrie ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık maret agustus desember
    machi aprili agosti septemba oktoba novemba desemba січня лютого березня квітня травня червня липня серпня вересня
    жовтня листопада грудня януари февруари март април май юни юли август септември октомври ноември декември
    ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
    يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر شباط آذار نيسان أيار حزيران تموز أيلول
    ژانویه فوریه آوریل ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט
    בספטמבר באוקטובר בנובמבר בדצמבר जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
    জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
""")
"""Names of months, lower case."""

BYLINES: frozenset[str] = listed_words("""
    by von par por di door przez oprac автор от текст written posted published updated reporting reported edited
    опубликовано обновлено veröffentlicht aktualisiert publié publicado pubblicato gepubliceerd opublikowano yayınlanma
    af av oleh yazan írta rozmawiał rozmawiała rozmawiali napisał napisała notował notowała napsal napsala připravil připravila napísal
    napísala беседовал беседовала беседовали записал записала подготовил подготовила написал написала розмовляв розмовляла
    спілкувався спілкувалася записав записала підготував підготувала авторка автори авторы بقلم نوشته نوشتهٔ نوشته‌ی نوشتۀ מאת
    द्वारा লিখেছেন எழுதியவர் โดย เขียนโดย ავტორი հեղինակ
""")
"""Words that begin a line about who wrote and when."""

CONTRIBUTIONS: frozenset[str] = listed_words("""
    recipe recipes profile guest author autor autora auteur autrice autore autorin автор авторка writer words story interview report reportage review reviewed edited compiled photo photos photographs photography
    pictures illustration illustrations video graphics translation translated text additional analysis
    opinion perspective commentary column essay investigation
    reporting reported produced
    reportage interview bericht beitrag kommentar analyse gastbeitrag foto fotos bilder protokoll essay kolumne
    propos recueillis photographies texte photos reportage entretien traduit entrevista reportaje crónica fotografía
    fotografías texto textos análisis reportagem fotografia intervista servizio testo fotografie inviato articolo
    tekst foto's vertaald rozmawiał rozmawiała zdjęcia fot röportaj haber fotoğraf fotoğraflar söyleşi derleyen
    беседовал беседовала записал записала подготовил подготовила фото текст интервью фотографии підготував підготувала
    розмовляв розмовляла bild intervju foton liputan laporan editor penulis reporter thực hiện ảnh picha mwandishi
    حوار تصوير إعداد ترجمة تقرير گزارش عکس گفتگو
""")
"""Words for what somebody contributed, before the word *by* or a colon and a name, lower case."""

OUR: frozenset[str] = listed_words(
    "our unserer unserem unseren notre nos nuestro nuestra nosso nossa nostro nostra onze ons"
)
"""Words that stand between *by* and a calling (*by our correspondent*), lower case."""

NAME_PARTICLES: frozenset[str] = listed_words("""
    al ap ben bin bint da das de del della den der des di do dos du e el ibn la las le los ten ter van von y zu zur
""")
"""Small words inside family names."""

SECTION_LABELS: frozenset[str] = listed_phrases("""
    news|world|world news|uk news|us news|national|international|africa|asia|europe|americas|middle east|australia|
    politics|business|economy|money|markets|finance|technology|tech|science|environment|climate|health|education|
    culture|arts|entertainment|books|film|music|lifestyle|life & style|travel|food|sport|sports|football|cricket|
    opinion|comment|commentary|editorial|editorials|op-ed|analysis|explainer|interview|feature|features|exclusive|
    breaking|breaking news|latest news|top stories|investigation|obituary|obituaries|letters|media|society|law|
    crime|local news|press release|blog|live|column|long read|the long read|fact check|
    politik|wirtschaft|kultur|wissen|wissenschaft|gesellschaft|panorama|meinung|ausland|inland|welt|technik|digital|
    medien|reise|reportage|gesundheit|energie|umwelt|feuilleton|leitartikel|
    politique|économie|monde|société|culture|sciences|santé|planète|idées|débats|tribune|éditorial|enquête|
    política|economía|mundo|internacional|nacional|sociedad|cultura|deportes|opinión|ciencia|salud|tecnología|sucesos|
    economia|cotidiano|esporte|esportes|opinião|saúde|ciência|tecnologia|poder|mercado|ilustrada|brasil|sociedade|
    politica|esteri|cronaca|cronache|interni|mondo|società|scienze|salute|spettacoli|opinioni|sport|
    binnenland|buitenland|economie|cultuur|wetenschap|opinie|politiek|
    polityka|gospodarka|świat|kraj|kultura|nauka|zdrowie|opinie|
    политика|экономика|общество|в мире|мир|культура|наука|спорт|мнение|мнения|происшествия|технологии|
    політика|економіка|суспільство|світ|культура|спорт|думка|
    أخبار|سياسة|اقتصاد|العالم|ثقافة|رياضة|رأي|آراء|صحة|علوم|تقارير|مجتمع|سیاسی|اقتصادی|فرهنگی|ورزشی|جهان|ایران|
    חדשות|פוליטיקה|כלכלה|תרבות|ספורט|דעות|देश|विदेश|राजनीति|खेल|मनोरंजन|राज्य|জাতীয়|আন্তর্জাতিক|খেলা|অর্থনীতি|মতামত|
    国际|国内|社会|经济|财经|文化|体育|科技|评论|观点|國際|財經|體育|評論|生活|政治|経済|国際|スポーツ|社説|
    정치|경제|사회|국제|문화|스포츠|사설|오피니언|gündem|dünya|ekonomi|kültür|spor|siyaset|yazarlar|
    thời sự|thế giới|kinh doanh|giải trí|thể thao|pháp luật|nasional|internasional|ekonomi|olahraga|opini|
    habari|kitaifa|kimataifa|biashara|michezo|maoni
""")
"""Names of a newspaper's sections and kinds of articles, which stand above titles; lower case."""
