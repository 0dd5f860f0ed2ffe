#include "documents_entities.h"
#include "../../../platform/web/i18n.h"

static const struct code document_kinds[] = {
	{ "analysis", N_("wijkanalyse") }, { "year_plan", N_("jaarplan") }, { "vision", N_("visie") }, { "principles", N_("uitgangspunten") },
	{ "assignment", N_("opdracht") }, { NULL, NULL }
};
static const struct codes DOCUMENT_KINDS = { "document_kind", document_kinds };

static const struct code states[] = { { "draft", N_("concept") }, { "adopted", N_("vastgesteld") }, { NULL, NULL } };
static const struct codes DOCUMENT_STATES = { "document_state", states };

static const struct code changes[] = {
	{ "begun", N_("begonnen") }, { "wrote", N_("geschreven") }, { "took_in", N_("cijfers opgenomen") }, { "left_out", N_("cijfers weggehaald") },
	{ "adopted", N_("vastgesteld") }, { NULL, NULL }
};
const struct codes DOCUMENT_CHANGES = { "document_change", changes };

#define NO_NAMES N_("Noem groepen en organisaties. Namen van gezinnen horen hier niet in")
/* One of the three at least. */
#define WHO_DID N_("Schrijf op wie meededen, ook als dat alleen het team was")

static const struct field document_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "area_code", NULL, F_TEXT, .max = 10, .required = true },
	{ "kind", N_("Wat wil je maken?"), F_CODE, .codes = &DOCUMENT_KINDS, .required = true, .missing = N_("Kies wat je wilt maken") },
	{ "year", N_("Voor welk jaar?"), F_INT, .least = 2000, .most = 2100, .required = true, .missing = N_("Vul een jaar in, bijvoorbeeld 2027") },
	{ "state", NULL, F_CODE, .codes = &DOCUMENT_STATES, .required = true },
	{ "last_number", NULL, F_INT, .required = true },            /* of its versions, so far */
	{ "begun_at", NULL, F_TIME, .required = true },
	{ "begun_by_id", NULL, F_REF, .refs = "account", .required = true },
	{ "from_id", NULL, F_REF },                                   /* the document it began from: last year's */
	{ "adopted_at", NULL, F_TIME },
	{ "adopted_on", N_("Vastgesteld op"), F_DAY, .missing = N_("Kies een dag") },
	{ "adopted_by_id", NULL, F_REF },
	{ "informed", N_("Wie zijn geïnformeerd?"), F_TEXT, .max = 300, .hint = NO_NAMES },
	{ "thought_along", N_("Wie dachten mee?"), F_TEXT, .max = 300, .missing = WHO_DID, .hint = N_("Bijvoorbeeld: ouders van de Meedoentafel, de school, de huisartsen") },
	{ "worked_along", N_("Wie werkten eraan mee?"), F_TEXT, .max = 300, .missing = WHO_DID, .hint = N_("Wie schreef, zocht uit of organiseerde er iets voor") },
	{ "decided_along", N_("Wie besloten mee?"), F_TEXT, .max = 300, .missing = WHO_DID, .hint = N_("Wie had iets te zeggen over wat er nu in staat") },
	{ NULL }
};
static const char *const document_indexes[] = { "team_id, area_code, kind", "area_code, state", NULL };
const struct entity AREA_DOCUMENT_ENTITY = { "area_document", "an analysis, a year plan, a vision, principles or an assignment of a neighbourhood's team: no person in it",
	GUARD_TEAM, document_fields, document_indexes, NULL, NULL };

static const struct field version_fields[] = {
	{ "team_id", NULL, F_REF, .refs = "team", .required = true },
	{ "document_id", NULL, F_REF, .refs = "area_document", .required = true },
	{ "number", NULL, F_INT, .required = true },                 /* 1, 2, …: of the document */
	{ "section", NULL, F_TEXT, .max = 30, .required = true },    /* documents.h; "" when it is about the whole */
	{ "change", NULL, F_CODE, .codes = &DOCUMENT_CHANGES, .required = true },
	{ "text", N_("Jullie woorden"), F_LONG, .max = 12000, .hint = N_("Schrijf over de wijk, niet over één gezin. Namen horen hier niet in") },
	{ "figures", NULL, F_LONG },                                  /* what was taken in, as the team saw it then: figure_block.h */
	{ "figures_out", NULL, F_LONG },                              /* the same as it may leave the team */
	{ "at", NULL, F_TIME, .required = true },
	{ "by_id", NULL, F_REF, .refs = "account", .required = true },
	{ NULL }
};
static const char *const version_indexes[] = { "UNIQUE document_id, number", "document_id, section, number", NULL };
const struct entity AREA_DOCUMENT_VERSION_ENTITY = { "area_document_version", "a section of such a document as it was saved: who, when, what",
	GUARD_TEAM, version_fields, version_indexes, NULL, NULL };
