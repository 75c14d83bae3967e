"""Words of what stands around the text of an article: labels of credits, links of a web page, interviews. Plain data."""

from __future__ import annotations

from muniment.structure.vocabulary import listed_phrases, listed_words

LABELS: frozenset[str] = listed_words("""
    photo photos photograph photographs photography image images picture video illustration illustrations infographic source sources credit credits tags tag keywords caption share related
    foto fotos bild bilder quelle quellen schlagwörter crédit fuente fuentes etiquetas fonte fonti источник фото видео
    теги zdjęcie źródło kaynak fotoğraf المصدر صورة 来源 图片 图片来源 供图 資料來源 來源 圖片 圖片來源 画像 写真提供 사진제공 출처 사진 出典 写真
""")
"""Words before a colon that label a credit or a list of tags, lower case."""

SIDES: frozenset[str] = listed_words("""
    left right centre center middle top above below bottom pictured background foreground links rechts mitte oben unten
    gauche droite centre haut bas izquierda derecha izq dcha izda centro esquerda direita sinistra destra linksboven rechtsboven
    слева справа lewej prawej solda sağda vänster höger ліворуч праворуч يمين يسار 左 右 中央
""")
"""Words in brackets that say where somebody stands in a picture, lower case."""

FURNITURE: tuple[str, ...] = (
    "read more",
    "posted in",
    "filed under",
    "from the print edition",
    "from the magazine",
    "save this story",
    "war dieser artikel hilfreich",
    "cet article vous a-t-il été utile",
    "read also",
    "also read",
    "continue reading",
    "get short url",
    "follow us",
    "share this",
    "subscribe",
    "sign up",
    "click here",
    "watch:",
    "image caption,",
    "pie de foto,",
    "legenda da foto,",
    "подпись к фото,",
    "watch the moment",
    "watch live",
    "mehr lesen",
    "weiterlesen",
    "lesen sie auch",
    "lire aussi",
    "lire la suite",
    "leer más",
    "lea también",
    "leggi anche",
    "lees ook",
    "lees meer",
    "читайте также",
    "подробнее",
    "czytaj także",
    "related topics",
    "related stories",
    "related articles",
    "you may also like",
    "you may also be interested in",
    "most read",
    "more on this story",
    "more stories like this",
    "recommended stories",
    "all rights reserved",
    "for immediate release",
    "view this post on",
    "a post shared by",
    "view comments",
    "more from this",
    "by signing up",
    "only for subscribers",
    "read the original article",
    "related:",
    "share all sharing options",
    "image courtesy",
    "images courtesy",
    "photo courtesy",
    "photos courtesy",
    "courtesy of",
    "was this helpful",
    "was this article helpful",
    "news provided by",
    "jump to recipe",
    "sign in to",
    "a message from our sponsor",
    "sponsor message",
    "correction appended",
    "listen:",
    "listen on ",
    "listen on:",
    "abonnieren sie",
    "jetzt abonnieren",
    "folgen sie uns",
    "réservé aux abonnés",
    "article réservé",
    "inscrivez-vous",
    "abonnez-vous",
    "suivez-nous",
    "suscríbete",
    "exclusivo para suscriptores",
    "exclusivo para assinantes",
    "suscríbase",
    "síguenos",
    "síganos",
    "siga-nos",
    "iscriviti",
    "seguici",
    "volg ons",
    "zapisz się",
    "obserwuj nas",
    "подписывайтесь",
    "підписуйтесь",
    "bizi takip",
    "ikuti kami",
    "تابعونا",
    "关注我们",
    "フォローする",
    "mehr zum thema",
    "alle rechte vorbehalten",
    "à lire aussi",
    "voir aussi :",
    "temps de lecture",
    "tous droits réservés",
    "lee también",
    "te puede interesar",
    "lea más",
    "mira también",
    "leia mais",
    "leia também",
    "saiba mais",
    "veja também",
    "continua a leggere",
    "© riproduzione riservata",
    "zie ook:",
    "leestijd",
    "zobacz także",
    "przeczytaj też",
    "по теме:",
    "читайте також",
    "läs också",
    "läs även",
    "les også",
    "læs også",
    "lue myös",
    "διαβάστε επίσης",
    "citește și",
    "čtěte také",
    "okumaya devam et",
    "ayrıca okuyun",
    "baca juga",
    "xem thêm",
    "soma zaidi",
    "soma pia",
    "اقرأ أيضا",
    "اقرأ أيضًا",
    "إقرأ أيضا",
    "اقرأ المزيد",
    "بیشتر بخوانید",
    "مطالب مرتبط",
    "انتهای پیام",
    "קראו גם",
    "קרא עוד",
    "यह भी पढ़ें",
    "ये भी पढ़ें",
    "আরও পড়ুন",
    "আরো পড়ুন",
    "相关阅读",
    "延伸阅读",
    "相關閱讀",
    "延伸閱讀",
    "阅读更多",
    "责任编辑",
    "あわせて読みたい",
    "関連記事",
    "続きを読む",
    "【写真】",
    "관련기사",
    "무단 전재",
    "저작권자",
)
"""What lines of a web page's furniture begin with, lower case: they came along when the text was copied."""

FURNITURE_ALONE: frozenset[str] = listed_phrases("""
    advertisement|advertisements|pub|anzeige|werbung|publicité|publicidad|publicidade|pubblicità|advertentie|reklama|reklam|
    annons|annonse|mainos|διαφήμιση|реклама|iklan|quảng cáo|tangazo|إعلان|إعلانات|تبلیغات|פרסומת|विज्ञापन|বিজ্ঞাপন|
    广告|廣告|広告|광고|share|share this|tweet|related links|recommended|reuse this content|save this story|
    email|print|copy link|comments|related|related topics|topics|
    getty images|newsletter|newsletters|sponsored|sponsored content|
    teilen|drucken|partager|imprimer|compartir|imprimir|compartilhar|condividi|stampa|delen|udostępnij|поделиться|
    paylaş|مشاركة|分享|シェア|공유
""")
"""The same where it is all that a line says: some of these words may also begin a heading."""

COUNTED: frozenset[str] = listed_words("""
    comment comments like likes share shares view views reply replies retweets reads review reviews rating ratings star stars
    claps responses followers min mins kommentar kommentare kommentarer
    commentaire commentaires partages comentario comentarios comentário comentários commenti commento reacties reactie komentarz
    komentarze komentarzy комментарий комментария комментариев коментарів просмотров yorum komentar bình 条评论 評論 コメント 댓글
""")
"""What a web page counts below a title, lower case: *12 Comments*."""

INTERVIEWS: frozenset[str] = listed_phrases("""
    interview|in conversation|gespräch|propos recueillis|entretien|entrevista|intervista|vraaggesprek|wywiad|rozmow|rozmaw|
    интервью|беседовал|інтерв|розмов|röportaj|söyleşi|wawancara|mahojiano|phỏng vấn|συνέντευξη|haastattelu|intervju|
    حوار|مقابلة|گفتگو|ריאיון|ראיון|साक्षात्कार|সাক্ষাৎকার|专访|專訪|对话|對談|インタビュー|聞き手|인터뷰
""")
"""What the head of an article says if it is an interview, lower case."""
