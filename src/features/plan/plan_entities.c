#include "plan_entities.h"
#include "../../platform/web/i18n.h"

#define JEUGDWET "Jeugdwet 4.1.2, 4.1.3, 7.3.8"

static const struct code goal_states[] = {
	{ "active", N_("nu") }, { "later", N_("straks") }, { "done", N_("bereikt") }, { "dropped", N_("niet meer nodig") }, { NULL, NULL }
};
const struct codes GOAL_STATES = { "goal_state", goal_states };

static const struct code step_who[] = {
	{ "family", N_("wijzelf") }, { "network", N_("iemand om ons heen") }, { "professional", N_("hulpverlener") }, { "partner", N_("partner in de wijk") },
	{ NULL, NULL }
};
const struct codes STEP_WHO = { "step_who", step_who };

/* What is voluntary, urged or imposed is said, with its consequences (Krachten bundelen 3.4, lessons on "drang"). */
static const struct code freedom[] = {
	{ "voluntary", N_("vrijwillig") }, { "urged", N_("we raden dit dringend aan") }, { "imposed", N_("dit moet, van de rechter") }, { NULL, NULL }
};
const struct codes FREEDOM = { "freedom", freedom };

static const struct code offers[] = {
	{ "open", N_("nog niet besproken") }, { "yes", N_("ja, graag") }, { "no", N_("nee, bedankt") }, { NULL, NULL }
};
static const struct codes OFFERS = { "offer", offers };
static const struct code offer_kinds[] = { { "own_plan", N_("een eigen plan") }, { "supporter", N_("een cliëntondersteuner") }, { NULL, NULL } };
const struct codes OFFER_KINDS = { "offer_kind", offer_kinds };

static const struct field plan_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "horizon", N_("Waar willen jullie naartoe?"), F_LONG, .max = 600, .sealed = true, .personal = true, .why = "where the family wants to go, in its own words",
		.hint = N_("In jullie eigen woorden. Eén zin is genoeg.") },
	{ "freedom", N_("Hoe vrijwillig is dit plan?"), F_CODE, .codes = &FREEDOM, .required = true },
	{ "consequence", N_("Wat gebeurt er als het niet lukt?"), F_LONG, .max = 600, .sealed = true, .personal = true, .why = "consequences are said plainly" },
	{ "own_plan", N_("Eerst zelf een plan maken met familie en bekenden"), F_CODE, .codes = &OFFERS, .required = true },   /* familiegroepsplan, Jeugdwet 4.1.2 */
	{ "own_plan_at", NULL, F_TIME },
	{ "supporter", N_("Een onafhankelijke cliëntondersteuner erbij"), F_CODE, .codes = &OFFERS, .required = true },       /* Wmo 2.2.4 */
	{ "supporter_at", NULL, F_TIME },
	{ "agreed_at", NULL, F_TIME },                       /* the family said yes to the first plan */
	{ "agreed_by", N_("Wie ging akkoord"), F_TEXT, .max = 200, .sealed = true, .personal = true, .why = "who agreed to the plan" },
	{ NULL }
};
static const char *const plan_indexes[] = { "UNIQUE household_id", NULL };
const struct entity PLAN_ENTITY = { "plan", "the one plan of a household", GUARD_FILE, plan_fields, plan_indexes, JEUGDWET, "youth_file" };

static const struct field wish_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "text", N_("Jullie wens"), F_LONG, .max = 600, .required = true, .sealed = true, .personal = true, .why = "wishes in the family's own words", .missing = N_("Schrijf jullie wens op") },
	{ "whose", N_("Van wie"), F_TEXT, .max = 120, .sealed = true, .personal = true, .why = "whose wish it is" },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ "picked_at", NULL, F_TIME },                       /* talked over: became a goal, or was answered */
	{ "answer", N_("Wat doen we ermee"), F_LONG, .max = 600, .sealed = true, .personal = true, .why = "what became of the wish" },
	{ NULL }
};
static const char *const by_household[] = { "household_id", NULL };
const struct entity WISH_ENTITY = { "wish", "a wish of the family", GUARD_FILE, wish_fields, by_household, JEUGDWET, "youth_file" };

static const struct field goal_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "person_id", N_("Voor wie"), F_REF, .refs = "person" },
	{ "domain", N_("Levensgebied"), F_CODE, .codes = &LIFE_DOMAINS, .required = true, .missing = N_("Kies een levensgebied") },
	{ "title", N_("Wat willen jullie bereiken?"), F_TEXT, .max = 160, .required = true, .sealed = true, .personal = true, .why = "the goal in the family's own words",
		.missing = N_("Schrijf op wat jullie willen bereiken") },
	{ "state", N_("Nu of straks"), F_CODE, .codes = &GOAL_STATES, .required = true },
	{ "position", NULL, F_INT, .required = true },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ "state_at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const goal_indexes[] = { "household_id, state", NULL };
const struct entity GOAL_ENTITY = { "goal", "a goal: whose, in which life domain, now or later", GUARD_FILE, goal_fields, goal_indexes, JEUGDWET, "youth_file" };

static const struct field step_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "goal_id", N_("Doel"), F_REF, .refs = "goal" },             /* NULL: a quick win beside the goals */
	{ "title", N_("Stap"), F_TEXT, .max = 200, .required = true, .sealed = true, .personal = true, .why = "what will be done", .missing = N_("Schrijf de stap op") },
	{ "who_kind", N_("Wie doet dit"), F_CODE, .codes = &STEP_WHO, .required = true, .missing = N_("Kies wie dit doet") },
	{ "who", N_("Naam"), F_TEXT, .max = 160, .sealed = true, .personal = true, .why = "who does it" },
	{ "who_account_id", NULL, F_REF },
	{ "due_on", N_("Vóór wanneer"), F_DAY },
	{ "added_by", NULL, F_TEXT, .sealed = true, .personal = true, .why = "who added it" },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ "done_at", NULL, F_TIME },
	{ "done_by", NULL, F_TEXT, .sealed = true, .personal = true, .why = "who did it" },
	{ "stuck_at", NULL, F_TIME },                                /* "dit lukt nu even niet" */
	{ "stuck", N_("Wat maakt het lastig? Eén woord mag"), F_TEXT, .max = 200, .sealed = true, .personal = true, .why = "what makes it hard" },
	{ "dropped_at", NULL, F_TIME },
	{ NULL }
};
static const char *const step_indexes[] = { "household_id", "goal_id", NULL };
const struct entity STEP_ENTITY = { "step", "a step: who, what, by when, done by whom", GUARD_FILE, step_fields, step_indexes, JEUGDWET, "youth_file" };

static const struct field agreement_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "text", N_("Afspraak"), F_LONG, .max = 600, .required = true, .sealed = true, .personal = true, .why = "what was agreed", .missing = N_("Schrijf de afspraak op") },
	{ "who", N_("Met wie"), F_TEXT, .max = 200, .sealed = true, .personal = true, .why = "who agreed" },
	{ "at", NULL, F_TIME, .required = true },
	{ "by_id", NULL, F_REF },
	{ "ended_at", NULL, F_TIME },
	{ NULL }
};
const struct entity AGREEMENT_ENTITY = { "agreement", "something agreed upon", GUARD_FILE, agreement_fields, by_household, JEUGDWET, "youth_file" };

static const struct field review_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "on_day", N_("Wanneer was dat"), F_DAY, .required = true, .missing = N_("Vul in wanneer jullie terugkeken") },
	{ "family_present", N_("Het gezin was erbij"), F_BOOL, .required = true },
	{ "network_present", N_("Familie, vrienden of buren waren erbij"), F_BOOL, .required = true },
	{ "present", N_("Wie waren erbij"), F_TEXT, .max = 300, .sealed = true, .personal = true, .why = "who looked back together" },
	{ "text", N_("Hoe gaat het, in een paar woorden"), F_LONG, .max = 2000, .sealed = true, .personal = true, .why = "what was said looking back" },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
const struct entity REVIEW_ENTITY = { "review", "looking back together", GUARD_FILE, review_fields, by_household, JEUGDWET, "youth_file" };

static const struct field review_word_fields[] = {
	{ "review_id", NULL, F_REF, .refs = "review", .required = true },
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "goal_id", N_("Doel"), F_REF, .refs = "goal", .required = true },
	{ "whose", N_("Wie zegt dit"), F_TEXT, .max = 120, .sealed = true, .personal = true, .why = "from each who was there" },
	{ "sentence", N_("Eén zin"), F_TEXT, .max = 400, .sealed = true, .personal = true, .why = "how the goal goes, in a sentence" },
	{ "score", N_("Cijfer, als je wilt"), F_INT, .least = 0, .most = 10 },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const review_word_indexes[] = { "household_id", "review_id", NULL };
const struct entity REVIEW_WORD_ENTITY = { "review_word", "a sentence and, who likes, a number for a goal", GUARD_FILE, review_word_fields, review_word_indexes, JEUGDWET, "youth_file" };

static const struct field revision_fields[] = {
	{ "household_id", NULL, F_REF, .refs = "household", .required = true },
	{ "entity", NULL, F_TEXT, .max = 40, .required = true },
	{ "row_id", NULL, F_REF, .required = true },
	{ "action", NULL, F_TEXT, .max = 20, .required = true },     /* made, changed, done, undone, dropped */
	{ "at", NULL, F_TIME, .required = true },
	{ "by_id", NULL, F_REF },
	{ "by_name", NULL, F_TEXT, .sealed = true, .personal = true, .why = "who changed it" },
	{ "content", NULL, F_LONG, .sealed = true, .personal = true, .why = "how it read from then on: every version is kept" },
	{ NULL }
};
static const char *const revision_indexes[] = { "household_id, at", "row_id", NULL };
const struct entity REVISION_ENTITY = { "revision", "every version of what stands in a plan", GUARD_FILE, revision_fields, revision_indexes, JEUGDWET, "youth_file" };
