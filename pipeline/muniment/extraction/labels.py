"""The words that announce a piece of metadata at the head of a text, in many languages.

Each line of a table is one language or a few close ones. All are compared case folded.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum


class Role(StrEnum):
    """What a label announces."""

    TITLE = "title"
    AUTHOR = "author"
    GENRE = "genre"
    """What the text is: a name after it may be that of the author, or of somebody whom the text is about."""
    PUBLISHED = "published"
    """A date that is said to be that of publication."""
    DATED = "dated"
    """A date of which no more is said."""
    AS_OF = "as of"
    """The date of which the text as it stands is said to be: that of publication where no other is given."""
    UPDATED = "updated"
    """A date of a later change: never that of publication."""
    LANGUAGE = "language"
    PUBLISHER = "publisher"
    ADDRESS = "address"
    RIGHTS = "rights"
    IDENTIFIER = "identifier"
    OCCASION = "occasion"
    """The time or place of an event that the text announces: then its date is not that of the text."""
    SENDER = "sender"
    RECEIVER = "receiver"
    SUBJECT = "subject"


_LABELS: dict[Role, str] = {
    Role.TITLE: "title|headline|titel|titre|título|titolo|títol|título|titlu|tytuł|název|názov|naslov|cím|otsikko|tittel|"
    "заглавие|название|заголовок|назва|τίτλος|başlık|العنوان|عنوان|כותרת|标题|標題|题目|題目|タイトル|題名|제목|शीर्षक|শিরোনাম|"
    "judul|tajuk|tiêu đề",
    Role.AUTHOR: "author|authors|author(s)|written by|by|byline|story by|words by|autor|autorin|autoren|autor/in|verfasser|"
    "von|text|auteur|auteurs|par|autora|autores|por|autore|autrice|autori|di|door|tekst|författare|skribent|"
    "av|forfatter|forfattere|af|kirjoittaja|teksti|autorzy|autorka|autoři|szerző|írta|autorius|autors|автор|авторы|"
    "автори|аўтар|текст|συγγραφέας|συντάκτης|yazar|yazan|الكاتب|المؤلف|كتب|كتبت|كتبه|بقلم|نویسنده|نویسندگان|مصنف|מאת|מחבר|"
    "作者|撰文|文|记者|記者|著者|執筆|筆者|글|글쓴이|저자|लेखक|লেখক|penulis|oleh|tác giả|texto|texte|testo|"
    "words|text and photos|text and images|story|text and photographs|text & photos|words and photos|words and pictures|words & photos|story and photos|text und fotos|"
    "text und bilder|texte et photos|texto y fotos|texto e fotos|testo e foto|testi e foto|tekst en foto's|tekst i zdjęcia|"
    "текст и фото|haber|yazı|yazı ve fotoğraflar|muhabir|reporter|reporters|journalist|journaliste|"
    "aufgezeichnet|das interview führte|interview geführt von|rédaction et photos|texte et images|escribe|escriben|redactor|redactora|"
    "cronista|giornalista|a cura di|jornalista|text en foto's|text och foto|text & foto|tekst og foto|tekst & foto|tekst og bilder|"
    "teksti ja kuvat|teksti ja kuva|toimittaja|tekst i fotografie|opracowanie|oprac|rozmawiał|rozmawiała|rozmawiali|napisał|napisała|notował|notowała|"
    "dziennikarz|napsal|napsala|připravil|připravila|napísal|napísala|pripravil|pripravila|text a foto|írta és fényképezte|riporter|újságíró|"
    "redactat de|scris de|авторка|автори тексту|автор текста|авторы текста|журналист|журналіст|журналістка|корреспондент|беседовал|"
    "беседовала|беседовали|подготовил|подготовила|подготовили|записал|записала|розмовляв|розмовляла|підготував|підготувала|"
    "записав|текст і фото|текст та фото|репортер|αρθρογράφος|κείμενο|δημοσιογράφος|إعداد|المحرر|تحرير وإعداد|حاوره|حاورها|حاورته|حاورتها|"
    "أجرى الحوار|أجرت الحوار|نوشته|نوشتهٔ|به قلم|خبرنگار|گزارشگر|כתב|כתבה|ראיין|ראיינה|रिपोर्टर|संवाददाता|लेखिका|प्रस्तुति|"
    "প্রতিবেদক|প্রতিবেদন|লিখেছেন|লেখা|எழுதியவர்|கட்டுரை|கட்டுரையாளர்|செய்தியாளர்|เรื่อง|ผู้เขียน|โดย|เขียนโดย|ผู้สื่อข่าว|เรื่องและภาพ|bài viết|bài và ảnh|"
    "người viết|thực hiện|phóng viên|pewarta|jurnalis|wartawan|teks|teks dan foto|mwandishi|imeandikwa na|na|ავტორი|ავტორები|ჟურნალისტი|"
    "հեղինակ|հեղինակներ|լրագրող|ጸሐፊ|ዘጋቢ|采写|採寫|采访|采访撰文|採訪撰文|採訪|图文|圖文|文图|文字|撰稿|本报记者|本報記者|特约记者|通讯员|"
    "取材・文|取材・執筆|文・写真|文・構成|構成・文|取材|聞き手|ライター|記者名|글·사진|글ㆍ사진|글/사진|취재|기자|취재기자|글·그림",
    Role.GENRE: "report|reporting|reportage|reportaje|reportagem|reportaż|protokoll|servizio|репортаж|ρεπορτάζ|röportaj|تقرير|گزارش|रिपोर्ट|bài|laporan|"
    "analysis|analyse|análisis|análise|analisi|kommentar|comment|kolumne|column",
    Role.PUBLISHED: "published|this article was published on|this article was first published on|this story was published on|"
    "this article was originally published on|article published on|story published|uploaded|published on|first published|originally published|date published|publication date|"
    "date of publication|publish date|posted|posted on|post date|release date|released|issued|veröffentlicht|"
    "veröffentlicht am|artikel vom|erschienen|erstellt|erstellt am|erschienen am|veröffentlichungsdatum|publié le|publié|date de publication|paru le|mis en ligne le|mis en ligne|article publié le|par la rédaction publié le|"
    "publicado|publicado el|artículo publicado el|creado|creado el|publicada em|criado em|publicado em|publicada el|fecha de publicación|data de publicação|pubblicato|pubblicato il|pubblicata il|inserito il|"
    "data di pubblicazione|publicat|publicat la|data publicării|postat la|postat|gepubliceerd|gepubliceerd op|publicatiedatum|geplaatst|geplaatst op|publicerad|publicerat|publiceringsdatum|publicerades|"
    "udgivet|offentliggjort|publisert|publisert av|lagt ut|publiceret|oprettet|julkaistu|opublikowano|opublikowany|dodano|data dodania|utworzono|data publikacji|publikováno|vydáno|zveřejněno|publikované|vydané|zverejnené|uverejnené|objavljeno|"
    "megjelent|közzétéve|опубликовано|дата публикации|опубліковано|дата публікації|апублікавана|публикувано|публикувано на|публикувана на|добавлено|размещено|розміщено|додано|"
    "δημοσιεύτηκε|δημοσίευση|δημοσιεύθηκε|δημοσιεύτηκε στις|δημοσιεύθηκε στις|ημερομηνία δημοσίευσης|yayınlanma tarihi|yayın tarihi|yayınlanma|giriş|giriş tarihi|oluşturulma tarihi|eklenme|eklenme tarihi|yayımlanma|yayımlanma tarihi|yayımlandı|تاريخ النشر|نشر في|نشر|نُشر|نشرت في|نُشرت في|منشور|نشر بتاريخ|نُشر في|"
    "تاریخ انتشار|انتشار|منتشر شده|منتشر شده در|زمان انتشار|פורסם|פורסם ב|תאריך פרסום|发布时间|发布日期|发表时间|發布時間|發佈時間|發布日期|发布于|发表于|發表於|發布於|刊登日期|上傳時間|公開日|公開|掲載日|掲載|投稿日|投稿|配信|配信日|発行日|"
    "입력|기사입력|기사등록|최초입력|승인|등록|게재|게시|작성|발행|발행일|게시일|등록일|प्रकाशित|प्रकाशित तिथि|प्रकाशन तिथि|को प्रकाशित|প্রকাশিত|প্রকাশ|diterbitkan|diterbitkan pada|dipublikasikan|dipublikasikan pada|diposting|terbit|tayang|disiarkan|disiarkan pada|"
    "ngày đăng|đăng ngày|đăng lúc|xuất bản|imechapishwa|imechapishwa tarehe|வெளியிடப்பட்டது|வெளியீடு|பதிவு|เผยแพร่|เผยแพร่เมื่อ|วันที่เผยแพร่|"
    "გამოქვეყნდა|გამოქვეყნებულია|հրապարակվել է|հրապարակված է|ታትሟል|የታተመበት ቀን",
    Role.DATED: "date|dated|datum|fecha|data|dato|päivämäärä|dátum|дата|ημερομηνία|tarih|التاريخ|تاريخ|تاریخ|תאריך|日期|"
    "时间|時間|日付|날짜|작성일|तारीख|दिनांक|তারিখ|tanggal|tarikh|ngày|tarehe|தேதி|திகதி|วันที่|თარიღი|ամսաթիվ|ቀን",
    Role.AS_OF: "stand|stand vom",
    Role.UPDATED: "updated|updated on|last updated|last updated on|update|last update|last modified|last modified on|"
    "modified|revised|last revised|last reviewed|aktualisiert|aktualisiert am|zuletzt aktualisiert|mis à jour|"
    "mis à jour le|modifié le|actualizado|actualizado el|última actualización|atualizado|atualizado em|aggiornato|"
    "aggiornato il|ultimo aggiornamento|actualitzat|actualizat|bijgewerkt|bijgewerkt op|laatst bijgewerkt|uppdaterad|"
    "uppdaterat|senast uppdaterad|opdateret|sidst opdateret|oppdatert|sist oppdatert|päivitetty|zaktualizowano|"
    "aktualizacja|aktualizováno|aktualizácia|frissítve|обновлено|изменено|оновлено|актуализирано|ενημερώθηκε|"
    "τελευταία ενημέρωση|güncelleme|güncellenme tarihi|son güncelleme|تحديث|آخر تحديث|تاريخ التحديث|به‌روزرسانی|עודכן|עודכן ב|"
    "更新|更新时间|更新日期|更新時間|更新日|最終更新|수정|최종수정|업데이트|अपडेट|আপডেট|diperbarui|dikemas kini|terakhir diperbarui|cập nhật|cập nhật lúc|อัปเดต|อัพเดต|ปรับปรุง|புதுப்பிக்கப்பட்டது|განახლდა|թարմացվել է|imesasishwa|"
    "aktualizované|aktualizovány|upraveno|módosítva|ultima actualizare|последна промяна|обновена|ویرایش|آخرین به‌روزرسانی|최종업데이트|수정일|最終更新日|更新日期|修改時間|修改时间|更新于|更新於|更新時刻",
    Role.LANGUAGE: "language|sprache|langue|idioma|lingua|língua|limbă|taal|språk|sprog|kieli|język|jazyk|nyelv|язык|мова|"
    "език|γλώσσα|dil|اللغة|زبان|שפה|语言|語言|言語|언어|भाषा|bahasa|ngôn ngữ",
    Role.PUBLISHER: "publisher|published by|verlag|herausgeber|éditeur|editorial|editora|editore|uitgever|utgivare|förlag|"
    "forlag|utgiver|kustantaja|wydawca|vydavatel|kiadó|издатель|издательство|видавець|εκδότης|yayıncı|الناشر|ناشر|出版社|"
    "出版者|発行者|출판사|प्रकाशक|penerbit|nhà xuất bản",
    Role.ADDRESS: "url|link|permalink|source|source url|original url|web address|canonical url|retrieved from|quelle|lien|"
    "fuente|enlace|fonte|bron|källa|kilde|lähde|źródło|zdroj|forrás|источник|джерело|източник|πηγή|kaynak|المصدر|الرابط|"
    "منبع|מקור|来源|來源|链接|網址|网址|原文|出典|출처|링크|स्रोत|sumber|nguồn",
    Role.RIGHTS: "rights|license|licence|copyright|lizenz|licence d'utilisation|licencia|licença|licenza|licentie|licens|"
    "lisens|lisenssi|licencja|лицензия|ліцензія|άδεια|lisans|الترخيص|رخصة|许可|許可|ライセンス|라이선스",
    Role.IDENTIFIER: "identifier|doi|urn|ark|handle|permanent identifier",
    Role.OCCASION: "time|when|where|location|venue|place|address|registration|rsvp|deadline|zeit|ort|uhrzeit|beginn|einlass|lieu|"
    "heure|hora|lugar|local|luogo|ora|plaats|tijd|plats|sted|tid|aika|paikka|miejsce|godzina|místo|время|место|місце|"
    "τόπος|ώρα|yer|saat|المكان|الوقت|مکان|زمان|מקום|שעה|地点|地點|場所|会場|장소|일시|स्थान|tempat|waktu|địa điểm",
    Role.SENDER: "from",
    Role.RECEIVER: "to|cc|reply-to|message-id|sent",
    Role.SUBJECT: "subject",
}


def fold_label(words: str) -> str:
    """A label as it is compared: case folded, NFC, white space folded, without signs at its ends."""
    return unicodedata.normalize("NFC", " ".join(words.casefold().split())).strip("*_#[]•·-–— ")


_ROLES = {fold_label(label): role for role, labels in reversed(_LABELS.items()) for label in labels.split("|")}
_LONGEST = max(map(len, _ROLES))
_DATING = sorted(
    ((label, role) for label, role in _ROLES.items() if role in {Role.PUBLISHED, Role.DATED, Role.AS_OF, Role.UPDATED}),
    key=lambda item: -len(item[0]),
)
_DATING_BY_FIRST: dict[str, list[tuple[str, Role]]] = {}
for _label, _role in _DATING:
    _DATING_BY_FIRST.setdefault(_label[0], []).append((_label, _role))
_CHANGES = tuple(label for label, role in _DATING if role in {Role.UPDATED, Role.AS_OF})


def role_of(label: str) -> Role | None:
    """What a label announces, whatever its case; ``None`` where it is none."""
    return _ROLES.get(fold_label(label)) if len(label) <= 2 * _LONGEST else None


def is_labelled(line: str) -> bool:
    """Whether a line begins with a label and a colon."""
    label, colon, _ = line.replace("：", ":").partition(":")
    return bool(colon) and role_of(label) is not None


def dating_label(line: str) -> tuple[Role, int] | None:
    """The label of a date that a line begins with (*Published on 3 May*), and where it ends; a colon may follow."""
    begins = line[: 2 * _LONGEST]
    folded = begins.casefold()
    if len(folded) != len(begins):  # a letter such as ß or ΐ became several; no label has one
        folded = "".join(char.casefold() if len(char.casefold()) == 1 else char for char in begins)
    for label, role in _DATING_BY_FIRST.get(folded[:1], ()):
        if folded.startswith(label):
            rest = line[len(label) :]
            if not rest or not rest[0].isalpha():
                return role, len(label) + len(rest) - len(rest.lstrip(" :：|-–—"))
    return None


def mentions_update(words: str) -> bool:
    """Whether words hold the label of a later change."""
    folded = f" {fold_label(words.replace('(', ' '))} "
    return any(f" {label}" in folded for label in _CHANGES)
