#include "household_entities.h"
#include "../../platform/web/i18n.h"

#define JEUGDWET "Jeugdwet 7.3.8; Wmo 5.1.1"

/* The phases of Krachten bundelen 3.1 (Leiden), with the report before and the aftercare behind them. */
static const struct code phases[] = {
	{ "report", N_("aanmelding") }, { "getting_to_know", N_("kennismaking") }, { "support", N_("begeleiding") },
	{ "rounding_off", N_("afronding") }, { "aftercare", N_("nazorg") }, { "closed", N_("afgesloten") }, { NULL, NULL }
};
const struct codes PHASES = { "phase", phases };

static const struct code person_roles[] = {
	{ "parent", N_("ouder") }, { "child", N_("kind") }, { "partner", N_("partner van een ouder") }, { "grandparent", N_("opa of oma") },
	{ "foster_parent", N_("pleegouder") }, { "guardian", N_("voogd") }, { "adult", N_("volwassene") }, { NULL, NULL }
};
const struct codes PERSON_ROLES = { "person_role", person_roles };

static const struct code custody_kinds[] = {
	{ "parental", N_("ouderlijk gezag") }, { "guardianship", N_("voogdij") }, { "none", N_("geen gezag") }, { NULL, NULL }
};
const struct codes CUSTODY_KINDS = { "custody_kind", custody_kinds };

static const struct code custody_sources[] = {
	{ "register", N_("uittreksel gezagsregister gezien") }, { "judgment", N_("uitspraak van de rechter gezien") },
	{ "brp", N_("basisregistratie personen") }, { "told", N_("verteld, nog niet gezien") }, { NULL, NULL }
};
const struct codes CUSTODY_SOURCES = { "custody_source", custody_sources };

static const struct code tie_kinds[] = {
	{ "family", N_("familie") }, { "friend", N_("vriend of vriendin") }, { "neighbour", N_("buur") }, { "school", N_("school of opvang") },
	{ "club", N_("club of vereniging") }, { "faith", N_("geloofsgemeenschap") }, { "work", N_("werk") }, { "volunteer", N_("vrijwilliger") },
	{ "health", N_("huisarts of zorg") }, { "help", N_("hulpverlener") }, { "authority", N_("instantie") }, { NULL, NULL }
};
const struct codes TIE_KINDS = { "tie_kind", tie_kinds };

static const struct code languages[] = {
	{ "nl", N_("Nederlands") }, { "en", N_("Engels") }, { "ar", N_("Arabisch") }, { "tr", N_("Turks") }, { "uk", N_("Oekraïens") },
	{ "pl", N_("Pools") }, { "ti", N_("Tigrinya") }, { "other", N_("een andere taal") }, { NULL, NULL }
};
const struct codes LANGUAGES = { "language", languages };

static const struct code note_kinds[] = {
	{ "strength", N_("wat gaat goed") }, { "worry", N_("wat baart zorgen") }, { "view", N_("hoe iemand anders het ziet") }, { NULL, NULL }
};
const struct codes NOTE_KINDS = { "note_kind", note_kinds };

static const struct code domain_choices[] = {
	{ "seen", N_("samen bekeken") }, { "not_needed", N_("niet nodig, onze keuze") }, { NULL, NULL }
};
static const struct codes DOMAIN_CHOICES = { "domain_choice", domain_choices };

static const struct field household_fields[] = {
	{ "team_id", N_("Team"), F_REF, .refs = "team", .required = true },
	{ "number", NULL, F_TEXT, .max = 12, .required = true },     /* random: no gap tells anything */
	{ "name", N_("Naam van het gezin"), F_TEXT, .max = 120, .required = true, .sealed = true, .personal = true,
		.why = "finding and addressing the household", .missing = N_("Vul een naam in, bijvoorbeeld Gezin Martens") },
	{ "phase", N_("Fase"), F_CODE, .codes = &PHASES, .required = true },
	{ "phase_at", NULL, F_TIME, .required = true },
	{ "light", N_("Op een waakvlam"), F_BOOL, .required = true },      /* intensity low: keeping a light on */
	{ "professional_id", N_("Vaste hulpverlener"), F_REF, .refs = "account" },
	{ "professional_at", NULL, F_TIME },
	{ "professional_count", NULL, F_INT, .required = true },     /* how many there have been */
	{ "self_led_by", N_("Wie uit het gezin de regie heeft"), F_TEXT, .max = 120, .sealed = true, .personal = true, .why = "the family keeps its plan together itself" },
	{ "next_on", N_("Volgende afspraak"), F_DAY },
	{ "next_time", N_("Hoe laat"), F_TEXT, .max = 5, .hint = N_("Bijvoorbeeld 19.30") },
	{ "next_what", N_("Wat en waar"), F_TEXT, .max = 200, .sealed = true, .personal = true, .why = "the next agreement with the household" },
	{ "last_contact_at", NULL, F_TIME },
	{ "address", N_("Straat en huisnummer"), F_TEXT, .max = 200, .sealed = true, .personal = true, .why = "visiting" },
	{ "postcode", N_("Postcode"), F_POSTCODE, .sealed = true, .personal = true, .why = "finding the area", .hint = N_("Bijvoorbeeld 8021 AB") },
	{ "place", N_("Plaats"), F_TEXT, .max = 80, .sealed = true, .personal = true, .why = "visiting" },
	{ "area_code", N_("Buurt"), F_TEXT, .max = 10 },
	{ "opened_at", NULL, F_TIME, .required = true },
	{ "by_function_at", NULL, F_TIME },                          /* under threat: since then the family sees staff by function */
	{ "closed_at", NULL, F_TIME },
	{ "family_seen_at", NULL, F_TIME },          /* up to when the fixed professional dealt with what the family wrote */
	{ "uncounted", N_("Niet meetellen"), F_BOOL, .required = true, .preset = "FALSE" },      /* objected to being counted: in no statistic (AVG 21) */
	{ "uncounted_at", NULL, F_TIME },            /* when that was last changed: its weeks are counted anew */
	{ "next_attention_at", NULL, F_TIME },       /* when time alone changes what asks attention; NULL: never looked at; FOREVER: nothing to come */
	{ NULL }
};
static const char *const household_indexes[] = { "UNIQUE number", "file_id", "team_id, closed_at, next_on, professional_id, phase, light", "professional_id, closed_at, next_on", "next_attention_at", "area_code, closed_at",
	"uncounted_at WHERE uncounted_at IS NOT NULL", NULL };
const struct entity HOUSEHOLD_ENTITY = { "household", "a household, for one period of help", GUARD_FILE, household_fields, household_indexes, JEUGDWET, "youth_file" };

static const struct field person_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "own_file_id", NULL, F_REF, .refs = "file", .required = true },
	{ "account_id", NULL, F_REF, .refs = "account" },
	{ "first_name", N_("Voornaam"), F_TEXT, .max = 80, .required = true, .sealed = true, .personal = true, .why = "addressing", .missing = N_("Vul een voornaam in") },
	{ "last_name", N_("Achternaam"), F_TEXT, .max = 120, .sealed = true, .personal = true, .why = "identifying" },
	{ "birth_date", N_("Geboortedatum"), F_BIRTH, .sealed = true, .personal = true, .why = "rights change at 12, 16 and 18",
		.hint = N_("Bijvoorbeeld 4-3-2011") },
	{ "role", N_("Rol in het gezin"), F_CODE, .codes = &PERSON_ROLES, .required = true, .missing = N_("Kies een rol") },
	{ "lives_here", N_("Woont hier"), F_BOOL, .required = true },
	{ "language", N_("Taal"), F_CODE, .codes = &LANGUAGES },
	{ "interpreter", N_("Tolk nodig"), F_BOOL, .required = true, .hint = N_("Een tolk is nooit een kind uit het gezin") },
	{ "phone", N_("Telefoon"), F_PHONE, .sealed = true, .personal = true, .why = "contact" },
	{ "email", N_("E-mail"), F_EMAIL, .sealed = true, .personal = true, .why = "contact" },
	{ "estranged", N_("Mag niets van dit gezin lezen"), F_BOOL, .required = true },
	{ NULL }
};
static const char *const person_indexes[] = { "household_id", "file_id", "account_id", NULL };
const struct entity PERSON_ENTITY = { "person", "a person of a household", GUARD_FILE, person_fields, person_indexes, JEUGDWET, "youth_file" };

static const struct field custody_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "child_id", N_("Kind"), F_REF, .refs = "person", .required = true },
	{ "holder_id", N_("Wie"), F_REF, .refs = "person", .required = true },
	{ "kind", N_("Gezag"), F_CODE, .codes = &CUSTODY_KINDS, .required = true, .missing = N_("Kies wat voor gezag") },
	{ "source", N_("Hoe weten we dat"), F_CODE, .codes = &CUSTODY_SOURCES, .required = true, .missing = N_("Kies hoe jullie dit weten") },
	{ "source_on", N_("Datum van de bron"), F_DAY },
	{ "from_at", NULL, F_TIME, .required = true },
	{ "until_at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const custody_indexes[] = { "household_id", "child_id", NULL };
const struct entity CUSTODY_ENTITY = { "custody", "who has custody over a child, with source and date (BW 1:245)", GUARD_FILE, custody_fields, custody_indexes, JEUGDWET, "youth_file" };

static const struct field tie_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "person_id", N_("Om wie het vooral gaat"), F_REF, .refs = "person" },
	{ "kind", N_("Soort"), F_CODE, .codes = &TIE_KINDS, .required = true, .missing = N_("Kies wat voor iemand dit is") },
	{ "name", N_("Naam"), F_TEXT, .max = 120, .required = true, .sealed = true, .personal = true, .why = "who stands around the household", .missing = N_("Vul een naam in") },
	{ "organisation", N_("Organisatie"), F_TEXT, .max = 120, .sealed = true, .personal = true, .why = "for whom they work" },
	{ "works_on", N_("Waar helpt die bij"), F_TEXT, .max = 200, .sealed = true, .personal = true, .why = "two helpers on one goal are seen" },
	{ "phone", N_("Telefoon"), F_PHONE, .sealed = true, .personal = true, .why = "contact" },
	{ "closeness", N_("Hoe dichtbij"), F_INT, .least = 1, .most = 3, .required = true },   /* 1 near, 3 far */
	{ "domain", N_("Levensgebied"), F_CODE, .codes = &LIFE_DOMAINS },
	{ "until_at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const tie_indexes[] = { "household_id", NULL };
const struct entity TIE_ENTITY = { "tie", "somebody around the household, formal or informal", GUARD_FILE, tie_fields, tie_indexes, JEUGDWET, "youth_file" };

static const struct field history_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "year", N_("Wanneer ongeveer"), F_TEXT, .max = 40, .hint = N_("Bijvoorbeeld 2021 tot 2023") },
	{ "what", N_("Welke hulp was er"), F_LONG, .max = 1000, .required = true, .sealed = true, .personal = true, .why = "help had before need not be told twice", .missing = N_("Schrijf op welke hulp er was") },
	{ "outcome", N_("Wat hielp, wat niet"), F_LONG, .max = 1000, .sealed = true, .personal = true, .why = "what worked before" },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const by_household[] = { "household_id", NULL };
const struct entity HISTORY_ENTITY = { "history", "help the household had before", GUARD_FILE, history_fields, by_household, JEUGDWET, "youth_file" };

static const struct field phase_change_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "phase", N_("Nieuwe fase"), F_CODE, .codes = &PHASES, .required = true, .missing = N_("Kies de nieuwe fase") },
	{ "reason", N_("Waarom nu"), F_LONG, .max = 500, .sealed = true, .personal = true, .why = "the family reads why" },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
const struct entity PHASE_CHANGE_ENTITY = { "phase_change", "a change of phase: who, why and when", GUARD_FILE, phase_change_fields, by_household, JEUGDWET, "youth_file" };

static const struct field professional_change_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "account_id", NULL, F_REF, .refs = "account" },
	{ "reason", N_("Waarom een ander"), F_LONG, .max = 500, .sealed = true, .personal = true, .why = "every change is counted and shown" },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
const struct entity PROFESSIONAL_CHANGE_ENTITY = { "professional_change", "a change of fixed professional", GUARD_FILE, professional_change_fields, by_household, JEUGDWET, "youth_file" };

static const struct field domain_note_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "person_id", N_("Over wie"), F_REF, .refs = "person" },
	{ "domain", N_("Levensgebied"), F_CODE, .codes = &LIFE_DOMAINS, .required = true },
	{ "kind", N_("Soort"), F_CODE, .codes = &NOTE_KINDS, .required = true },
	{ "text", N_("Wat"), F_LONG, .max = 4000, .sealed = true, .personal = true, .why = "strengths and worries in the household's own words" },
	{ "whose", N_("Wie zegt dit"), F_TEXT, .max = 120, .sealed = true, .personal = true, .why = "differing views stand side by side" },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const domain_note_indexes[] = { "household_id, domain", "at, kind, household_id, domain, by_id", NULL };
const struct entity DOMAIN_NOTE_ENTITY = { "domain_note", "a strength, worry or view in a life domain", GUARD_FILE, domain_note_fields, domain_note_indexes, JEUGDWET, "youth_file" };

static const struct field domain_link_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "domain", N_("Dit"), F_CODE, .codes = &LIFE_DOMAINS, .required = true },
	{ "other_domain", N_("hangt samen met"), F_CODE, .codes = &LIFE_DOMAINS, .required = true },
	{ "text", N_("Hoe dan"), F_TEXT, .max = 300, .sealed = true, .personal = true, .why = "how worries hang together" },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
const struct entity DOMAIN_LINK_ENTITY = { "domain_link", "two life domains that hang together", GUARD_FILE, domain_link_fields, by_household, JEUGDWET, "youth_file" };

static const struct field domain_view_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "domain", NULL, F_CODE, .codes = &LIFE_DOMAINS, .required = true },
	{ "choice", N_("Keuze"), F_CODE, .codes = &DOMAIN_CHOICES },
	{ "score", N_("Cijfer"), F_INT, .least = 0, .most = 10 },
	{ "at", NULL, F_TIME, .required = true },
	{ "by_id", NULL, F_REF },
	{ NULL }
};
static const char *const domain_view_indexes[] = { "household_id, domain, at", NULL };
const struct entity DOMAIN_VIEW_ENTITY = { "domain_view", "a life domain was looked at together, with a number for who likes", GUARD_FILE, domain_view_fields, domain_view_indexes, JEUGDWET, "youth_file" };

static const struct field name_token_fields[] = {
	{ "file_id", NULL, F_REF, .refs = "file", .required = true },
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "person_id", NULL, F_REF, .refs = "person" },
	{ "kind", NULL, F_TEXT, .max = 10, .required = true },      /* "word": a prefix of a name; "same": sounds alike and birth date; "number" */
	{ "token", NULL, F_HASH, .required = true },                /* keyed hash: nothing can be read back */
	{ NULL }
};
static const char *const name_token_indexes[] = { "token, kind, file_id", "household_id, token", "person_id", NULL };
const struct entity NAME_TOKEN_ENTITY = { "name_token", "keyed tokens to find names by; they belong to the file and go with it", GUARD_FILE_READ, name_token_fields, name_token_indexes, JEUGDWET, "youth_file" };
