/* What the town sets up together: told from content/demo/initiatives.json, each step on the day it happened. Days count from the day the demo is made. */
#include "../../initiative/initiative.h"
#include "../../monitor/attention.h"
#include "demo_inside.h"

struct telling { struct demo *d; const json_t *j; const struct demo_staff *who; id64 id; };

/* From here on the one who keeps it in sight does what is told, on that day. */
static struct slot *on(struct telling *t, int day, int hour)
{
	demo_at(t->d, day, hour, 30);
	slot_view_as(t->d->slot, t->who->account);
	return t->d->slot;
}

static const char *filled(const char *text)
{
	return text && *text ? text : NULL;
}

static bool begin(struct telling *t)
{
	const json_t *j = t->j;
	struct initiative_text text = { .title = text_of(j, "title"), .origin = text_of(j, "origin"), .area_code = text_of(j, "area"), .domain = text_of(j, "domain"),
		.about = text_of(j, "about"), .for_whom = text_of(j, "for_whom"), .languages = filled(text_of(j, "languages")), .informal = filled(text_of(j, "informal")),
		.formal = filled(text_of(j, "formal")), .sign_up = text_of(j, "sign_up"), .age_from = number_of(j, "age_from", -1), .age_to = number_of(j, "age_to", -1),
		.price = number_of(j, "price", -1), .open_to_all = json_is_true(json_object_get(j, "open")) };
	int began = number_of(j, "began", -30);
	t->id = initiative_new(on(t, began, 9), demo_team_id(t->d, text_of(j, "team")), &text);
	return t->id && initiative_exists(on(t, began + 2, 14), t->id, text_of(j, "exists"), text_of(j, "exists_word"));
}

static bool made_together(struct telling *t)
{
	size_t i;
	json_t *x;
	bool fine = true;
	json_array_foreach(json_object_get(t->j, "answers"), i, x)
		fine = fine && initiative_answer(on(t, number_at(x, 0, -10), 16), t->id, text_at(x, 1), text_at(x, 2), text_at(x, 3));
	json_array_foreach(json_object_get(t->j, "parts"), i, x) {
		struct initiative_part part = { text_at(x, 0), text_at(x, 1), filled(text_at(x, 2)), text_at(x, 3), filled(text_at(x, 4)) };
		id64 id = fine ? initiative_part(on(t, -15, 11), t->id, &part) : 0;
		fine = id && (!filled(text_at(x, 5)) || initiative_part_done(on(t, -10, 11), t->id, id, text_at(x, 5)));
	}
	json_array_foreach(json_object_get(t->j, "reflections"), i, x)
		fine = fine && initiative_reflect(on(t, -5, 15), t->id, text_at(x, 0), text_at(x, 1), filled(text_at(x, 2)));
	json_array_foreach(json_object_get(t->j, "phases"), i, x)
		fine = fine && initiative_move(on(t, number_at(x, 0, -10), 10), t->id, text_at(x, 1), text_at(x, 2)) == INITIATIVE_MOVED;
	json_array_foreach(json_object_get(t->j, "guests"), i, x) {
		const struct demo_staff *guest = demo_who(t->d, json_string_value(x));
		fine = fine && guest && initiative_guest(on(t, -20, 13), t->id, guest->account);
	}
	return fine;
}

/* The last time it was that day of the week, today not counted. */
static struct day last_time(struct telling *t)
{
	struct day day = demo_day(t->d, -1);
	return day_add(day, -((day_weekday(day) - number_of(t->j, "weekday", 3) + 7) % 7));
}

SQL(demo_meetings, "SELECT m.id, m.start_at FROM v_initiative_meeting m WHERE m.initiative_id = :id ORDER BY m.start_at");

/* As a series: so many times before today, and on into the coming weeks. */
static bool held(struct telling *t)
{
	const json_t *past = json_object_get(t->j, "past"), *families = json_object_get(t->j, "families"), *words = json_object_get(t->j, "words");
	int n = (int)json_array_size(past), coming = number_of(t->j, "coming", 0), i = 0;
	if (!n)
		return true;
	struct day first = day_add(last_time(t), -7 * (n - 1));
	struct initiative_times times = { .first = first, .until = day_add(first, 7 * (n - 1 + coming)), .from = number_of(t->j, "from", 930), .to = number_of(t->j, "to", 1020),
		.every = 7, .place = text_of(t->j, "place") };
	bool fine = initiative_plan(on(t, -50, 12), t->id, &times) != 0;
	struct { id64 id; moment start; } meeting[INITIATIVE_MEETINGS_MOST];
	struct rows *r = sql_read(on(t, 0, 8), &demo_meetings, WITH(p_id("id", t->id)));
	for (int k = 0; rows_next(r); k++) {
		meeting[k].id = rows_int(r, 0);
		meeting[k].start = rows_int(r, 1);
	}
	for (; i < n && fine; i++) {
		bulk_time(t->d->bulk, meeting[i].start + HOURS(3));
		fine = initiative_attend(t->d->slot, t->id, meeting[i].id, number_at(past, (size_t)i, 0), number_at(families, (size_t)i, -1), filled(text_at(words, (size_t)i)));
	}
	return fine;
}

static bool came_of_it(struct telling *t)
{
	size_t i;
	json_t *x;
	bool fine = true;
	const json_t *j = t->j;
	if (text_of(j, "reach"))
		fine = initiative_outcome(on(t, -2, 16), t->id, &(struct initiative_outcome){ .choice = text_of(j, "reach"), .how = text_of(j, "reached_how"), .changed = text_of(j, "changed"),
			.learned = text_of(j, "learned"), .families = number_of(j, "reached", -1), .people = number_of(j, "people", -1) });
	json_array_foreach(json_object_get(j, "costs"), i, x)
		fine = fine && initiative_cost(on(t, -8, 9), t->id, text_at(x, 0), filled(text_at(x, 1)), number_at(x, 2, -1), number_at(x, 3, -1));
	json_array_foreach(json_object_get(j, "successes"), i, x)
		fine = fine && initiative_success(on(t, number_at(x, 0, -2), 17), t->id, text_at(x, 1));
	return fine;
}

SQL(demo_answers_theme, "UPDATE initiative SET version = version + 1, theme_id = (SELECT t.id FROM s_theme t WHERE t.team_id = :team AND t.title = :theme)"
	" WHERE id IN (SELECT i.id FROM s_initiative i WHERE i.team_id = :team AND i.title = :title)");

/* Once the nights have found the themes: which of them an initiative answers. */
bool demo_initiatives_answer(struct demo *d)
{
	size_t i;
	json_t *one;
	json_array_foreach(json_object_get(d->initiatives, "initiatives"), i, one) {
		const char *theme = text_of(one, "theme");
		if (theme && sql_run(d->slot, &demo_answers_theme, WITH(p_id("team", demo_team_id(d, text_of(one, "team"))), p_text("theme", theme),
				p_text("title", text_of(one, "title")))) != 1)
			return demo_wrong(d, "initiative %s answers no theme", text_of(one, "title"));
	}
	return demo_fine(d);
}

bool demo_initiatives(struct demo *d)
{
	size_t i;
	json_t *one;
	json_array_foreach(json_object_get(d->initiatives, "initiatives"), i, one) {
		struct telling t = { .d = d, .j = one, .who = demo_who(d, text_of(one, "by")) };
		bool fine = t.who && begin(&t) && made_together(&t) && held(&t) && came_of_it(&t) && attention_initiative(on(&t, 0, 8), t.id);
		slot_view_as(d->slot, NABIJ_ITSELF);
		arena_reset(d->arena);
		if (!fine)
			return demo_wrong(d, "initiative %s could not be told", text_of(one, "title"));
	}
	return demo_fine(d);
}
