#include "monitor_entities.h"
#include "../../platform/web/i18n.h"
#include "../household/household_entities.h"
#include "published_figures.h"

static const struct field attention_fields[] = {
	{ "account_id", NULL, F_REF, .refs = "account", .required = true },
	{ "file_id", NULL, F_REF, .refs = "file", .required = true },          /* whose key seals the detail; the household's shared file, or the inbox */
	{ "household_id", NULL, F_REF },
	{ "report_id", NULL, F_REF },
	{ "person_id", NULL, F_REF },
	{ "theme_id", NULL, F_REF },
	{ "link_id", NULL, F_REF },
	{ "initiative_id", NULL, F_REF },
	{ "meeting_id", NULL, F_REF },
	{ "rule", NULL, F_TEXT, .max = 40, .required = true },
	{ "since_at", NULL, F_TIME, .required = true },
	{ "due_on", NULL, F_DAY, .required = true },
	{ "name", NULL, F_TEXT, .required = true, .sealed = true, .personal = true, .why = "which household or person it is about" },
	{ "detail", NULL, F_TEXT, .sealed = true, .personal = true, .why = "the reason shown in the list" },
	{ "escalated", NULL, F_BOOL, .required = true },               /* shown to a coordinator because its owner let it lie */
	{ "later_on", N_("Wanneer dan wel?"), F_DAY },
	{ "later_word", N_("Waarom? Eén woord mag"), F_TEXT, .max = 80, .sealed = true, .personal = true, .why = "why it was put off" },
	{ NULL }
};
static const char *const attention_indexes[] = { "account_id, due_on, since_at", "household_id WHERE household_id IS NOT NULL",
	"report_id, household_id WHERE report_id IS NOT NULL", "link_id WHERE link_id IS NOT NULL", "initiative_id WHERE initiative_id IS NOT NULL",
	"account_id, later_on WHERE later_on IS NOT NULL", NULL };
const struct entity ATTENTION_ENTITY = { "attention", "something that asks for somebody's attention", GUARD_OWN, attention_fields, attention_indexes, "as the file", "attention" };

static const struct field rule_fields[] = {
	{ "code", NULL, F_TEXT, .max = 40, .required = true },
	{ "team_id", NULL, F_REF, .refs = "team" },                    /* NULL: for all teams */
	{ "days", N_("Na hoeveel dagen"), F_INT, .least = 0, .most = 400, .required = true, .missing = N_("Vul een aantal dagen in") },
	{ "second_days", N_("Na nog eens zoveel dagen ook bij de coördinator"), F_INT, .least = 0, .most = 400, .required = true, .missing = N_("Vul een aantal dagen in") },
	{ "reason", N_("Waarom deze termijn"), F_TEXT, .max = 300 },
	{ "source", NULL, F_TEXT, .max = 200 },                        /* a law's article or the team's own choice */
	{ "from_at", NULL, F_TIME, .required = true },
	{ "until_at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const rule_indexes[] = { "code, team_id", NULL };
const struct entity RULE_ENTITY = { "rule", "a term, as a dated row: of attention, of keeping, of age", GUARD_PUBLIC, rule_fields, rule_indexes, NULL, NULL };

/* As they were published: rounded, and only what may be told (published_figures.h, together.h). */
static const struct field published_figure_fields[] = {
	{ "quarter", NULL, F_INT, .required = true },                  /* publish.h */
	{ "subject", NULL, F_CODE, .codes = &PUBLISHED_SUBJECTS, .required = true },
	{ "category", NULL, F_TEXT, .max = 40, .required = true },     /* of the subject's codes; "": it has none */
	{ "district_code", NULL, F_TEXT, .max = 10, .required = true },        /* "elsewhere"; "all" */
	{ "n", NULL, F_INT, .required = true },                        /* 0, of all districts: too few to tell anything */
	{ NULL }
};
static const char *const published_figure_indexes[] = { "UNIQUE quarter, subject, category, district_code", NULL };
const struct entity PUBLISHED_FIGURE_ENTITY = { "published_figure", "counts by quarter, district and category, as published", GUARD_ITSELF,
	published_figure_fields, published_figure_indexes, NULL, NULL };

static const struct field published_combination_fields[] = {
	{ "municipality_code", NULL, F_TEXT, .max = 10, .required = true },
	{ "quarter", NULL, F_INT, .required = true },                  /* publish.h */
	{ "domains", NULL, F_CODES, .codes = &LIFE_DOMAINS, .required = true },  /* one or two; "": all households */
	{ "households", NULL, F_INT, .required = true },               /* 0, of all households: too few to tell anything */
	{ NULL }
};
static const char *const published_combination_indexes[] = { "UNIQUE quarter, municipality_code, domains", NULL };
const struct entity PUBLISHED_COMBINATION_ENTITY = { "published_combination", "life domains that stand together in households, as published", GUARD_ITSELF,
	published_combination_fields, published_combination_indexes, NULL, NULL };
