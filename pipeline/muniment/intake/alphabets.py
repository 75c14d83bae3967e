"""Which letters languages are written with: the evidence for guessing a code page and for doubting a language.

Letters that are ASCII are left out, because every code page here has them. Each alphabet stands in rough order of
frequency in ordinary prose, most frequent first; both cases count as one letter.
"""

from __future__ import annotations

from collections.abc import Mapping

LATIN: Mapping[str, str] = {
    "af": "ëêéïôûáöèíúî",
    "az": "əıüşğöç",
    "bs": "čžšćđ",
    "ca": "àéóèíçòúüï",
    "cs": "íáěéřčžýšůúňťóď",
    "cy": "ŵâêŷîôûïëáöäéàèìòù",
    "da": "æøåéöäüèô",
    "de": "üäößéàèçâêî",
    "en": "éèïöçêëüñáàâæœôóíûîäøåāīū",
    "eo": "ŭĝĉŝĵĥ",
    "es": "óíáéñúü",
    "et": "äõüöšž",
    "eu": "ñüç",
    "fi": "äöåšžé",
    "fo": "íáóøæðýúö",
    "fr": "éàèêçùûîôâëïœüÿæ",
    "ga": "áíéóúḃċḋḟġṁṗṡṫ",
    "hr": "čžšćđ",
    "id": "é",
    "hu": "áéöóőíüúű",
    "is": "áðíéóúæöþý",
    "it": "èàùòéìîóíú",
    "la": "æœāēīōūăĕĭŏŭëâêîôû",
    "lg": "ŋ",
    "lt": "ėšžųįąūčę",
    "lv": "āīēšūņļžčģķ",
    "mi": "āēīōū",
    "ms": "é",
    "mt": "ħġżċàèìòù",
    "nb": "øåæéòôóêèöäü",
    "nl": "ëéèïöüêóáçâôíúñ",
    "nn": "øåæéòôóêèöäü",
    "pl": "łóęążśćńźé",
    "pt": "ãáçéíóêúâõàôüè",
    "ro": "ăîșțâşţ",
    "sk": "áíéčýžúšľťôňäóďĺŕ",
    "sl": "čšžćđ",
    "sn": "",
    "so": "",
    "sq": "ëç",
    "st": "š",
    "sv": "åäöéàüèê",
    "sw": "",
    "tl": "ñáéíóúàèìòùâêîôû",
    "tn": "šêô",
    "tr": "ıüşğçöâîû",
    "ts": "",
    "vi": "àáđạảưếộấốớểờệềợủìịứăâêôơòóùúýèéễẽẹẻỉĩíỏõọồổỗởỡụũừửữựỳỵỷỹầẩẫậằắẳẵặã",
    "xh": "",
    "yo": "áàọẹṣéèíìóòúùńǹḿ",
    "zu": "",
}

CYRILLIC: Mapping[str, str] = {
    "be": "анітоырсвеклядпўумзьбгйцчхжшюёфэ",
    "bg": "аоеинтрсвлкдпмузъябгчйщжцхюшфьѝ",
    "kk": "аеынтрілдсмқоубйпгшзғүөжңәкиұхяючэвцфщёъьһ",
    "mk": "аоеитнрсвдклпмузјбгшчжцфхњќџљѓѕѐѝ",
    "mn": "аэнгоийрдсултхөүбмчвыжязшцеюёкпьфъщ",
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "sr": "аоиенсртјкувдмлпгзбчшцћжњљхђџф",
    "uk": "оаниівретсклудмпязьбгчхцжйїшюєщґф",
}

OTHER: Mapping[str, str] = {
    "el": "αοιετσνηυρπκμλςίωόάέγδήύθχφώβξζψϊϋΐΰ",
    "he": "יוהלאמשרתבנםעדחקפטצןכסגזךףץ",
    "ar": "الينمرتوبةعدسفهكقأحجشطصخىذثغضزإئءؤآظ",
    "fa": "ایرندهموتبسشلکزخگفقعحجپآچطصضغذثژظئؤأءيكة",
    "ur": "ایکرےہونمںتسلبدپگجعھفٹحقچشزخڑطصئڈآضظغذثژءؤأۂۃ",
    "th": "านรอกเงมยลวดทสตะปบคหแจพชขใไโผธศซถณฉษฐญภฝฟฆฏฮฎฤฑฒฌ",
}

BY_LANGUAGE: Mapping[str, str] = {**LATIN, **CYRILLIC, **OTHER}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Commonest words of languages that share a script and that no detector at hand tells apart, or not all of them.
FUNCTION_WORDS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "DEVANAGARI": {
        "hi": _words("के में की है और से का को हैं पर ने यह कि इस लिए भी एक नहीं कर हो था थे थी जो तो"),
        "mr": _words("आहे आणि या व आहेत ही हे तो ती ते होते होता होती मध्ये केले नाही त्या असे करून साठी पण"),
        "ne": _words("छ र छन् हो यो गर्न पनि लागि गरेको भएको थियो हुन् त्यो गर्ने एक छैन तथा वा भने हुन"),
        "sa": _words("च न एव इति तु तत् स सः हि ते वा अपि अस्ति यत् तस्य तत्र अत्र भवति यः तथा"),
    },
    "HEBREW": {
        "he": _words("של את על לא הוא עם כי זה גם או היא כל אל אם אני יש היה אשר לפי מן בין אך רק הם ידי אבל כדי"),
        "yi": _words("און די פון איז אין דער צו האט האָט נישט ניט איך ער זיי דאָס דאס מיט זיך אַ אויף וואָס װאָס"),
    },
    "BENGALI": {
        "bn": _words("এবং ও করে এই না এর থেকে জন্য হয় একটি আপনার করতে যে তার আমি কি করা হতে হবে সঙ্গে আপনি যদি তা"),
        "as": _words("আৰু কৰা এই এটা হয় পৰা তেওঁ কৰে ইয়াৰ বাবে হৈছে কৰি লগত মই নহয় আছিল যে তাৰ আছে হ’ল"),
    },
}

# Words that the languages of one close family do not share; the detector takes them for one another in short texts.
NEIGHBOURS: tuple[Mapping[str, frozenset[str]], ...] = (
    {
        "nb": _words("av fra ikke jeg hva noen være mye mer hun bare også bli blir de etter opp seg hvor mot skal"),
        "nn": _words(
            "av frå ikkje eg kva nokon vere mykje meir ho berre også bli blir dei etter opp seg kor mot skal ein"
        ),
        "da": _words(
            "af fra ikke jeg hvad nogen være meget mere hun bare også blive bliver de efter op sig hvor mod skal"
        ),
    },
    {
        "ms": _words(
            "kerana boleh ialah mahu sahaja beliau anda perlu awak adakah berbeza semasa lebih bahawa iaitu"
            " manakala selepas kerajaan pejabat percuma wang isnin khamis jumaat ahad julai ogos disember"
        ),
        "id": _words(
            "karena bisa adalah mau saja beliau anda perlu kamu apakah berbeda saat lebih bahwa yakni"
            " sedangkan setelah pemerintah kantor gratis uang desa warga senin kamis jumat juli agustus desember"
        ),
    },
)

SIMPLIFIED_ONLY = frozenset(
    "这为国说们时来对会后过发动学开还进样经么给没长实现关门间问书车东马鸟鱼龙乐买卖读写听见观觉认识让话语词谁谢请"
    "课谈议论许设访证评译试详误调变双欢难鸡头买兴举义乡亲产亿仅从众优伙传伤体价儿党兰农冲决况净减几凤击刘则创别办务"
    "劳势区医华协单卢卫厂历压厅县参员响团园围图场坏块坚坛坝处备复够奋妇妈娱孙宁宝审宽宾层岁岛币师帐带帮应庆库废异弃"
    "张强归当录彻忆怀态总恋恶惊惯战户执扩扫扬护报担拥择损换据摄敌数断无旧显晋暂术机杀杂权条极构枪标树桥检楼欧"
    "残毁毕气汇汉汤沟测济浅浓涂涌润渐湾湿满灭灯灵灾炉点热爱爷独猎环玛电画疗盐监盖盘矿码础确碍种积称稳穷竞笔"
    "简类粮级纪纯纳纵纷纸纽线练组细织终绍结绕绘络绝统绩绪续维综绿缓编缩网罗罚职联肃肠肤胜脉脑脚脸节艺苏荐荣药获营蓝虑虽"
    "蚁补装规视览触订讨训记讲讯诉诊诗诚该询诸诺贝负财责败货质购贵费资赏赖赛赞趋跃践转轮软轻载较辑输边达迁迈运远连迟适选"
    "递逻遗邓邻郑释钟钢钱银错键锁镇闭闻阅队阳阴阵阶际陆陈险随隐页顶项顺须顾顿预领频题颜额风飞饭饮馆驱验齐龄"
)

TRADITIONAL_ONLY = frozenset(
    "這為國說們時來對會後過發動學開還進樣經麼給沒長實現關門間問書車東馬鳥魚龍樂買賣讀寫聽見觀覺認識讓話語詞誰謝請"
    "課談議論許設訪證評譯試詳誤調變雙歡難雞頭興舉義鄉親產億僅從眾優夥傳傷體價兒黨蘭農衝決況淨減幾鳳擊劉則創別辦務"
    "勞勢區醫華協單盧衛廠歷壓廳縣參員響團園圍圖場壞塊堅壇壩處備復夠奮婦媽娛孫寧寶審寬賓層歲島幣師帳帶幫應慶庫廢異棄"
    "張歸當錄徹憶懷態總戀惡驚慣戰戶執擴掃揚護報擔擁擇損換據攝敵數斷無舊顯晉暫術機殺雜權條極構槍標樹橋檢樓歐"
    "殘毀畢氣匯漢湯溝測濟淺濃塗湧潤漸灣濕滿滅燈靈災爐點熱愛爺獨獵環瑪電畫療鹽監蓋盤礦碼礎確礙種積稱穩窮競筆"
    "簡類糧級紀純納縱紛紙紐線練組細織終紹結繞繪絡絕統績緒續維綜綠緩編縮網羅罰職聯肅腸膚勝脈腦腳臉節藝蘇薦榮藥獲營藍慮雖"
    "蟻補裝規視覽觸訂討訓記講訊訴診詩誠該詢諸諾貝負財責敗貨質購貴費資賞賴賽讚趨躍踐轉輪軟輕載較輯輸邊達遷邁運遠連遲適選"
    "遞邏遺鄧鄰鄭釋鐘鋼錢銀錯鍵鎖鎮閉聞閱隊陽陰陣階際陸陳險隨隱頁頂項順須顧頓預領頻題顏額風飛飯飲館驅驗齊齡"
)

COMMON_HAN = (
    frozenset(
        "的一是不了人我在有他之大中上下个個以到地子你就那要可也自出生年得用道着著家心多天小去好能么麼都如然看起把而样樣"
        "想事所民工本它文此手知已并並法部面性方成什作行主定于於其十高信使同前相或被此由次正日月公力度物最新理高平水"
        "内內全明外三二四五六七八九百千万萬但因只比很美原回重命真目期立等制反元入各向好字意身少将將北西南山海口女男"
        "老加安活路府世界代号號更取直非才及共基根位交石每式接受特算形完感量打放先合教名世色近且她通分又些吧吗嗎呢啊"
    )
    | SIMPLIFIED_ONLY
    | TRADITIONAL_ONLY
)
