"""Common given names of many languages: what tells *Tomasz Nowak* from *Climate Change* where nothing announces a name.

A list can never be complete, and need not be: a name that is not here is just not believed without a date or a byline.
Words that are as often something else (*Will*, *April*, *Summer*, *Paris*) are left out.
"""

from __future__ import annotations

import unicodedata

from muniment.extraction.words import words_of

_NAMES = """
james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony donald
steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas
eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander frank patrick raymond jack dennis
jerry tyler aaron adam nathan henry douglas zachary peter kyle ethan walter noah jeremy christian keith roger simon
graham nigel ian alan colin stuart neil gareth owen rhys oliver harry hugh rupert sean liam niall declan ciaran eoin
mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley
kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca laura sharon cynthia kathleen amy
angela shirley anna brenda pamela emma nicole helen samantha katherine christine rachel janet catherine maria
heather diane olivia julie joyce kelly christina lauren joan evelyn judith megan alice ann anne jean doris julia
abigail frances martha teresa fiona siobhan aoife niamh gillian hannah lucy charlotte harriet jane claire zoe tom
tim ben sam kate
hans peter klaus jürgen wolfgang dieter manfred uwe günter günther horst bernd karl heinz werner rolf gerhard
michael thomas andreas stefan stephan matthias markus jens jörg torsten thorsten sven tobias florian sebastian felix
lukas leon jonas maximilian moritz niklas philipp johannes fabian dominik holger ulrich heiko dirk ralf frank axel
kai volker ingo ursula monika petra elisabeth sabine renate helga karin brigitte ingrid erika andrea gisela claudia
susanne gabriele christa christine hildegard anja heike birgit katrin kathrin katharina julia lena laura lisa sarah
johanna franziska jana nadine sandra silke ute anke antje wiebke frauke friederike charlotte greta luise mareike
ulrike annette bettina dorothee
jean pierre michel andré philippe alain bernard rené jacques patrick nicolas christophe laurent stéphane frédéric
olivier julien sébastien guillaume antoine mathieu matthieu vincent thierry éric françois louis hugo lucas théo
maxime alexandre benoît yann yves gilles marc étienne rémi quentin bastien marie nathalie isabelle sylvie catherine
françoise monique jacqueline anne martine nicole christine valérie sandrine céline sophie aurélie émilie camille léa
manon chloé inès hélène élodie claire juliette mathilde pauline margaux lucie amélie jeanne agnès véronique brigitte
solène clémence
antonio josé manuel francisco juan javier jesús carlos miguel rafael pedro pablo sergio fernando jorge luis alberto
álvaro adrián diego raúl iván rubén ramón vicente andrés joaquín rodrigo gonzalo ignacio íñigo esteban ricardo
guillermo tomás emilio gustavo héctor óscar julio martín mariano nicolás maría carmen ana isabel dolores pilar
josefa teresa rosa cristina laura marta lucía elena raquel mercedes beatriz nuria silvia patricia paula sara alba
rocío irene inés sofía valentina camila gabriela verónica alejandra ximena juana amparo consuelo lourdes montserrat
yolanda claudia daniela
giuseppe giovanni antonio mario luigi francesco angelo vincenzo pietro salvatore carlo franco domenico bruno paolo
michele giorgio aldo sergio luciano andrea marco luca matteo alessandro davide simone lorenzo gabriele riccardo
stefano roberto massimo fabio claudio enrico filippo tommaso federico giacomo nicola maria anna giuseppina rosa
angela giovanna teresa lucia carmela caterina francesca elena chiara silvia valentina martina giulia sara alessia
federica elisa paola laura barbara ilaria serena marta beatrice giorgia cristina daniela michela simona
joão josé antónio antônio manuel carlos pedro paulo luís miguel rui nuno tiago diogo gonçalo henrique rafael gabriel
felipe filipe fernando ricardo eduardo marcelo márcio fábio rodrigo thiago vinícius leandro sérgio jorge vasco maria
ana joana inês catarina mariana beatriz sofia teresa helena luísa margarida rita filipa juliana fernanda patrícia
camila letícia gabriela adriana luciana aline bruna larissa natália cláudia sílvia isabel raquel susana marta leonor
carolina
jan johannes piet pieter cornelis hendrik willem gerrit jacob joost maarten martijn jeroen bart bas sander thijs
daan sem lars ruben niels wouter koen dirk geert kees klaas henk rob erik frank marcel arjen sjoerd anna maria
johanna cornelia elisabeth marieke annemiek anneke ineke marijke saskia sanne lotte femke fleur maaike esther mirjam
els ellen ingrid hanneke roos eva lisa emma sophie lieke nienke tineke jolanda
erik lars karl anders johan per nils lennart hans mikael jan fredrik magnus gustav gustaf björn sven axel oskar
viktor mattias henrik jonas stefan torbjörn göran håkan leif bengt olle anna eva maria karin kristina lena kerstin
ingrid birgitta marianne elin emma sara linnéa johanna malin ida astrid åsa annika ulrika gunilla mette lone hanne
kirsten camilla louise søren jens niels morten rasmus jørgen kasper mads thomas anne inger kari liv ola olav kjell
knut øyvind håvard espen trond geir terje arne rolf bjørn tor ingvild silje marte solveig randi berit
juha matti timo kari mikko jukka antti jari pekka markku hannu tapio ilkka heikki risto ville jussi teemu janne sami
petri tuomas eero olli lauri aleksi anna liisa maria helena johanna hanna päivi tuula anne pirjo leena ritva sari
minna katja heidi laura sanna elina riikka outi kirsi emilia aino noora
jan andrzej piotr krzysztof stanisław tomasz paweł józef marcin marek michał grzegorz jerzy tadeusz adam łukasz
zbigniew ryszard dariusz henryk mariusz kazimierz wojciech robert mateusz marian rafał jacek janusz mirosław maciej
sławomir jarosław kamil wiesław roman jakub bartosz bartłomiej dawid szymon filip anna maria katarzyna małgorzata
agnieszka krystyna barbara ewa elżbieta zofia janina teresa joanna magdalena monika jadwiga danuta irena halina
helena beata aleksandra marta dorota jolanta iwona renata urszula karolina justyna natalia paulina weronika alicja
hanna
jiří petr pavel tomáš jaroslav martin miroslav františek zdeněk václav michal milan karel jakub lukáš david vladimír
ladislav ondřej stanislav roman filip vojtěch radek ján jozef juraj peter štefan ľubomír marek rastislav jana eva
hana anna lenka kateřina věra lucie alena petra jaroslava ludmila helena martina jitka zuzana ivana markéta veronika
tereza barbora pavla mária katarína ľubica kristína
lászló istván józsef jános zoltán sándor ferenc gábor attila péter tamás andrás tibor zsolt györgy gyula imre károly
balázs csaba dávid ádám bence gergely mária erzsébet katalin ilona éva anna zsuzsanna margit judit ágnes andrea
ildikó erika krisztina eszter zsófia réka dóra nóra
ion gheorghe nicolae vasile constantin ioan andrei mihai alexandru cristian adrian florin bogdan radu marian daniel
gabriel ștefan dan sorin cătălin lucian ovidiu vlad maria elena ana ioana mihaela andreea cristina daniela alexandra
gabriela raluca simona monica carmen roxana
георги иван димитър николай петър христо йордан александър стефан васил тодор стоян красимир пламен ивайло мария
иванка елена йорданка пенка радка десислава гергана ивелина цветелина николета калина
олександр сергій володимир андрій михайло іван петро микола василь юрій віктор дмитро богдан тарас роман ігор олег
остап максим павло ярослав назар євген вадим валерій степан анатолій артем денис марія олена ганна наталія тетяна
людмила ірина оксана світлана юлія вікторія катерина дарина софія анастасія галина леся соломія христина мирослава
аліна яна
александр сергей владимир андрей алексей дмитрий михаил иван николай юрий евгений виктор игорь олег павел константин
валерий максим роман анатолий василий антон артём артем денис илья кирилл станислав григорий борис вадим леонид
георгий фёдор федор пётр петр степан глеб егор никита тимофей лев семён мария елена ольга татьяна наталья ирина
светлана анна екатерина людмила галина юлия анастасия марина дарья виктория александра ксения полина алина валентина
нина лариса надежда вера любовь софья варвара евгения оксана яна кира лидия тамара зоя алла
γιώργος γεώργιος δημήτρης κώστας κωνσταντίνος γιάννης ιωάννης νίκος νικόλαος παναγιώτης βασίλης χρήστος θανάσης
μιχάλης σπύρος στέλιος μανώλης αντώνης πέτρος αλέξανδρος μαρία ελένη κατερίνα αικατερίνη βασιλική σοφία αγγελική
γεωργία δήμητρα ιωάννα άννα χριστίνα ειρήνη ευαγγελία δέσποινα
mehmet mustafa ahmet ali hüseyin hasan ibrahim ibrahım osman yusuf murat ömer emre burak serkan hakan kemal cem can
orhan selim tolga fatma ayşe emine hatice zeynep elif meryem merve esra büşra derya gül özlem sevgi selin ece defne
aslı
محمد أحمد محمود علي حسن حسين مصطفى إبراهيم يوسف عمر خالد سامي طارق كريم فادي رامي زياد نبيل سمير وليد هشام ياسر عادل
ماجد عمار بلال فاطمة مريم عائشة زينب سارة ليلى سلمى نور هدى منى رنا دينا ريم لينا هبة سعاد نادية أمل إيمان رانيا
ياسمين سميرة نجلاء
علی حسین رضا مهدی امیر سعید حمید مجید مسعود بهرام کاوه آرش سیاوش فرهاد شهرام نرگس مریم زهرا فاطمه سارا لیلا شیرین
پروانه مینا نسرین پریسا الهام نازنین مهسا شیما رویا آزاده سپیده بهاره ندا
דוד יוסף משה יעקב אברהם דניאל אורי איתן עומר יונתן נועם גיא רון אבי דני שרה רחל מרים דנה נועה תמר מיכל יעל שירה
רונית ליאור אסתר חנה הילה
राम राजेश सुरेश रमेश अमित संजय विजय अजय मनोज राकेश अनिल सुनील दीपक रवि विकास अशोक महेश मोहन सुनीता अनीता सीमा पूजा
नेहा प्रिया रेखा कविता सरिता मीना गीता रीता अंजलि स्वाति ममता शालिनी
মোহাম্মদ আব্দুল রফিক হাসান করিম রহিম সাইফুল জাহিদ আরিফ তানভীর মাহমুদ কামাল শফিক ফাতেমা রোকেয়া নাসরিন শারমিন সালমা
তাসলিমা নাহিদ সুমন রুবেল
nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương
budi agus andi eko dwi sri siti nur dewi ratna wahyu ahmad muhammad muhamad mohd abdul hendra joko bambang yanti
rina lestari indah fitri ayu putri nurul aminah azizah faridah
juma hassan hamisi ally rashid salum mwajuma zainabu neema rehema baraka amani joseph
արամ անի գոռ տիգրան հայկ արմեն կարեն նարեկ վահան սուրեն լիլիթ մարիամ աննա նարինե գայանե հասմիկ սիրանուշ
გიორგი ნინო დავით მარიამ თამარ ანა ეკა ლევან ირაკლი ნანა ქეთევან მაია ნათია თეონა
"""


_NO_FAMILY_NAMES = words_of(
    "beach city falls springs county island islands lake river street park day week times house hills bay"
)
"""Last words of places that begin like a person's name: *Virginia Beach*."""


def _fold(word: str) -> str:
    return unicodedata.normalize("NFC", word.casefold())


_GIVEN = frozenset(map(_fold, words_of(_NAMES)))


def is_given_name(word: str) -> bool:
    """Whether a word is a common given name in some language; of a double name (*Jean-Luc*) the first part decides."""
    return _fold(word.partition("-")[0]) in _GIVEN


def is_known_name(name: str) -> bool:
    """Whether a name of several words begins with a common given name and ends neither like a place nor like a king's."""
    words = name.split()
    first, last = words[0], words[-1]
    is_written_small = any(map(str.islower, last)) or not any(map(str.isupper, name))
    return is_given_name(first) and _fold(last) not in _NO_FAMILY_NAMES and is_written_small
