"""Names of many backgrounds, as they are met in a Norwegian prison. Put together by dice; nobody is meant."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Background:
    """Names, the mother tongue, and the range of looks that the drawings choose from."""

    weight: int
    country: str
    language: str
    men: str
    women: str
    families: str
    feminine: str = ""
    skins: tuple[int, ...] = (0, 1)
    tints: tuple[str, ...] = ("dark", "brown", "blond", "auburn", "black")

    def given(self, *, woman: bool) -> list[str]:
        return (self.women if woman else self.men).split(" | ")

    def family(self, *, woman: bool) -> list[str]:
        return (self.feminine if woman and self.feminine else self.families).split(" | ")


DARK = ("black", "dark")

BACKGROUNDS = {
    "norwegian": Background(
        62, "NOR", "nb",
        "Anders | Arild | Bjørn | Bjørnar | Christian | Dag | Eirik | Espen | Frode | Fredrik | Geir Ove | Harald | Håvard | "
        "Jan Erik | Joakim | Jørgen | Kenneth | Kjetil | Knut | Kåre | Lasse | Leif | Mads | Marius | Martin | Mats | Morten | "
        "Nils | Ole Martin | Pål | Rolf | Roar | Roy | Rune | Simen | Sigurd | Sindre | Steinar | Svein | Terje | Thomas | "
        "Tommy | Tor Inge | Trond | Trygve | Ulrik | Vegard | Øystein | Øyvind | Åge",
        "Anita | Ann Kristin | Berit | Camilla | Elin | Gro | Heidi | Hilde | Ingrid | Janne | Kristin | Lene | Linda | Marte | "
        "Monica | Randi | Ragnhild | Silje | Solveig | Tonje | Tove | Vigdis | Wenche | Åse",
        "Aarseth | Aasen | Andreassen | Berntsen | Bjørgum | Bolstad | Brekkhus | Dalsgård | Eggen | Ellingsen | Engeseth | "
        "Evensen | Fagerheim | Fjellanger | Flatøy | Gjerde | Granli | Grønås | Hagerup | Halvorsen | Haugen | Hegdal | "
        "Henriksen | Hjelle | Holmen | Hundvin | Isaksen | Jakobsen | Kleiva | Knutsen | Kvamme | Langeland | Lindås | "
        "Løvik | Mikkelsen | Mjelde | Mydland | Nordbø | Nygård | Olsen | Oppedal | Rasmussen | Refsnes | Rødland | Sagstad | "
        "Sandnes | Skaar | Skjervik | Sletten | Solheim | Steinsvåg | Storhaug | Sunde | Sæbø | Sørensen | Takle | Tangerås | "
        "Torgersen | Tøsse | Ulvatn | Valle | Vangsnes | Vik Hansen | Ytrehus | Ødegaard | Øvrebø | Årdal | Åsheim",
    ),
    "sami": Background(
        3, "NOR", "se",
        "Áilu | Ánte | Issát | Juhán | Máhtte | Niillas | Piera",
        "Ánne | Biret | Elle Márjá | Inga",
        "Bæivvás | Eira | Gaup | Hætta | Náhkkáláhjárvi | Sara | Skum | Turi | Utsi",
    ),
    "polish": Background(
        6, "POL", "pl",
        "Adam | Dariusz | Grzegorz | Jacek | Kamil | Krzysztof | Łukasz | Marcin | Mateusz | Paweł | Rafał | Szymon | Wojciech",
        "Agnieszka | Beata | Katarzyna | Małgorzata",
        "Bąk | Dąbrowski | Górski | Jabłoński | Kaźmierczak | Krawczyk | Nowicki | Pawlak | Szczepański | Wiśniewski | Wójcik",
        feminine="Bąk | Dąbrowska | Górska | Kaźmierczak | Wiśniewska | Wójcik", skins=(0,), tints=("blond", "brown", "dark"),
    ),
    "lithuanian": Background(
        4, "LTU", "lt",
        "Andrius | Darius | Gintaras | Mantas | Rimantas | Šarūnas | Tadas | Vytautas",
        "Daiva | Rasa",
        "Balčiūnas | Jankauskas | Kazlauskas | Navickas | Petrauskas | Stankevičius | Žukauskas",
        feminine="Jankauskienė | Petrauskienė", skins=(0,), tints=("blond", "brown"),
    ),
    "romanian": Background(
        4, "ROU", "ro",
        "Alexandru | Bogdan | Constantin | Florin | Gheorghe | Ionuț | Marian | Ștefan | Vasile",
        "Elena | Mihaela",
        "Ciobanu | Dumitru | Ionescu | Lăcătuș | Moldovan | Munteanu | Popa | Stănescu", skins=(1, 2), tints=DARK,
    ),
    "somali": Background(
        4, "SOM", "so",
        "Abdi | Abdirahman | Ahmed | Bile | Faarax | Guuleed | Ismail | Liban | Mahad | Yusuf",
        "Asli | Hodan",
        "Abdullahi | Adan | Cabdi | Dirie | Farah | Hashi | Jama | Mohamud | Nur | Osman",
        skins=(6, 7), tints=("black",),
    ),
    "arab": Background(
        4, "SYR", "ar",
        "Bassam | Fadi | Hamza | Khaled | Mahmoud | Nabil | Omar | Rami | Tarek | Walid",
        "Amal | Rana",
        "Al-Hakim | Al-Masri | Barakat | Darwish | Haddad | Kassem | Khoury | Mansour | Saleh", skins=(2, 3, 4), tints=DARK,
    ),
    "kurdish": Background(
        3, "IRQ", "ckb",
        "Aram | Dilshad | Hiwa | Kawa | Rebwar | Soran | Zana", "Shilan | Nasrin",
        "Ahmadi | Barzani | Hama Amin | Karim | Rashid | Salih", skins=(2, 3), tints=DARK,
    ),
    "afghan": Background(
        3, "AFG", "fa",
        "Farid | Hamid | Jawad | Mirwais | Najib | Reza | Zabihullah", "Fatima | Zahra",
        "Haidari | Hosseini | Jafari | Mohammadi | Noori | Rezai | Sharifi", skins=(2, 3, 4), tints=DARK,
    ),
    "eritrean": Background(
        3, "ERI", "ti",
        "Abel | Biniam | Filmon | Merhawi | Samuel | Tesfay | Yonas", "Helen | Selam",
        "Berhane | Gebremedhin | Habtom | Kidane | Mehari | Tekle | Weldu", skins=(5, 6), tints=("black",),
    ),
    "pakistani": Background(
        3, "PAK", "ur",
        "Adnan | Bilal | Faisal | Imran | Kashif | Shahid | Zeeshan", "Saima | Nadia",
        "Akhtar | Bhatti | Butt | Chaudhry | Hussain | Malik | Qureshi", skins=(3, 4, 5), tints=("black",),
    ),
    "turkish": Background(
        2, "TUR", "tr",
        "Emre | Hakan | Mehmet | Serkan | Tolga", "Ayşe | Elif",
        "Çelik | Demir | Doğan | Kaya | Öztürk | Şahin | Yılmaz", skins=(2, 3), tints=DARK,
    ),
    "swedish": Background(
        2, "SWE", "sv",
        "Gustav | Jesper | Linus | Niklas | Oskar", "Emelie | Maja",
        "Ekström | Hedlund | Källström | Lindqvist | Sjöberg | Åkesson",
    ),
    "vietnamese": Background(
        2, "VNM", "vi",
        "Hùng | Minh | Quang | Tuấn", "Lan | Thu Hà",
        "Đặng | Lê | Nguyễn | Phạm | Trần | Vũ", skins=(1, 2), tints=("black",),
    ),
    "albanian": Background(
        2, "ALB", "sq",
        "Arben | Besnik | Driton | Ilir | Shkëlzen", "Vjosa | Arta",
        "Berisha | Gashi | Hoxha | Krasniqi | Shala", skins=(1, 2), tints=DARK,
    ),
    "congolese": Background(
        2, "COD", "fr",
        "Christian | Emmanuel | Jean-Pierre | Patrick", "Grâce | Solange",
        "Ilunga | Kabongo | Lukusa | Mukendi | Tshibangu", skins=(7,), tints=("black",),
    ),
    "chilean": Background(
        1, "CHL", "es",
        "Andrés | Cristóbal | Felipe | Rodrigo", "Carmen | Paola",
        "Contreras | Fuentes | Muñoz | Sepúlveda", skins=(2, 3), tints=DARK,
    ),
}  # fmt: skip
MUNICIPALITIES = (
    "Fjordvik",
    "Lillevåg",
    "Storøy",
    "Nordlia",
    "Heimdalen",
    "Skarvholmen",
    "Utsira sund",
    "Breidal",
    "Sandeid",
)
RELATIONS = (
    ("mor", "kvinne"),
    ("far", "mann"),
    ("søster", "kvinne"),
    ("bror", "mann"),
    ("samboer", "kvinne"),
    ("datter", "kvinne"),
)
