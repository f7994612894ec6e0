"""What officers write: short, factual, with respect for who reads it. The residents may read it too."""

from inmates.choices import LogKind, LogSource

NOTE, TALK, SEEN, BUILDING = LogKind.NOTE, LogKind.CONVERSATION, LogKind.OBSERVATION, LogKind.TECHNICAL

# About one person; {name} is the surname, as it is said on the unit.
ABOUT_ONE: tuple[tuple[LogKind, str], ...] = (
    (TALK, "{name} spurte om telefontid. Avtalt 18:30 i kveld."),
    (TALK, "Snakket med {name} om uka som kommer. Ønsker mer tid på skolen."),
    (TALK, "{name} fortalte at søsteren har fått barn. Glad og lettet."),
    (TALK, "Kontaktsamtale med {name}. Spent på boligsøknaden, vil gjerne ha svar før jul."),
    (TALK, "{name} synes det er vanskelig å sove etter celleflytting. Avtalt ny samtale i morgen."),
    (TALK, "Gikk en tur i luftegården med {name}. Rolig samtale om tiden etter løslatelse."),
    (TALK, "{name} var skuffet over avslaget, men tok det pent. Forklart retten til å klage."),
    (TALK, "{name} og betjent gikk gjennom ukeplanen sammen."),
    (TALK, "{name} ba om samtale med tilbakeføringskoordinator. Meldt videre."),
    (TALK, "{name} savner tegnesakene sine. Finnes i eiendelene, hentes i morgen."),
    (NOTE, "{name} leverte klage på ukepenger. Levert til saksbehandler."),
    (NOTE, "{name} har byttet arbeidsdag med en annen, avklart med verkstedet."),
    (NOTE, "{name} fikk utlevert skolebøker."),
    (NOTE, "{name} har fått ny madrass."),
    (NOTE, "{name} søkte om permisjon. Søknaden er sendt til saksbehandler."),
    (NOTE, "{name} fikk besøk, alt gikk fint."),
    (NOTE, "{name} har levert vask."),
    (NOTE, "{name} ønsker tolk til samtalen torsdag. Bestilt."),
    (NOTE, "{name} har bestilt fra kiosken."),
    (NOTE, "Telefon fra advokaten til {name}. Ringer opp igjen etter lunsj."),
    (NOTE, "{name} tok ansvar for ryddingen på kjøkkenet. Fint gjort."),
    (NOTE, "{name} bidro godt på gruppa i dag."),
    (NOTE, "{name} kom for sent til arbeid. Muntlig påminnelse."),
    (NOTE, "{name} hadde en god dag på verkstedet, hjalp en som var ny."),
    (SEEN, "{name} holdt seg for seg selv i dag. Følger med."),
    (SEEN, "{name} spiste middag sammen med de andre for første gang denne uka."),
    (SEEN, "{name} virket sliten etter retten. Fikk ro på cella."),
    (SEEN, "{name} lo mye under kortspillet. God stemning."),
    (SEEN, "{name} ble høylytt i køen til telefonen. Roet seg da vi snakket sammen."),
    (SEEN, "Uro på cella til {name} rundt midnatt. Rolig etter fem minutters prat."),
)

# About the unit.
ABOUT_ALL: tuple[tuple[LogKind, str], ...] = (
    (NOTE, "Rolig formiddag. God stemning på fellesrommet."),
    (NOTE, "Felles middag, alle deltok som kunne."),
    (NOTE, "Alarmtest gjennomført uten merknad."),
    (NOTE, "Nøkler og radioer talt, alt på plass."),
    (NOTE, "Kioskvarer delt ut."),
    (NOTE, "Luftetur gjennomført, fint vær."),
    (NOTE, "Luftetur avkortet på grunn av storm. Meldt vaktleder."),
    (NOTE, "Husmøte: ønske om flere norskkurs og ny kaffetrakter."),
    (NOTE, "Vikar på skolen i dag, kortere dag for to klasser."),
    (NOTE, "Biblioteket holdt åpent en time ekstra."),
    (NOTE, "Rolig natt."),
    (NOTE, "Fotballkamp på fellesrommet, sen innlåsing etter avtale med vaktleder."),
    (BUILDING, "Lyset i gangen blinker. Meldt til drift."),
    (BUILDING, "Dusj nummer to stengt, dårlig avløp. Drift kommer i morgen."),
    (BUILDING, "Ny tørketrommel montert."),
    (BUILDING, "Brannøvelse gjennomført, alle ute på fire minutter."),
    (BUILDING, "Vinduet i fellesrommet lukker ikke helt. Meldt til drift."),
)

# On B2 as it is drawn: time, kind, text, whom it is about, who wrote it.
B2_TODAY: tuple[tuple[str, LogKind, str, str, str], ...] = (
    ("07:20", NOTE, "Alarmtest gjennomført uten merknad.", "", "lunde"),
    ("09:10", LogKind.MOVEMENT, "Brattland kjørt til tingretten, hovedforhandling.", "Brattland", "nesheim"),
    ("09:50", NOTE, "Hjalp ny innsatt i gang på verkstedet. Tålmodig og grundig.", "Lervik", "vik"),
    ("11:15", TALK, "Solstad har fått kontaktbetjent. Første samtale holdt.", "Solstad", "lunde"),
    ("13:10", BUILDING, "B2-12 sperret, sluk tett. Sak 4471 til drift.", "", "dale"),
    ("13:58", SEEN, "Tilsyn Myhre: våken, snakket sammen i fem minutter.", "Myhre", "lunde"),
    ("14:05", NOTE, "Kvalvåg og Skogli på kjøkkenet, kniv 3 og 4 utlevert mot kvittering.", "", "lunde"),
    ("14:21", LogKind.MOVEMENT, "Karimi fulgt til helse.", "Karimi", "nesheim"),
)
# What others told on B2 today, and nobody has verified: time, kind, text, where from, who wrote it.
B2_TOLD: tuple[tuple[str, LogKind, str, LogSource, str], ...] = (
    ("08:20", SEEN, "Det skal ligge en mobil i taket på fellesrommet.", LogSource.RESIDENT, "vik"),
)
# Told a while ago and verified by nobody, so that the rule is about to delete it: days ago, and the same.
B2_UNVERIFIED: tuple[tuple[int, str, LogKind, str, LogSource, str], ...] = (
    (118, "19:10", SEEN, "Det sies at noen på avdelingen skylder penger for tobakk.", LogSource.RESIDENT, "odegard"),
)
# Lines about more than one: a part of the text, and whom it names.
B2_NAMES: dict[str, tuple[str, ...]] = {"på kjøkkenet, kniv": ("Kvalvåg", "Skogli")}
# Days ago, time, kind, text, who wrote it.
LERVIK: tuple[tuple[int, str, LogKind, str, str], ...] = (
    (1, "18:05", NOTE, "Telefon til mor, 20 minutter. Godkjent nummer.", "odegard"),
    (1, "13:20", NOTE, "Søkte om permisjon i jula. Søknaden er sendt til H. Brekke.", "nesheim"),
    (5, "10:00", TALK, "Kontaktsamtale. Spent på bolig, ønsker å bli boende i Lillevåg.", "nesheim"),
    (5, "08:40", NOTE, "Kom for sent til arbeid, muntlig påminnelse.", "vik"),
    (17, "17:50", NOTE, "Tilbake fra permisjon, i god tid og uten merknad.", "odegard"),
)
