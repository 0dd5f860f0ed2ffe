#include "neighbourhood_entities.h"
#include "../../platform/web/i18n.h"

static const struct code area_kinds[] = {
	{ "municipality", N_("gemeente") }, { "district", N_("wijk") }, { "neighbourhood", N_("buurt") }, { NULL, NULL }
};
static const struct codes AREA_KINDS = { "area_kind", area_kinds };

static const struct field area_fields[] = {
	{ "code", NULL, F_TEXT, .max = 10, .required = true },       /* GM0193, WK019310, BU01931000 */
	{ "kind", NULL, F_CODE, .codes = &AREA_KINDS, .required = true },
	{ "name", NULL, F_TEXT, .max = 120, .required = true },
	{ "name_start", NULL, F_TEXT, .max = 12, .required = true }, /* its first letters, folded: what a search begins with (area_name_start) */
	{ "parent_code", NULL, F_TEXT, .max = 10 },
	{ "municipality_code", NULL, F_TEXT, .max = 10 },
	{ "lon", NULL, F_REAL }, { "lat", NULL, F_REAL },            /* a point inside, WGS84 degrees */
	{ "geometry", NULL, F_HASH },                                /* rings of lon/lat as int32 1e-6 degrees: neighbourhood/areas/geometry.h */
	{ "ended_on", NULL, F_DAY },                                 /* the newest map no longer has it: divided or merged since */
	{ "successor_code", NULL, F_TEXT, .max = 10 },               /* where its middle lies now: what it counts as (area_part: all that lies there) */
	{ NULL }
};
static const char *const area_indexes[] = { "UNIQUE code", "parent_code", "municipality_code", "name_start", "successor_code", NULL };
const struct entity AREA_ENTITY = { "area", "a municipality, district or neighbourhood (CBS)", GUARD_PUBLIC, area_fields, area_indexes, NULL, NULL };

/* What lies where an area was that is no more: all areas of its kind of which the middle lies in it, and where its own middle lies (area.successor_code). */
static const struct field area_part_fields[] = {
	{ "area_code", NULL, F_TEXT, .max = 10, .required = true },
	{ "part_code", NULL, F_TEXT, .max = 10, .required = true },
	{ NULL }
};
static const char *const area_part_indexes[] = { "UNIQUE area_code, part_code", "part_code", NULL };
const struct entity AREA_PART_ENTITY = { "area_part", "what lies where an area was", GUARD_PUBLIC, area_part_fields, area_part_indexes, NULL, NULL };

static const struct field figure_fields[] = {
	{ "area_code", NULL, F_TEXT, .max = 10, .required = true },
	{ "name", NULL, F_TEXT, .max = 60, .required = true },
	{ "value", NULL, F_REAL },
	{ "hidden", NULL, F_BOOL, .required = true },                /* CBS did not publish it: never 0 */
	{ "year", NULL, F_INT },                                     /* of the file it came with; NULL: not said */
	{ NULL }
};
static const char *const figure_indexes[] = { "UNIQUE area_code, name", NULL };
const struct entity FIGURE_ENTITY = { "figure", "a key figure of an area (CBS)", GUARD_PUBLIC, figure_fields, figure_indexes, NULL, NULL };

static const struct field postcode_fields[] = {
	{ "postcode", NULL, F_TEXT, .max = 6, .required = true },    /* four digits or the whole "8021AB" */
	{ "area_code", NULL, F_TEXT, .max = 10, .required = true },
	{ NULL }
};
static const char *const postcode_indexes[] = { "UNIQUE postcode, area_code", NULL };
const struct entity POSTCODE_ENTITY = { "postcode", "which areas a postcode lies in", GUARD_PUBLIC, postcode_fields, postcode_indexes, NULL, NULL };

static const struct field reference_fields[] = {
	{ "name", NULL, F_TEXT, .max = 60, .required = true },       /* of KEY_FIGURES (key_figures.h) */
	{ "year", NULL, F_INT },
	{ "areas", NULL, F_INT, .required = true },                  /* how many municipalities have it */
	{ "low", NULL, F_REAL, .required = true },                   /* a quarter of them has less */
	{ "middle", NULL, F_REAL, .required = true },                /* the one in the middle */
	{ "high", NULL, F_REAL, .required = true },                  /* a quarter has more */
	{ NULL }
};
static const char *const reference_indexes[] = { "UNIQUE name", NULL };
const struct entity FIGURE_REFERENCE_ENTITY = { "figure_reference", "a key figure over all municipalities, counted once", GUARD_PUBLIC, reference_fields,
	reference_indexes, NULL, NULL };

/* The three views on the social base (Krachten bundelen 3.2, Van Pelt and Repetur 2018): functional (what one can be referred to), relational (what people are to each
 * other) and what is both; which of them follows from what it is (social_base.h). */
static const struct code social_kinds[] = {
	{ "facility", N_("een voorziening") }, { "place", N_("een plek om elkaar te ontmoeten") }, { "network", N_("een groep of netwerk") },
	{ "connector", N_("iemand die mensen verbindt") }, { "offer", N_("wat bewoners elkaar bieden") }, { NULL, NULL }
};
const struct codes SOCIAL_KINDS = { "social_kind", social_kinds };

static const struct field social_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "area_code", N_("Buurt"), F_TEXT, .max = 10, .required = true },
	{ "kind", N_("Wat voor iets is het?"), F_CODE, .codes = &SOCIAL_KINDS, .required = true, .missing = N_("Kies wat het is") },
	{ "title", N_("Hoe heet het?"), F_TEXT, .max = 120, .required = true, .missing = N_("Schrijf op hoe het heet"),
		.hint = N_("Van een mens de rol, niet de naam: ‘de conciërge die elk kind kent’") },
	{ "about", N_("Wat is er, voor wie?"), F_LONG, .max = 600 },
	{ "place", N_("Waar en wanneer"), F_TEXT, .max = 160, .hint = N_("Bijvoorbeeld: De Schuit, woensdag vanaf 15.30 uur") },
	{ "contact", N_("Hoe kom je ermee in contact?"), F_TEXT, .max = 160, .personal = true, .why = "reaching whoever connects people, who agreed to stand here",
		.hint = N_("Een nummer, een loket. Een naam alleen als diegene dat goed vindt") },
	{ "contact_agreed", N_("Wie hier genoemd wordt, vindt dat goed"), F_BOOL, .required = true },
	{ "keeper_id", N_("Wie houdt het bij?"), F_REF, .refs = "account", .required = true },
	{ "added_at", NULL, F_TIME, .required = true },
	{ "confirmed_at", NULL, F_TIME, .required = true },          /* somebody looked, and it is still so */
	{ "confirmed_by_id", NULL, F_REF, .refs = "account", .required = true },
	{ "ended_at", NULL, F_TIME },
	{ NULL }
};
static const char *const social_indexes[] = { "area_code, team_id", "confirmed_at WHERE contact_agreed", NULL };
const struct entity SOCIAL_BASE_ENTITY = { "social_base", "what there is in a neighbourhood beside help: places, networks, people, facilities", GUARD_TEAM,
	social_fields, social_indexes, "AVG 6.1(a)", "social_base" };

/* What was chosen and whether it fitted: counts of goals and of the households behind them, never who (solutions.h). */
static const struct field solution_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "area_code", NULL, F_TEXT, .max = 10, .required = true },  /* a neighbourhood, or its district, or its municipality */
	{ "domain", NULL, F_CODE, .codes = &LIFE_DOMAINS, .required = true },
	{ "who", NULL, F_TEXT, .max = 12, .required = true },        /* of STEP_WHO, "none" without steps, "all" for all of them together */
	{ "goals", NULL, F_INT, .required = true },
	{ "done", NULL, F_INT, .required = true },
	{ "dropped", NULL, F_INT, .required = true },
	{ "rising", NULL, F_INT, .required = true },                 /* of those whose number was asked twice or more: the last is higher than the first */
	{ "level", NULL, F_INT, .required = true },                  /* … is not */
	{ "households", NULL, F_INT, .required = true },
	{ "professionals", NULL, F_INT, .required = true },
	{ NULL }
};
static const char *const solution_indexes[] = { "UNIQUE team_id, area_code, domain, who", NULL };
const struct entity SOLUTION_COUNT_ENTITY = { "solution_count", "which solutions were chosen in which life domain, and whether they fitted", GUARD_TEAM,
	solution_fields, solution_indexes, NULL, NULL };

static const struct field combination_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "domains", NULL, F_CODES, .codes = &LIFE_DOMAINS, .required = true },
	{ "households", NULL, F_INT, .required = true },
	{ "professionals", NULL, F_INT, .required = true },
	{ "lift", NULL, F_REAL, .required = true },                  /* how often, beside what chance would bring */
	{ "of_households", NULL, F_INT, .required = true },
	{ NULL }
};
static const char *const combination_indexes[] = { "UNIQUE team_id, domains", NULL };
const struct entity COMBINATION_COUNT_ENTITY = { "combination_count", "life domains that stand together in households of a team", GUARD_TEAM, combination_fields,
	combination_indexes, NULL, NULL };
