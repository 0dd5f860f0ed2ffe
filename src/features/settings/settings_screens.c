/* The start of the settings, the municipality, its texts, its areas. */
#include "settings_screens.h"
#include <string.h>
#include "settings.h"
#include "../../platform/base/list.h"
#include "../../platform/base/room.h"
#include "templates.h"

SQL(settings_teams, "SELECT count(*) FROM v_team");
SQL(settings_people, "SELECT count(*) FROM v_account a WHERE a.file_id = 1 AND a.kind NOT IN ('itself', 'resident', 'supporter', 'link') AND a.until_at > :now");
SQL(settings_areas, "SELECT count(*) FROM v_area");
SQL(settings_terms, "SELECT count(*) FROM v_rule WHERE until_at > :now");
SQL(areas_by_municipality, "SELECT a.municipality_code, m.name, count(CASE WHEN a.kind = 'district' THEN 1 END),"
	" count(CASE WHEN a.kind = 'neighbourhood' THEN 1 END) FROM v_area a LEFT JOIN v_area m ON m.code = a.municipality_code"
	" WHERE a.kind <> 'municipality' GROUP BY a.municipality_code, m.name ORDER BY m.name NULLS LAST, a.municipality_code LIMIT 500");
SQL(areas_by_kind, "SELECT kind, count(*) FROM v_area GROUP BY kind");
SQL(areas_with_figures, "SELECT count(DISTINCT area_code) FROM v_figure");
SQL(postcodes_known, "SELECT count(DISTINCT postcode) FROM v_postcode");

static void page_is(struct request *rq, const char *title)
{
	rq->page->title = rq_tr(rq, title);
	rq->page->nav = "settings";
}

/* ---- the start ---- */

static struct reply start_page(struct request *rq)
{
	struct settings_start *d = ARENA_NEW(rq->arena, struct settings_start);
	struct mail_settings mail;
	struct municipality_settings municipality;
	settings_municipality(rq->slot, &municipality);
	d->municipality = municipality.name;
	d->address = municipality.site;
	d->complaint = municipality.complaint;
	d->teams = sql_number(rq->slot, &settings_teams, WITHOUT, 0);
	d->people = sql_number(rq->slot, &settings_people, WITH(p_moment("now", rq->now)), 0);
	d->areas = sql_number(rq->slot, &settings_areas, WITHOUT, 0);
	d->terms = sql_number(rq->slot, &settings_terms, WITH(p_moment("now", rq->now)), 0);
	d->mail = settings_mail(rq->slot, &mail);
	struct room_state room = room_look(site_settings(rq->site)->room);
	d->full = room.tight;
	d->free_megabytes = room.free_bytes >> 20;
	page_is(rq, N_("Instellingen"));
	return reply_page(&TPL_settings_start, d);
}

/* ---- fields that are settings: the form's name is the setting's ---- */

static void start_fields(struct request *rq)
{
	for (size_t i = 0; i < rq->in->n; i++) {
		const char *name = rq->in->value[i].field->name;
		field_start(rq->in, name, setting_get(rq->slot, name));
	}
}

static bool keep_fields(struct request *rq)
{
	bool fine = true;
	for (size_t i = 0; i < rq->in->n; i++) {
		const char *name = rq->in->value[i].field->name;
		fine = setting_set(rq->slot, name, field_text(rq->in, name)) && fine;
	}
	return fine;
}

/* ---- the municipality ---- */

static const struct field municipality_fields[] = {
	{ "municipality", N_("Naam van de gemeente"), F_TEXT, .max = 80, .required = true, .missing = N_("Vul de naam van de gemeente in"),
		.hint = N_("Staat boven elke pagina, bijvoorbeeld Gemeente Zwolle") },
	{ "municipality_address", N_("Postadres"), F_LONG, .max = 300, .hint = N_("Gezinnen zien het bij een klacht") },
	{ "site_address", N_("Webadres van Nabij"), F_URL, .max = 200, .hint = N_("Bijvoorbeeld https://nabij.gemeente.nl. Het staat in de mails.") },
	{ NULL }
};
static const struct input MUNICIPALITY = { .name = "settings_municipality", .own = municipality_fields };

static struct reply municipality_page(struct request *rq)
{
	struct settings_municipality *d = ARENA_NEW(rq->arena, struct settings_municipality);
	start_fields(rq);
	d->name = field_text(rq->in, "municipality");
	d->address = field_text(rq->in, "municipality_address");
	d->site = field_text(rq->in, "site_address");
	page_is(rq, N_("De gemeente"));
	return reply_page(&TPL_settings_municipality, d);
}

/* A mail carries the address for people to recognise and click. */
static bool site_address_like(const char *s)
{
	const char *host = !strncmp(s, "https://", 8) ? s + 8 : !strncmp(s, "http://", 7) ? s + 7 : "";
	return *host && !strpbrk(host, " \t\"<>\\") && *host != '/';
}

static struct reply municipality_save(struct request *rq)
{
	const char *site = field_text(rq->in, "site_address");
	if (site && !site_address_like(site)) {
		field_fail(rq->in, "site_address", rq_tr(rq, N_("Een webadres begint met https://")));
		return reply_again();
	}
	return keep_fields(rq) ? reply_go(rq, "saved", "/settings") : reply_missing();
}

/* ---- texts ---- */

static const struct field text_fields[] = {
	{ "front_lead", N_("De zin op de voorpagina"), F_LONG, .max = 200, .hint = N_("Onder ‘Hulp dichtbij, voor jullie hele gezin’. Leeg: de zin van Nabij zelf.") },
	{ "complaint", N_("Waar een klacht heen kan"), F_LONG, .max = 400, .hint = N_("Gezinnen lezen dit. Schrijf wie het leest, hoe je die bereikt en binnen welke tijd er antwoord is.") },
	{ NULL }
};
static const struct input TEXTS = { .name = "settings_texts", .own = text_fields };

static struct reply texts_page(struct request *rq)
{
	struct settings_texts *d = ARENA_NEW(rq->arena, struct settings_texts);
	start_fields(rq);
	d->front_lead = field_text(rq->in, "front_lead");
	d->complaint = field_text(rq->in, "complaint");
	page_is(rq, N_("Teksten"));
	return reply_page(&TPL_settings_texts, d);
}

static struct reply texts_save(struct request *rq)
{
	return keep_fields(rq) ? reply_go(rq, "saved", "/settings") : reply_missing();
}

/* ---- areas ---- */

static void count_kinds(struct request *rq, struct settings_areas *d)
{
	struct rows *r = sql_read(rq->slot, &areas_by_kind, WITHOUT);
	while (rows_next(r)) {
		const char *kind = rows_text(r, 0);
		int64_t n = rows_int(r, 1);
		if (!strcmp(kind, "municipality"))
			d->municipality_count = n;
		else if (!strcmp(kind, "district"))
			d->district_count = n;
		else
			d->neighbourhood_count = n;
	}
}

static struct reply areas_page(struct request *rq)
{
	struct settings_areas *d = ARENA_NEW(rq->arena, struct settings_areas);
	count_kinds(rq, d);
	d->figures = sql_number(rq->slot, &areas_with_figures, WITHOUT, 0);
	d->postcodes = sql_number(rq->slot, &postcodes_known, WITHOUT, 0);
	struct rows *r = sql_read(rq->slot, &areas_by_municipality, WITHOUT);
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->municipalities, d->municipalities_n) = (struct settings_areas_municipalities){ .code = rows_text(r, 0),
			.name = rows_text(r, 1), .districts = rows_int(r, 2), .neighbourhoods = rows_int(r, 3) };
	page_is(rq, N_("Gebieden"));
	return reply_page(&TPL_settings_areas, d);
}

const struct route SETTINGS_ROUTES[] = {
	{ METHOD_GET, "/settings", RELATION_NONE, K_MANAGER, .run = start_page, .summary = "The settings of the municipality, and what is still to be done" },
	{ METHOD_GET, "/settings/municipality", RELATION_NONE, K_MANAGER, .run = municipality_page, .input = &MUNICIPALITY, .summary = "The municipality's name and addresses" },
	{ METHOD_POST, "/settings/municipality", RELATION_NONE, K_MANAGER, .run = municipality_save, .input = &MUNICIPALITY, .again = municipality_page,
		.summary = "Change the municipality's name and addresses" },
	{ METHOD_GET, "/settings/texts", RELATION_NONE, K_MANAGER, .run = texts_page, .input = &TEXTS, .summary = "The texts that a municipality may change" },
	{ METHOD_POST, "/settings/texts", RELATION_NONE, K_MANAGER, .run = texts_save, .input = &TEXTS, .again = texts_page, .summary = "Change texts" },
	{ METHOD_GET, "/settings/areas", RELATION_NONE, K_MANAGER, .run = areas_page, .summary = "Which areas, figures and postcodes were imported" },
	{ .path = NULL }
};
