#include "answer.h"
#include <assert.h>
#include "../base/list.h"
#include "templates.h"

extern render_fn *const LAYOUT_staff, *const LAYOUT_public, *const LAYOUT_family;      /* the frames, out of the templates */

static const char policy[] =
	"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self';"
	" base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

/* The policy of every page. */
static void policy_headers(struct request *rq, struct http_response *res)
{
	http_set(rq->http, res, "Content-Security-Policy", policy);
	http_set(rq->http, res, "X-Content-Type-Options", "nosniff");
	http_set(rq->http, res, "Referrer-Policy", "same-origin");
	http_set(rq->http, res, "Cross-Origin-Opener-Policy", "same-origin");
	http_set(rq->http, res, "Cache-Control", "no-store");
	if (site_settings(rq->site)->secure)
		http_set(rq->http, res, "Strict-Transport-Security", "max-age=31536000");
}

/* The languages that the reader could choose instead. */
static void other_languages(struct request *rq)
{
	rq->page->others = NULL;
	rq->page->others_n = 0;
	for (size_t i = 0; i < lang_count(); i++)
		if (lang_at(i) != rq->lang) {
			struct page_others *o = LIST_ADD(rq->arena, rq->page->others, rq->page->others_n);
			o->code = lang_code(lang_at(i));
			o->name = lang_own_name(lang_at(i));
		}
}

struct page *page_new(struct arena *a, const struct lang *l)
{
	struct page *p = ARENA_NEW(a, struct page);
	p->lang = lang_code(l);
	p->dir = lang_rtl(l) ? "rtl" : "ltr";
	p->title = "";
	p->nav = "";
	return p;
}

static const char *once_new(struct request *rq)
{
	unsigned char hash[HASH_BYTES];
	return token_new(rq->arena, hash);
}

static void write_page(struct request *rq, struct http_response *res, const struct template *t, const void *data)
{
	struct page *p = rq->page;
	p->lang = lang_code(rq->lang);
	p->dir = lang_rtl(rq->lang) ? "rtl" : "ltr";
	p->problems = rq->in ? rq->in->errors : 0;
	other_languages(rq);
	struct render r = { .arena = rq->arena, .lang = rq->lang, .now = rq->now, .page = p, .template = t, .data = data, .fields = rq->in,
		.csrf = rq->csrf, .once = rq->once ? rq->once : once_new(rq) };
	/* A page for others and for families too has, for a family, their own frame: the way out of it stays in sight. */
	render_fn *layout = p->family && (t->layout == LAYOUT_staff || t->layout == LAYOUT_public) ? LAYOUT_family : t->layout;
	layout(&res->body, &r, data);
	http_set(rq->http, res, "Content-Type", "text/html; charset=utf-8");
}

static void write_json(struct request *rq, struct http_response *res, json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT | JSON_PRESERVE_ORDER);
	assert(text);
	buf_str(&res->body, text);
	free(text);
	json_decref(json);
	http_set(rq->http, res, "Content-Type", "application/json");
}

static bool wants_csv(const struct request *rq)
{
	const char *format = form_get(&rq->http->query, "format");
	return format && !strcmp(format, "csv");
}

static void write_csv(struct request *rq, struct http_response *res, const struct reply *reply)
{
	struct render r = { .arena = rq->arena, .lang = rq->lang, .now = rq->now, .page = rq->page, .template = reply->template, .data = reply->data };
	reply->template->csv(&res->body, &r, reply->data);
	http_set(rq->http, res, "Content-Type", "text/csv; charset=utf-8");
	http_set(rq->http, res, "Content-Disposition", arena_printf(rq->arena, "attachment; filename=\"%s.csv\"", reply->template->name));
}

static json_t *errors_json(const struct request *rq)
{
	json_t *errors = json_object();
	for (size_t i = 0; i < rq->in->n; i++)
		if (rq->in->value[i].error)
			json_object_set_new(errors, rq->in->value[i].field->name, json_string(rq->in->value[i].error));
	json_t *all = json_object();
	json_object_set_new(all, "errors", errors);
	if (rq->in->whole)
		json_object_set_new(all, "error", json_string(rq->in->whole));
	return all;
}

static void answer_page(struct request *rq, struct http_response *res, const struct reply *reply)
{
	if (rq->wants_json && rq->in && rq->in->errors)
		write_json(rq, res, errors_json(rq));
	else if (rq->wants_json)
		write_json(rq, res, reply->template->json(reply->data));
	else if (wants_csv(rq) && reply->template->csv)
		write_csv(rq, res, reply);
	else
		write_page(rq, res, reply->template, reply->data);
}

static void answer_go(struct request *rq, struct http_response *res, const struct reply *reply)
{
	if (rq->wants_json) {
		res->status = 200;
		json_t *json = json_object();
		json_object_set_new(json, "location", json_string(reply->location));
		write_json(rq, res, json);
		return;
	}
	http_set(rq->http, res, "Location", reply->location);
}

static void answer_bytes(struct request *rq, struct http_response *res, const struct reply *reply)
{
	buf_add(&res->body, reply->bytes, reply->bytes_n);
	http_set(rq->http, res, "Content-Type", reply->content_type);
	if (reply->filename)
		http_set(rq->http, res, "Content-Disposition", arena_printf(rq->arena, "attachment; filename=\"%s\"", reply->filename));
}

void answer_reply(struct request *rq, struct http_response *res, const struct reply *reply)
{
	if (reply->kind == REPLY_MISSING) {
		answer_problem(rq, res, 404);
		return;
	}
	policy_headers(rq, res);
	res->status = reply->status;
	for (int i = 0; i < reply->cookies_n; i++)
		http_set(rq->http, res, "Set-Cookie", reply->cookies[i]);
	if (reply->retry_seconds)
		http_set(rq->http, res, "Retry-After", arena_int(rq->arena, reply->retry_seconds));
	if (reply->kind == REPLY_GO)
		answer_go(rq, res, reply);
	else if (reply->kind == REPLY_BYTES)
		answer_bytes(rq, res, reply);
	else
		answer_page(rq, res, reply);
	if (buf_failed(&res->body) || arena_full(rq->arena)) {
		buf_clear(&res->body);
		answer_problem(rq, res, 503);
	}
}

struct words { int status; const char *title, *text; };
static const struct words problems[] = {
	{ 400, N_("Dit verzoek begrepen we niet"), N_("Ga terug en probeer het nog een keer.") },
	{ 401, N_("Log eerst in"), N_("Deze pagina is er voor wie ingelogd is.") },
	{ 403, N_("Dit formulier was verlopen"), N_("Ga terug naar de vorige pagina, ververs die en verstuur het opnieuw. Wat je typte staat daar nog.") },
	{ 404, N_("Deze pagina is er niet"), N_("Klopt het adres? Misschien is de pagina weg, of niet voor jou.") },
	{ 405, N_("Dat kan hier niet"), N_("Ga terug en kies een van de knoppen op de pagina.") },
	{ 408, N_("Het duurde te lang"), N_("De verbinding was te traag. Probeer het nog een keer; wat je typte staat nog op je scherm als je teruggaat.") },
	{ 413, N_("Dit is te groot om te versturen"), N_("Maak de tekst of het bestand kleiner en probeer het opnieuw.") },
	{ 415, N_("Dit bestand kunnen we niet lezen"), N_("Verstuur het formulier vanuit de pagina zelf.") },
	{ 429, N_("Even rustig aan"), N_("Er kwamen te veel pogingen achter elkaar. Wacht een paar minuten en probeer het dan opnieuw.") },
	{ 503, N_("Het lukt nu even niet"), N_("Er is niets opgeslagen en niets kwijt. Wacht een minuut, ga terug en probeer het opnieuw.") },
};

static const struct words disk_full = { 503, N_("De schijf van Nabij is vol"),
	N_("Er is niets opgeslagen en niets kwijt. De beheerder moet eerst ruimte maken. Lezen kan gewoon.") };
static const struct words not_shown = { 503, N_("Deze pagina lukt nu even niet"), N_("Er is niets kwijt. Wacht een minuut en ververs de pagina.") };

static const struct words *words_of(const struct request *rq, int status)
{
	size_t i = 0, last = sizeof problems / sizeof *problems - 1;
	if (status == 503 && rq->full)
		return &disk_full;
	if (status == 503 && rq->route && rq->route->method == METHOD_GET)
		return &not_shown;
	while (i < last && problems[i].status != status)
		i++;
	return &problems[i];
}

/* What somebody wrote, for a page that cannot store it. */
static void show_typed(struct request *rq, struct problem *d)
{
	const struct input *input = rq->route ? rq->route->input : NULL;
	for (size_t i = 0; input && input_field(input, i); i++) {
		const struct field *f = input_field(input, i);
		const char *text = f->type == F_LONG ? form_get(&rq->form, f->name) : NULL;
		if (text && *text)
			LIST_ADD(rq->arena, d->typed, d->typed_n)->text = text;
	}
}

void answer_problem(struct request *rq, struct http_response *res, int status)
{
	const struct words *words = words_of(rq, status);
	res->status = status;
	res->headers_n = 0;
	buf_clear(&res->body);
	policy_headers(rq, res);
	struct problem *d = ARENA_NEW(rq->arena, struct problem);
	d->status = status;
	d->title = tr(rq->lang, words->title);
	d->text = tr(rq->lang, words->text);
	d->home = rq->page->signed_in;
	show_typed(rq, d);
	rq->page->title = d->title;
	rq->in = NULL;
	if (rq->wants_json)
		write_json(rq, res, TPL_problem.json(d));
	else
		write_page(rq, res, &TPL_problem, d);
}
