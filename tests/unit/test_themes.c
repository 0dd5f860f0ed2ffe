/* Themes: what is counted of what was heard, and of whom not; what stands out of it, and what becomes of a cause that is known. */
#include "dieze.h"
#include "features/contact/contact.h"
#include "features/household/household.h"
#include "features/household/intake.h"
#include "features/signal/signal.h"
#include "features/team/team.h"
#include "features/monitor/publish.h"
#include "features/theme/quarters.h"
#include "features/theme/theme.h"
#include "platform/schema/schema.h"

#define HERE "BU01930100"
SQL(t_area, "INSERT INTO area (id, code, kind, name, name_start, parent_code, municipality_code, lon, lat)"
	" VALUES (:id, :code, :kind, :name, 'x', :parent, 'GM0193', :lon, :lat)");
SQL(t_household_area, "UPDATE household SET area_code = :area WHERE id = :id");
SQL(t_taken, "UPDATE report SET state = 'taken', household_id = :household WHERE id = :id");
/* Long before the weeks that are counted anew. */
SQL(t_long_ago, "UPDATE contact SET at = :at WHERE household_id = :household");
SQL(t_light, "INSERT INTO light_question (id, team_id, account_id, domain, area_code, at) VALUES (:id, :team, :account, :domain, :area, :at)");
SQL(t_count, "SELECT CAST(coalesce(sum(c.n), 0) AS BIGINT) FROM s_signal_count c WHERE c.source = :source AND c.domain = :domain");
SQL(t_households, "SELECT CAST(coalesce(sum(c.households), 0) AS BIGINT) FROM s_signal_count c WHERE c.source = :source AND c.domain = :domain");
SQL(t_in_area, "SELECT CAST(coalesce(sum(c.n), 0) AS BIGINT) FROM s_signal_count c WHERE c.area_code = :area");
SQL(t_all, "SELECT count(*) FROM s_signal_count c");
SQL(t_heard, "SELECT CAST(coalesce(sum(c.n), 0) AS BIGINT) FROM s_heard c WHERE c.domain = :domain");
SQL(t_themes, "SELECT count(*) FROM s_theme t WHERE t.domain = :domain");
SQL(t_in_state, "SELECT count(*) FROM s_theme t WHERE t.domain = :domain AND t.state = :state");
SQL(t_theme, "SELECT t.id FROM s_theme t WHERE t.domain = :domain ORDER BY t.id DESC LIMIT 1");
SQL(t_again, "SELECT t.again FROM s_theme t WHERE t.domain = :domain");
SQL(t_observed, "SELECT t.observed FROM s_theme t WHERE t.domain = :domain");
SQL(t_enough, "SELECT l.enough FROM s_theme_look l WHERE l.municipality_code = 'GM0193'");
SQL(t_asked, "SELECT count(*) FROM s_attention a WHERE a.account_id = :account AND a.theme_id IS NOT NULL AND a.rule = :rule");
SQL(t_seen, "SELECT count(*) FROM v_theme t");
SQL(t_seen_counts, "SELECT count(*) FROM v_signal_count t");
SQL(t_events, "SELECT count(*) FROM s_theme_event e WHERE e.what = :what");
SQL(t_rows, "SELECT c.area_code, c.week, c.domain, c.source, c.n, c.households, c.reporters FROM s_signal_count c");
/* In an order that does not hang on how they came. */
SQL(t_every, "SELECT c.area_code, c.week, c.domain, c.source, c.n, c.households, c.reporters FROM s_signal_count c"
	" ORDER BY c.area_code, c.week, c.domain, c.source");
SQL(t_every_heard, "SELECT c.area_code, c.domain, c.since, c.last, c.n, c.households, c.reporters FROM s_heard c ORDER BY c.area_code, c.domain");
SQL(t_left, "UPDATE team_member SET until_at = :now WHERE id IN (SELECT m.id FROM s_team_member m WHERE m.account_id = :account)");
SQL(t_quarter, "SELECT CAST(coalesce(sum(q.n), 0) AS BIGINT) FROM s_heard_quarter q WHERE q.quarter = :quarter AND q.domain = 'income'");
SQL(t_quarters_seen, "SELECT count(*) FROM v_heard_quarter t");
SQL(t_never_looked, "DELETE FROM theme_look WHERE id IN (SELECT l.id FROM s_theme_look l)");

static bool went;

static enum change works_in(struct slot *slot, void *ctx)
{
	assert_true(team_area_add(slot, town.team, ctx));
	return CHANGE_KEEP;
}

static void area(const char *code, const char *kind, const char *parent, double lon)
{
	assert_int_equal(dieze_run(&t_area, WITH(p_id("id", id_new()), p_text("code", code), p_text("kind", kind), p_text("name", code), p_text("parent", parent),
		p_real("lon", lon), p_real("lat", 52.5))), 1);
}

/* A municipality of one district with five neighbourhoods in a row, in which Team Dieze works; the household lives in the first. */
static int ready(void **state)
{
	dieze_ready(state);
	area("GM0193", "municipality", NULL, 6.1);
	area("WK019301", "district", "GM0193", 6.1);
	for (int i = 0; i < 5; i++)
		area(arena_printf(the.arena, "BU0193010%d", i), "neighbourhood", "WK019301", 6.0 + i * 0.02);
	AS(NABIJ_ITSELF, works_in, (void *)"WK019301");
	assert_int_equal(dieze_run(&t_household_area, WITH(p_id("id", town.household), p_text("area", HERE))), 1);
	return 0;
}

static int look(void)
{
	int found = 0;
	if (!themes_look(the.db, town.now, NULL, NULL, &found, &the.e))
		fail_msg("%s", the.e.text);
	return found;
}

static int64_t count(const char *source, const char *domain)
{
	return dieze_number(NABIJ_ITSELF, &t_count, WITH(p_text("source", source), p_text("domain", domain)));
}

static int64_t of(struct sql *sql, const char *domain)
{
	return dieze_number(NABIJ_ITSELF, sql, WITH(p_text("domain", domain)));
}

static int64_t in_state(const char *domain, const char *state)
{
	return dieze_number(NABIJ_ITSELF, &t_in_state, WITH(p_text("domain", domain), p_text("state", state)));
}

/* ---- what is said ---- */

static struct report_receipt receipt;
struct coming { const char *area, *domains; id64 reporter; };

static enum change comes(struct slot *slot, void *ctx)
{
	struct coming *c = ctx;
	went = report_receive(slot, &(struct report_new){ .team = town.team, .reporter = c->reporter, .what = "De huur is al drie maanden niet betaald",
		.domains = c->domains, .about = "Gezin Martens", .area_code = c->area, .knows = "yes", .reporter_kind = "partner", .reporter_name = "Wim" }, &receipt);
	return CHANGE_KEEP;
}

static void report(const char *where, const char *domains, id64 reporter)
{
	struct coming c = { where, domains, reporter };
	AS(reporter ? reporter : NOBODY, comes, &c);
	assert_true(went);
}

static enum change pass(struct slot *slot, void *ctx)
{
	(void)ctx;
	went = report_pass(slot, receipt.report, town.north, "Woont daar nu") != 0;
	return CHANGE_KEEP;
}

static enum change contact(struct slot *slot, void *ctx)
{
	went = contact_add(slot, ctx, "Sanne") != 0;
	return CHANGE_KEEP;
}

static void met(const char *note, const char *domains)
{
	struct contact_new c = { .household = town.household, .kind = "visit", .reached = true, .note = note, .domains = domains };
	AS(town.sanne, contact, &c);
	assert_true(went);
}

static enum change worry(struct slot *slot, void *ctx)
{
	went = domain_note_add(slot, &(struct note_new){ .household = town.household, .domain = ctx, .kind = "worry", .text = "Bang in het donker" }) != 0;
	return CHANGE_KEEP;
}

static enum change strength(struct slot *slot, void *ctx)
{
	went = domain_note_add(slot, &(struct note_new){ .household = town.household, .domain = ctx, .kind = "strength", .text = "Lacht veel" }) != 0;
	return CHANGE_KEEP;
}

static void asked(const char *where, const char *domain, int days_ago, int times)
{
	id64 desk[] = { town.sanne, town.joost, town.piet };
	for (int i = 0; i < times; i++)
		assert_int_equal(dieze_run(&t_light, WITH(p_id("id", id_new()), p_id("team", town.team), p_id("account", desk[i % 3]), p_text("domain", domain),
			p_text("area", where), p_moment("at", town.now - HOURS(24 * days_ago)))), 1);
}

static enum change uncount(struct slot *slot, void *ctx)
{
	went = household_counted(slot, town.household, *(bool *)ctx);
	return CHANGE_KEEP;
}

static void wants_to_be_counted(bool yes)
{
	town.now += MINUTES(10);
	AS(town.lotte, uncount, &yes);
	assert_true(went);
	town.now += MINUTES(10);
}

/* ---- counting ---- */

static void everything_counts_in_its_domain(void **state)
{
	(void)state;
	report(HERE, "income safety", 0);
	met("We hebben de schulden en de huur op een rij gezet", NULL);
	AS(town.sanne, worry, (void *)"safety");
	AS(town.sanne, strength, (void *)"safety");
	asked(HERE, "parenting", 3, 2);
	look();
	assert_int_equal(count("report", "income"), 1);
	assert_int_equal(count("report", "safety"), 1);
	assert_int_equal(count("contact", "income"), 1);
	assert_int_equal(count("worry", "safety"), 1);
	assert_int_equal(count("light", "parenting"), 2);
	assert_int_equal(of(&t_heard, "safety"), 2);
	int64_t rows = dieze_number(NABIJ_ITSELF, &t_all, WITHOUT);
	look();
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_all, WITHOUT), rows);
}

static void a_guess_can_be_tapped_away(void **state)
{
	(void)state;
	met("De schulden en de huur", "");
	met("De schulden en de huur", "parenting");
	look();
	assert_int_equal(count("contact", "income"), 0);
	assert_int_equal(count("contact", "parenting"), 1);
}

static void a_passed_report_counts_once_where_it_went(void **state)
{
	(void)state;
	report(HERE, "income", 0);
	AS(town.joost, pass, NULL);
	assert_true(went);
	look();
	assert_int_equal(count("report", "income"), 1);
}

/* One neighbour who rings five times is not five families. */
static void one_reporter_is_one_family_until_it_is_known(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++)
		report(HERE, "income", town.noor);
	look();
	assert_int_equal(count("report", "income"), 5);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_households, WITH(p_text("source", "report"), p_text("domain", "income"))), 1);
}

static void who_objects_is_counted_nowhere(void **state)
{
	(void)state;
	report(HERE, "income", 0);
	assert_int_equal(dieze_run(&t_taken, WITH(p_id("household", town.household), p_id("id", receipt.report))), 1);
	met("Schulden en huur", NULL);
	assert_int_equal(dieze_run(&t_long_ago, WITH(p_id("household", town.household), p_moment("at", day_at(day(2026, 6, 1), 12, 0)))), 1);
	met("Schulden en huur", NULL);
	AS(town.sanne, worry, (void *)"income");
	look();
	assert_int_equal(count("contact", "income"), 2);
	assert_int_equal(count("report", "income"), 1);
	wants_to_be_counted(false);
	look();
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_all, WITHOUT), 0);
	assert_int_equal(of(&t_heard, "income"), 0);
	town.now += HOURS(24);                       /* the next night reads the whole country again */
	look();
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_all, WITHOUT), 0);
	wants_to_be_counted(true);
	look();
	assert_int_equal(count("contact", "income"), 2);
	assert_int_equal(count("worry", "income"), 1);
}

/* Nor when nobody knows where it lives: then it counted with its team. */
static void who_objects_without_an_area_neither(void **state)
{
	(void)state;
	assert_int_equal(dieze_run(&t_household_area, WITH(p_id("id", town.household), p_text("area", NULL))), 1);
	met("Schulden en huur", NULL);
	assert_int_equal(dieze_run(&t_long_ago, WITH(p_id("household", town.household), p_moment("at", day_at(day(2026, 6, 1), 12, 0)))), 1);
	met("Schulden en huur", NULL);
	asked("WK019301", "income", 200, 1);
	look();
	assert_int_equal(count("contact", "income"), 2);
	wants_to_be_counted(false);
	look();
	assert_int_equal(count("contact", "income"), 0);
	assert_int_equal(count("light", "income"), 1);
}

/* What left the team is not counted anew: the difference would tell who objected, and of what. */
static void a_quarter_that_was_told_stays_as_it_was(void **state)
{
	(void)state;
	const struct param *third = WITH(p_int("quarter", 4 * 2026 + 2)), *fourth = WITH(p_int("quarter", 4 * 2026 + 3));
	met("Schulden en huur", NULL);
	assert_int_equal(dieze_run(&t_long_ago, WITH(p_id("household", town.household), p_moment("at", day_at(day(2026, 7, 15), 12, 0)))), 1);
	asked(HERE, "income", 130, 12);
	asked(HERE, "income", 2, 4);
	look();
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_quarter, third), 13);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_quarter, fourth), 0);     /* it is going on */
	assert_int_equal(dieze_number(town.sanne, &t_quarters_seen, WITHOUT), 1);
	assert_int_equal(dieze_number(town.noor, &t_quarters_seen, WITHOUT), 0);
	wants_to_be_counted(false);
	asked(HERE, "income", 129, 1);                                           /* written late */
	for (int again = 0; again < 2; again++) {
		look();
		assert_int_equal(count("contact", "income"), 0);                     /* what the team reads is counted anew */
		assert_int_equal(dieze_number(NABIJ_ITSELF, &t_quarter, third), 13);
		assert_int_equal(dieze_run(&t_never_looked, WITHOUT), 1);
	}
}

static void a_quarter_is_told_when_its_last_week_is_over(void **state)
{
	(void)state;
	const struct param *fourth = WITH(p_int("quarter", 4 * 2026 + 3));
	look();
	dieze_time(day(2027, 1, 2), 12, 0);
	asked(HERE, "income", 1, 6);                                             /* on the first of January, in the week of 28 December */
	look();
	assert_int_equal(quarter_published(day(2027, 1, 2)), 4 * 2026 + 3);
	assert_int_equal(quarter_heard(day(2027, 1, 2)), 4 * 2026 + 2);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_quarter, fourth), 0);
	asked(HERE, "income", 0, 5);
	dieze_time(day(2027, 1, 4), 3, 0);
	asked(HERE, "income", 0, 3);                                             /* of the next quarter */
	look();
	assert_int_equal(quarter_heard(day(2027, 1, 4)), 4 * 2026 + 3);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_quarter, fourth), 11);
}

static void an_area_that_was_divided_keeps_its_counts(void **state)
{
	(void)state;
	asked("BU01930199", "income", 2, 3);         /* in no list of areas */
	look();
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_in_area, WITH(p_text("area", "BU01930199"))), 3);
	assert_int_equal(dieze_number(town.sanne, &t_seen_counts, WITHOUT), 1);
	assert_int_equal(dieze_number(town.noor, &t_seen_counts, WITHOUT), 0);
}

static void what_has_no_area_counts_with_its_team(void **state)
{
	(void)state;
	asked(NULL, "income", 2, 2);
	report(NULL, "income", 0);
	look();
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_in_area, WITH(p_text("area", "WK019301"))), 3);
}

/* One municipality is read area by area, a country by its moments: they must tell the same, of new weeks and of those long gone. */
static const char *every_count(struct sql *sql)
{
	struct buf b;
	buf_init(&b, 0);
	struct slot *slot = dieze_slot(NABIJ_ITSELF);
	struct rows *r = sql_read(slot, sql, WITHOUT);
	while (rows_next(r))
		buf_printf(&b, "%s %s %s %s %lld %lld %lld\n", rows_text(r, 0), rows_text(r, 1), rows_text(r, 2), rows_text(r, 3), (long long)rows_int(r, 4),
			(long long)rows_int(r, 5), (long long)rows_int(r, 6));
	db_slot_back(slot);
	const char *text = arena_strndup(the.arena, b.p, b.n);
	buf_release(&b);
	return text;
}

static void much_is_said(void)
{
	asked(HERE, "income", 800, 2);
	asked("BU01930102", "safety", 300, 3);
	asked(NULL, "income", 120, 2);
	met("Schulden en huur", NULL);
	assert_int_equal(dieze_run(&t_long_ago, WITH(p_id("household", town.household), p_moment("at", town.now - HOURS(24 * 400)))), 1);
	met("Schulden en huur", "income safety");
	AS(town.sanne, worry, (void *)"safety");
	report(HERE, "income safety", town.noor);
	report(NULL, "income", town.noor);
}

static void a_country_counts_like_each_of_its_towns(void **state)
{
	(void)state;
	much_is_said();
	look();
	const char *counts = every_count(&t_every), *heard = every_count(&t_every_heard);
	assert_non_null(strstr(counts, HERE));
	assert_int_equal(dieze_run(&t_never_looked, WITHOUT), 1);
	assert_true(themes_look(the.db, town.now, "GM0193", NULL, NULL, &the.e));
	assert_string_equal(every_count(&t_every), counts);
	assert_string_equal(every_count(&t_every_heard), heard);
	report(HERE, "income", town.noor);
	assert_true(themes_look(the.db, town.now, "GM0193", NULL, NULL, &the.e));
	counts = every_count(&t_every);
	look();
	assert_string_equal(every_count(&t_every), counts);
}

/* No value of any count is the id of anybody: the largest are far smaller. */
static void nobody_is_in_a_count(void **state)
{
	(void)state;
	report(HERE, "income", town.noor);
	met("Schulden en huur", NULL);
	asked(HERE, "income", 1, 3);
	look();
	struct slot *slot = dieze_slot(NABIJ_ITSELF);
	struct rows *r = sql_read(slot, &t_rows, WITHOUT);
	int n = 0, large = 0;
	for (; rows_next(r); n++)
		for (int column = 4; column <= 6; column++)
			large += rows_int(r, column) < 1 || rows_int(r, column) > 1000;
	db_slot_back(slot);
	assert_int_equal(large, 0);
	assert_true(n >= 3);
}

/* ---- finding ---- */

/* Half a year of what is always heard, everywhere the same. */
static void background(const char *domain)
{
	for (int week = 1; week <= 26; week++)
		for (int i = 0; i < 5; i++)
			asked(arena_printf(the.arena, "BU0193010%d", i), domain, week * 7 - i, 1);
}

static void too_little_is_no_statistics(void **state)
{
	(void)state;
	asked(HERE, "income", 2, 9);
	assert_int_equal(look(), 0);
	assert_int_equal(of(&t_themes, "income"), 0);
	struct slot *slot = dieze_slot(NABIJ_ITSELF);
	struct rows *r = sql_read(slot, &t_enough, WITHOUT);
	assert_true(rows_next(r));
	assert_string_equal(rows_text(r, 0), "");
	rows_end(r);
	db_slot_back(slot);
	assert_int_equal(of(&t_heard, "income"), 9);         /* and yet it is told */
}

static void nothing_stands_out_of_the_usual(void **state)
{
	(void)state;
	background("income");
	assert_int_equal(look(), 0);
}

static void what_stands_out_is_found_once(void **state)
{
	(void)state;
	background("income");
	for (int days = 2; days <= 20; days += 3)
		asked(HERE, "income", days, 3);
	assert_int_equal(look(), 1);
	assert_int_equal(in_state("income", "found"), 1);
	assert_true(of(&t_observed, "income") >= 15);
	assert_int_equal(look(), 0);
	dieze_time(day(2026, 11, 22), 12, 0);
	asked(HERE, "income", 0, 3);
	assert_int_equal(look(), 0);
	assert_int_equal(of(&t_themes, "income"), 1);
	assert_int_equal(dieze_number(town.sanne, &t_seen, WITHOUT), 1);
	assert_int_equal(dieze_number(town.noor, &t_seen, WITHOUT), 0);
}

/* One household with a busy month is no theme. */
static void one_family_is_no_theme(void **state)
{
	(void)state;
	background("income");
	for (int i = 0; i < 20; i++)
		report(HERE, "income", town.noor);
	look();
	assert_int_equal(of(&t_themes, "income"), 0);
}

/* ---- what the team does with it ---- */

static id64 the_theme(void)
{
	return of(&t_theme, "income");
}

static enum change aside(struct slot *slot, void *ctx)
{
	went = theme_lay_aside(slot, the_theme(), ctx);
	return went ? CHANGE_KEEP : CHANGE_UNDO;
}

static enum change explain(struct slot *slot, void *ctx)
{
	(void)ctx;
	went = theme_explain(slot, the_theme(), "none", NULL);
	return went ? CHANGE_KEEP : CHANGE_UNDO;
}

static enum change pick(struct slot *slot, void *ctx)
{
	went = theme_pick_up(slot, the_theme(), &(struct theme_plan){ "Geld om mee te doen", *(id64 *)ctx, day(2026, 12, 1) });
	return went ? CHANGE_KEEP : CHANGE_UNDO;
}

static enum change watch(struct slot *slot, void *ctx)
{
	(void)ctx;
	went = theme_watch(slot, the_theme(), day(2026, 12, 4));
	return went ? CHANGE_KEEP : CHANGE_UNDO;
}

static void found(void)
{
	background("income");
	for (int days = 2; days <= 20; days += 3)
		asked(HERE, "income", days, 3);
	assert_int_equal(look(), 1);
}

static void a_cause_laid_aside_is_not_shown_again(void **state)
{
	(void)state;
	found();
	AS(town.noor, aside, (void *)"Niet van ons");
	assert_false(went);
	AS(town.sanne, aside, (void *)"De school had een week over geld");
	assert_true(went);
	dieze_time(day(2026, 11, 22), 12, 0);
	assert_int_equal(look(), 0);
	assert_int_equal(in_state("income", "laid_aside"), 1);
	assert_int_equal(of(&t_again, "income"), 1);
	dieze_time(day(2026, 11, 23), 12, 0);
	asked(HERE, "income", 0, 40);                /* clearly stronger */
	assert_int_equal(look(), 1);
	assert_int_equal(in_state("income", "found"), 1);
	assert_int_equal(of(&t_themes, "income"), 1);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_events, WITH(p_text("what", "stronger"))), 1);
}

static void after_a_quarter_it_is_a_new_theme(void **state)
{
	(void)state;
	found();
	AS(town.sanne, aside, (void *)"De school had een week over geld");
	dieze_time(day(2027, 5, 22), 12, 0);
	found();
	assert_int_equal(of(&t_themes, "income"), 2);
}

static void it_is_picked_up_after_the_other_explanation(void **state)
{
	(void)state;
	found();
	AS(town.sanne, pick, &town.sanne);
	assert_false(went);
	AS(town.sanne, explain, NULL);
	assert_true(went);
	AS(town.sanne, pick, &town.noor);            /* of another team */
	assert_false(went);
	AS(town.sanne, pick, &town.joost);
	assert_true(went);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_asked, WITH(p_id("account", town.joost), p_text("rule", "theme_due"))), 1);
	AS(town.sanne, pick, &town.piet);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_asked, WITH(p_id("account", town.joost), p_text("rule", "theme_due"))), 0);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_asked, WITH(p_id("account", town.piet), p_text("rule", "theme_due"))), 1);
	dieze_time(day(2026, 11, 24), 12, 0);
	look();
	assert_int_equal(in_state("income", "picked_up"), 1);
	AS(town.sanne, watch, NULL);
	assert_false(went);
}

static int64_t asks_of(id64 account, const char *rule)
{
	return dieze_number(NABIJ_ITSELF, &t_asked, WITH(p_id("account", account), p_text("rule", rule)));
}

static void whose_owner_left_asks_the_coordinator(void **state)
{
	(void)state;
	found();
	AS(town.sanne, explain, NULL);
	AS(town.sanne, pick, &town.joost);
	look();
	assert_int_equal(asks_of(town.meryem, "theme_owner"), 0);
	assert_true(dieze_run(&t_left, WITH(p_id("account", town.joost), p_moment("now", town.now))) > 0);
	town.now += MINUTES(10);
	look();
	look();
	assert_int_equal(asks_of(town.meryem, "theme_owner"), 1);
	assert_int_equal(asks_of(town.joost, "theme_due"), 0);
	AS(town.sanne, pick, &town.piet);
	assert_true(went);
	assert_int_equal(asks_of(town.meryem, "theme_owner"), 0);
	assert_int_equal(asks_of(town.piet, "theme_due"), 1);
}

static void watching_asks_who_watches(void **state)
{
	(void)state;
	found();
	AS(town.sanne, watch, NULL);
	assert_true(went);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_asked, WITH(p_id("account", town.sanne), p_text("rule", "theme_watch"))), 1);
	AS(town.sanne, aside, (void *)"Toch niets");
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_asked, WITH(p_id("account", town.sanne), p_text("rule", "theme_watch"))), 0);
}

/* ---- words ---- */

static void small_numbers_are_a_few(void **state)
{
	(void)state;
	const struct lang *nl = lang_dutch();
	assert_string_equal(count_words(the.arena, nl, 0, 0, 0), "geen");
	assert_string_equal(count_words(the.arena, nl, 14, 4, 9), "enkele");
	assert_string_equal(count_words(the.arena, nl, 14, 9, 1), "enkele");
	assert_string_equal(count_words(the.arena, nl, 14, 5, 2), "14");
}

/* Said stop before it began: nothing is done, and nothing is broken. */
static void it_can_be_stopped(void **state)
{
	(void)state;
	struct detect_work work = { .stop = true };
	int n = 7;
	asked(HERE, "income", 2, 3);
	assert_true(themes_look(the.db, town.now, NULL, &work, &n, &the.e));
	assert_int_equal(n, 0);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &t_all, WITHOUT), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ready, store_gone)
static const char *total_of(const int64_t (*counts)[3], size_t n, bool apart)
{
	struct count_total t = { 0 };
	for (size_t i = 0; i < n; i++) {
		struct count_cell c = { .n = counts[i][0], .exact = count_exact(counts[i][0], counts[i][1], counts[i][2]), .apart = apart };
		counts_tell(&c, 1, NULL);
		count_total_add(&t, &c);
	}
	return count_total_words(the.arena, lang_dutch(), &t);
}

static void a_total_tells_no_more_than_its_counts(void **state)
{
	(void)state;
	static const int64_t one[][3] = { { 14, 9, 4 }, { 11, 6, 3 }, { 2, 2, 1 } }, none[][3] = { { 14, 9, 4 }, { 0, 0, 0 } }, few[][3] = { { 2, 2, 1 } };
	assert_string_equal(total_of(one, 3, false), "25 en enkele");            /* 27 - 14 - 11 would tell it */
	assert_string_equal(total_of(none, 2, false), "14");
	assert_string_equal(total_of(few, 1, false), "enkele");
	assert_string_equal(total_of(NULL, 0, false), "geen");
	assert_string_equal(total_of(none, 2, true), "10–14");
	assert_string_equal(total_of(one, 3, true), "20–28 en enkele");
	struct count_cell untold[] = { { .n = 1 }, { .n = 1 } };
	struct count_total t = { 0 };
	counts_tell(untold, 2, &(int64_t){ 2 });
	count_total_add(&t, &untold[0]);
	assert_string_equal(count_total_words(the.arena, lang_dutch(), &t), "gehoord");
	t.low = t.high = 14;
	assert_string_equal(count_total_words(the.arena, lang_dutch(), &t), "14 en meer");
}

/* ---- what can be computed from what is told ---- */

enum { CELLS = 4 };
struct seen_of { int64_t least[CELLS + 1], most[CELLS + 1]; };         /* of each, and of the few together */

/* All numbers that a reader cannot rule out, one cell after the other; no count here is above `total`. */
static void suppose(const struct count_cell *c, size_t at, size_t n, int64_t left, int64_t *say, struct seen_of *s)
{
	int64_t low, high, few = 0;
	if (at == n) {
		for (size_t i = 0; !left && i <= n; i++) {
			int64_t value = i < n ? say[i] : few;
			s->least[i] = value < s->least[i] ? value : s->least[i];
			s->most[i] = value > s->most[i] ? value : s->most[i];
			few += i < n && c[i].told == COUNT_FEW ? say[i] : 0;
		}
		return;
	}
	count_cell_window(&c[at], &low, &high);
	for (int64_t v = low; v <= high && v <= left; v++) {
		say[at] = v;
		suppose(c, at + 1, n, left - v, say, s);
	}
}

static void try_to_subtract(struct count_cell *c, size_t n)
{
	struct seen_of s;
	int64_t say[CELLS], total = 0, few = 0, households = 0, reporters = 0;
	for (size_t i = 0; i <= CELLS; i++) {
		s.least[i] = INT64_MAX;
		s.most[i] = -1;
	}
	for (size_t i = 0; i < n; i++)
		total += c[i].n;
	counts_tell(c, n, &total);
	suppose(c, 0, n, total, say, &s);
	for (size_t i = 0; i < n; i++) {
		assert_true(s.least[i] <= c[i].n && c[i].n <= s.most[i]);
		assert_true(c[i].told != COUNT_EXACT || c[i].exact || !c[i].n);
		if (c[i].told != COUNT_EXACT && s.least[i] == s.most[i])
			fail_msg("%lld of %lld is told", (long long)c[i].n, (long long)total);
		if (c[i].told == COUNT_FEW) {
			few += c[i].n;
			households += c[i].households;
			reporters = c[i].reporters > reporters ? c[i].reporters : reporters;
		}
	}
	if (few && s.least[n] == s.most[n] && !count_exact(few, households, reporters))
		fail_msg("%lld of %lld are told together", (long long)few, (long long)total);
}

/* Every table of two to four counts of these, few and many, next to each other's bounds. */
static void no_few_are_told_by_subtracting(void **state)
{
	(void)state;
	static const struct count_cell some[] = { { .n = 0 }, { .n = 1, .households = 1, .reporters = 1 }, { .n = 2, .households = 1, .reporters = 1 },
		{ .n = 4, .households = 4, .reporters = 3 }, { .n = 7, .households = 4, .reporters = 2 }, { .n = 5, .households = 5, .reporters = 2 },
		{ .n = 9, .households = 6, .reporters = 4 }, { .n = 10, .households = 7, .reporters = 2 }, { .n = 14, .households = 9, .reporters = 5 },
		{ .n = 10, .households = 7, .reporters = 2, .apart = true } };
	enum { SOME = sizeof some / sizeof *some };
	int tried = 0;
	for (size_t n = 2; n <= CELLS; n++)
		for (size_t which = 0, all = n == 2 ? SOME * SOME : n == 3 ? SOME * SOME * SOME : SOME * SOME * SOME * SOME; which < all; which++, tried++) {
			struct count_cell c[CELLS];
			for (size_t i = 0, rest = which; i < n; i++, rest /= SOME) {
				c[i] = some[rest % SOME];
				c[i].exact = count_exact(c[i].n, c[i].households, c[i].reporters);
			}
			int64_t total = 0, households = 0, reporters = 0, heard = 0;
			for (size_t i = 0; i < n; i++) {
				heard += c[i].n > 0;
				total += c[i].n;
				households += c[i].households;
				reporters = c[i].reporters > reporters ? c[i].reporters : reporters;
			}
			if (heard > 1 && count_exact(total, households, reporters))      /* one alone is its total */
				try_to_subtract(c, n);
		}
	assert_true(tried > 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(everything_counts_in_its_domain), TEST(a_guess_can_be_tapped_away), TEST(a_passed_report_counts_once_where_it_went),
		TEST(one_reporter_is_one_family_until_it_is_known), TEST(who_objects_is_counted_nowhere), TEST(who_objects_without_an_area_neither),
		TEST(a_quarter_that_was_told_stays_as_it_was), TEST(a_quarter_is_told_when_its_last_week_is_over), TEST(an_area_that_was_divided_keeps_its_counts),
		TEST(what_has_no_area_counts_with_its_team), TEST(nobody_is_in_a_count), TEST(a_country_counts_like_each_of_its_towns), TEST(too_little_is_no_statistics), TEST(nothing_stands_out_of_the_usual),
		TEST(what_stands_out_is_found_once), TEST(one_family_is_no_theme), TEST(a_cause_laid_aside_is_not_shown_again),
		TEST(after_a_quarter_it_is_a_new_theme), TEST(it_is_picked_up_after_the_other_explanation), TEST(whose_owner_left_asks_the_coordinator), TEST(watching_asks_who_watches),
		TEST(small_numbers_are_a_few), TEST(a_total_tells_no_more_than_its_counts), TEST(no_few_are_told_by_subtracting), TEST(it_can_be_stopped) };
	clock_start();
	lang_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
