/* The town: its areas with shapes that look like a street plan, figures, postcodes; its teams, staff and partners. */
#include <math.h>
#include "../../account/accounts.h"
#include "../../neighbourhood/neighbourhood.h"
#include "../../team/team.h"
#include "../settings.h"
#include "demo_inside.h"

SQL(town_area_add, "INSERT INTO area (id, code, kind, name, name_start, parent_code, municipality_code, lon, lat, geometry)"
	" VALUES (:id, :code, :kind, :name, :start, :parent, :municipality, :lon, :lat, :geometry)");
SQL(town_postcode_add, "INSERT INTO postcode (id, postcode, area_code) VALUES (:id, :postcode, :code)");
SQL(town_figure_add, "INSERT INTO figure (id, area_code, name, value, hidden, year) VALUES (:id, :code, :name, :value, :hidden, :year)");

/* ---- shapes ----
 * The town is a grid of corners, pushed about a little and bent along a river; a neighbourhood is a block of cells, a district a block of
 * neighbourhoods, so that borders fit exactly. Each side of a cell gets two bends of its own, the same seen from both cells. */
enum { GRID_W = 8, GRID_H = 8, SIDE = 3 };

static double wobble(int x, int y, int salt)
{
	uint32_t h = (uint32_t)x * 374761393u + (uint32_t)y * 668265263u + (uint32_t)salt * 974634777u;
	h = (h ^ (h >> 13)) * 1274126177u;
	return (double)((h ^ (h >> 16)) % 2001) / 1000.0 - 1.0;
}

/* A corner in thirds of cells; the river runs along the middle row and bends it. */
static struct geo_point corner(const struct geo_box *box, int tx, int ty)
{
	double river = 0.9 * sin(tx * 0.35) * exp(-pow((ty - GRID_H * SIDE / 2.0) / 5.0, 2));
	double x = tx + 0.55 * wobble(tx, ty, 1), y = ty + 0.55 * wobble(tx, ty, 2) + river;
	return (struct geo_point){ (int32_t)lround(box->west + (box->east - box->west) * x / (GRID_W * SIDE)),
		(int32_t)lround(box->south + (box->north - box->south) * y / (GRID_H * SIDE)) };
}

/* The border of the block of cells [x0,x1) × [y0,y1), counter-clockwise. */
static struct geo_ring border(struct arena *arena, const struct geo_box *box, int x0, int y0, int x1, int y1)
{
	struct geo_ring r = { ARENA_ARRAY(arena, struct geo_point, 2 * SIDE * (x1 - x0 + y1 - y0)), 0 };
	for (int x = x0 * SIDE; x < x1 * SIDE; x++)
		r.points[r.n++] = corner(box, x, y0 * SIDE);
	for (int y = y0 * SIDE; y < y1 * SIDE; y++)
		r.points[r.n++] = corner(box, x1 * SIDE, y);
	for (int x = x1 * SIDE; x > x0 * SIDE; x--)
		r.points[r.n++] = corner(box, x, y1 * SIDE);
	for (int y = y1 * SIDE; y > y0 * SIDE; y--)
		r.points[r.n++] = corner(box, x0 * SIDE, y);
	return r;
}

static void add_figures(struct demo *d, const json_t *area)
{
	const char *name;
	json_t *value;
	json_object_foreach(json_object_get(area, "figures"), name, value) {
		bool hidden = json_is_null(value);
		sql_later(d->slot, &town_figure_add, WITH(p_id("id", id_new()), p_text("code", text_of(area, "code")), p_text("name", name),
			hidden ? p_null("value", PARAM_REAL) : p_real("value", json_number_value(value)), p_bool("hidden", hidden),
			p_int("year", number_of(d->town, "figures_year", 0))));
	}
}

static void add_area(struct demo *d, const json_t *area, const struct geo_box *box)
{
	const char *code = text_of(area, "code");
	const json_t *cells = json_object_get(area, "cells");
	char parent[AREA_CODE_BYTES], municipality[AREA_CODE_BYTES];
	struct buf bytes;
	if (area_code_kind(code) == AREA_NONE || json_array_size(cells) != 4) {
		demo_wrong(d, "area %s has no code or cells", code ? code : "?");
		return;
	}
	struct geo_ring ring = border(d->arena, box, number_at(cells, 0, 0), number_at(cells, 1, 0), number_at(cells, 2, 0), number_at(cells, 3, 0));
	struct geometry shape = { &(struct geo_polygon){ &ring, 1 }, 1 };
	struct geo_point inside = geometry_inside(d->arena, &shape);
	buf_init(&bytes, 0);
	geometry_encode(&shape, &bytes);
	area_code_parent(code, parent);
	area_code_municipality(code, municipality);
	bool top = area_code_kind(code) == AREA_MUNICIPALITY;
	sql_later(d->slot, &town_area_add, WITH(p_id("id", id_new()), p_text("code", code), p_text("kind", area_kind_code(area_code_kind(code))),
		p_text("name", text_of(area, "name")), p_text("start", area_name_start(slot_arena(d->slot), text_of(area, "name"))), p_text("parent", top ? NULL : parent), p_text("municipality", top ? NULL : municipality),
		p_real("lon", (double)inside.lon / MICRO_DEGREES), p_real("lat", (double)inside.lat / MICRO_DEGREES),
		p_blob("geometry", (struct blob){ (const unsigned char *)bytes.p, bytes.n })));
	buf_release(&bytes);
	add_figures(d, area);
	const char *postcode = text_of(area, "postcode");
	if (postcode)
		sql_later(d->slot, &town_postcode_add, WITH(p_id("id", id_new()), p_text("postcode", postcode), p_text("code", code)));
	if (area_code_kind(code) == AREA_NEIGHBOURHOOD && d->areas_n < AREAS_MOST)
		d->area[d->areas_n++] = (struct demo_area){ code, text_of(area, "name") };
}

/* ---- people ---- */

static void add_team(struct demo *d, const json_t *team)
{
	size_t i;
	json_t *code;
	id64 id = team_new(d->slot, &(struct team_new){ .name = text_of(team, "name"), .prefix = text_of(team, "prefix"),
		.phone = text_of(team, "phone"), .hours = text_of(team, "hours") });
	if (!id || d->teams_n == TEAMS_MOST)
		demo_wrong(d, "team %s cannot be made", text_of(team, "name"));
	else
		d->team[d->teams_n++] = (struct demo_team){ text_of(team, "key"), id };
	json_array_foreach(json_object_get(team, "areas"), i, code)
		if (!team_area_add(d->slot, id, json_string_value(code)))
			demo_wrong(d, "team area %s", json_string_value(code));
}

static bool team_role(const char *kind)
{
	return !strcmp(kind, "professional") || !strcmp(kind, "specialist") || !strcmp(kind, "coordinator");
}

static void add_person(struct demo *d, const json_t *who)
{
	const char *login = text_of(who, "login"), *kind = text_of(who, "kind"), *team = text_of(who, "team");
	id64 team_id = team ? demo_team_id(d, team) : 0;
	id64 account = account_new(d->slot, &(struct account_new){ .kind = kind, .partner_kind = text_of(who, "partner_kind"), .name = text_of(who, "name"),
		.login = login, .profession = text_of(who, "profession"), .organisation = text_of(who, "organisation"), .phone = text_of(who, "phone"),
		.team = team_id });
	if (!account || d->staff_n == STAFF_MOST) {
		demo_wrong(d, "account %s cannot be made", login);
		return;
	}
	account_password(d->slot, account, d->password);
	d->staff[d->staff_n++] = (struct demo_staff){ login, text_of(who, "name"), team, account };
	if (team_id && team_role(kind) && !team_member_set(d->slot, team_id, account, kind, json_is_true(json_object_get(who, "triage")), 0))
		demo_wrong(d, "%s cannot be in team %s", login, team);
}

bool demo_town(struct demo *d)
{
	size_t i;
	json_t *one;
	const json_t *at = json_object_get(d->town, "box");
	struct geo_box box = { number_at(at, 0, 0), number_at(at, 1, 0), number_at(at, 2, 0), number_at(at, 3, 0) };
	demo_at(d, number_of(d->town, "began", -1500), 9, 0);
	json_array_foreach(json_object_get(d->town, "areas"), i, one)
		add_area(d, one, &box);
	json_array_foreach(json_object_get(d->town, "teams"), i, one)
		add_team(d, one);
	json_array_foreach(json_object_get(d->town, "people"), i, one)
		add_person(d, one);
	if (!setting_set(d->slot, "complaint", text_of(d->town, "complaint")) || !setting_set(d->slot, "municipality_address", text_of(d->town, "address")))
		demo_wrong(d, "where a complaint can go");
	arena_reset(d->arena);
	return demo_fine(d);
}
