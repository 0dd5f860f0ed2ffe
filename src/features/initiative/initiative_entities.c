#include "initiative_entities.h"
#include "../../platform/web/i18n.h"

static const struct code phases[] = {
	{ "idea", N_("idee") }, { "plan", N_("plannen maken") }, { "contact", N_("contact leggen") }, { "carrying_out", N_("uitvoeren") },
	{ "done", N_("klaar") }, { "stopped", N_("gestopt") }, { NULL, NULL }
};
const struct codes INITIATIVE_PHASES = { "initiative_phase", phases };
/* The three in which something is made together (Haarlem; Spierts and Post 2018). */
static const struct code steps[] = {
	{ "plan", N_("plannen maken") }, { "contact", N_("contact leggen") }, { "carrying_out", N_("uitvoeren") }, { NULL, NULL }
};
const struct codes INITIATIVE_STEPS = { "initiative_step", steps };
static const struct code origins[] = {
	{ "residents", N_("Bewoners bedachten het zelf") }, { "theme", N_("Een thema uit de signalen") }, { "partner", N_("Een club, school of andere partner") },
	{ "team", N_("Het team") }, { NULL, NULL }
};
const struct codes INITIATIVE_ORIGINS = { "initiative_origin", origins };
static const struct code existing[] = {
	{ "join", N_("Er is al iets: daar sluiten we bij aan") }, { "beside", N_("Er is al iets, en dit komt ernaast") },
	{ "nothing", N_("Er is hier nog niets") }, { NULL, NULL }
};
const struct codes INITIATIVE_EXISTS = { "initiative_exists", existing };
static const struct code asked[] = {
	{ "works", N_("Wat gaat hier al goed?") }, { "best", N_("Wat was een mooi moment, hier in de buurt?") },
	{ "more", N_("Waar zou je meer van willen?") }, { "bring", N_("Wat kun of wil je zelf brengen?") }, { NULL, NULL }
};
const struct codes INITIATIVE_ASKED = { "initiative_asked", asked };
static const struct code speakers[] = {
	{ "parent", N_("een ouder") }, { "young", N_("een jongere") }, { "child", N_("een kind") }, { "neighbour", N_("een buurtbewoner") },
	{ "volunteer", N_("een vrijwilliger") }, { "group", N_("een groep bij elkaar") }, { NULL, NULL }
};
const struct codes INITIATIVE_SPEAKERS = { "initiative_speaker", speakers };
static const struct code parties[] = {
	{ "parents", N_("ouders") }, { "young_people", N_("jongeren") }, { "experts", N_("ervaringsdeskundigen") }, { "volunteers", N_("vrijwilligers") },
	{ "club", N_("sportclub of vereniging") }, { "school", N_("school") }, { "team", N_("wijkteam") }, { "other", N_("een andere partner") }, { NULL, NULL }
};
const struct codes INITIATIVE_PARTIES = { "initiative_party", parties };
static const struct code degrees[] = {
	{ "inform", N_("meeweten") }, { "think", N_("meedenken") }, { "work", N_("meewerken") }, { "decide", N_("meebeslissen") }, { NULL, NULL }
};
const struct codes INITIATIVE_DEGREES = { "initiative_degree", degrees };
static const struct code marks[] = {
	{ "well", N_("Gaat goed") }, { "attention", N_("Vraagt aandacht") }, { "unsure", N_("Weten we nog niet") }, { NULL, NULL }
};
const struct codes INITIATIVE_MARKS = { "initiative_mark", marks };
static const struct code reach[] = {
	{ "yes", N_("Ja") }, { "partly", N_("Voor een deel") }, { "no", N_("Nee, anderen kwamen") }, { "unknown", N_("Dat weten we niet") }, { NULL, NULL }
};
const struct codes INITIATIVE_REACH = { "initiative_reach", reach };
static const struct code languages[] = {
	{ "nl", N_("Nederlands") }, { "en", N_("Engels") }, { "ar", N_("Arabisch") }, { "tr", N_("Turks") }, { "uk", N_("Oekraïens") }, { "pl", N_("Pools") },
	{ "ti", N_("Tigrinya") }, { NULL, NULL }
};
const struct codes INITIATIVE_LANGUAGES = { "initiative_language", languages };
static const struct code rhythms[] = {
	{ "once", N_("Eén keer") }, { "week", N_("Elke week") }, { "fortnight", N_("Om de week") }, { "four_weeks", N_("Elke vier weken") }, { NULL, NULL }
};
const struct codes INITIATIVE_RHYTHMS = { "initiative_rhythm", rhythms };

static const struct field initiative_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "theme_id", NULL, F_REF },                    /* the theme it answers; NULL: another beginning */
	{ "owner_id", NULL, F_REF, .refs = "account", .required = true },       /* who of the team keeps it in sight */
	{ "title", N_("Hoe heet het?"), F_TEXT, .max = 80, .required = true, .missing = N_("Geef het een naam, bijvoorbeeld Oudercafé") },
	{ "origin", N_("Waar komt het vandaan?"), F_CODE, .codes = &INITIATIVE_ORIGINS, .required = true, .missing = N_("Kies waar het vandaan komt") },
	{ "area_code", N_("In welke buurt?"), F_TEXT, .max = 10, .required = true, .missing = N_("Kies een buurt") },
	{ "domain", N_("Welk levensgebied raakt het het meest?"), F_CODE, .codes = &LIFE_DOMAINS, .required = true, .missing = N_("Kies een levensgebied") },
	{ "about", N_("Wat is het?"), F_LONG, .max = 1000, .hint = N_("Twee of drie zinnen, zoals je het aan een buur vertelt. Schrijf geen namen op") },
	{ "for_whom", N_("Voor wie?"), F_TEXT, .max = 160, .hint = N_("Bijvoorbeeld: ouders met kinderen op de basisschool") },
	{ "age_from", N_("Vanaf welke leeftijd?"), F_INT, .least = 0, .most = 120 },
	{ "age_to", N_("Tot en met welke leeftijd?"), F_INT, .least = 0, .most = 120 },
	{ "languages", N_("Welke talen spreekt iemand daar?"), F_CODES, .codes = &INITIATIVE_LANGUAGES },
	{ "price", N_("Wat kost het wie meedoet, in euro's?"), F_INT, .least = 0, .most = 1000, .hint = N_("0 is gratis. Leeg: dat weten we nog niet") },
	{ "informal", N_("Wie dragen het uit de buurt zelf?"), F_TEXT, .max = 160, .hint = N_("Bijvoorbeeld: vier ouders en de kantinevrijwilligers. Zonder namen") },
	{ "formal", N_("Welke organisaties doen mee?"), F_TEXT, .max = 160 },
	{ "sign_up", N_("Hoe doe je mee?"), F_TEXT, .max = 160, .hint = N_("Bijvoorbeeld: kom langs, of bel het wijkteam") },
	{ "open_to_all", N_("Iedereen mag komen: zet het op de lijst In de buurt"), F_BOOL, .required = true },
	{ "phase", NULL, F_CODE, .codes = &INITIATIVE_PHASES, .required = true },
	{ "phase_at", NULL, F_TIME, .required = true },
	{ "exists_choice", N_("Wat is er al?"), F_CODE, .codes = &INITIATIVE_EXISTS },
	{ "exists_word", N_("Wat vonden we?"), F_LONG, .max = 1000, .hint = N_("Eén zin is genoeg: bij wie keek of vroeg je?") },
	{ "exists_at", NULL, F_TIME },
	{ "reach_choice", N_("Kwamen de mensen voor wie het bedoeld is?"), F_CODE, .codes = &INITIATIVE_REACH,
		.missing = N_("Kies een antwoord. Dat jullie het niet weten mag ook") },
	{ "reached", N_("Hoeveel gezinnen bereikte het?"), F_INT, .least = 0, .most = 5000 },
	{ "reached_people", N_("Hoeveel mensen?"), F_INT, .least = 0, .most = 50000 },
	{ "reached_how", N_("Hoe weten we dat?"), F_TEXT, .max = 200, .hint = N_("Bijvoorbeeld: geteld aan tafel, wie er voor het eerst kwam") },
	{ "changed", N_("Wat veranderde er? In woorden van bewoners"), F_LONG, .max = 2000, .hint = N_("Schrijf geen namen op en niets waaraan je iemand herkent") },
	{ "learned", N_("Wat leerden we?"), F_LONG, .max = 2000 },
	{ "looked_at", NULL, F_TIME },                  /* when that was last written down */
	{ "next_attention_at", NULL, F_TIME },          /* as household.next_attention_at */
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const initiative_indexes[] = { "team_id, id", "theme_id", "area_code, id WHERE open_to_all", "area_code, phase", "next_attention_at", NULL };
const struct entity INITIATIVE_ENTITY = { "initiative", "something set up together with residents: words without persons", GUARD_TEAM, initiative_fields,
	initiative_indexes, NULL, NULL };

#define OF_AN_INITIATIVE { "team_id", NULL, F_REF, .refs = "team", .required = true }, { "initiative_id", NULL, F_REF, .refs = "initiative", .required = true }
static const char *const by_initiative[] = { "initiative_id", NULL };

static const struct field phase_fields[] = {
	OF_AN_INITIATIVE,
	{ "phase", N_("Naar"), F_CODE, .codes = &INITIATIVE_PHASES, .required = true, .missing = N_("Kies waar het heen gaat") },
	{ "reason", N_("Waarom nu?"), F_TEXT, .max = 300, .hint = N_("Eén woord mag") },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
const struct entity INITIATIVE_PHASE_ENTITY = { "initiative_phase", "a change of phase of an initiative", GUARD_TEAM, phase_fields, by_initiative, NULL, NULL };

static const struct field answer_fields[] = {
	OF_AN_INITIATIVE,
	{ "asked", N_("De vraag"), F_CODE, .codes = &INITIATIVE_ASKED, .required = true, .missing = N_("Kies de vraag") },
	{ "text", N_("Het antwoord, in hun woorden"), F_LONG, .max = 1000, .required = true, .missing = N_("Schrijf op wat er gezegd werd"),
		.hint = N_("Geen namen, geen adres, niets waaraan je iemand herkent: dit is geen dossier") },
	{ "speaker", N_("Wie zei het?"), F_CODE, .codes = &INITIATIVE_SPEAKERS, .required = true, .missing = N_("Kies wie het zei") },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
const struct entity INITIATIVE_ANSWER_ENTITY = { "initiative_answer", "what residents said they want, without persons", GUARD_TEAM, answer_fields, by_initiative, NULL, NULL };

static const struct field part_fields[] = {
	OF_AN_INITIATIVE,
	{ "phase", N_("Waarbij?"), F_CODE, .codes = &INITIATIVE_STEPS, .required = true, .missing = N_("Kies waarbij") },
	{ "party", N_("Wie?"), F_CODE, .codes = &INITIATIVE_PARTIES, .required = true, .missing = N_("Kies wie") },
	{ "which", N_("Welke?"), F_TEXT, .max = 120, .missing = N_("Schrijf op welke club, school of partner"),
		.hint = N_("De club, school of partner. Bij anderen mag het leeg blijven, of bijvoorbeeld ‘ouders van groep 5’. Geen namen van mensen") },
	{ "degree", N_("Hoe ver?"), F_CODE, .codes = &INITIATIVE_DEGREES, .required = true, .missing = N_("Kies hoe ver zij meedoen") },
	{ "said", N_("Wat brachten zij in?"), F_TEXT, .max = 300 },
	{ "done", N_("Wat deden we ermee?"), F_TEXT, .max = 300, .missing = N_("Schrijf op wat ermee gedaan is, of waarom niet") },
	{ "done_at", NULL, F_TIME },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
const struct entity INITIATIVE_PART_ENTITY = { "initiative_part", "who takes part in making it, how far, and what was done with what they said", GUARD_TEAM, part_fields,
	by_initiative, NULL, NULL };

static const struct field guest_fields[] = {
	OF_AN_INITIATIVE,
	{ "account_id", N_("Wie met een eigen inlog mag meelezen?"), F_REF, .refs = "account", .required = true, .missing = N_("Kies iemand") },
	{ "by_id", NULL, F_REF },
	{ "from_at", NULL, F_TIME, .required = true },
	{ "until_at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const guest_indexes[] = { "account_id, initiative_id", "initiative_id", NULL };
const struct entity INITIATIVE_GUEST_ENTITY = { "initiative_guest", "a partner or expert by experience who reads along, from when until when", GUARD_TEAM, guest_fields,
	guest_indexes, NULL, NULL };

static const struct field reflection_fields[] = {
	OF_AN_INITIATIVE,
	{ "asked", NULL, F_TEXT, .max = 20, .required = true },
	{ "mark", NULL, F_CODE, .codes = &INITIATIVE_MARKS, .required = true },
	{ "word", N_("Een woord erbij"), F_TEXT, .max = 200 },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const reflection_indexes[] = { "UNIQUE initiative_id, asked", NULL };
const struct entity INITIATIVE_REFLECTION_ENTITY = { "initiative_reflection", "how the team looks at a critical question or working factor now", GUARD_TEAM,
	reflection_fields, reflection_indexes, NULL, NULL };

static const struct field meeting_fields[] = {
	OF_AN_INITIATIVE,
	{ "series_id", NULL, F_REF },                   /* what was planned together; no table of its own */
	{ "start_at", NULL, F_TIME, .required = true },
	{ "end_at", NULL, F_TIME, .required = true },
	{ "weekday", NULL, F_INT, .least = 1, .most = 7, .required = true },    /* 1 Monday … 7, of the day it begins in Amsterdam */
	{ "place", N_("Waar?"), F_TEXT, .max = 160, .required = true, .missing = N_("Vul in waar het is, bijvoorbeeld buurthuis De Schuit") },
	{ "moved_from", NULL, F_TIME },                 /* when it was to begin before it was moved */
	{ "cancelled_at", NULL, F_TIME },
	{ "why", N_("Waarom? Iedereen die kijkt leest dit"), F_TEXT, .max = 160 },
	{ "attendance", N_("Hoeveel mensen waren er?"), F_INT, .least = 0, .most = 5000, .missing = N_("Vul een aantal in. Kwam er niemand, vul dan 0 in") },
	{ "families", N_("Uit hoeveel gezinnen?"), F_INT, .least = 0, .most = 5000 },
	{ "word", N_("Een woord over deze keer"), F_TEXT, .max = 300, .hint = N_("Zonder namen") },
	{ "said", NULL, F_INT, .least = 0, .most = 5000 },     /* how many tapped that they were there, of marks that are gone */
	{ NULL }
};
static const char *const meeting_indexes[] = { "initiative_id, start_at", "team_id, start_at", NULL };
const struct entity INITIATIVE_MEETING_ENTITY = { "initiative_meeting", "a meeting of an initiative, with how many came", GUARD_TEAM, meeting_fields, meeting_indexes,
	NULL, NULL };

/* One tap of one device. Its mark is made of that meeting too, so that taps of one device at two meetings have nothing in common; gone six weeks after. */
static const struct field tap_fields[] = {
	{ "initiative_meeting_id", NULL, F_REF, .refs = "initiative_meeting", .required = true },
	{ "came", NULL, F_BOOL, .required = true },     /* was there; else: comes */
	{ "mark", NULL, F_HASH, .required = true },
	{ "until_at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const tap_indexes[] = { "UNIQUE mark", "initiative_meeting_id, came", "until_at", NULL };
const struct entity INITIATIVE_TAP_ENTITY = { "initiative_tap", "somebody says to come, or to have been there: counted, not known", GUARD_ITSELF, tap_fields, tap_indexes,
	NULL, NULL };

static const struct field cost_fields[] = {
	OF_AN_INITIATIVE,
	{ "what", N_("Waarvoor?"), F_TEXT, .max = 120, .required = true, .missing = N_("Vul in waarvoor het geld is") },
	{ "source", N_("Van wie?"), F_TEXT, .max = 120, .hint = N_("Bijvoorbeeld: buurtbudget van de gemeente") },
	{ "asked", N_("Gevraagd, in euro's"), F_INT, .least = 0, .most = 1000000 },
	{ "spent", N_("Uitgegeven, in euro's"), F_INT, .least = 0, .most = 1000000 },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
const struct entity INITIATIVE_COST_ENTITY = { "initiative_cost", "what was asked and spent", GUARD_TEAM, cost_fields, by_initiative, NULL, NULL };

static const struct field success_fields[] = {
	OF_AN_INITIATIVE,
	{ "text", N_("Wat vieren we?"), F_TEXT, .max = 200, .required = true, .missing = N_("Schrijf in een zin wat er gelukt is"),
		.hint = N_("Eén zin, zonder namen. Hij staat op de lijst en bij de buurt") },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const success_indexes[] = { "initiative_id", "team_id, at", NULL };
const struct entity INITIATIVE_SUCCESS_ENTITY = { "initiative_success", "a success that is celebrated", GUARD_TEAM, success_fields, success_indexes, NULL, NULL };
