/* Accounts, how they sign in, what they were given to see; the service's own tables. */
#include "account_entities.h"
#include "../../platform/web/i18n.h"

static const struct code kinds[] = {
	{ "resident", N_("gezinslid") }, { "supporter", N_("steunfiguur") }, { "professional", N_("vaste professional") },
	{ "specialist", N_("specialist") }, { "coordinator", N_("coördinator") }, { "partner", N_("partner in de wijk") },
	{ "expert", N_("ervaringsdeskundige") }, { "policy", N_("beleidsmaker") }, { "privacy", N_("privacyfunctionaris") },
	{ "manager", N_("applicatiebeheerder") }, { "link", N_("melder via een link") }, { "itself", N_("Nabij zelf") },
	{ NULL, NULL }
};
const struct codes ACCOUNT_KINDS = { "account_kind", kinds };

/* Of a partner: who it is decides what it may ever read (privacy/access.c). */
static const struct code partner_kinds[] = {
	{ "school", N_("school") }, { "childcare", N_("kinderopvang") }, { "health", N_("huisarts of zorg") },
	{ "gp_youth", N_("praktijkondersteuner jeugd van de huisarts") }, { "youth_help", N_("gespecialiseerde hulp") },
	{ "welfare", N_("welzijn of opbouwwerk") }, { "club", N_("club of vereniging") }, { "volunteers", N_("vrijwilligers") }, { "police", N_("politie") },
	{ "housing", N_("woningcorporatie of verhuurder") }, { "benefits", N_("uitkeringsinstantie") }, { "attendance", N_("leerplicht") },
	{ "other", N_("iets anders") }, { NULL, NULL }
};
const struct codes PARTNER_KINDS = { "partner_kind", partner_kinds };

/* A relation with a ground and an end date opens a household. */
static const struct code grounds[] = {
	{ "family", N_("het gaat over jezelf of je gezin") }, { "assignment", N_("vaste hulpverlener") }, { "stand_in", N_("vervangt de vaste hulpverlener") },
	{ "triage", N_("leest nieuwe meldingen") }, { "consult", N_("denkt mee") }, { "meeting", N_("was bij een overleg") },
	{ "handover", N_("eigen wettelijke taak") }, { "consent", N_("jullie vonden dat goed") }, { "statutory", N_("verzoek op grond van de wet") },
	{ "emergency", N_("noodtoegang") }, { "reporter", N_("deed de melding") }, { "review", N_("controleert achteraf") },
	{ NULL, NULL }
};
const struct codes GROUNDS = { "ground", grounds };

static const struct code file_kinds[] = {
	{ "directory", N_("medewerkers") }, { "own", N_("van jezelf") }, { "inbox", N_("nieuwe meldingen") }, { "shared", N_("wat jullie delen") },
	{ "person", N_("van één persoon") }, { "held", N_("achtergehouden") }, { "note", N_("werkaantekening") }, { NULL, NULL }
};
static const struct codes FILE_KINDS = { "file_kind", file_kinds };

static const struct field file_fields[] = {
	{ "kind", NULL, F_CODE, .codes = &FILE_KINDS, .required = true },
	{ "household_id", NULL, F_REF },
	{ "person_id", NULL, F_REF },
	{ "ground", NULL, F_TEXT },              /* the law or task it rests on: "Jeugdwet", "Wmo", "consent" */
	{ "opened_at", NULL, F_TIME, .required = true },
	{ "closed_at", NULL, F_TIME },
	{ "keep_until", NULL, F_TIME },          /* set when closing, from the dated term; never moved by a later period */
	{ NULL }
};
static const char *const file_indexes[] = { "household_id", NULL };
const struct entity FILE_ENTITY = { "file", "a file: one per person and ground, one of what is shared", GUARD_THE_FILE, file_fields, file_indexes, NULL, NULL };

static const struct field access_fields[] = {
	{ "account_id", NULL, F_REF, .refs = "account", .required = true },
	{ "file_id", NULL, F_REF, .refs = "file", .required = true },
	{ "household_id", NULL, F_REF },
	{ "ground", NULL, F_CODE, .codes = &GROUNDS, .required = true },
	{ "may_write", NULL, F_BOOL, .required = true },
	{ "from_at", NULL, F_TIME, .required = true },
	{ "until_at", NULL, F_TIME, .required = true },
	{ "given_by_id", NULL, F_REF },
	{ "article", NULL, F_TEXT },
	{ "reason", N_("Waarom?"), F_LONG, .max = 500, .sealed = true, .personal = true, .why = "why this person may see the file, read by the family" },
	{ "reviewed_at", NULL, F_TIME },
	{ "reviewed_by_id", NULL, F_REF },
	{ "justified", NULL, F_BOOL },
	{ "held_until", NULL, F_TIME },              /* the family does not see it before then: knowing would endanger somebody */
	{ NULL }
};
static const char *const access_indexes[] = { "account_id, file_id, until_at, from_at, may_write", "file_id, account_id", "household_id, account_id",
	"from_at WHERE ground = 'emergency' AND reviewed_at IS NULL", NULL };
const struct entity ACCESS_ENTITY = { "access", "who may see which file, on what ground, from when until when", GUARD_ACCESS, access_fields,
	access_indexes, "AVG 5(2)", "log" };

static const struct field account_fields[] = {
	{ "file_id", NULL, F_REF, .refs = "file", .required = true },     /* the file its name is sealed under: 1 (staff) or the household's */
	{ "own_file_id", NULL, F_REF, .refs = "file", .required = true }, /* drafts, addresses and the like */
	{ "kind", N_("Soort"), F_CODE, .codes = &ACCOUNT_KINDS, .required = true, .missing = N_("Kies wat voor persoon dit is") },
	{ "partner_kind", N_("Soort partner"), F_CODE, .codes = &PARTNER_KINDS },
	{ "login", N_("Inlognaam"), F_TEXT, .max = 80, .personal = true, .why = "signing in", .hint = N_("Letters, cijfers, punt en streepje"),
		.missing = N_("Vul een inlognaam in") },
	{ "name", N_("Naam"), F_TEXT, .max = 120, .required = true, .sealed = true, .personal = true, .why = "who it is, as shown to the people they work with",
		.missing = N_("Vul de naam in") },
	{ "profession", N_("Functie"), F_TEXT, .max = 120, .sealed = true, .personal = true, .why = "what they do, as shown to families" },
	{ "organisation", N_("Organisatie"), F_TEXT, .max = 120, .sealed = true, .personal = true, .why = "for whom they work, as shown to families" },
	{ "phone", N_("Telefoon"), F_PHONE, .sealed = true, .personal = true, .why = "the family can call" },
	{ "team_id", N_("Team"), F_REF, .refs = "team" },
	{ "person_id", NULL, F_REF },
	{ "language", NULL, F_TEXT, .max = 8 },
	{ "created_at", NULL, F_TIME, .required = true },
	{ "until_at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const account_indexes[] = { "UNIQUE login", "file_id", "kind", NULL };
const struct entity ACCOUNT_ENTITY = { "account", "an account", GUARD_ACCOUNT, account_fields, account_indexes, "AVG 6(1)(e)", "account" };

static const struct field credential_fields[] = {
	{ "account_id", NULL, F_REF, .refs = "account", .required = true },
	{ "password", NULL, F_TEXT },            /* Argon2id; NULL: cannot sign in with a password */
	{ "totp", NULL, F_HASH },                /* sealed under the key derived for credentials */
	{ "totp_step", NULL, F_INT },            /* the last counter used: a code works once */
	{ "must_change", NULL, F_BOOL, .required = true },
	{ "email", NULL, F_HASH },               /* sealed likewise: where neutral mails go */
	{ NULL }
};
static const char *const credential_indexes[] = { "UNIQUE account_id", NULL };
const struct entity CREDENTIAL_ENTITY = { "credential", "how an account signs in", GUARD_ITSELF, credential_fields, credential_indexes, NULL, NULL };

static const struct field recovery_fields[] = {
	{ "account_id", NULL, F_REF, .refs = "account", .required = true },
	{ "hash", NULL, F_HASH, .required = true },
	{ "used_at", NULL, F_TIME },
	{ NULL }
};
static const char *const recovery_indexes[] = { "account_id", NULL };
const struct entity RECOVERY_ENTITY = { "recovery_code", "a code for when the telephone is lost", GUARD_ITSELF, recovery_fields, recovery_indexes, NULL, NULL };

static const struct field session_fields[] = {
	{ "account_id", NULL, F_REF, .refs = "account", .required = true },
	{ "hash", NULL, F_HASH, .required = true },
	{ "created_at", NULL, F_TIME, .required = true },
	{ "seen_at", NULL, F_TIME, .required = true },
	{ "until_at", NULL, F_TIME, .required = true },
	{ "ended_at", NULL, F_TIME },
	{ "strong", NULL, F_BOOL, .required = true },      /* the second factor was given */
	{ "device", NULL, F_TEXT, .max = 80, .personal = true, .why = "so that one recognises one's own sessions" },
	{ NULL }
};
static const char *const session_indexes[] = { "UNIQUE hash", "account_id", "until_at", NULL };
const struct entity SESSION_ENTITY = { "session", "somebody signed in on a device", GUARD_OWN, session_fields, session_indexes, "AVG 32", "session" };

static const struct code token_purposes[] = {
	{ "api", N_("programma") }, { "link", N_("link") }, { "invite", N_("uitnodiging") }, { NULL, NULL }
};
static const struct codes TOKEN_PURPOSES = { "token_purpose", token_purposes };

static const struct field token_fields[] = {
	{ "account_id", NULL, F_REF, .refs = "account", .required = true },
	{ "hash", NULL, F_HASH, .required = true },
	{ "purpose", NULL, F_CODE, .codes = &TOKEN_PURPOSES, .required = true },
	{ "label", N_("Waarvoor"), F_TEXT, .max = 80 },
	{ "created_at", NULL, F_TIME, .required = true },
	{ "until_at", NULL, F_TIME, .required = true },
	{ "used_at", NULL, F_TIME },
	{ "ended_at", NULL, F_TIME },
	{ NULL }
};
static const char *const token_indexes[] = { "UNIQUE hash", "account_id", "until_at", NULL };
const struct entity TOKEN_ENTITY = { "token", "a token or link that stands for an account", GUARD_OWN, token_fields, token_indexes, NULL, NULL };

static const struct field once_fields[] = {
	{ "account_id", NULL, F_REF, .refs = "account", .required = true },
	{ "mark", NULL, F_HASH, .required = true },        /* keyed hash of the form's key, route and account */
	{ "location", NULL, F_HASH },                      /* where the first answer led: sealed */
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const once_indexes[] = { "UNIQUE mark", NULL };
const struct entity ONCE_ENTITY = { "once", "a form that was sent: sent twice it counts once", GUARD_OWN, once_fields, once_indexes, NULL, NULL };

static const struct field draft_fields[] = {
	{ "account_id", NULL, F_REF, .refs = "account", .required = true },
	{ "file_id", NULL, F_REF, .refs = "file", .required = true },
	{ "form", NULL, F_TEXT, .max = 120, .required = true },
	{ "field", NULL, F_TEXT, .max = 80, .required = true },
	{ "value", NULL, F_LONG, .sealed = true, .personal = true, .why = "what was typed and not yet saved" },
	{ "at", NULL, F_TIME, .required = true },
	{ NULL }
};
static const char *const draft_indexes[] = { "UNIQUE account_id, form, field", "at", NULL };
const struct entity DRAFT_ENTITY = { "draft", "what somebody is typing", GUARD_OWN, draft_fields, draft_indexes, "as the file", "draft" };

static const struct field setting_fields[] = {
	{ "name", NULL, F_TEXT, .max = 60, .required = true },
	{ "value", NULL, F_LONG, .required = true },
	{ NULL }
};
static const char *const setting_indexes[] = { "UNIQUE name", NULL };
const struct entity SETTING_ENTITY = { "setting", "a setting of the municipality", GUARD_PUBLIC, setting_fields, setting_indexes, NULL, NULL };

static const struct field job_fields[] = {
	{ "name", NULL, F_TEXT, .max = 60, .required = true },
	{ "next_at", NULL, F_TIME, .required = true },
	{ "lease_until", NULL, F_TIME },
	{ "last_at", NULL, F_TIME },
	{ "last_result", NULL, F_TEXT },
	{ NULL }
};
static const char *const job_indexes[] = { "UNIQUE name", NULL };
const struct entity JOB_ENTITY = { "job", "work on a schedule", GUARD_ITSELF, job_fields, job_indexes, NULL, NULL };

static const struct field mail_fields[] = {
	{ "account_id", NULL, F_REF, .refs = "account", .required = true },
	{ "what", NULL, F_TEXT, .max = 40, .required = true },       /* which neutral text */
	{ "due_at", NULL, F_TIME, .required = true },
	{ "sent_at", NULL, F_TIME },
	{ "tries", NULL, F_INT, .required = true },
	{ "failure", NULL, F_TEXT },
	{ NULL }
};
static const char *const mail_indexes[] = { "due_at", "account_id, what", NULL };
const struct entity MAIL_ENTITY = { "mail", "a neutral mail to be sent", GUARD_ITSELF, mail_fields, mail_indexes, NULL, NULL };

static const struct field log_fields[] = {
	{ "record_id", NULL, F_REF, .required = true },
	{ "at", NULL, F_TIME, .required = true },
	{ "account_id", NULL, F_REF, .required = true },
	{ "file_id", NULL, F_REF, .required = true },
	{ "ground", NULL, F_TEXT },
	{ "route", NULL, F_TEXT, .required = true },
	{ "action", NULL, F_TEXT, .required = true },
	{ NULL }
};
static const char *const log_indexes[] = { "UNIQUE record_id, file_id", "file_id, at", "at", "at WHERE action = 'refused'", NULL };
const struct entity LOG_ENTITY = { "log", "who saw or changed what, on what ground", GUARD_LOG, log_fields, log_indexes, "NEN 7513; AVG 5(2)", "log" };
