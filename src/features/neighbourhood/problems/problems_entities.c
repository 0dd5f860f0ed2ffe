#include "problems_entities.h"
#include "../../../platform/web/i18n.h"

static const struct code to[] = { { "municipality", N_("de gemeente") }, { "management", N_("onze eigen leiding") }, { NULL, NULL } };
const struct codes PROBLEM_TO = { "problem_to", to };

static const struct code states[] = {
	{ "open", N_("wacht op antwoord") }, { "answered", N_("beantwoord") }, { "accepted", N_("afgerond") }, { NULL, NULL }
};
const struct codes PROBLEM_STATES = { "problem_state", states };

static const struct code decisions[] = {
	{ "yes", N_("We doen wat jullie vragen") }, { "partly", N_("We doen een deel") }, { "looking", N_("We zoeken het uit") },
	{ "no", N_("We doen dit niet") }, { NULL, NULL }
};
const struct codes PROBLEM_DECISIONS = { "problem_decision", decisions };

static const struct code moves[] = {
	{ "raised", N_("aangekaart") }, { "answered", N_("beantwoord") }, { "reopened", N_("opnieuw gevraagd") }, { "accepted", N_("afgerond") }, { NULL, NULL }
};
const struct codes PROBLEM_MOVES = { "problem_move", moves };

#define ABOUT_MANY N_("Schrijf over veel mensen tegelijk. Namen horen hier niet in")

static const struct field problem_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "area_code", N_("Waar speelt dit?"), F_TEXT, .max = 10, .required = true },
	{ "domain", N_("Over welk levensgebied gaat het?"), F_CODE, .codes = &LIFE_DOMAINS, .required = true, .missing = N_("Kies een levensgebied") },
	{ "to_whom", N_("Wie moet antwoord geven?"), F_CODE, .codes = &PROBLEM_TO, .required = true, .missing = N_("Kies wie antwoord moet geven") },
	{ "title", N_("Wat is het probleem, in één zin?"), F_TEXT, .max = 140, .required = true, .missing = N_("Schrijf het probleem in één zin op"),
		.hint = N_("Bijvoorbeeld: het fonds om mee te doen doet er negen weken over") },
	{ "text", N_("Wat merken mensen ervan?"), F_LONG, .max = 4000, .required = true, .missing = N_("Schrijf op wat mensen ervan merken"), .hint = ABOUT_MANY },
	{ "since", N_("Sinds wanneer?"), F_DAY },
	{ "households", NULL, F_INT },                                /* as published: rounded to 5; 0 when fewer than ten; empty when not said */
	{ "tried", N_("Wat probeerden jullie zelf al?"), F_LONG, .max = 4000, .hint = ABOUT_MANY },
	{ "asked", N_("Wat vragen jullie?"), F_LONG, .max = 4000, .required = true, .missing = N_("Schrijf op wat jullie vragen"),
		.hint = N_("Zo precies dat iemand er ja of nee op kan zeggen") },
	{ "answer_by", N_("Antwoord vóór"), F_DAY, .required = true, .missing = N_("Kies de dag waarop jullie antwoord willen hebben") },
	{ "state", NULL, F_CODE, .codes = &PROBLEM_STATES, .required = true },
	{ "at", NULL, F_TIME, .required = true },
	{ "by_id", NULL, F_REF, .refs = "account", .required = true },
	{ "answer", N_("Jullie antwoord"), F_LONG, .max = 4000, .missing = N_("Schrijf een antwoord"), .hint = N_("Het team leest dit, en vertelt het aan de mensen om wie het gaat") },
	{ "decision", N_("Wat gaat er gebeuren?"), F_CODE, .codes = &PROBLEM_DECISIONS, .missing = N_("Kies wat er gaat gebeuren") },
	{ "happens_by", N_("Vóór wanneer gebeurt dat?"), F_DAY, .missing = N_("Kies vóór welke dag er iets gebeurt"), .hint = N_("Alleen als er iets gaat gebeuren") },
	{ "answered_at", NULL, F_TIME },
	{ "answered_by_id", NULL, F_REF },
	{ "closed_at", NULL, F_TIME },
	{ "theme_id", NULL, F_REF },
	{ "initiative_id", NULL, F_REF },
	{ NULL }
};
static const char *const problem_indexes[] = { "team_id, state, answer_by", "state, answer_by", "area_code, at", NULL };
const struct entity RAISED_PROBLEM_ENTITY = { "raised_problem", "a problem raised with the municipality or one's own management, with an answer owed: no person in it",
	GUARD_TEAM, problem_fields, problem_indexes, NULL, NULL };

static const struct field move_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "problem_id", NULL, F_REF, .refs = "raised_problem", .required = true },
	{ "move", NULL, F_CODE, .codes = &PROBLEM_MOVES, .required = true },
	{ "text", N_("Waarom is dit nog niet goed?"), F_LONG, .max = 2000, .missing = N_("Schrijf op wat er nog mist"), .hint = ABOUT_MANY },
	{ "decision", NULL, F_CODE, .codes = &PROBLEM_DECISIONS },
	{ "happens_by", NULL, F_DAY },
	{ "at", NULL, F_TIME, .required = true },
	{ "by_id", NULL, F_REF, .refs = "account", .required = true },
	{ NULL }
};
static const char *const move_indexes[] = { "problem_id, at", NULL };
const struct entity RAISED_PROBLEM_MOVE_ENTITY = { "raised_problem_move", "what was said about a raised problem: raised, answered, asked again, accepted",
	GUARD_TEAM, move_fields, move_indexes, NULL, NULL };
