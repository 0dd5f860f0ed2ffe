#include "privacy_entities.h"
#include "../../platform/web/i18n.h"

/* A file of its own per thing held back: who may not know has no relation to it, so no line, gap or count can tell. */
static const struct field hold_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "reason", N_("Waarom zou weten gevaarlijk zijn?"), F_LONG, .max = 1000, .required = true, .sealed = true, .personal = true, .why = "why knowing would endanger someone",
		.missing = N_("Schrijf op waarom weten gevaarlijk zou zijn") },
	{ "second_id", N_("Wie kijkt mee"), F_REF, .refs = "account", .required = true, .missing = N_("Kies een tweede professional") },
	{ "seconded_at", NULL, F_TIME },
	{ "review_on", N_("Opnieuw bekijken op"), F_DAY, .required = true, .missing = N_("Kies een dag binnen drie maanden") },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ "ended_at", NULL, F_TIME },
	{ NULL }
};
static const char *const hold_indexes[] = { "household_id", NULL };
const struct entity HOLD_ENTITY = { "hold", "entries held back because knowing would endanger someone", GUARD_FILE, hold_fields, hold_indexes, "AVG 23(1)(i); Jeugdwet 7.3.11(3)", "youth_file" };

static const struct field held_entry_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "hold_id", NULL, F_REF, .refs = "hold", .required = true },
	{ "what", N_("Wat"), F_LONG, .max = 4000, .required = true, .sealed = true, .personal = true, .why = "a consult with Veilig Thuis, a child that talked", .missing = N_("Schrijf op wat er besproken is") },
	{ "with_whom", N_("Met wie"), F_TEXT, .max = 200, .sealed = true, .personal = true, .why = "who was consulted" },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
const struct entity HELD_ENTRY_ENTITY = { "held_entry", "an entry in a held-back file", GUARD_FILE, held_entry_fields, hold_indexes, "AVG 23(1)(i); Wmo 5.1.1", "youth_file" };

static const struct field talk_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "on_day", N_("Wanneer"), F_DAY, .required = true, .missing = N_("Vul in wanneer het was") },
	{ "about", N_("Waarover"), F_TEXT, .max = 200, .required = true, .sealed = true, .personal = true, .why = "the family sees who discussed them, about what", .missing = N_("Schrijf op waar het over ging") },
	{ "present", N_("Wie waren erbij"), F_TEXT, .max = 300, .required = true, .sealed = true, .personal = true, .why = "the family sees who discussed them", .missing = N_("Schrijf op wie erbij waren") },
	{ "family_present", N_("Het gezin was erbij"), F_BOOL, .required = true },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
const struct entity TALK_ENTITY = { "talk", "the household was discussed: when, by whom, about what", GUARD_FILE, talk_fields, hold_indexes, "AVG 5(1)(a)", "youth_file" };

static const struct field note_fields[] = {
	{ "account_id", NULL, F_REF, .refs = "account", .required = true },
	{ "file_id", NULL, F_REF, .refs = "file", .required = true },
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "text", N_("Werkaantekening"), F_LONG, .max = 2000, .required = true, .sealed = true, .personal = true, .why = "a private working note, gone in four weeks" },
	{ "at", NULL, F_TIME, .required = true },
	{ "until_at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const note_indexes[] = { "account_id, household_id", "until_at", NULL };
const struct entity NOTE_ENTITY = { "note", "a private working note of its writer", GUARD_OWN, note_fields, note_indexes, "Jeugdwet 7.3.8", "note" };
