#include "triage_entities.h"
#include "../../platform/web/i18n.h"

static const struct code became[] = {
	{ "contact", N_("we zoeken contact") }, { "household", N_("een gezin dat we helpen") }, { "collective", N_("deel van iets dat vaker speelt") },
	{ "no", N_("we nemen het niet op") }, { "passed", N_("doorgegeven") }, { "reporter", N_("we helpen de melder zelf") }, { NULL, NULL }
};
const struct codes REPORT_BECAME = { "report_became", became };

static const struct code step_kinds[] = {
	{ "visit", N_("langsgaan, zonder afspraak") }, { "phone", N_("bellen") }, { "together", N_("samen met de melder gaan") },
	{ "school", N_("op school of de club") }, { NULL, NULL }
};
const struct codes STEP_KINDS = { "report_step_kind", step_kinds };

static const struct code introduce_kinds[] = {
	{ "introduce", N_("Ik wil jullie wel aan hen voorstellen") }, { "come", N_("Ik wil de eerste keer wel meegaan") }, { NULL, NULL }
};
const struct codes INTRODUCE_KINDS = { "introduce", introduce_kinds };

static const struct code events[] = {
	{ "planned", N_("Contact gepland") }, { "tried", N_("Geprobeerd, niemand bereikt") }, { "reached", N_("Contact gehad") },
	{ "taken", N_("Opgepakt als gezin") }, { "collective", N_("Bij iets dat vaker speelt gezet") }, { "reporter", N_("De melder zelf wordt geholpen") },
	{ "declined", N_("Toch niet opgenomen") }, { "answered", N_("Antwoord verstuurd") }, { "seen", N_("Antwoord gelezen") },
	{ "unhappy", N_("De melder vroeg om opnieuw te kijken") }, { "agreed", N_("Zij vonden goed dat de melder meer hoort") },
	{ "inform_later", N_("Vertellen aan wie het gaat: later") }, { "informed", N_("Verteld aan wie het gaat") },
	{ "unnamed", N_("De melder wordt niet genoemd") }, { "introduce", N_("De melder wil meehelpen") }, { NULL, NULL }
};
const struct codes REPORT_EVENTS = { "report_event", events };

static const struct field event_fields[] = {
	{ "report_id", NULL, F_REF, .refs = "report", .required = true },
	{ "kind", NULL, F_CODE, .codes = &REPORT_EVENTS, .required = true },
	{ "word", NULL, F_LONG, .max = 1000, .sealed = true, .personal = true, .why = "why it was decided so, for who reads the inbox" },
	{ "on_day", NULL, F_DAY },                      /* the date that was set */
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const event_indexes[] = { "report_id, at", NULL };
const struct entity REPORT_EVENT_ENTITY = { "report_event", "what was decided about a report: when, by whom, why", GUARD_FILE, event_fields, event_indexes,
	"Jeugdwet 2.6; Wmo 2.3.2; AVG 14(3)", "report" };

/* ---- the reporting code ---- */

static const struct code steps[] = {
	{ "signals", N_("Signalen in kaart") }, { "consult", N_("Overleg met een collega, en zo nodig met Veilig Thuis") }, { "talk", N_("Het gesprek") },
	{ "weighing", N_("Wegen") }, { "decision", N_("Beslissen: is melden nodig, en is hulp mogelijk") }, { NULL, NULL }
};
const struct codes CODE_STEPS = { "reporting_code_step", steps };

static const struct code yes_no[] = { { "yes", N_("Ja") }, { "no", N_("Nee") }, { "unsure", N_("Weet ik nog niet") }, { NULL, NULL } };
const struct codes YES_NO_UNSURE = { "yes_no_unsure", yes_no };

static const struct code was_done[] = { { "done", N_("Gedaan") }, { "skipped", N_("Overgeslagen") }, { NULL, NULL } };
const struct codes WAS_DONE = { "was_done", was_done };

/* In the inbox file of the team for a signal; for a household in a file of its own that is held back (access.h), so that a consult with Veilig Thuis
 * leaves no trace for who may not know. */
static const struct field code_fields[] = {
	{ "report_id", NULL, F_REF, .refs = "report" },
	{ "household_id", NULL, F_REF, .refs = "household" },
	{ "hold_id", NULL, F_REF, .refs = "hold" },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ "last_at", NULL, F_TIME, .required = true },   /* of the newest step: how long it is kept is counted from there */
	{ NULL }
};
static const char *const code_indexes[] = { "report_id", "household_id", "last_at", NULL };
const struct entity REPORTING_CODE_ENTITY = { "reporting_code", "the reporting code for domestic violence and child abuse, walked through", GUARD_FILE, code_fields, code_indexes,
	"Wmo 1.1.1; Jeugdwet 4.1.7; Besluit verplichte meldcode", "youth_file" };

static const struct field reporting_step_fields[] = {
	{ "code_id", NULL, F_REF, .refs = "reporting_code", .required = true },
	{ "step", NULL, F_CODE, .codes = &CODE_STEPS, .required = true },
	{ "was", N_("Deze stap"), F_CODE, .codes = &WAS_DONE, .required = true, .missing = N_("Kies gedaan of overgeslagen") },
	{ "on_day", N_("Wanneer"), F_DAY, .required = true, .missing = N_("Vul in wanneer het was") },
	{ "with_whom", N_("Met wie"), F_TEXT, .max = 200, .sealed = true, .personal = true, .why = "who was consulted, or talked with" },
	{ "anonymous", N_("Veilig Thuis kreeg geen namen"), F_BOOL, .required = true },
	{ "outcome", N_("Wat kwam eruit?"), F_LONG, .max = 4000, .required = true, .sealed = true, .personal = true, .why = "each step of the reporting code is recorded with its outcome",
		.missing = N_("Schrijf op wat eruit kwam, één zin mag") },
	{ "reason", N_("Waarom?"), F_LONG, .max = 1000, .sealed = true, .personal = true, .why = "why it was decided or skipped, to answer for it later" },
	{ "suspicion", N_("1. Is er nog een vermoeden van geweld of mishandeling?"), F_CODE, .codes = &YES_NO_UNSURE },
	{ "danger", N_("2. Is er nu gevaar, of steeds weer gevaar?"), F_CODE, .codes = &YES_NO_UNSURE },
	{ "help", N_("3. Kunnen wij goede hulp geven of regelen?"), F_CODE, .codes = &YES_NO_UNSURE },
	{ "accepted", N_("4. Nemen de mensen om wie het gaat die hulp aan?"), F_CODE, .codes = &YES_NO_UNSURE },
	{ "result", N_("5. Wordt het veilig binnen de tijd die jullie afspreken?"), F_CODE, .codes = &YES_NO_UNSURE },
	{ "report_needed", N_("Is melden bij Veilig Thuis nodig?"), F_CODE, .codes = &YES_NO_UNSURE },
	{ "help_possible", N_("Is hulp geven (ook) mogelijk?"), F_CODE, .codes = &YES_NO_UNSURE },
	{ "by_id", NULL, F_REF },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const reporting_step_indexes[] = { "code_id, at", NULL };
const struct entity REPORTING_STEP_ENTITY = { "reporting_step", "one step of the reporting code: when, with whom, what came of it, why", GUARD_FILE, reporting_step_fields,
	reporting_step_indexes, "Wmo 1.1.1; Jeugdwet 4.1.7; Besluit verplichte meldcode", "youth_file" };
