/* The neighbourhoods: what there is beside help, kept by the team; the country that their figures stand beside. */
#include "../../neighbourhood/neighbourhood.h"
#include "demo_inside.h"

SQL(demo_reference, "INSERT INTO figure_reference (id, name, year, areas, low, middle, high) VALUES (:id, :name, :year, :areas, :low, :middle, :high)");

/* Of one made-up town no country can be counted: the numbers are those of the 342 municipalities of 2024 (CBS, CC BY 4.0). */
static void the_country(struct demo *d)
{
	const json_t *country = json_object_get(d->neighbourhood, "country");
	size_t i;
	json_t *figure;
	slot_view_as(d->slot, NABIJ_ITSELF);
	json_array_foreach(json_object_get(country, "figures"), i, figure)
		sql_later(d->slot, &demo_reference, WITH(p_id("id", id_new()), p_text("name", text_at(figure, 0)), p_int("year", number_of(country, "year", 0)),
			p_int("areas", number_of(country, "areas", 0)), p_real("low", json_number_value(json_array_get(figure, 1))),
			p_real("middle", json_number_value(json_array_get(figure, 2))), p_real("high", json_number_value(json_array_get(figure, 3)))));
}

static void one_of_the_base(struct demo *d, const json_t *j)
{
	const struct demo_staff *keeper = demo_who(d, text_of(j, "keeper"));
	if (!keeper)
		return;
	demo_at(d, number_of(j, "added", -300), 11, 0);
	slot_view_as(d->slot, keeper->account);
	id64 id = social_add(d->slot, demo_team_id(d, text_of(j, "team")), &(struct social_new){ .area_code = text_of(j, "area"), .kind = text_of(j, "kind"),
		.title = text_of(j, "title"), .about = text_of(j, "about"), .place = text_of(j, "place"), .contact = text_of(j, "contact"),
		.contact_agreed = json_is_true(json_object_get(j, "agreed")) });
	demo_at(d, number_of(j, "confirmed", -30), 15, 20);
	if (!id || !social_confirm(d->slot, id))
		demo_wrong(d, "social base: %s", text_of(j, "title"));
}

/* What the night's work would count. */
static void count_solutions(struct demo *d)
{
	for (size_t i = 0; i < d->teams_n; i++) {
		struct solutions s;
		if (solutions_count(d->slot, d->team[i].id, &s))
			solutions_keep(d->slot, d->team[i].id, &s);
		arena_reset(d->arena);
	}
}

bool demo_neighbourhood(struct demo *d)
{
	size_t i;
	json_t *one;
	json_array_foreach(json_object_get(d->neighbourhood, "base"), i, one)
		one_of_the_base(d, one);
	the_country(d);
	demo_at(d, 0, 3, 0);
	slot_view_as(d->slot, NABIJ_ITSELF);
	count_solutions(d);
	arena_reset(d->arena);
	return demo_fine(d);
}
