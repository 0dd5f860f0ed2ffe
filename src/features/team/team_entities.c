#include "team_entities.h"
#include "../../platform/web/i18n.h"

static const struct code roles[] = {
	{ "professional", N_("professional") }, { "specialist", N_("specialist") }, { "coordinator", N_("coördinator") }, { NULL, NULL }
};
const struct codes TEAM_ROLES = { "team_role", roles };

static const struct field team_fields[] = {
	{ "name", N_("Naam van het team"), F_TEXT, .max = 80, .required = true, .missing = N_("Vul de naam van het team in") },
	{ "prefix", N_("Letters voor meldingsnummers"), F_TEXT, .max = 3, .required = true, .missing = N_("Vul een of twee letters in, bijvoorbeeld DZ") },
	{ "inbox_file_id", NULL, F_REF, .refs = "file", .required = true },
	{ "phone", N_("Telefoon van het team"), F_PHONE, .required = true, .missing = N_("Vul het telefoonnummer van het team in") },
	{ "hours", N_("Wanneer bereikbaar"), F_TEXT, .max = 120 },
	{ "max_goals", N_("Doelen tegelijk"), F_INT, .least = 1, .most = 12, .required = true,
		.hint = N_("Zoveel doelen heeft een gezin hoogstens tegelijk onder handen. Meer mag, met uitleg waarom het helpt om te kiezen.") },
	{ "answer_days", N_("Dagen tot een melder antwoord heeft"), F_INT, .least = 1, .most = 30, .required = true },
	{ NULL }
};
const struct entity TEAM_ENTITY = { "team", "a neighbourhood team", GUARD_PUBLIC, team_fields, NULL, NULL, NULL };

static const struct field team_area_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "area_code", NULL, F_TEXT, .max = 12, .required = true },
	{ NULL }
};
static const char *const team_area_indexes[] = { "area_code", "team_id", NULL };
const struct entity TEAM_AREA_ENTITY = { "team_area", "the areas a team works in", GUARD_PUBLIC, team_area_fields, team_area_indexes, NULL, NULL };

static const struct field member_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "account_id", NULL, F_REF, .refs = "account", .required = true },
	{ "role", N_("Rol"), F_CODE, .codes = &TEAM_ROLES, .required = true },
	{ "triage", N_("Leest nieuwe meldingen"), F_BOOL, .required = true },
	{ "from_at", NULL, F_TIME, .required = true },
	{ "until_at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const member_indexes[] = { "account_id, team_id", "team_id, role", "team_id WHERE triage", NULL };
const struct entity TEAM_MEMBER_ENTITY = { "team_member", "who is in a team, until when", GUARD_PUBLIC, member_fields, member_indexes, NULL, NULL };
