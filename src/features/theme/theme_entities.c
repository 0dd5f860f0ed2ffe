#include "theme_entities.h"
#include "../../platform/web/i18n.h"

static const struct code sources[] = {
	{ "report", N_("meldingen") }, { "contact", N_("contacten") }, { "worry", N_("zorgen bij het kennismaken") }, { "light", N_("vragen aan de balie") },
	{ NULL, NULL }
};
const struct codes SIGNAL_SOURCES = { "signal_source", sources };

static const struct code states[] = {
	{ "found", N_("nieuw gevonden") }, { "watched", N_("in de gaten gehouden") }, { "picked_up", N_("opgepakt") }, { "laid_aside", N_("opzij gelegd") },
	{ NULL, NULL }
};
const struct codes THEME_STATES = { "theme_state", states };

static const struct code methods[] = {
	{ "scan", N_("samen met de buurten ernaast") }, { "years", N_("vergeleken met de jaren ervoor") }, { "weeks", N_("vergeleken met de weken ervoor") },
	{ NULL, NULL }
};
const struct codes THEME_METHODS = { "theme_method", methods };

static const struct code explanations[] = {
	{ "none", N_("Nee, dit is echt iets in de buurt") }, { "reporter", N_("Eén melder meldt meer dan anders") },
	{ "new_place", N_("Er kwam een school, flat of loket bij") }, { "poster", N_("Er hangt een nieuwe poster of link om te melden") },
	{ "twice", N_("Hetzelfde is dubbel geteld") }, { "season", N_("Het is de tijd van het jaar") }, { "other", N_("Iets anders") }, { NULL, NULL }
};
const struct codes OTHER_EXPLANATIONS = { "other_explanation", explanations };

static const struct code events[] = {
	{ "found", N_("gevonden") }, { "stronger", N_("opnieuw gevonden, duidelijk sterker") }, { "explained", N_("gekeken naar een andere verklaring") },
	{ "picked_up", N_("opgepakt") }, { "changed", N_("aangepast") }, { "watched", N_("in de gaten gehouden") }, { "laid_aside", N_("opzij gelegd") },
	{ "reopened", N_("teruggezet") }, { NULL, NULL }
};
const struct codes THEME_EVENTS = { "theme_event", events };

#define COUNT_OF .type = F_INT, .required = true
static const struct field count_fields[] = {
	{ "area_code", NULL, F_TEXT, .max = 10, .required = true },
	{ "week", NULL, F_DAY, .required = true },                   /* its Monday */
	{ "domain", NULL, F_CODE, .codes = &LIFE_DOMAINS, .required = true },
	{ "source", NULL, F_CODE, .codes = &SIGNAL_SOURCES, .required = true },
	{ "n", NULL, COUNT_OF }, { "households", NULL, COUNT_OF }, { "reporters", NULL, COUNT_OF },
	{ NULL }
};
static const char *const count_indexes[] = { "UNIQUE area_code, week, domain, source", "week", NULL };
const struct entity SIGNAL_COUNT_ENTITY = { "signal_count", "how often something was heard: per area, week, life domain and source; no persons", GUARD_ITSELF,
	count_fields, count_indexes, NULL, NULL };

static const struct field heard_fields[] = {
	{ "area_code", NULL, F_TEXT, .max = 10, .required = true },
	{ "domain", NULL, F_CODE, .codes = &LIFE_DOMAINS, .required = true },
	{ "n", NULL, COUNT_OF }, { "households", NULL, COUNT_OF }, { "reporters", NULL, COUNT_OF },
	{ "since", NULL, F_DAY, .required = true }, { "last", NULL, F_DAY, .required = true },       /* its first and last week within those looked at */
	{ NULL }
};
static const char *const heard_indexes[] = { "UNIQUE area_code, domain", NULL };
const struct entity HEARD_ENTITY = { "heard", "what was heard in an area in the last quarter, per life domain; no persons", GUARD_ITSELF, heard_fields, heard_indexes,
	NULL, NULL };

/* As it was when it was told (quarters.h). */
static const struct field heard_quarter_fields[] = {
	{ "area_code", NULL, F_TEXT, .max = 10, .required = true },
	{ "quarter", NULL, F_INT, .required = true },                /* monitor/publish.h */
	{ "domain", NULL, F_CODE, .codes = &LIFE_DOMAINS, .required = true },
	{ "n", NULL, COUNT_OF },
	{ NULL }
};
static const char *const heard_quarter_indexes[] = { "UNIQUE area_code, quarter, domain", NULL };
const struct entity HEARD_QUARTER_ENTITY = { "heard_quarter", "what was heard in an area in a quarter, per life domain, as it was when that was told; no persons",
	GUARD_ITSELF, heard_quarter_fields, heard_quarter_indexes, NULL, NULL };

static const struct field theme_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "municipality_code", NULL, F_TEXT, .max = 10, .required = true },
	{ "domain", N_("Levensgebied"), F_CODE, .codes = &LIFE_DOMAINS, .required = true },
	{ "area_code", NULL, F_TEXT, .max = 10, .required = true },          /* the neighbourhood in the middle */
	{ "areas", NULL, F_LONG, .max = 8000, .required = true },            /* all of them, the middle first, a space between */
	{ "from_week", NULL, F_DAY, .required = true },
	{ "to_week", NULL, F_DAY, .required = true },
	{ "observed", NULL, COUNT_OF },
	{ "expected", NULL, F_REAL, .required = true },
	{ "p", NULL, F_REAL, .required = true },
	{ "weeks_between", NULL, F_REAL, .required = true },                 /* until chance alone brings one like it */
	{ "method", NULL, F_CODE, .codes = &THEME_METHODS, .required = true },
	{ "households", NULL, COUNT_OF }, { "reporters", NULL, COUNT_OF },
	{ "busiest", NULL, COUNT_OF },                                       /* percent of its reports that came from one reporter */
	{ "sources", NULL, F_TEXT, .max = 200, .required = true },           /* "report =6 contact 2": "=" may be told exactly */
	{ "series_from", NULL, F_DAY, .required = true },
	{ "series", NULL, F_LONG, .max = 8000, .required = true },           /* per week "observed expected limit;", "=" before what may be told exactly */
	{ "found_at", NULL, F_TIME, .required = true },
	{ "seen_at", NULL, F_TIME, .required = true },                       /* last found again */
	{ "state", NULL, F_CODE, .codes = &THEME_STATES, .required = true },
	{ "state_at", NULL, F_TIME, .required = true },
	{ "title", N_("Hoe noemen jullie dit?"), F_TEXT, .max = 120, .missing = N_("Geef het een naam, bijvoorbeeld Geld om mee te doen"),
		.hint = N_("In jullie eigen woorden, zonder namen van mensen") },
	{ "owner_id", N_("Wie trekt dit?"), F_REF, .refs = "account", .missing = N_("Kies wie dit trekt") },
	{ "next_on", N_("Wanneer kijken we weer?"), F_DAY, .missing = N_("Kies een dag"), .hint = N_("Dan staat het op Vandaag") },
	{ "reason", N_("Waarom leggen we dit opzij?"), F_TEXT, .max = 300, .missing = N_("Schrijf in een paar woorden waarom") ,
		.hint = N_("Zonder namen. Zo leert het team, en wij laten hetzelfde niet nog eens zien") },
	{ "explanation", N_("Welke verklaring past het best?"), F_CODE, .codes = &OTHER_EXPLANATIONS, .missing = N_("Kies wat het best past") },
	{ "explanation_word", N_("Wat precies? Eén woord mag"), F_TEXT, .max = 200 },
	{ "explained_by_id", NULL, F_REF, .refs = "account" },
	{ "explained_at", NULL, F_TIME },
	{ "excess", NULL, F_REAL },                                          /* above what was expected, when it was laid aside */
	{ "again", NULL, COUNT_OF },                                         /* nights on which it was found while laid aside */
	{ NULL }
};
static const char *const theme_indexes[] = { "team_id, state, state_at", "municipality_code, domain", "next_on WHERE next_on IS NOT NULL", NULL };
const struct entity THEME_ENTITY = { "theme", "something many meet at once in some neighbourhoods; counts and the team's words, no persons", GUARD_TEAM, theme_fields,
	theme_indexes, NULL, NULL };

static const struct field area_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "theme_id", NULL, F_REF, .refs = "theme", .required = true },
	{ "area_code", NULL, F_TEXT, .max = 10, .required = true },
	{ "observed", NULL, COUNT_OF },
	{ "expected", NULL, F_REAL, .required = true },
	{ "households", NULL, COUNT_OF }, { "reporters", NULL, COUNT_OF },
	{ NULL }
};
static const char *const area_indexes[] = { "UNIQUE theme_id, area_code", NULL };
const struct entity THEME_AREA_ENTITY = { "theme_area", "a neighbourhood of a theme, with its counts", GUARD_TEAM, area_fields, area_indexes, NULL, NULL };

static const struct field event_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "theme_id", NULL, F_REF, .refs = "theme", .required = true },
	{ "account_id", NULL, F_REF, .refs = "account" },                    /* NULL: the night's work */
	{ "what", NULL, F_CODE, .codes = &THEME_EVENTS, .required = true },
	{ "word", NULL, F_TEXT, .max = 300 },
	{ "on_day", NULL, F_DAY },
	{ "observed", NULL, F_INT },
	{ "expected", NULL, F_REAL },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const event_indexes[] = { "theme_id, at", NULL };
const struct entity THEME_EVENT_ENTITY = { "theme_event", "what was done with a theme, by whom, when", GUARD_TEAM, event_fields, event_indexes, NULL, NULL };

static const struct field look_fields[] = {
	{ "municipality_code", NULL, F_TEXT, .max = 10, .required = true },
	{ "counted_at", NULL, F_TIME, .required = true },
	{ "enough", NULL, F_CODES, .codes = &LIFE_DOMAINS, .required = true },       /* of which there was enough to calculate with */
	{ "night", NULL, F_DAY },                                            /* the last night on which it was this municipality's turn */
	{ "told", NULL, F_INT },                                             /* the last quarter that is in heard_quarter */
	{ NULL }
};
static const char *const look_indexes[] = { "UNIQUE municipality_code", NULL };
const struct entity THEME_LOOK_ENTITY = { "theme_look", "when a municipality was last looked at, and of what there was enough", GUARD_PUBLIC, look_fields, look_indexes,
	NULL, NULL };

static const struct field run_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "account_id", NULL, F_REF, .refs = "account", .required = true },
	{ "asked_at", NULL, F_TIME, .required = true },
	{ "done", NULL, COUNT_OF }, { "of", NULL, COUNT_OF },
	{ "stop_at", NULL, F_TIME },                                         /* somebody said stop */
	{ "ended_at", NULL, F_TIME },
	{ "found", NULL, F_INT },
	{ NULL }
};
static const char *const run_indexes[] = { "team_id, asked_at", "asked_at WHERE ended_at IS NULL", NULL };
const struct entity THEME_RUN_ENTITY = { "theme_run", "somebody asked to look now, and how far it is", GUARD_TEAM, run_fields, run_indexes, NULL, NULL };
