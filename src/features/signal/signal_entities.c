#include "signal_entities.h"
#include "../../platform/web/i18n.h"
#include "../account/account_entities.h"
#include "triage_entities.h"

static const struct code states[] = {
	{ "new", N_("nieuw") }, { "taken", N_("opgepakt") }, { "passed", N_("doorgegeven") }, { "answered", N_("beantwoord") }, { NULL, NULL }
};
const struct codes REPORT_STATES = { "report_state", states };

static const struct code reporters[] = {
	{ "self", N_("Ik vraag het voor mezelf of mijn gezin") }, { "resident", N_("Ik ben buur, familie of bekende") },
	{ "partner", N_("Ik werk met kinderen of gezinnen") }, { "colleague", N_("Ik werk in een wijkteam") }, { NULL, NULL }
};
const struct codes REPORTER_KINDS = { "reporter_kind", reporters };

static const struct code knows[] = {
	{ "yes", N_("Ja, zij weten het") }, { "no", N_("Nee, nog niet") }, { "unsafe", N_("Nee, want dat is misschien niet veilig") }, { NULL, NULL }
};
const struct codes KNOWS = { "knows", knows };

static const struct field report_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "account_id", NULL, F_REF, .refs = "account", .required = true },     /* the reporter: an account of kind link, or one's own */
	{ "number", NULL, F_TEXT, .max = 12, .required = true },
	{ "what", N_("Wat zie je?"), F_LONG, .max = 4000, .required = true, .sealed = true, .personal = true, .why = "what is going on",
		.missing = N_("Schrijf op wat je ziet, één zin is genoeg"), .hint = N_("Schrijf het zoals je het aan een collega vertelt. Namen hoeven nu nog niet") },
	{ "domains", N_("Gaat het ook hierover?"), F_CODES, .codes = &LIFE_DOMAINS, .hint = N_("Wij denken van wel. Tik weg wat niet klopt") },
	{ "about", N_("Over wie gaat het?"), F_LONG, .max = 500, .sealed = true, .personal = true, .why = "whom to look for", .hint = N_("Een naam, een leeftijd, een adres. Wat je weet is genoeg") },
	{ "place", N_("Waar?"), F_TEXT, .max = 200, .sealed = true, .personal = true, .why = "where to look", .hint = N_("Een straat, een school of een postcode") },
	{ "area_code", NULL, F_TEXT, .max = 10 },
	{ "knows", N_("Weten zij dat je ons dit vertelt?"), F_CODE, .codes = &KNOWS, .missing = N_("Kies een antwoord") },
	{ "urgent", N_("Kan dit niet tot morgen wachten?"), F_BOOL, .required = true },
	{ "reporter_kind", N_("Wie ben jij?"), F_CODE, .codes = &REPORTER_KINDS, .required = true, .missing = N_("Kies wat het best past") },
	{ "reporter_name", N_("Je naam"), F_TEXT, .max = 120, .sealed = true, .personal = true, .why = "calling back", .missing = N_("Vul je naam in") },
	{ "reporter_phone", N_("Je telefoonnummer"), F_PHONE, .least = 8, .sealed = true, .personal = true, .why = "calling back", .missing = N_("Vul een telefoonnummer in, dan kunnen we je bellen") },
	{ "reporter_organisation", N_("Waar werk je?"), F_TEXT, .max = 120, .sealed = true, .personal = true, .why = "a professional reporter is named to the family" },
	{ "call_when", N_("Wanneer kunnen we je bellen?"), F_TEXT, .max = 120, .sealed = true, .personal = true, .why = "calling back" },
	{ "state", NULL, F_CODE, .codes = &REPORT_STATES, .required = true },
	{ "at", NULL, F_TIME, .required = true },
	{ "read_by_id", NULL, F_REF },                  /* who reads it today */
	{ "answer_by", NULL, F_DAY, .required = true },
	{ "taken_by_id", NULL, F_REF },
	{ "taken_at", NULL, F_TIME },
	{ "household_id", NULL, F_REF },
	{ "answer", N_("Wat zeg je terug?"), F_LONG, .max = 2000, .sealed = true, .personal = true, .why = "what the reporter hears, of the process only",
		.missing = N_("Schrijf wat de melder hoort") },
	{ "answered_at", NULL, F_TIME },
	{ "answer_seen_at", NULL, F_TIME },
	{ "reason", N_("Waarom"), F_TEXT, .max = 300, .sealed = true, .personal = true, .why = "why it was passed on or not taken" },
	{ "unhappy", N_("Niet tevreden? Vertel het ons"), F_LONG, .max = 1000, .sealed = true, .personal = true, .why = "an unhappy reporter reopens the report" },
	{ "unhappy_at", NULL, F_TIME },
	{ "told_at", NULL, F_TIME },                    /* who it is about was told of it (AVG 14(3)) */
	{ "forgotten_at", NULL, F_TIME },               /* its words were emptied; what counts remains */
	{ "next_attention_at", NULL, F_TIME },          /* as household.next_attention_at */
	/* What became of it (triage.h). */
	{ "became", NULL, F_CODE, .codes = &REPORT_BECAME },
	{ "step_kind", N_("Hoe zoek je contact?"), F_CODE, .codes = &STEP_KINDS, .missing = N_("Kies hoe je contact zoekt") },
	{ "step_on", N_("Wanneer?"), F_DAY, .missing = N_("Kies een dag") },
	{ "step_by_id", NULL, F_REF },                  /* who does it */
	{ "tries", NULL, F_INT },                       /* nobody reached so often */
	{ "collective_words", N_("Wat speelt er vaker? Zonder namen"), F_TEXT, .max = 200,
		.hint = N_("Eén zin die blijft als de melding zelf weg is, bijvoorbeeld: kinderen stoppen met sport omdat het te duur is") },
	{ "agreed_by", N_("Wie vond het goed?"), F_TEXT, .max = 120, .sealed = true, .personal = true, .why = "who agreed that the reporter hears more than the process" },
	{ "agreed_on", N_("Op welke dag?"), F_DAY },
	{ "unhappy_count", NULL, F_INT },
	{ "introduce", N_("Wil je meehelpen met het eerste contact?"), F_CODE, .codes = &INTRODUCE_KINDS },
	{ "introduce_when", N_("Wanneer kunnen we je daarover bellen?"), F_TEXT, .max = 120, .sealed = true, .personal = true, .why = "calling back about introducing us" },
	{ "may_name", N_("Jullie mogen mijn naam noemen"), F_BOOL },       /* a private reporter's own choice */
	{ "unnamed", NULL, F_BOOL },                    /* a professional who is not named: that would be unsafe */
	{ "inform_by", N_("Wanneer vertel je het dan?"), F_DAY },          /* later than a month, with a reason */
	{ "told_by_id", NULL, F_REF },
	{ "pattern", N_("Het gaat niet over iemand in het bijzonder"), F_BOOL },         /* a pattern or a place; empty: of before this was asked */
	{ "link_id", NULL, F_REF, .refs = "report_link" },
	{ "organisation_kind", NULL, F_CODE, .codes = &PARTNER_KINDS },                  /* of the link or of the partner's account: who reports, as a kind */
	{ NULL }
};
static const char *const report_indexes[] = { "UNIQUE number", "team_id, state, read_by_id, at", "account_id", "file_id, state",
	"household_id WHERE household_id IS NOT NULL", "answered_at WHERE answered_at IS NOT NULL AND forgotten_at IS NULL", "next_attention_at",
	"team_id, at WHERE area_code IS NULL", "link_id, at WHERE link_id IS NOT NULL", "area_code, at",
	"at, state, area_code, team_id, domains, household_id, account_id", NULL };
const struct entity REPORT_ENTITY = { "report", "a report that came in", GUARD_REPORT, report_fields, report_indexes, "Jeugdwet 2.6; Wmo 2.3.2", "report" };

static const struct field link_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "organisation", N_("Voor welke organisatie?"), F_TEXT, .max = 80, .required = true, .missing = N_("Vul de naam van de organisatie in"),
		.hint = N_("Zoals zij zichzelf noemen. Zo staat het op de poster") },
	{ "organisation_kind", N_("Wat voor organisatie is het?"), F_CODE, .codes = &PARTNER_KINDS, .required = true,
		.missing = N_("Kies wat er het best bij past") },
	{ "area_code", N_("In welke buurt is dat?"), F_TEXT, .max = 10 },
	{ "place", N_("Welke plek is dat?"), F_TEXT, .max = 80, .hint = N_("Een woord waar melders het aan herkennen: kantine, aula, wachtkamer") },
	{ "email", N_("E-mail van wie daar meedenkt"), F_EMAIL, .sealed = true, .personal = true, .why = "whom to tell when the link ends" },
	{ "hash", NULL, F_HASH, .required = true },
	{ "token", NULL, F_TEXT, .sealed = true, .required = true, .personal = true, .why = "what the poster shows: who has it may report by it" },   /* looked up
																						by its hash */
	{ "created_at", NULL, F_TIME, .required = true },
	{ "created_by_id", NULL, F_REF },
	{ "until_at", NULL, F_TIME, .required = true },
	{ "paused_at", NULL, F_TIME },
	{ "ended_at", NULL, F_TIME },
	{ "used_at", NULL, F_TIME },
	{ "doubts", NULL, F_INT, .required = true },                     /* tries that looked like a program's, since somebody last said to have seen it */
	{ "doubted_at", NULL, F_TIME },
	{ "next_attention_at", NULL, F_TIME },                           /* when time alone changes what it asks; empty: it asks nothing */
	{ NULL }
};
static const char *const link_indexes[] = { "UNIQUE hash", "file_id, organisation", "next_attention_at WHERE next_attention_at IS NOT NULL", NULL };
const struct entity REPORT_LINK_ENTITY = { "report_link", "a standing link of an organisation, to report by", GUARD_FILE, link_fields, link_indexes,
	"Jeugdwet 2.6; Wmo 2.3.2", "report" };

static const struct field held_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "link_id", NULL, F_REF, .refs = "report_link", .required = true },
	{ "account_id", NULL, F_REF, .refs = "account", .required = true },      /* of kind link: its reporter comes back by it */
	{ "number", NULL, F_TEXT, .max = 12, .required = true },
	{ "words", NULL, F_LONG, .sealed = true, .required = true, .personal = true, .why = "a report that waits until somebody looked: all of what was said" },
	{ "at", NULL, F_TIME, .required = true },
	{ "answer_by", NULL, F_DAY, .required = true },
	{ "thrown_at", NULL, F_TIME },                                   /* the team took it for a program's */
	{ "forgotten_at", NULL, F_TIME },
	{ NULL }
};
static const char *const held_indexes[] = { "UNIQUE number", "link_id, at", "account_id", "forgotten_at, thrown_at",
	"link_id, at WHERE thrown_at IS NULL", NULL };
const struct entity REPORT_HELD_ENTITY = { "report_held", "a report that waits behind a busy link", GUARD_REPORT, held_fields, held_indexes,
	"Jeugdwet 2.6; Wmo 2.3.2", "report" };
