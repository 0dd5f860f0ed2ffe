/* Standing links, reports in every state, light questions, and who looked. */
#include "../../contact/contact.h"
#include "../../signal/signal.h"
#include "demo_inside.h"

SQL(report_household_named, "SELECT id, file_id, name FROM s_household WHERE team_id = :team AND closed_at IS NULL");

SQL(report_reporter, "SELECT account_id FROM s_report WHERE id = :report");

/* A household of the team that a report is about, by its name. */
static id64 household_called(struct demo *d, id64 team, const char *name)
{
	id64 found = 0;
	struct rows *r = sql_read(d->slot, &report_household_named, WITH(p_id("team", team)));
	while (name && rows_next(r)) {
		const char *this = rows_open(r, 2, "household.name");
		if (this && !strcmp(this, name))
			found = rows_int(r, 0);
	}
	rows_end(r);
	return found;
}

/* ---- standing links ---- */

SQL(demo_link_of, "SELECT id FROM s_report_link WHERE organisation = :organisation ORDER BY id LIMIT 1");

static bool tell_link(struct demo *d, const json_t *j)
{
	const struct demo_staff *who = demo_who(d, text_of(j, "by"));
	demo_at(d, number_of(j, "day", -60), 11, 5);
	struct day until = day_add_months(day_of(slot_now(d->slot)), LINK_MONTHS);
	slot_view_as(d->slot, who ? who->account : NABIJ_ITSELF);
	bool made = who && report_link_make(d->slot, &(struct report_link_new){ .team = demo_team_id(d, text_of(j, "team")), .until = until,
		.organisation = text_of(j, "organisation"), .kind = text_of(j, "kind"), .area_code = text_of(j, "area"), .place = text_of(j, "place"),
		.email = text_of(j, "email") });
	slot_view_as(d->slot, NABIJ_ITSELF);
	return made || demo_wrong(d, "the link of %s could not be made", text_of(j, "organisation"));
}

/* What is written of the link called `key`; NULL: the report came without one. */
static const json_t *link_called(struct demo *d, const char *key)
{
	size_t i;
	json_t *one;
	json_array_foreach(json_object_get(d->reports, "links"), i, one)
		if (key && !strcmp(text_of(one, "key"), key))
			return one;
	return NULL;
}

static id64 receive(struct demo *d, const json_t *j, id64 team)
{
	struct report_receipt receipt = { 0 };
	const json_t *by = link_called(d, text_of(j, "link"));
	slot_view_as(d->slot, NABIJ_ITSELF);
	id64 link = by ? sql_number(d->slot, &demo_link_of, WITH(p_text("organisation", text_of(by, "organisation"))), 0) : 0;
	id64 partner = text_of(j, "login") ? demo_who(d, text_of(j, "login"))->account : 0;
	if (link)
		report_link_pace(d->slot, &(struct report_link){ .id = link });
	slot_view_as(d->slot, partner ? partner : NOBODY);
	bool fine = report_receive(d->slot, &(struct report_new){ .team = team, .reporter = partner, .what = text_of(j, "what"), .domains = text_of(j, "domains"),
		.about = text_of(j, "about"), .place = text_of(j, "place"), .knows = text_of(j, "knows"), .reporter_kind = text_of(j, "kind"),
		.reporter_name = text_of(j, "reporter"), .reporter_phone = text_of(j, "phone"), .reporter_organisation = text_of(j, "organisation"),
		.call_when = text_of(j, "call"), .urgent = json_is_true(json_object_get(j, "urgent")),
		.pattern = json_is_true(json_object_get(j, "pattern")), .area_code = text_of(j, "area"), .link = link,
		.organisation_kind = by ? text_of(by, "kind") : NULL }, &receipt);
	return fine ? receipt.report : 0;
}

/* The reporter comes back by the link, the day after the answer. */
static bool unhappy(struct demo *d, const json_t *j, id64 report)
{
	slot_view_as(d->slot, NABIJ_ITSELF);
	id64 reporter = sql_number(d->slot, &report_reporter, WITH(p_id("report", report)), 0);
	demo_at(d, number_of(j, "settled", -2) + 1, 20, 5);
	slot_view_as(d->slot, reporter);
	return report_unhappy(d->slot, report, text_of(j, "unhappy"));
}

/* What the team did with it, on the day it did. */
static bool settle(struct demo *d, const json_t *j, id64 team, id64 report)
{
	const char *state = text_of(j, "state"), *actor = text_of(j, "by");
	const struct demo_staff *who = actor ? demo_who(d, actor) : NULL;
	if (!strcmp(state, "new"))
		return true;
	if (!who)
		return false;
	slot_view_as(d->slot, NABIJ_ITSELF);
	id64 household = household_called(d, team, text_of(j, "household")), taken_by;
	demo_at(d, number_of(j, "settled", 0), 11, 20);
	slot_view_as(d->slot, who->account);
	if (!strcmp(state, "passed"))
		return report_pass(d->slot, report, demo_team_id(d, text_of(j, "to")), text_of(j, "reason"));
	if (!strcmp(state, "taken"))
		return household && report_take(d->slot, report, household, NULL, who->name, &taken_by)
			&& (!text_of(j, "answer") || report_answer(d->slot, report, text_of(j, "answer"), NULL, who->name));
	return report_answer(d->slot, report, text_of(j, "answer"), text_of(j, "reason"), who->name)
		&& (!text_of(j, "unhappy") || unhappy(d, j, report));
}

static bool tell_report(struct demo *d, const json_t *j)
{
	id64 team = demo_team_id(d, text_of(j, "team"));
	demo_at(d, number_of(j, "day", -1), number_of(j, "hour", 10), 12);
	id64 report = team ? receive(d, j, team) : 0;
	bool fine = report && settle(d, j, team, report) && demo_after(d, j, report);
	slot_view_as(d->slot, NABIJ_ITSELF);
	arena_reset(d->arena);
	return fine || demo_wrong(d, "report \"%.60s\" could not be told", text_of(j, "what"));
}

/* Over the last quarter, by whoever was at the desk. */
static bool tell_light_questions(struct demo *d)
{
	const json_t *kinds = json_object_get(d->reports, "light"), *desk = json_object_get(d->reports, "desk");
	int n = number_of(d->reports, "light_questions", 90);
	bool fine = true;
	for (int i = 0; i < n && fine; i++) {
		const json_t *kind = json_array_get(kinds, demo_random(d, (uint32_t)json_array_size(kinds)));
		const struct demo_staff *who = demo_who(d, json_string_value(json_array_get(desk, demo_random(d, (uint32_t)json_array_size(desk)))));
		if (!who)
			return false;
		demo_at(d, -90 + 90 * i / n, 9 + i % 8, (i * 13) % 60);
		slot_view_as(d->slot, who->account);
		fine = light_question_add(d->slot, demo_team_id(d, who->team), text_at(kind, 0), d->area[demo_random(d, (uint32_t)d->areas_n)].code,
			number_at(kind, 1, 5), text_at(kind, 2)) != 0;
		slot_view_as(d->slot, NABIJ_ITSELF);
	}
	arena_reset(d->arena);
	return fine || demo_wrong(d, "a light question could not be kept");
}

bool demo_reports(struct demo *d)
{
	return demo_each(d, json_object_get(d->reports, "links"), tell_link) && demo_each(d, json_object_get(d->reports, "reports"), tell_report)
		&& tell_light_questions(d) && demo_fine(d);
}
