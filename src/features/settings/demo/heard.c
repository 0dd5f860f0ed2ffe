/* What was heard in the town, week after week, and what the team did with the themes that the night's work found in it. The questions are made up; what stands out
 * of them is not: it is found by counting, as anywhere (theme/theme.h). */
#include "../../contact/contact.h"
#include "../../theme/theme.h"
#include "demo_inside.h"

static bool ask(struct demo *d, const char *team, const char *domain, int area, int minutes, const char *outcome, int day, int i)
{
	const json_t *desk = json_object_get(json_object_get(d->heard, "desk"), team);
	const struct demo_staff *who = demo_who(d, text_at(desk, (size_t)i % json_array_size(desk)));
	if (!who || (size_t)area >= d->areas_n)
		return demo_wrong(d, "no such desk or area in heard.json");
	demo_at(d, day, 9 + i % 7, (i * 17) % 60);
	slot_view_as(d->slot, who->account);
	bool fine = light_question_add(d->slot, demo_team_id(d, who->team), domain, d->area[area].code, minutes, outcome) != 0;
	slot_view_as(d->slot, NABIJ_ITSELF);
	arena_reset(d->arena);
	return fine || demo_wrong(d, "a question at the desk could not be kept");
}

/* So many over the weeks, anywhere (or from a certain area on): what is always heard. */
static bool background(struct demo *d)
{
	size_t i;
	json_t *one;
	int days = number_of(d->heard, "weeks", 27) * 7;
	json_array_foreach(json_object_get(d->heard, "background"), i, one)
		for (int k = 0, n = number_at(one, 1, 20); k < n; k++) {
			int first = number_at(one, 4, 0), area = first + (int)demo_random(d, (uint32_t)d->areas_n - (uint32_t)first);
			if (!ask(d, area < 4 ? "west" : "oost", text_at(one, 0), area, number_at(one, 2, 5), text_at(one, 3),
					-days + days * k / n + (int)demo_random(d, 5), k))
				return false;
		}
	return true;
}

static bool clusters(struct demo *d)
{
	size_t i, k;
	json_t *one, *at;
	json_array_foreach(json_object_get(d->heard, "clusters"), i, one)
		json_array_foreach(json_object_get(one, "at"), k, at)
			if (!ask(d, text_of(one, "team"), text_of(one, "domain"), number_at(at, 1, 0), number_of(one, "minutes", 10), text_of(one, "outcome"),
					number_at(at, 0, -1), (int)k))
				return false;
	return true;
}

bool demo_heard(struct demo *d)
{
	return background(d) && clusters(d) && demo_fine(d);
}

/* ---- what was found ---- */

SQL(heard_theme, "SELECT t.id FROM s_theme t WHERE t.team_id = :team AND t.domain = :domain ORDER BY t.found_at LIMIT 1");

struct doing { struct demo *d; const json_t *j; bool fine; };

static enum change act(struct slot *slot, void *ctx)
{
	struct doing *x = ctx;
	const json_t *j = x->j;
	const struct demo_staff *by = demo_who(x->d, text_of(j, "by")), *owner = text_of(j, "owner") ? demo_who(x->d, text_of(j, "owner")) : NULL;
	id64 theme = sql_number(slot, &heard_theme, WITH(p_id("team", demo_team_id(x->d, text_of(j, "team"))), p_text("domain", text_of(j, "domain"))), 0);
	if (!by)
		return CHANGE_UNDO;
	if (!theme) {                                /* not found that night: then nothing was done with it either */
		x->fine = true;
		return CHANGE_UNDO;
	}
	slot_view_as(slot, by->account);
	x->fine = !text_of(j, "explanation") || theme_explain(slot, theme, text_of(j, "explanation"), text_of(j, "word"));
	if (text_of(j, "aside"))
		x->fine = x->fine && theme_lay_aside(slot, theme, text_of(j, "aside"));
	else if (owner)
		x->fine = x->fine && theme_pick_up(slot, theme, &(struct theme_plan){ text_of(j, "title"), owner->account, demo_day(x->d, number_of(j, "next", 7)) });
	else
		x->fine = x->fine && theme_watch(slot, theme, demo_day(x->d, number_of(j, "until", 7)));
	return x->fine ? CHANGE_KEEP : CHANGE_UNDO;
}

/* The night's work as it was on some nights, and what was done with what it found in the days after. */
bool demo_themes(struct demo *d, struct err *e)
{
	size_t i, k;
	json_t *night, *theme;
	json_array_foreach(json_object_get(d->heard, "nights"), i, night) {
		int day = (int)json_integer_value(night);
		moment at = day_at(demo_day(d, day), 3, 0), now = clock_now();
		if (!themes_look(d->db, day && at < now ? at : now, NULL, NULL, NULL, e))
			return false;
		json_array_foreach(json_object_get(d->heard, "themes"), k, theme) {
			struct doing x = { d, theme, false };
			if (number_of(theme, "night", 0) != day)
				continue;
			if (db_change(d->db, d->arena, NABIJ_ITSELF, day_at(demo_day(d, number_of(theme, "day", 0)), 11, 30), act, &x, e) == CHANGE_FAILED)
				return false;
			if (!x.fine)
				return err_set(e, "the demo's theme of %s could not be dealt with", text_of(theme, "domain"));
			arena_reset(d->arena);
		}
	}
	return true;
}
