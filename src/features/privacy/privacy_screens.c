/* Who may read about a household and who did: for its professional, and for the family itself. */
#include "privacy_screens.h"
#include "../../platform/base/list.h"
#include "../account/accounts.h"
#include "../household/household.h"
#include "access.h"
#include "looks.h"
#include "privacy_entities.h"

SQL(name_of_household, "SELECT h.id, h.file_id, h.name FROM v_household h WHERE h.id = :household");
SQL(by_function_set, "UPDATE household SET version = version + 1, by_function_at = :at WHERE id = :household");
SQL(talk_insert,
	"INSERT INTO talk (id, file_id, household_id, on_day, about, present, family_present, by_id, at)"
	" VALUES (:id, :file, :household, :on_day, :about, :present, :family_present, :by, :at)");
SQL(partners_known,
	"SELECT c.id, c.file_id, c.name, c.profession, c.organisation FROM v_account c WHERE c.kind IN ('partner', 'expert')"
	" AND c.until_at > :now ORDER BY c.id LIMIT 200");
SQL(consent_exists, "SELECT a.id FROM v_access a WHERE a.id = :id AND a.ground = 'consent'");

static const char *household_called(struct request *rq)
{
	struct rows *r = sql_read(rq->slot, &name_of_household, WITH(p_id("household", rq->household)));
	const char *name = rows_next(r) ? rows_open(r, 2, "household.name") : NULL;
	rows_end(r);
	return name;
}

/* ---- the professional's page ---- */

static const char *const talk_take[] = { "on_day", "about", "present", "family_present", NULL };
static const struct input TALK = { "talk", &TALK_ENTITY, talk_take, NULL };

static struct reply access_page(struct request *rq)
{
	struct access_page *d = ARENA_NEW(rq->arena, struct access_page);
	d->household = rq->household;
	d->by_function = rq->by_function;
	d->name = household_called(rq);
	if (!d->name)
		return reply_missing();
	access_lines(rq, rq->household, &d->access, &d->access_n);
	talk_lines(rq, rq->household, &d->talks, &d->talks_n);
	d->counted = household_is_counted(rq->slot, rq->household);
	field_start_day(rq->in, "on_day", rq->today);
	rq->page->title = rq_tr(rq, N_("Wie mag dit lezen"));
	rq->page->nav = "households";
	return reply_page(&TPL_access_page, d);
}

static struct reply talk_save(struct request *rq)
{
	id64 id = id_new();
	struct slot *s = rq->slot;
	if (day_diff(rq->today, field_day(rq->in, "on_day")) > 0) {
		field_fail(rq->in, "on_day", rq_tr(rq, N_("Dit moment moet nog komen")));
		return reply_again();
	}
	int n = sql_run(s, &talk_insert, WITH(p_id("id", id), p_id("file", rq->file), p_id("household", rq->household),
		p_day("on_day", rq->arena, field_day(rq->in, "on_day")), p_blob("about", slot_seal(s, rq->file, "talk.about", id, field_text(rq->in, "about"))),
		p_blob("present", slot_seal(s, rq->file, "talk.present", id, field_text(rq->in, "present"))),
		p_bool("family_present", field_yes(rq->in, "family_present")), p_id("by", rq->viewer.account), p_moment("at", rq->now)));
	return n == 1 ? reply_go(rq, "talk", "/households/%lld/access", (long long)rq->household) : reply_missing();
}

static const struct field threat_fields[] = { { "on", N_("Bij dreiging: medewerkers met hun functie"), F_BOOL }, { NULL } };
static const struct input THREAT = { .name = "by_function", .own = threat_fields };

/* From now on; what was written before stands as it was read then. */
static struct reply by_function_save(struct request *rq)
{
	moment at = field_yes(rq->in, "on") ? rq->now : 0;
	if (sql_run(rq->slot, &by_function_set, WITH(p_id("household", rq->household), p_moment("at", at))) != 1)
		return reply_missing();
	slot_wrote(rq->slot, rq->file);
	return reply_go(rq, "saved", "/households/%lld/access", (long long)rq->household);
}

static struct reply log_page(struct request *rq)
{
	struct log_page *d = ARENA_NEW(rq->arena, struct log_page);
	d->name = household_called(rq);
	if (!d->name)
		return reply_missing();
	struct looked l = log_days(rq, rq->household);
	*d = (struct log_page){ .household = rq->household, .name = d->name, .days = l.days, .days_n = l.days_n, .earlier = l.earlier, .earlier_n = l.earlier_n, .more = l.more };
	rq->page->title = rq_tr(rq, N_("Wie heeft dit gelezen"));
	rq->page->nav = "households";
	return reply_page(&TPL_log_page, d);
}

/* ---- the family's pages ---- */

static const struct code share_terms[] = {
	{ "90", N_("drie maanden") }, { "180", N_("een half jaar") }, { "365", N_("een jaar") }, { NULL, NULL }
};
static const struct codes SHARE_TERMS = { "share_term", share_terms };
static const struct field share_fields[] = {
	{ "partner_id", N_("Wie mag meelezen?"), F_REF, .required = true, .missing = N_("Kies wie mag meelezen") },
	{ "what_for", N_("Waarvoor?"), F_TEXT, .max = 200, .required = true, .missing = N_("Schrijf op waarvoor, een paar woorden is genoeg") },
	{ "days", N_("Hoe lang?"), F_CODE, .codes = &SHARE_TERMS, .required = true, .missing = N_("Kies hoe lang") },
	{ NULL }
};
static const struct input SHARE = { .name = "share", .own = share_fields };
static const struct field supporter_fields[] = {
	{ "supporter_name", N_("Hoe heet diegene?"), F_TEXT, .max = 120, .required = true, .missing = N_("Vul een naam in") },
	{ "supporter_for", N_("Waar helpt die jullie bij?"), F_TEXT, .max = 200, .required = true, .missing = N_("Schrijf op waarbij, een paar woorden is genoeg") },
	{ "supporter_days", N_("Hoe lang?"), F_CODE, .codes = &SHARE_TERMS, .required = true, .missing = N_("Kies hoe lang") },
	{ NULL }
};
static const struct input SUPPORTER = { .name = "supporter", .own = supporter_fields };

static struct reply our_access(struct request *rq)
{
	struct our_access *d = ARENA_NEW(rq->arena, struct our_access);
	rq->page->title = rq_tr(rq, N_("Wie mag iets over jullie lezen"));
	d->belongs = rq->household != 0;
	d->may_share = rq_is(rq, K_RESIDENT);
	if (rq->household) {
		access_lines(rq, rq->household, &d->access, &d->access_n);
		talk_lines(rq, rq->household, &d->talks, &d->talks_n);
	}
	return reply_page(&TPL_our_access, d);
}

/* ---- whether the household is counted ---- */

static const struct field counted_own[] = { { "uncounted", NULL, F_BOOL }, { NULL } };
static const struct input COUNTED = { "counted", NULL, NULL, counted_own };

static struct reply our_counted(struct request *rq)
{
	struct our_counted *d = ARENA_NEW(rq->arena, struct our_counted);
	if (!rq->household)
		return reply_missing();
	d->counted = household_is_counted(rq->slot, rq->household);
	rq->page->title = rq_tr(rq, N_("Tellen jullie mee?"));
	return reply_page(&TPL_our_counted, d);
}

static struct reply our_counted_save(struct request *rq)
{
	bool yes = !field_yes(rq->in, "uncounted");
	if (!rq->household || !household_counted(rq->slot, rq->household, yes))
		return reply_missing();
	return reply_go(rq, yes ? "counted" : "counted_not", "/our/access");
}

static struct reply counted_save(struct request *rq)
{
	bool yes = !field_yes(rq->in, "uncounted");
	if (!household_counted(rq->slot, rq->household, yes))
		return reply_missing();
	return reply_go(rq, yes ? "counted_again" : "not_counted", "/households/%lld/access", (long long)rq->household);
}

static struct reply our_log(struct request *rq)
{
	struct our_log *d = ARENA_NEW(rq->arena, struct our_log);
	if (rq->household) {
		struct looked l = log_days(rq, rq->household);
		*d = (struct our_log){ .days = l.days, .days_n = l.days_n, .earlier = l.earlier, .earlier_n = l.earlier_n, .more = l.more };
	}
	rq->page->title = rq_tr(rq, N_("Wie las er iets over jullie"));
	return reply_page(&TPL_our_log, d);
}

static const char *partner_label(struct request *rq, struct rows *r)
{
	const char *name = rows_open(r, 2, "account.name"), *where = rows_open(r, 4, "account.organisation");
	return where && *where ? arena_printf(rq->arena, "%s (%s)", name, where) : name;
}

static struct reply our_share(struct request *rq)
{
	struct our_share *d = ARENA_NEW(rq->arena, struct our_share);
	struct choice *choices = NULL;
	size_t n = 0;
	if (!rq->household)
		return reply_missing();
	struct rows *r = sql_read(rq->slot, &partners_known, WITH(p_moment("now", rq->now)));
	while (rows_next(r)) {
		struct choice *c = LIST_ADD(rq->arena, choices, n);
		c->value = id_text(rq->arena, rows_int(r, 0));
		c->label = partner_label(rq, r);
	}
	field_choices(rq->in, "partner_id", choices, n);
	field_start(rq->in, "days", "180");
	d->any = n > 0;
	rq->page->title = rq_tr(rq, N_("Laat iemand meelezen"));
	return reply_page(&TPL_our_share, d);
}

static moment until_of(struct request *rq, const char *field)
{
	return day_begin(day_add(rq->today, (int)strtol(field_text(rq->in, field), NULL, 10)));
}

static struct reply our_share_save(struct request *rq)
{
	if (!rq->household)
		return reply_missing();
	if (!consent_give(rq->slot, rq->household, field_id(rq->in, "partner_id"), until_of(rq, "days"), field_text(rq->in, "what_for"))) {
		field_fail(rq->in, "partner_id", rq_tr(rq, N_("Met deze organisatie kun je het plan niet delen")));
		return reply_again();
	}
	return reply_go(rq, "shared", "/our/access");
}

static struct reply our_supporter(struct request *rq)
{
	struct our_supporter *d = ARENA_NEW(rq->arena, struct our_supporter);
	if (!rq->household)
		return reply_missing();
	field_start(rq->in, "supporter_days", "180");
	rq->page->title = rq_tr(rq, N_("Laat iemand ons helpen"));
	return reply_page(&TPL_our_supporter, d);
}

static struct reply our_supporter_save(struct request *rq)
{
	id64 access = 0;
	struct our_supporter_code *d = ARENA_NEW(rq->arena, struct our_supporter_code);
	if (!rq->household)
		return reply_missing();
	d->name = field_text(rq->in, "supporter_name");
	d->code = supporter_invite(rq->slot, rq->household, d->name, field_text(rq->in, "supporter_for"), until_of(rq, "supporter_days"), &access);
	if (!d->code)
		return reply_missing();
	d->link = rq_link(rq, "/code");
	rq->page->title = rq_tr(rq, N_("De code voor je helper"));
	return reply_page(&TPL_our_supporter_code, d);
}

static struct reply our_withdraw(struct request *rq)
{
	id64 access = sql_number(rq->slot, &consent_exists, WITH(p_id("id", rq->id[0])), 0);
	return access && consent_withdraw(rq->slot, access) ? reply_go(rq, "withdrawn", "/our/access") : reply_missing();
}

const struct route PRIVACY_ROUTES[] = {
	{ METHOD_GET, "/households/{household}/access", RELATION_HOUSEHOLD, K_TEAM, .run = access_page, .input = &TALK, .before = log_fold,
		.summary = "Who may read about the household, on what ground, until when" },
	{ METHOD_POST, "/households/{household}/talks", RELATION_HOUSEHOLD, K_TEAM, .run = talk_save, .input = &TALK, .again = access_page,
		.summary = "Note that the household was discussed: the family sees it" },
	{ METHOD_POST, "/households/{household}/by-function", RELATION_HOUSEHOLD, K_TEAM, .run = by_function_save, .input = &THREAT, .again = access_page,
		.summary = "Under threat: the family sees staff by function, from now on" },
	{ METHOD_GET, "/households/{household}/log", RELATION_HOUSEHOLD, K_TEAM, .run = log_page, .before = log_fold, .summary = "Who read or changed what" },
	{ METHOD_GET, "/our/access", RELATION_OWN_HOUSEHOLD, K_FAMILY, .run = our_access, .before = log_fold, .summary = "Who may read about us, and why" },
	{ METHOD_GET, "/our/counted", RELATION_OWN_HOUSEHOLD, K_RESIDENT, .run = our_counted, .input = &COUNTED, .summary = "Whether we are counted in what goes on in the neighbourhood" },
	{ METHOD_POST, "/our/counted", RELATION_OWN_HOUSEHOLD, K_RESIDENT, .run = our_counted_save, .input = &COUNTED, .again = our_counted,
		.summary = "Count us, or count us nowhere" },
	{ METHOD_POST, "/households/{household}/counted", RELATION_HOUSEHOLD, K_TEAM, .run = counted_save, .input = &COUNTED, .again = access_page,
		.summary = "Count the household or not, when it asks" },
	{ METHOD_GET, "/our/log", RELATION_OWN_HOUSEHOLD, K_FAMILY, .run = our_log, .before = log_fold, .summary = "Who read about us" },
	{ METHOD_GET, "/our/share", RELATION_OWN_HOUSEHOLD, K_RESIDENT, .run = our_share, .input = &SHARE, .summary = "Let a partner read the plan" },
	{ METHOD_POST, "/our/share", RELATION_OWN_HOUSEHOLD, K_RESIDENT, .run = our_share_save, .input = &SHARE, .again = our_share,
		.summary = "Permission for a partner to read the plan, until a day" },
	{ METHOD_GET, "/our/supporter", RELATION_OWN_HOUSEHOLD, K_RESIDENT, .run = our_supporter, .input = &SUPPORTER, .summary = "Invite somebody who helps us" },
	{ METHOD_POST, "/our/supporter", RELATION_OWN_HOUSEHOLD, K_RESIDENT, .run = our_supporter_save, .input = &SUPPORTER, .again = our_supporter,
		.summary = "Invite somebody who helps us: a code to hand over" },
	{ METHOD_POST, "/our/access/{id}/end", RELATION_OWN_HOUSEHOLD, K_FAMILY, .run = our_withdraw, .summary = "Withdraw a permission: gone at the next request" },
	{ .path = NULL }
};
