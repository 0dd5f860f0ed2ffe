#include "contact_entities.h"
#include "../../platform/web/i18n.h"

static const struct code contact_kinds[] = {
	{ "visit", N_("thuis") }, { "phone", N_("gebeld") }, { "message", N_("bericht") }, { "office", N_("bij ons") },
	{ "school", N_("op school") }, { "street", N_("in de buurt") }, { "meeting", N_("overleg") }, { NULL, NULL }
};
const struct codes CONTACT_KINDS = { "contact_kind", contact_kinds };

static const struct field contact_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "kind", N_("Hoe"), F_CODE, .codes = &CONTACT_KINDS, .required = true, .missing = N_("Kies hoe het contact was") },
	{ "reached", N_("Gelukt"), F_BOOL, .required = true },       /* false: an attempt; it plans the next */
	{ "at", NULL, F_TIME, .required = true },
	{ "note", N_("Wat is er besproken? Eén woord mag"), F_LONG, .max = 4000, .sealed = true, .personal = true, .why = "what was said; the family reads it" },
	{ "with_whom", N_("Met wie"), F_TEXT, .max = 200, .sealed = true, .personal = true, .why = "who was there" },
	{ "domains", N_("Het ging ook over"), F_CODES, .codes = &LIFE_DOMAINS },       /* guessed from the note, for what is heard in the neighbourhood */
	{ "next_on", N_("Volgende keer"), F_DAY },
	{ "by_id", NULL, F_REF },
	{ "by_name", NULL, F_TEXT, .sealed = true, .personal = true, .why = "who made the contact" },
	{ NULL }
};
static const char *const contact_indexes[] = { "household_id, at", "at, household_id, domains, by_id WHERE reached AND domains IS NOT NULL", NULL };
const struct entity CONTACT_ENTITY = { "contact", "a contact or an attempt", GUARD_FILE, contact_fields, contact_indexes, "Jeugdwet 7.3.8", "youth_file" };

static const struct code question_kinds[] = {
	{ "question", N_("vraag") }, { "other_professional", N_("liever iemand anders") }, { "objection", N_("bezwaar") },
	{ "correction", N_("klopt niet") }, { "copy", N_("kopie") }, { "statement", N_("eigen verklaring") }, { NULL, NULL }
};
static const struct codes QUESTION_KINDS = { "question_kind", question_kinds };

static const struct field question_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "kind", N_("Soort"), F_CODE, .codes = &QUESTION_KINDS, .required = true },
	{ "text", N_("Je vraag"), F_LONG, .max = 4000, .required = true, .sealed = true, .personal = true, .why = "what the family asks or states", .missing = N_("Schrijf je vraag op") },
	{ "by_id", NULL, F_REF },
	{ "by_name", NULL, F_TEXT, .sealed = true, .personal = true, .why = "who asked" },
	{ "at", NULL, F_TIME, .required = true },
	{ "answer_by", NULL, F_DAY },
	{ "answer", N_("Antwoord"), F_LONG, .max = 4000, .sealed = true, .personal = true, .why = "the answer the family reads", .missing = N_("Schrijf een antwoord") },
	{ "answered_at", NULL, F_TIME },
	{ "answered_by", NULL, F_TEXT, .sealed = true, .personal = true, .why = "who answered" },
	{ NULL }
};
static const char *const question_indexes[] = { "household_id, at", "answered_at", NULL };
const struct entity QUESTION_ENTITY = { "question", "what a family asks, objects to or states, with an answer owed", GUARD_FILE, question_fields, question_indexes, "AVG 12-21; Jeugdwet 7.3", "youth_file" };

static const struct field light_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "account_id", NULL, F_REF, .refs = "account", .required = true },
	{ "domain", N_("Waarover"), F_CODE, .codes = &LIFE_DOMAINS, .required = true, .missing = N_("Kies waar de vraag over ging") },
	{ "area_code", N_("Buurt"), F_TEXT, .max = 10 },
	{ "minutes", N_("Hoeveel minuten"), F_INT, .least = 1, .most = 240 },
	{ "outcome", N_("Hoe liep het af"), F_TEXT, .max = 40 },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const light_indexes[] = { "team_id, at", "area_code, at", "at, area_code, team_id, domain, account_id", NULL };
const struct entity LIGHT_QUESTION_ENTITY = { "light_question", "a light question, answered and counted without a household: no person in it", GUARD_TEAM, light_fields, light_indexes, NULL, NULL };
