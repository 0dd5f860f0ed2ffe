#include "terms.h"
#include <assert.h>
#include <pthread.h>
#include <string.h>
#include "../monitor/attention.h"
#include "../../platform/db/service.h"
#include "../../platform/web/i18n.h"

enum { TERMS_MOST = 64, DAYS_MOST = 400 };

/* What the law allows at most, of the rules of attention. */
static const struct { const char *code; int most; } BOUNDS[] = {
	{ "report_inform", 30 }, { "plan_due", 42 }, { "answer_rights", 30 }, { "breach", 3 }, { "hold_review", 92 }, { NULL, 0 }
};

static const struct term OTHERS[] = {
	{ .code = "emergency_hours", .name = N_("Noodtoegang blijft open"), .unit = TERM_HOURS, .days = 24, .most = 24, .general = true },
	{ .code = "handover_access", .name = N_("Wie overdraagt kan nog meelezen"), .days = 14, .most = 42 },
	{ .code = "close_access", .name = N_("Na afsluiten kan het team nog meelezen"), .days = 14, .most = 42 },
	{ .code = "keep_social_contact", .name = N_("Hoe je iemand uit de buurt bereikt, zonder dat iemand dat bevestigt"), .days = 365, .most = 365, .source = "AVG 5(1)(e)",
		.general = true },
	{ .code = "keep_youth_file", .name = N_("Een afgesloten gezin bewaren"), .unit = TERM_YEARS, .days = 20, .source = "Jeugdwet 7.3.8(3)", .fixed = true },
	{ .code = "age_child_reads", .name = N_("Vanaf deze leeftijd leest een kind zelf"), .unit = TERM_YEARS, .days = 12, .source = "Jeugdwet 7.3.15", .fixed = true },
	{ .code = "age_own_consent", .name = N_("Vanaf deze leeftijd beslist een jongere zelf"), .unit = TERM_YEARS, .days = 16, .source = "Jeugdwet 7.3.4", .fixed = true },
	{ .code = "age_adult", .name = N_("Volwassen"), .unit = TERM_YEARS, .days = 18, .source = "BW 1:233", .fixed = true },
	{ .code = NULL }
};

/* ---- the list ---- */

static struct term all[TERMS_MOST + 1];
static pthread_once_t made = PTHREAD_ONCE_INIT;

static int bound_of(const char *code)
{
	for (size_t i = 0; BOUNDS[i].code; i++)
		if (!strcmp(BOUNDS[i].code, code))
			return BOUNDS[i].most;
	return 0;
}

static void make(void)
{
	size_t n = 0;
	for (const struct attention_rule *r = ATTENTION_RULES; r->code; r++) {
		assert(n < TERMS_MOST);
		all[n++] = (struct term){ .code = r->code, .name = r->name, .days = r->days, .second_days = r->second_days, .escalates = r->second_days > 0,
			.most = bound_of(r->code), .source = r->source };
	}
	for (const struct term *t = OTHERS; t->code; t++) {
		assert(n < TERMS_MOST);
		all[n++] = *t;
	}
}

const struct term *term_at(size_t i)
{
	pthread_once(&made, make);
	return i < TERMS_MOST && all[i].code ? &all[i] : NULL;
}

const struct term *term_find(const char *code)
{
	const struct term *t;
	for (size_t i = 0; (t = term_at(i)); i++)
		if (!strcmp(t->code, code))
			return t;
	return NULL;
}

/* ---- setting one ---- */

SQL(term_manager, "SELECT 1 FROM s_account WHERE id = :account AND kind = 'manager' AND until_at > :now");
SQL(term_coordinator, "SELECT 1 FROM s_team_member m JOIN s_account a ON a.id = m.account_id WHERE m.team_id = :team AND m.account_id = :account"
	" AND m.role = 'coordinator' AND m.from_at <= :now AND m.until_at > :now AND a.until_at > :now LIMIT 1");
SQL(term_rows, "SELECT id FROM s_rule WHERE code = :code AND team_id IS NOT DISTINCT FROM :team AND until_at > :now");
SQL(term_row_end, "UPDATE rule SET until_at = :now, version = version + 1 WHERE id = :id");
SQL(term_row_add, "INSERT INTO rule (id, code, team_id, days, second_days, reason, source, from_at, until_at)"
	" VALUES (:id, :code, :team, :days, :second, :reason, :source, :now, :until)");
SQL(term_households, "UPDATE household SET next_attention_at = :now WHERE id IN (SELECT h.id FROM s_household h"
	" WHERE h.closed_at IS NULL AND (:team IS NULL OR h.team_id = :team))");
SQL(term_reports, "UPDATE report SET next_attention_at = :now WHERE id IN (SELECT r.id FROM s_report r"
	" WHERE r.answered_at IS NULL AND (:team IS NULL OR r.team_id = :team))");
SQL(term_links, "UPDATE report_link SET next_attention_at = :now WHERE id IN (SELECT l.id FROM s_report_link l"
	" WHERE l.next_attention_at IS NOT NULL AND (:team IS NULL OR l.team_id = :team))");
SQL(term_initiatives, "UPDATE initiative SET next_attention_at = :now WHERE id IN (SELECT i.id FROM s_initiative i WHERE :team IS NULL OR i.team_id = :team)");

/* As the service, of the viewer that was. */
static bool may(struct slot *slot, id64 viewer, const struct term *t, id64 team)
{
	struct param who = p_id("account", viewer), now = p_moment("now", slot_now(slot));
	if (!t || t->fixed || (team && t->general))
		return false;
	if (viewer == NABIJ_ITSELF)
		return true;
	return team ? sql_number(slot, &term_coordinator, WITH(p_id("team", team), who, now), 0) == 1
		: sql_number(slot, &term_manager, WITH(who, now), 0) == 1;
}

bool term_may(struct slot *slot, const char *code, id64 team)
{
	id64 viewer = slot_as_itself(slot);
	bool fine = may(slot, viewer, term_find(code), team);
	slot_view_as(slot, viewer);
	return fine;
}

static void end_rows(struct slot *slot, const char *code, id64 team)
{
	struct param now = p_moment("now", slot_now(slot));
	struct rows *r = sql_read(slot, &term_rows, WITH(p_text("code", code), p_id("team", team), now));
	while (rows_next(r))
		sql_run(slot, &term_row_end, WITH(p_id("id", rows_int(r, 0)), now));
}

/* A term decides when a household is looked at again, so all it touches are looked at anew. */
static bool look_again(struct slot *slot, id64 team)
{
	struct param now = p_moment("now", slot_now(slot)), of = p_id("team", team);
	sql_run(slot, &term_households, WITH(now, of));
	sql_run(slot, &term_reports, WITH(now, of));
	sql_run(slot, &term_links, WITH(now, of));
	sql_run(slot, &term_initiatives, WITH(now, of));
	return !slot_failed(slot);
}

static bool fits(const struct term *t, int days, int second_days)
{
	return days >= 0 && days <= (t->most ? t->most : DAYS_MOST) && second_days >= 0 && second_days <= DAYS_MOST;
}

bool term_set(struct slot *slot, const char *code, id64 team, int days, int second_days, const char *reason)
{
	const struct term *t = term_find(code);
	id64 viewer = slot_as_itself(slot);
	bool fine = may(slot, viewer, t, team) && fits(t, days, second_days) && reason && *reason;
	if (fine) {
		end_rows(slot, code, team);
		fine = sql_run(slot, &term_row_add, WITH(p_id("id", id_new()), p_text("code", code), p_id("team", team), p_int("days", days),
			p_int("second", second_days), p_text("reason", reason), p_text("source", t->source), p_moment("now", slot_now(slot)),
			p_int("until", FOREVER))) == 1 && look_again(slot, team);
	}
	slot_view_as(slot, viewer);
	return fine;
}

bool term_reset(struct slot *slot, const char *code, id64 team)
{
	id64 viewer = slot_as_itself(slot);
	bool fine = may(slot, viewer, term_find(code), team);
	if (fine) {
		end_rows(slot, code, team);
		fine = look_again(slot, team);
	}
	slot_view_as(slot, viewer);
	return fine;
}
