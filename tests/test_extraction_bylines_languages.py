"""Bylines in some forty languages, each with what looks like it and names nobody."""

from __future__ import annotations

import pytest

from extraction_texts import FIRST, SECOND, TITLE, article, read

BYLINES = """
    en  By Jane Doe and John Smith, Political Editor => Jane Doe;John Smith
    en  By Jane Doe, Health Correspondent => Jane Doe
    en  By Jane Doe, Karl Roe and Ann Lee => Jane Doe;Karl Roe;Ann Lee
    en  By Jane Doe in Nairobi => Jane Doe
    en  By Jane Doe, Nairobi => Jane Doe
    en  By Jane Doe & John Smith => Jane Doe;John Smith
    en  By Jane Doe, with reporting by John Smith => Jane Doe
    en  By Jane Doe for Harbour News => Jane Doe
    en  Jane Doe, Science Correspondent => Jane Doe
    en  Jane Doe, Political editor => Jane Doe
    en  Words: Jane Doe => Jane Doe
    en  Report: Jane Doe => Jane Doe
    en  Jane Doe reports from Nairobi => Jane Doe
    en  Jane Doe reports => Jane Doe
    en  Interviewed by Jane Doe => Jane Doe
    en  Guest post by Jane Doe => Jane Doe
    en  By Jane Doe | 3 May 2011 => Jane Doe
    en  By JANE DOE, Associated Press => JANE DOE
    en  by Jane Doe · May 3, 2011 => Jane Doe
    en  by Jane Doe on 3 May 2011 => Jane Doe
    en  Story and photos by Jane Doe => Jane Doe
    en  As told to Jane Doe => Jane Doe
    de  Von Jana Müller, Berlin => Jana Müller
    de  Von Jana Müller und Karl Weiß, dpa => Jana Müller;Karl Weiß
    de  Von Jana Müller (Text) und Karl Weiß (Fotos) => Jana Müller
    de  Text: Jana Müller, Fotos: Karl Weiß => Jana Müller
    de  Aus Berlin berichtet Jana Müller => Jana Müller
    de  Jana Müller berichtet aus Berlin => Jana Müller
    de  Ein Gastbeitrag von Jana Müller => Jana Müller
    de  Das Interview führte Jana Müller => Jana Müller
    de  Die Fragen stellte Jana Müller => Jana Müller
    de  Autorin: Jana Müller => Jana Müller
    de  Protokoll: Jana Müller => Jana Müller
    de  Jana Müller, Korrespondentin => Jana Müller
    de  Von JANA MÜLLER => JANA MÜLLER
    fr  Par Jeanne Dupont => Jeanne Dupont
    fr  Par Jeanne Dupont et Marc Petit => Jeanne Dupont;Marc Petit
    fr  Par Jeanne Dupont, envoyée spéciale à Lyon => Jeanne Dupont
    fr  Par Jeanne Dupont (avec AFP) => Jeanne Dupont
    fr  Par Jeanne Dupont avec AFP => Jeanne Dupont
    fr  Texte : Jeanne Dupont => Jeanne Dupont
    fr  Texte : Jeanne Dupont – Photos : Marc Petit => Jeanne Dupont
    fr  Texte et photos : Jeanne Dupont => Jeanne Dupont
    fr  De notre correspondante à Rome, Jeanne Dupont => Jeanne Dupont
    fr  Un reportage de Jeanne Dupont => Jeanne Dupont
    fr  Propos recueillis par Jeanne Dupont => Jeanne Dupont
    fr  Jeanne Dupont, journaliste => Jeanne Dupont
    fr  Jeanne Dupont (à Rome) => Jeanne Dupont
    fr  Publié le 3 mai 2011 par Jeanne Dupont => Jeanne Dupont
    es  Por Juana Pérez => Juana Pérez
    es  Por Juana Pérez y Luis Gómez => Juana Pérez;Luis Gómez
    es  Por Juana Pérez, corresponsal en Roma => Juana Pérez
    es  Texto: Juana Pérez => Juana Pérez
    es  Texto y fotos: Juana Pérez => Juana Pérez
    es  Juana Pérez | Madrid => Juana Pérez
    es  Juana Pérez / Madrid => Juana Pérez
    es  Juana Pérez (enviada especial) => Juana Pérez
    es  Una entrevista de Juana Pérez => Juana Pérez
    es  Escribe: Juana Pérez => Juana Pérez
    it  di Carlo Rossi => Carlo Rossi
    it  di Carlo Rossi e Anna Bianchi => Carlo Rossi;Anna Bianchi
    it  Di Carlo Rossi, inviato a Roma => Carlo Rossi
    it  A cura di Carlo Rossi => Carlo Rossi
    it  Testo: Carlo Rossi => Carlo Rossi
    it  Intervista di Carlo Rossi => Carlo Rossi
    it  dal nostro inviato Carlo Rossi => Carlo Rossi
    pt  Por Inês Costa => Inês Costa
    pt  Texto de Inês Costa => Inês Costa
    pt  Por Inês Costa, em Lisboa => Inês Costa
    pt  Inês Costa, jornalista => Inês Costa
    pt  Texto: Inês Costa Fotos: Rui Melo => Inês Costa
    pt  Reportagem: Inês Costa => Inês Costa
    pt  Entrevista de Inês Costa => Inês Costa
    nl  Door Jan de Vries => Jan de Vries
    nl  Door: Jan de Vries en Els Bakker => Jan de Vries;Els Bakker
    nl  Tekst Jan de Vries => Jan de Vries
    nl  Tekst: Jan de Vries Beeld: Els Bakker => Jan de Vries
    nl  Jan de Vries, redacteur => Jan de Vries
    nl  Van onze correspondent Jan de Vries => Jan de Vries
    sv  Av Anna Svensson => Anna Svensson
    sv  Text: Anna Svensson => Anna Svensson
    sv  Text: Anna Svensson Foto: Lars Berg => Anna Svensson
    sv  Anna Svensson, reporter => Anna Svensson
    sv  Text Anna Svensson => Anna Svensson
    da  Af Mette Holm => Mette Holm
    da  Af Mette Holm og Lars Dam => Mette Holm;Lars Dam
    da  Tekst: Mette Holm => Mette Holm
    da  Skrevet af Mette Holm => Mette Holm
    da  Journalist: Mette Holm => Mette Holm
    no  Av Kari Nordmann => Kari Nordmann
    no  Tekst: Kari Nordmann => Kari Nordmann
    no  Tekst og foto: Kari Nordmann => Kari Nordmann
    no  Skrevet av Kari Nordmann => Kari Nordmann
    no  Journalist Kari Nordmann => Kari Nordmann
    fi  Teksti: Liisa Virtanen => Liisa Virtanen
    fi  Teksti ja kuvat: Liisa Virtanen => Liisa Virtanen
    fi  Kirjoittanut Liisa Virtanen => Liisa Virtanen
    fi  Kirjoittaja: Liisa Virtanen => Liisa Virtanen
    fi  Teksti Liisa Virtanen => Liisa Virtanen
    pl  Autor: Jan Kowalski => Jan Kowalski
    pl  Tekst: Jan Kowalski => Jan Kowalski
    pl  Tekst: Jan Kowalski, zdjęcia: Ewa Nowak => Jan Kowalski
    pl  Rozmawiał Jan Kowalski => Jan Kowalski
    pl  Rozmawiała: Ewa Nowak => Ewa Nowak
    pl  Napisała Ewa Nowak => Ewa Nowak
    pl  Jan Kowalski, dziennikarz => Jan Kowalski
    pl  Notował Jan Kowalski => Jan Kowalski
    cs  Autor: Jan Novák => Jan Novák
    cs  Text: Jan Novák => Jan Novák
    cs  Napsal Jan Novák => Jan Novák
    cs  Připravila Eva Malá => Eva Malá
    cs  Rozhovor vedla Eva Malá => Eva Malá
    sk  Napísal Ján Novák => Ján Novák
    sk  Autorka: Eva Malá => Eva Malá
    hu  Írta: Kovács Péter => Kovács Péter
    hu  Szerző: Kovács Péter => Kovács Péter
    hu  Kovács Péter írása => Kovács Péter
    hu  Kovács Péter, újságíró => Kovács Péter
    ro  De Ion Popescu => Ion Popescu
    ro  Autor: Ion Popescu => Ion Popescu
    ro  Scris de Ion Popescu => Ion Popescu
    ro  Un articol de Ion Popescu => Ion Popescu
    ro  Text: Ion Popescu => Ion Popescu
    bg  Автор: Иван Петров => Иван Петров
    bg  От Иван Петров => Иван Петров
    bg  Текст: Иван Петров => Иван Петров
    uk  Автор: Олена Коваль => Олена Коваль
    uk  Текст: Олена Коваль => Олена Коваль
    uk  Авторка: Олена Коваль => Олена Коваль
    uk  Олена Коваль, журналістка => Олена Коваль
    uk  Розмовляла Олена Коваль => Олена Коваль
    uk  Підготувала Олена Коваль => Олена Коваль
    ru  Автор: Иван Петров => Иван Петров
    ru  Текст: Иван Петров, фото: Анна Белова => Иван Петров
    ru  Беседовала Анна Белова => Анна Белова
    ru  Беседовал: Иван Петров => Иван Петров
    ru  Подготовил Иван Петров => Иван Петров
    ru  Материал подготовила Анна Белова => Анна Белова
    ru  Записала Анна Белова => Анна Белова
    ru  Иван Петров, корреспондент => Иван Петров
    ru  Иван Петров, специальный корреспондент => Иван Петров
    ru  Интервью взяла Анна Белова => Анна Белова
    ru  Авторы: Иван Петров, Анна Белова => Иван Петров;Анна Белова
    el  Γράφει ο Γιώργος Παππάς => Γιώργος Παππάς
    el  Συντάκτης: Γιώργος Παππάς => Γιώργος Παππάς
    el  Ρεπορτάζ: Γιώργος Παππάς => Γιώργος Παππάς
    tr  Yazan: Ayşe Yılmaz => Ayşe Yılmaz
    tr  Haber: Ayşe Yılmaz => Ayşe Yılmaz
    tr  Röportaj: Ayşe Yılmaz => Ayşe Yılmaz
    tr  Muhabir: Ayşe Yılmaz => Ayşe Yılmaz
    tr  Ayşe Yılmaz yazdı => Ayşe Yılmaz
    ar  بقلم: ليلى منصور => ليلى منصور
    ar  كتبت: ليلى منصور => ليلى منصور
    ar  إعداد: ليلى منصور => ليلى منصور
    ar  تقرير: ليلى منصور => ليلى منصور
    ar  حاورتها: ليلى منصور => ليلى منصور
    fa  نوشتهٔ نرگس کریمی => نرگس کریمی
    fa  نوشته‌ی نرگس کریمی => نرگس کریمی
    fa  نوشته: نرگس کریمی => نرگس کریمی
    fa  به قلم نرگس کریمی => نرگس کریمی
    fa  گزارش از نرگس کریمی => نرگس کریمی
    fa  خبرنگار: نرگس کریمی => نرگس کریمی
    he  מאת: דנה לוי => דנה לוי
    he  מאת דנה לוי => דנה לוי
    he  כתבה: דנה לוי => דנה לוי
    he  ראיינה: דנה לוי => דנה לוי
    hi  लेखक: सुनीता वर्मा => सुनीता वर्मा
    hi  द्वारा सुनीता वर्मा => सुनीता वर्मा
    hi  रिपोर्ट: सुनीता वर्मा => सुनीता वर्मा
    bn  লেখক: রফিক হাসান => রফিক হাসান
    bn  লিখেছেন রফিক হাসান => রফিক হাসান
    bn  প্রতিবেদক: রফিক হাসান => রফিক হাসান
    ta  எழுதியவர்: கவிதா ராமன் => கவிதா ராமன்
    ta  கட்டுரை: கவிதா ராமன் => கவிதா ராமன்
    th  โดย สมชาย ใจดี => สมชาย ใจดี
    th  เรื่อง: สมชาย ใจดี => สมชาย ใจดี
    th  ผู้เขียน: สมชาย ใจดี => สมชาย ใจดี
    vi  Bài và ảnh: Nguyễn Văn An => Nguyễn Văn An
    vi  Tác giả: Nguyễn Văn An => Nguyễn Văn An
    vi  Thực hiện: Nguyễn Văn An => Nguyễn Văn An
    id  Oleh Budi Santoso pada 3 Mei 2011 => Budi Santoso
    id  Oleh: Budi Santoso dan Sri Rahayu => Budi Santoso;Sri Rahayu
    id  Penulis: Budi Santoso => Budi Santoso
    id  Reporter: Budi Santoso => Budi Santoso
    id  Reporter: Budi Santoso Editor: Sri Rahayu => Budi Santoso
    ms  Oleh SITI AMINAH => SITI AMINAH
    ms  Oleh Siti Aminah binti Ahmad => Siti Aminah binti Ahmad
    zh  文/陈晓明 => 陈晓明
    zh  文 / 陈晓明 => 陈晓明
    zh  文：陈晓明 => 陈晓明
    zh  文｜陈晓明 图｜李红 => 陈晓明
    zh  撰文：陈晓明 => 陈晓明
    zh  记者 陈晓明 => 陈晓明
    zh  本报记者 陈晓明 李红 => 陈晓明;李红
    zh  记者 陈晓明 李红 北京报道 => 陈晓明;李红
    zh  记者陈晓明报道 => 陈晓明
    zh  新华社记者陈晓明、李红 => 陈晓明;李红
    zh  作者：陈晓明 => 陈晓明
    zh  作者 陈晓明 => 陈晓明
    zh  作者：陈晓明 编辑：李红 => 陈晓明
    zh  （记者 陈晓明） => 陈晓明
    zh  港口日报记者 陈晓明 => 陈晓明
    zh  記者陳曉明／台北報導 => 陳曉明
    zh  採訪撰文／陳曉明 => 陳曉明
    zh  采写：陈晓明 => 陈晓明
    ja  取材・文 佐藤健一 => 佐藤健一
    ja  取材・文：佐藤健一 => 佐藤健一
    ja  取材・文＝佐藤健一 => 佐藤健一
    ja  文・佐藤健一 => 佐藤健一
    ja  文＝佐藤健一、写真＝田中一郎 => 佐藤健一
    ja  文・写真　佐藤健一 => 佐藤健一
    ja  聞き手・佐藤健一 => 佐藤健一
    ja  聞き手：佐藤健一 => 佐藤健一
    ja  構成・文 佐藤健一 => 佐藤健一
    ja  執筆：佐藤健一 => 佐藤健一
    ja  ライター：佐藤健一 => 佐藤健一
    ja  佐藤健一（ライター） => 佐藤健一
    ja  佐藤 健一（経済ジャーナリスト） => 佐藤 健一
    ja  佐藤健一記者 => 佐藤健一
    ja  記者・佐藤健一 => 佐藤健一
    ja  著者：佐藤健一 => 佐藤健一
    ja  文：佐藤健一 写真：田中一郎 => 佐藤健一
    ko  김민수 기자 => 김민수
    ko  글 김민수 => 김민수
    ko  글·사진 김민수 => 김민수
    ko  글: 김민수 => 김민수
    ko  글=김민수 => 김민수
    ko  김민수·이영희 기자 => 김민수;이영희
    ko  김민수 특파원 => 김민수
    ko  김민수 논설위원 => 김민수
    ko  기자 김민수 => 김민수
    ko  서울=김민수 기자 => 김민수
    ko  [서울=항구뉴스] 김민수 기자 => 김민수
    ka  ავტორი: ნინო ბერიძე => ნინო ბერიძე
    hy  Հեղինակ՝ Անի Պետրոսյան => Անի Պետրոսյան
    hy  Հեղինակ: Անի Պետրոսյան => Անի Պետրոսյան
    am  ጸሐፊ፦ አበበ ከበደ => አበበ ከበደ
    sw  Na Juma Hassan => Juma Hassan
    sw  Mwandishi: Juma Hassan => Juma Hassan
    sw  Imeandikwa na Juma Hassan => Juma Hassan
    pl  3 maja 2011 | Jan Kowalski => Jan Kowalski
    pl  Warszawa, Jan Kowalski, 3 maja 2011 => Jan Kowalski
    pl  Zdjęcia: Ewa Nowak, tekst: Jan Kowalski => Jan Kowalski
    en  By Jane Doe and agencies => Jane Doe
    en  Jane Doe, John Roe, 3 May 2011 => Jane Doe;John Roe
    en  Opinion | Jane Doe => Jane Doe
    fr  Publié le 3 mai 2011 | Jeanne Dupont => Jeanne Dupont
    ru  Автор — Иван Петров => Иван Петров
    ar  ليلى منصور - القاهرة => ليلى منصور
    ar  بقلم ليلى منصور، بيروت => ليلى منصور
    zh  2011-05-03 10:20 来源：港口日报 作者：陈晓明 => 陈晓明
    zh  2011-05-03 记者 陈晓明 => 陈晓明
    zh  记者 陈晓明 通讯员 李红 => 陈晓明
    ja  2011年5月3日 10時20分 佐藤健一 => 佐藤健一
    ko  김민수 기자 입력 2011.05.03 10:20 => 김민수
"""
"""Language, line and the names in it, divided by semicolons."""

NO_BYLINES = """
    en  Interview | Jane Doe
    en  Jane Doe, London
    en  Foto: Jane Doe, Leeds
    pl  Warszawa, 3 maja 2011
    en  Photographs by John Smith
    en  Edited by John Smith
    de  Foto: Karl Weiß
    fr  Traduit par Jeanne Dupont
    es  Redacción
    ar  ترجمة: ليلى منصور
    fa  ترجمه: نرگس کریمی
    zh  编辑：李红
    zh  图/李红
    ja  写真・田中一郎
    ko  사진 이영희
    en  Climate Change
    en  New Orleans
    en  Virginia Beach
    en  Public Health
    en  Report: Climate Change
    en  Report: Jane Doe Foundation
    en  Interview: Jane Doe
    en  Report by the Commission
    en  Edited by Jane Doe
    en  Illustration by Jane Doe
    en  Photo: Jane Doe
    en  Reporter: none
    en  Christmas in London
    en  Jane Doe (left) and John Roe
    en  Jane Doe (photo)
    en  Video by Jane Doe
    en  Analysis: what the wall means
    en  Review by Friday
    de  Foto: Jana Müller
    de  Von Bremen nach Kiel
    de  Von Haus zu Haus
    de  Text: Die Mauer
    de  Übersetzung: Jana Müller
    de  Protokoll: Die Sitzung
    de  Illustration: Jana Müller
    de  Die Fragen stellte niemand
    de  Von Redaktion
    fr  Par la rédaction
    fr  Photos : Jeanne Dupont
    fr  Reportage : la mer
    fr  Traduit de l'anglais par Jeanne Dupont
    fr  Article de foi
    fr  Par Mer et Terre
    es  Por la Redacción
    es  Por tierra y mar
    es  Fotografía: Juana Pérez
    es  Traducción: Juana Pérez
    es  Santa Cruz
    es  San José
    it  Di mare in mare
    it  Traduzione di Anna Bianchi
    it  A cura della redazione
    it  Foto di Anna Bianchi
    pt  Por Redação
    nl  Door de redactie
    nl  Beeld: Els Bakker
    sv  Foto: Lars Berg
    sv  Av Redaktionen
    pl  Zdjęcia: Ewa Nowak
    pl  Tłumaczyła Ewa Nowak
    pl  Nowy Sącz
    pl  Jan Paweł II
    cs  Foto: Eva Malá
    cs  Karlovy Vary
    ru  Фото: Анна Белова
    ru  Перевод: Анна Белова
    ru  Подготовил проект
    ru  Записал в блокнот
    ru  Нижний Новгород
    ru  Автор неизвестен
    uk  Фото: Олена Коваль
    uk  Переклала Олена Коваль
    uk  Кривий Ріг
    bg  От Варна до Бургас
    ro  De Crăciun
    tr  Fotoğraf: Ayşe Yılmaz
    tr  Haber Merkezi
    tr  Haber: Deniz kabardı
    ar  تصوير: ليلى منصور
    ar  تقرير: البحر
    ar  بقلم التحرير
    ar  إعداد فريق التحرير
    fa  عکس: نرگس کریمی
    fa  نوشته شده در تهران
    fa  نوشتهٔ روی دیوار
    he  צילום: דנה לוי
    he  מאת המערכת
    hi  फोटो: सुनीता वर्मा
    hi  द्वारा टीम
    bn  ছবি: রফিক হাসান
    th  ภาพ: สมชาย ใจดี
    th  โดย กองบรรณาธิการ
    vi  Ảnh: Nguyễn Văn An
    vi  Theo Nguyễn Văn An
    id  Foto: Budi Santoso
    id  Editor: Budi Santoso
    id  Laporan Tahunan Desa
    id  Oleh Redaksi
    id  Bali Utara
    zh  摄影：李红
    zh  责任编辑：李红
    zh  文/本报记者
    zh  文化生活
    zh  文章来源：港口日报
    zh  记者手记
    zh  记者节快乐
    zh  记者 编辑部
    zh  作者授权
    zh  记者从港务局获悉
    zh  采访手记
    ja  写真：佐藤健一
    ja  文化・芸能
    ja  取材協力：港町役場
    ja  聞き手のひとこと
    ja  文責・編集部
    ja  取材・文 編集部
    ja  記者会見の様子
    ja  佐藤健一さん（漁師）
    ja  佐藤健一（作家）
    ko  글로벌 경제
    ko  정치부 기자
    ko  취재 후기
    ko  편집 이영희 기자단
    ko  글 쓰는 사람
    ka  ფოტო: ნინო ბერიძე
    sw  Picha: Juma Hassan
    sw  Na wengine wengi
    el  Της Μαρίας Παππά
    ar  كتب ليلى منصور
"""


def creators(text: str, language: str | None = None) -> tuple[str, ...] | None:
    found = read(text, language).creators
    return found.value if found else None


@pytest.mark.parametrize("row", BYLINES.strip().splitlines())
def test_a_byline_names_its_authors(row: str) -> None:
    language, line = row.strip().split("  ", 1)
    line, _, names = line.rpartition(" => ")
    assert creators(article(line), language) == tuple(names.split(";"))


@pytest.mark.parametrize("row", NO_BYLINES.strip().splitlines())
def test_a_line_like_a_byline_names_nobody_at_either_end(row: str) -> None:
    language, line = row.strip().split("  ", 1)
    assert creators(article(line), language) is None
    assert creators(article("", tail=line), language) is None


@pytest.mark.parametrize(
    ("tail", "names"),
    [
        ("Rozmawiała Ewa Nowak", ("Ewa Nowak",)),
        ("(Беседовала Анна Белова)", ("Анна Белова",)),
        ("Das Interview führte Jana Müller.", ("Jana Müller",)),
        ("Propos recueillis par Jeanne Dupont et Marc Petit", ("Jeanne Dupont", "Marc Petit")),
        ("Text: Jana Müller", ("Jana Müller",)),
        ("（取材・文　佐藤健一）", ("佐藤健一",)),
        ("（记者 陈晓明 李红）", ("陈晓明", "李红")),
        ("김민수 기자 kim@harbour.example", ("김민수",)),
        ("Penulis: Budi Santoso", ("Budi Santoso",)),
    ],
)
def test_a_statement_at_the_end_names_the_authors(tail: str, names: tuple[str, ...]) -> None:
    assert creators(article("", tail=tail)) == names


@pytest.mark.parametrize("tail", ["By Jane Doe", "Von Jana Müller", "Par Jeanne Dupont", "Oleh Budi Santoso"])
def test_a_preposition_at_the_end_may_belong_to_the_next_article(tail: str) -> None:
    assert creators(article("", tail=f"Read also\n\nThe lighthouse is sold\n\n{tail}")) is None


@pytest.mark.parametrize(
    ("begins", "names"),
    [
        ("（记者 陈晓明）", ("陈晓明",)),
        ("青岚社北京5月3日电（记者陈晓明、李红）", ("陈晓明", "李红")),
        ("(서울=항구뉴스) 김민수 기자 = ", ("김민수",)),
        ("[항구일보 김민수 기자] ", ("김민수",)),
        ("（记者从港务局获悉）", None),
        ("[서울=항구뉴스] ", None),
    ],
)
def test_a_first_paragraph_may_begin_with_its_author(begins: str, names: tuple[str, ...] | None) -> None:
    assert creators(f"{TITLE}\n\n{begins}{FIRST}\n\n{SECOND}\n") == names


def test_a_known_given_name_right_below_the_title_is_the_author() -> None:
    standfirst = "How a wall that everybody leaned on was forgotten"

    assert creators(article("Tomasz Nowak")) == ("Tomasz Nowak",)
    assert creators(article(f"{standfirst}\n\nTomasz Nowak")) == ("Tomasz Nowak",)
    assert creators(article("ليلى منصور")) == ("ليلى منصور",)
    assert creators(article("Tomasz Nowak / Gdynia")) == ("Tomasz Nowak",)


def test_a_known_given_name_says_nothing_where_the_text_is_about_people() -> None:
    profiles = f"{TITLE}\n\nTomasz Nowak\n\n{FIRST}\n\nEwa Malinowska\n\n{SECOND}\n"
    spoken_of = f"{TITLE}\n\nTomasz Nowak\n\n{FIRST}\n\n{SECOND.replace('Nobody', 'Nobody but Nowak')}\n\n{FIRST}\n"

    assert creators(profiles) is None
    assert creators(spoken_of) is None
    assert creators(article("Virginia Beach")) is None
    assert creators(article("Jan Paweł II")) is None
    assert creators(article("TOMASZ NOWAK")) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (
            "Jane Doe, Senior Fellow; John Roe, Research Associate; and Mary Major, Visiting Scholar",
            ("Jane Doe", "John Roe", "Mary Major"),
        ),
        ("Jane Doe at the Recreation Ground", ("Jane Doe",)),
        ("Hosted by Jane Doe", ("Jane Doe",)),
    ],
)
def test_names_with_posts_at_a_ground_and_hosts(line: str, names: tuple[str, ...]) -> None:
    found = read(article(line)).creators
    assert found is not None
    assert found.value == names


@pytest.mark.parametrize(
    "line", ["Jane Doe, Senior Fellow; Harbour, Pier", "Great Expectations at the Globe", "Hosted by the harbour"]
)
def test_what_only_looks_like_them_names_nobody(line: str) -> None:
    assert read(article(line)).creators is None
