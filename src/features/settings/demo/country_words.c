/* The words of the country: short, plain and of nobody. */
#include "country_inside.h"

#define LIST(name, ...) \
	const char *const name[] = { __VA_ARGS__ }; \
	const int name##_N = (int)(sizeof name / sizeof *name)

LIST(COUNTRY_WOMEN, "Anna", "Aylin", "Bo", "Carmen", "Chantal", "Daphne", "Dilara", "Eline", "Emma", "Esra", "Eva", "Fatima", "Femke", "Floor", "Hanna",
	"Hatice", "Ilse", "Imane", "Iris", "Isa", "Jasmijn", "Joke", "Julia", "Karin", "Kim", "Lara", "Laura", "Leila", "Lieke", "Linda", "Lisa", "Lotte", "Luna",
	"Maaike", "Manon", "Maria", "Marieke", "Marit", "Meryem", "Mila", "Naima", "Nina", "Noor", "Olivia", "Petra", "Roos", "Sanne", "Sara", "Selma", "Sofie",
	"Suzan", "Tess", "Vera", "Wietske", "Yasmin", "Yvonne", "Zeynep", "Zoë");
LIST(COUNTRY_MEN, "Adam", "Ahmed", "Ali", "Arjan", "Bart", "Bas", "Bilal", "Bram", "Daan", "Dirk", "Emre", "Erik", "Finn", "Floris", "Frank", "Gijs", "Hamza",
	"Hans", "Henk", "Hugo", "Ibrahim", "Jan", "Jasper", "Jelle", "Jeroen", "Jesse", "Joris", "Kees", "Koen", "Lars", "Levi", "Luca", "Luuk", "Marco", "Mark",
	"Mats", "Mehmet", "Mees", "Mohamed", "Murat", "Noah", "Omar", "Patrick", "Peter", "Rik", "Ruben", "Sam", "Samir", "Sem", "Sven", "Thijs", "Thomas", "Tim",
	"Tom", "Wim", "Wouter", "Yusuf");
LIST(COUNTRY_LASTS, "Jansen", "de Vries", "Bakker", "Visser", "Smit", "Meijer", "de Boer", "Mulder", "de Groot", "Bos", "Vos", "Peters", "Hendriks",
	"van Leeuwen", "Dekker", "Brouwer", "de Wit", "Dijkstra", "Smits", "de Graaf", "van der Meer", "Kok", "Jacobs", "de Haan", "Vermeulen", "van den Heuvel",
	"van der Veen", "van den Broek", "Schouten", "van Beek", "Willems", "van Vliet", "Hoekstra", "Maas", "Verhoeven", "Koster", "van Dam", "Prins",
	"Blom", "Huisman", "Yılmaz", "Demir", "Kaya", "Çelik", "Öztürk", "el Amrani", "Bouzid", "Haddou", "Nguyen", "Kowalski", "Santos", "Ahmadi");
/* With an ending they make last names that are nobody's in particular. */
LIST(COUNTRY_STEMS, "Bran", "Brem", "Dal", "Dern", "Door", "Elzen", "Essel", "Fal", "Gan", "Ger", "Graven", "Haar", "Ham", "Har", "Hel", "Her", "Hol", "Hor",
	"Kal", "Kamp", "Kerk", "Kloos", "Korn", "Kra", "Lam", "Lan", "Linde", "Loo", "Lun", "Mar", "Meren", "Mol", "Nes", "Nor", "Oor", "Oster", "Pel", "Poor", "Ram",
	"Ren", "Rie", "Roe", "Rol", "Sand", "Schel", "Sim", "Spij", "Stel", "Sten", "Ter", "Til", "Tol", "Ulf", "Var", "Vel", "Ver", "Wal", "Wes", "Wij", "Zan", "Zel",
	"Zijl", "Zon", "Zuur");
LIST(COUNTRY_ENDS, "aard", "beek", "berg", "bos", "broek", "dam", "dijk", "donk", "gaard", "hof", "horst", "huis", "inga", "kamp", "kens", "ker", "laan",
	"ma", "man", "mans", "meer", "mond", "oord", "ring", "sen", "sma", "steen", "stra", "veld", "veen", "voort", "waard", "weg", "wijk", "zand");

const struct country_goal_words COUNTRY_GOALS[] = {
	{ "income", "Elke maand weten wat we kunnen uitgeven", { "Papieren op volgorde leggen", "Samen het budget maken", "Bellen over de betaalregeling", "Iedere week tien minuten naar het geld kijken" } },
	{ "income", "Geen nieuwe schulden meer", { "Brieven samen openmaken", "Toeslagen nakijken", "Vaste lasten op één dag laten afschrijven", "Naar het inloopuur over geld" } },
	{ "parenting", "Rustige avonden thuis", { "Vaste bedtijd op de koelkast", "Na het eten een half uur zonder schermen", "Om de beurt voorlezen", "Vertellen wat goed ging" } },
	{ "parenting", "De kinderen weten waar ze aan toe zijn", { "Drie huisregels kiezen", "De weekkaart ophangen", "Met opa en oma afspreken hoe zij het doen", "Terugkijken wat werkt" } },
	{ "participation", "Iedere week iets buiten de deur", { "Kijken bij de buurtkamer", "Fiets laten maken", "Aanmelden bij de club", "Met een buur meegaan" } },
	{ "participation", "Weer aan het werk, stap voor stap", { "Een brief schrijven", "Praten met de jobcoach", "Een dagdeel meelopen", "Opvang regelen" } },
	{ "physical_health", "Fit genoeg om de dag aan te kunnen", { "Een afspraak bij de huisarts", "Twee keer per week wandelen", "Op tijd naar bed", "Samen koken" } },
	{ "mental_health", "Minder piekeren", { "Met de praktijkondersteuner praten", "Opschrijven wat helpt", "Iemand bellen als het te veel wordt", "Een rustplek in huis maken" } },
	{ "safety", "Iedereen voelt zich veilig thuis", { "Afspreken wat we doen als het oploopt", "Een buur die we mogen bellen", "Het plan op papier zetten", "Samen oefenen" } },
	{ "daily_life", "Het huis weer op orde", { "Een kast per week", "De klusploeg vragen", "Grofvuil aanmelden", "Een schema voor de was" } },
	{ "daily_life", "Op tijd op school en werk", { "Tassen klaar op zondag", "Wekker op een vaste tijd", "Met de mentor bellen", "Een beloning kiezen" } },
	{ "mental_health", "Er is weer iemand om mee te praten", { "Een maatje zoeken", "Kennismaken", "Om de week koffie", "Vertellen hoe het is" } },
};
const int COUNTRY_GOALS_N = (int)(sizeof COUNTRY_GOALS / sizeof *COUNTRY_GOALS);

LIST(COUNTRY_CONTACTS, "Het gaat beter. De brieven zijn open en liggen op volgorde.", "Kort gebeld. De week was druk, maar het is gelukt om op tijd te zijn.",
	"Aan de keukentafel het plan bekeken. Eén stap is klaar.", "Er was ruzie over het geld. We hebben de vaste lasten opgeschreven.",
	"Samen naar de huisarts geweest. Er komt een verwijzing.", "De jongste slaapt beter sinds de vaste bedtijd.", "Op school gesproken met de mentor. Die belt volgende week.",
	"Moe, maar trots op wat er gelukt is.", "De betaalregeling is rond.", "Oma springt bij op woensdag.", "Er is een plek bij de buurtkamer. Volgende week een keer kijken.",
	"Gesproken over wat er nodig is om het zelf te doen.", "De verhuurder is gebeld. De lekkage wordt gemaakt.", "Het weekend was zwaar. Afgesproken wie er dan gebeld wordt.",
	"Een rustig gesprek. Geen bijzonderheden.", "De oudste heeft een bijbaan. Dat geeft lucht.", "De toeslag is aangevraagd.", "We keken terug op het afgelopen kwartaal: er is veel gebeurd.",
	"Het is stil in huis. Gesproken over hoe dat voelt.", "De buren hebben aangeboden te helpen met de tuin.");
LIST(COUNTRY_TRIES, "Gebeld, geen gehoor. Ingesproken.", "Aan de deur geweest, niemand thuis. Kaartje achtergelaten.", "Bericht gestuurd, nog geen antwoord.",
	"Afspraak vergeten. Nieuwe voorgesteld.");
LIST(COUNTRY_HORIZONS, "Dat we het weer zelf kunnen, met rust in huis.", "Een gewoon leven zonder elke dag stress over geld.", "Dat de kinderen met plezier naar school gaan.",
	"Een huis waar iedereen zich fijn voelt.", "Dat er mensen om ons heen zijn.", "Weer zin in de dag.");
LIST(COUNTRY_REPORTS, "Op school valt op dat het kind vaak te laat is en weinig bij zich heeft.", "De buurvrouw hoort vaak ruzie en vindt dat het niet meer zo kan.",
	"Er zijn brieven over de huur en het lukt niet om het zelf op te lossen.", "Moeder vertelt dat ze er alleen voor staat en moe is.",
	"De huisarts vraagt of er iemand kan meekijken bij dit gezin.", "Het gaat niet goed met mijn zoon, hij komt zijn kamer niet meer uit.",
	"Het huis is vol en de gordijnen zijn altijd dicht.", "Ik maak me zorgen over een gezin op de sportclub.");
LIST(COUNTRY_ANSWERS, "Dank je. We hebben contact gelegd. Wie het aangaat vertelt je zelf wat je mag weten.", "We hebben gebeld en er loopt al hulp.",
	"We zijn langs geweest en pakken het samen op.", "Dank je voor het bellen. We kennen de situatie en blijven kijken.");
LIST(COUNTRY_STREETS, "Acaciastraat", "Beukenlaan", "Dorpsweg", "Esdoornstraat", "Fazantlaan", "Grachtkade", "Havenstraat", "Iepenlaan", "Kastanjehof", "Lindelaan",
	"Merelweg", "Noorderkade", "Oosterstraat", "Populierlaan", "Reigerstraat", "Schoolstraat", "Tulpenplein", "Vijverweg", "Wilgenhof", "Zonneweg");
LIST(COUNTRY_REASONS, "Samen besproken en goed bevonden.", "Het gezin wilde graag verder.", "Het plan is klaar en iedereen is akkoord.", "Het meeste gaat nu vanzelf.",
	"De doelen zijn bereikt.");
LIST(COUNTRY_WORRIES, "Er is geen overzicht over de rekeningen.", "De avonden lopen vaak uit op ruzie.", "Er is weinig contact met anderen.", "Slapen lukt slecht.",
	"Het kind mist veel school.", "Er zijn spanningen tussen de ouders.");
LIST(COUNTRY_STRENGTHS, "Er wordt iedere avond samen gegeten.", "Oma woont om de hoek.", "De kinderen helpen elkaar.", "Vraagt op tijd om hulp.", "Het huis is warm en gezellig.");
LIST(COUNTRY_NEXT, "Aan de keukentafel het plan bekijken", "Bellen hoe het gaat", "Samen naar school", "Bij ons op kantoor", "Wandelen en bijpraten");
LIST(COUNTRY_REVIEWS, "Er is veel gelukt. Wat nog niet gaat, doen we in kleinere stappen.", "Het was een zware tijd, maar het gaat de goede kant op.",
	"Iedereen vond dat het rustiger is thuis.", "Het tempo mag omlaag. Eén doel tegelijk.");
LIST(COUNTRY_AGREEMENTS, "We bellen elkaar als het anders loopt.", "Afzeggen mag, tot een uur van tevoren.", "Eén vaste dag in de week.", "Niemand praat over ons zonder ons.");
LIST(COUNTRY_WISHES, "Een keer met zijn allen weg.", "Een eigen kamer voor de oudste.", "Meer rust in het weekend.", "Leren fietsen.");
LIST(COUNTRY_HISTORIES, "Hulp bij het op orde brengen van de administratie.", "Een training voor ouders in de wijk.", "Gesprekken bij de huisartsenpraktijk.",
	"Begeleiding door een vrijwilliger thuis.");
LIST(COUNTRY_ORGANISATIONS, "Basisschool de Ankerplaats", "Huisartsenpraktijk Zonnehof", "Kinderopvang de Kievit", "Welzijn Rondom", "Sportclub de Eendracht",
	"Gezondheidscentrum de Linde", "Voedselkring Samen", "Vrijwilligers aan Huis");
LIST(COUNTRY_DOMAINS, "physical_health", "daily_life", "income", "participation", "parenting", "safety", "mental_health");
