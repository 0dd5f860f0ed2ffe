/* What the demo's team did with a report after it came in, day by day ("after" of content/demo/reports.json). */
#include "../../household/household.h"
#include "../../signal/signal.h"
#include "demo_inside.h"

SQL(after_reporter, "SELECT account_id FROM s_report WHERE id = :report");

struct deed { struct demo *d; const json_t *j; const char *what, *word; struct day on; id64 report, who; const char *name; };

static bool planned(const struct deed *x)
{
	return report_plan(x->d->slot, x->report, &(struct report_step){ .kind = text_of(x->j, "how"), .on = x->on, .by = x->who, .word = x->word });
}

static bool tried(const struct deed *x)
{
	return report_tried(x->d->slot, x->report, false, x->on, x->word);
}

static bool reached(const struct deed *x)
{
	return report_tried(x->d->slot, x->report, true, (struct day){ 0, 0, 0 }, x->word);
}

static bool collective(const struct deed *x)
{
	return report_collective(x->d->slot, x->report, x->word);
}

static bool reporter(const struct deed *x)
{
	return report_help_reporter(x->d->slot, x->report, text_of(x->j, "first"), text_of(x->j, "last"), text_of(x->j, "household"), x->on) != 0;
}

SQL(after_household, "SELECT household_id FROM v_report WHERE id = :report");

static bool next(const struct deed *x)
{
	id64 household = sql_number(x->d->slot, &after_household, WITH(p_id("report", x->report)), 0);
	return household && household_next(x->d->slot, household, x->on, text_of(x->j, "time"), x->word);
}

static bool declined(const struct deed *x)
{
	return report_decline(x->d->slot, x->report, x->word);
}

static bool answered(const struct deed *x)
{
	const char *agreed = text_of(x->j, "agreed");
	return (!agreed || report_agreed(x->d->slot, x->report, agreed, x->on)) && report_answer(x->d->slot, x->report, x->word, text_of(x->j, "reason"), x->name);
}

static bool later(const struct deed *x)
{
	return report_inform_later(x->d->slot, x->report, x->on, x->word);
}

static bool told(const struct deed *x)
{
	return report_told(x->d->slot, x->report, x->name);
}

static bool unnamed(const struct deed *x)
{
	return report_unnamed(x->d->slot, x->report, x->word);
}

static bool coded(const struct deed *x)
{
	id64 code = reporting_code_of_report(x->d->slot, x->report);
	struct reporting_step_new step = { .step = text_of(x->j, "step"), .was = "done", .on = x->on, .outcome = x->word, .with_whom = text_of(x->j, "with"),
		.anonymous = json_is_true(json_object_get(x->j, "anonymous")), .reason = text_of(x->j, "reason") };
	return code && reporting_step_add(x->d->slot, code, &step) != 0;
}

static bool seen(const struct deed *x)
{
	return report_seen(x->d->slot, x->report);
}

static bool introduce(const struct deed *x)
{
	return report_introduce(x->d->slot, x->report, text_of(x->j, "how"), x->word);
}

static const struct { const char *what; bool (*deed)(const struct deed *); bool by_reporter; } deeds[] = {
	{ "plan", planned, false }, { "tried", tried, false }, { "reached", reached, false }, { "collective", collective, false }, { "reporter", reporter, false },
	{ "next", next, false },
	{ "decline", declined, false }, { "answer", answered, false }, { "later", later, false }, { "told", told, false }, { "unnamed", unnamed, false },
	{ "code", coded, false }, { "seen", seen, true }, { "introduce", introduce, true },
};

static bool do_one(struct demo *d, const json_t *j, id64 report)
{
	struct deed x = { .d = d, .j = j, .what = text_of(j, "do"), .word = text_of(j, "word"), .report = report };
	const struct demo_staff *who = text_of(j, "by") ? demo_who(d, text_of(j, "by")) : NULL;
	slot_view_as(d->slot, NABIJ_ITSELF);
	id64 reporter_id = sql_number(d->slot, &after_reporter, WITH(p_id("report", report)), 0);
	demo_at(d, number_of(j, "day", 0), number_of(j, "hour", 11), 35);
	x.on = demo_day(d, number_of(j, "on", number_of(j, "day", 0)));
	for (size_t i = 0; x.what && i < sizeof deeds / sizeof *deeds; i++) {
		if (strcmp(deeds[i].what, x.what))
			continue;
		x.who = deeds[i].by_reporter ? reporter_id : who ? who->account : 0;
		x.name = who ? who->name : NULL;
		slot_view_as(d->slot, x.who);
		return (x.who && deeds[i].deed(&x)) || demo_wrong(d, "\"%s\" could not be told", x.what);
	}
	return demo_wrong(d, "nobody knows how to do \"%s\"", x.what ? x.what : "");
}

bool demo_after(struct demo *d, const json_t *report, id64 id)
{
	size_t i;
	json_t *one;
	json_array_foreach(json_object_get(report, "after"), i, one)
		if (!do_one(d, one, id))
			return false;
	return true;
}
