/* What a team does with a theme: explained, picked up, watched, laid aside, looked at again. */
#include "../../platform/web/words.h"
#include "theme.h"
#include "theme_entities.h"
#include "theme_page.h"

enum { WATCH_DAYS_MOST = 366 };

static const char *const theme_take[] = { "explanation", "explanation_word", "title", "owner_id", "next_on", "reason", NULL };
static const struct field theme_own[] = {
	{ "until", N_("Tot wanneer?"), F_DAY, .hint = N_("Die dag staat het op Vandaag") },
	{ NULL }
};
static const struct input THEME = { "theme", &THEME_ENTITY, theme_take, theme_own };

SQL(theme_here, "SELECT count(*) FROM v_theme t WHERE t.id = :id");

static bool is_here(struct request *rq)
{
	return sql_number(rq->slot, &theme_here, WITH(p_id("id", rq->id[0])), 0) > 0;
}

/* Somebody else was before: said plainly, on the page as it is now. */
static struct reply overtaken(struct request *rq)
{
	if (!is_here(rq))
		return reply_missing();
	field_fail(rq->in, NULL, rq_tr(rq, N_("Dit kan niet meer: kijk hieronder hoe het er nu voor staat.")));
	return reply_again();
}

static struct reply done(struct request *rq, bool fine, const char *code)
{
	return fine ? reply_go(rq, code, "/themes/%lld", (long long)rq->id[0]) : overtaken(rq);
}

static void need(struct request *rq, const char *name)
{
	const struct field_value *v = field_of(rq->in, name);
	if (!*v->text && !v->error)
		field_fail(rq->in, name, rq_tr(rq, v->field->missing));
}

static void need_day_ahead(struct request *rq, const char *name)
{
	struct day day = field_day(rq->in, name);
	if (!field_of(rq->in, name)->error && (!day_known(day) || day_diff(rq->today, day) < 1 || day_diff(rq->today, day) > WATCH_DAYS_MOST))
		field_fail(rq->in, name, rq_tr(rq, N_("Kies een dag tussen morgen en over een jaar")));
}

static struct reply wrong(struct request *rq)
{
	return is_here(rq) ? reply_again() : reply_missing();
}

static struct reply explain(struct request *rq)
{
	need(rq, "explanation");
	if (rq->in->errors)
		return wrong(rq);
	return done(rq, theme_explain(rq->slot, rq->id[0], field_text(rq->in, "explanation"), field_text(rq->in, "explanation_word")), "saved");
}

static struct reply pick_up(struct request *rq)
{
	need(rq, "title");
	need(rq, "owner_id");
	need_day_ahead(rq, "next_on");
	if (rq->in->errors)
		return wrong(rq);
	const struct theme_plan plan = { field_text(rq->in, "title"), field_id(rq->in, "owner_id"), field_day(rq->in, "next_on") };
	return done(rq, theme_pick_up(rq->slot, rq->id[0], &plan), "theme_picked_up");
}

static struct reply watch(struct request *rq)
{
	need_day_ahead(rq, "until");
	if (rq->in->errors)
		return wrong(rq);
	return done(rq, theme_watch(rq->slot, rq->id[0], field_day(rq->in, "until")), "theme_watched");
}

static struct reply lay_aside(struct request *rq)
{
	need(rq, "reason");
	if (rq->in->errors)
		return wrong(rq);
	return done(rq, theme_lay_aside(rq->slot, rq->id[0], field_text(rq->in, "reason")), "theme_aside");
}

static struct reply reopen(struct request *rq)
{
	return done(rq, theme_reopen(rq->slot, rq->id[0]), "saved");
}

const struct route THEME_ROUTES[] = {
	{ METHOD_GET, "/themes/{id}", RELATION_NONE, K_TEAM, .run = theme_show, .input = &THEME, .summary = "One theme: where, since when, how sure, what the team does" },
	{ METHOD_POST, "/themes/{id}/explain", RELATION_NONE, K_TEAM, .run = explain, .input = &THEME, .again = theme_show, .summary = "The other explanation of a theme" },
	{ METHOD_POST, "/themes/{id}/pick-up", RELATION_NONE, K_TEAM, .run = pick_up, .input = &THEME, .again = theme_show,
		.summary = "Pick a theme up: a name, an owner, a next day" },
	{ METHOD_POST, "/themes/{id}/watch", RELATION_NONE, K_TEAM, .run = watch, .input = &THEME, .again = theme_show, .summary = "Watch a theme until a day" },
	{ METHOD_POST, "/themes/{id}/lay-aside", RELATION_NONE, K_TEAM, .run = lay_aside, .input = &THEME, .again = theme_show, .summary = "Lay a theme aside with a reason" },
	{ METHOD_POST, "/themes/{id}/reopen", RELATION_NONE, K_TEAM, .run = reopen, .input = &THEME, .again = theme_show, .summary = "Look at a theme again" },
	{ .path = NULL }
};
