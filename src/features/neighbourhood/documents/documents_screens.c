/* Documents on screen: the list of an area, one document, writing a section together, adopting, and everything that was ever saved. */
#include "documents_screens.h"
#include "../../../platform/base/list.h"
#include "../../../platform/web/drafts.h"
#include "../../signal/report_names.h"
#include "document_figures.h"
#include "documents_entities.h"
#include "templates.h"

enum { LIST_MOST = 60, VERSIONS_MOST = 30 };

static const char *words_of(struct request *rq, const struct codes *codes, const char *code)
{
	return rq_tr(rq, code_label(codes, code));
}

static void frame(struct request *rq, const char *title)
{
	rq->page->title = title;
	rq->page->nav = "hood";
}

/* ---- the documents of an area ---- */

SQL(documents_area, "SELECT a.name FROM v_area a WHERE a.code = :area");
/* Its own, those of the district it lies in, and those of what lies in it. */
SQL(documents_of_area, "SELECT d.id, d.kind, d.year, d.state, d.begun_at, d.adopted_on, t.name, d.area_code, a.name FROM v_document_seen d"
	" LEFT JOIN v_team t ON t.id = d.team_id LEFT JOIN v_area a ON a.code = d.area_code WHERE d.area_code IN"
	" (SELECT :area UNION SELECT b.parent_code FROM v_area b WHERE b.code = :area UNION SELECT b.code FROM v_area b WHERE b.parent_code = :area"
	" UNION SELECT b.code FROM v_area b WHERE b.municipality_code = :area) ORDER BY d.state DESC, d.year DESC, d.begun_at DESC, d.id LIMIT :n");

static const char *area_name(struct request *rq, const char *code)
{
	struct rows *r = sql_read(rq->slot, &documents_area, WITH(p_text("area", code)));
	const char *name = rows_next(r) ? rows_text(r, 0) : NULL;
	rows_end(r);
	return name;
}

static struct reply documents(struct request *rq)
{
	struct documents_page *d = ARENA_NEW(rq->arena, struct documents_page);
	d->area = rq->word[0];
	d->area_name = area_name(rq, d->area);
	if (!d->area_name)
		return reply_missing();
	struct rows *r = sql_read(rq->slot, &documents_of_area, WITH(p_text("area", d->area), p_int("n", LIST_MOST)));
	while (rows_next(r)) {
		bool draft = !strcmp(rows_text(r, 3), "draft");
		struct document_line *x = draft ? LIST_ADD(rq->arena, d->drafts, d->drafts_n) : LIST_ADD(rq->arena, d->adopted, d->adopted_n);
		struct document_seen seen = { .kind = document_kind(rows_text(r, 1)), .year = (int)rows_int(r, 2),
			.area_name = rows_null(r, 8) ? rows_text(r, 7) : rows_text(r, 8) };
		*x = (struct document_line){ .id = rows_int(r, 0), .area = rows_text(r, 7), .kind = rows_text(r, 1), .title = document_title(rq, &seen),
			.lead = rq_tr(rq, seen.kind->lead), .state = rows_text(r, 3), .begun_at = rows_int(r, 4), .adopted_on = rows_day(r, 5), .team = rows_text(r, 6) };
	}
	d->may_begin = rq_is(rq, K_TEAM) && document_area(rq->slot, rq->viewer.team, d->area);
	frame(rq, arena_printf(rq->arena, "%s · %s", rq_tr(rq, N_("Documenten")), d->area_name));
	return reply_page(&TPL_documents_page, d);
}

/* ---- beginning one ---- */

static const char *const begin_take[] = { "kind", "year", NULL };
static const struct input BEGIN = { "document_begin", &AREA_DOCUMENT_ENTITY, begin_take, NULL };

static struct reply begin_page(struct request *rq)
{
	struct document_begin_page *d = ARENA_NEW(rq->arena, struct document_begin_page);
	d->area = rq->word[0];
	d->area_name = area_name(rq, d->area);
	if (!d->area_name || !document_area(rq->slot, rq->viewer.team, d->area))
		return reply_missing();
	field_start(rq->in, "kind", "analysis");
	field_start(rq->in, "year", arena_int(rq->arena, rq->today.year + (rq->today.month > 9)));
	frame(rq, rq_tr(rq, N_("Een document beginnen")));
	return reply_page(&TPL_document_begin_page, d);
}

static struct reply begin(struct request *rq)
{
	id64 id = document_begin(rq->slot, rq->viewer.team, rq->word[0], field_text(rq->in, "kind"), (int)field_int(rq->in, "year", 0));
	return id ? reply_go(rq, "document_begun", "/neighbourhoods/%s/documents/%lld", rq->word[0], (long long)id) : reply_missing();
}

/* ---- one document ---- */

void document_part_words(struct request *rq, struct document_part *part)
{
	struct paragraphs all = document_paragraphs(rq->arena, part->text);
	for (size_t i = 0; i < all.n; i++) {
		struct document_part_paras *p = LIST_ADD(rq->arena, part->paras, part->paras_n);
		p->text = all.list[i].text;
		for (size_t k = 0; k < all.list[i].items_n; k++)
			LIST_ADD(rq->arena, p->items, p->items_n)->text = all.list[i].items[k];
	}
}

static void show_section(struct request *rq, const struct section_seen *s, struct document_part *part)
{
	*part = (struct document_part){ .code = s->section->code, .heading = rq_tr(rq, s->section->heading), .ask = rq_tr(rq, s->section->ask), .text = s->text,
		.by = s->by, .at = s->at };
	document_part_words(rq, part);
	for (size_t i = 0; i < s->figures.n; i++)
		snapshot_show(rq, &s->figures.list[i], s->section->code, LIST_ADD(rq->arena, part->figures, part->figures_n));
}

/* One main action: the first section that waits for words. That one is open, and the one last written in: what was just saved is seen. */
static void open_parts(struct document_page *d)
{
	struct document_part *next = NULL, *last = NULL;
	for (size_t i = 0; i < d->parts_n; i++) {
		struct document_part *p = &d->parts[i];
		next = !next && !*p->text ? p : next;
		last = p->at > (last ? last->at : 0) ? p : last;
	}
	if (next)
		next->open = next->next = true;
	if (last)
		last->open = true;
}

static struct reply document(struct request *rq)
{
	struct document_page *d = ARENA_NEW(rq->arena, struct document_page);
	struct document_seen seen;
	if (!document_see(rq, rq->word[0], rq->id[0], false, &seen))
		return reply_missing();
	*d = (struct document_page){ .id = seen.id, .area = seen.area, .area_name = seen.area_name, .title = document_title(rq, &seen),
		.lead = rq_tr(rq, seen.kind->lead), .team = seen.team_name, .adopted = seen.adopted, .mine = seen.mine, .writes = seen.mine && !seen.adopted,
		.adopted_on = seen.adopted_on, .adopted_by = seen.adopted_by, .informed = seen.informed, .thought_along = seen.thought_along,
		.worked_along = seen.worked_along, .decided_along = seen.decided_along };
	for (size_t i = 0; i < seen.sections_n; i++) {
		show_section(rq, &seen.sections[i], LIST_ADD(rq->arena, d->parts, d->parts_n));
		d->written += *seen.sections[i].text != 0;
	}
	d->sections = (int64_t)seen.sections_n;
	d->ready = d->writes && d->written == d->sections;
	if (d->writes)
		open_parts(d);
	frame(rq, d->title);
	return reply_page(&TPL_document_page, d);
}

/* ---- writing a section ---- */

static const char *const write_take[] = { "text", NULL };
static const struct field write_own[] = {
	{ "number", NULL, F_INT },
	{ "take", NULL, F_TEXT, .max = 30 },     /* figures to take in as they are now */
	{ "leave", NULL, F_TEXT, .max = 30 },    /* figures to leave out again */
	{ NULL }
};
static const struct input WRITE = { "document_section", &AREA_DOCUMENT_VERSION_ENTITY, write_take, write_own };

static const char conflict[] = "conflict";

static bool conflicts(const struct request *rq)
{
	return rq->carry == conflict;
}

static const struct section_seen *section_asked(struct request *rq, struct document_seen *d)
{
	if (!document_see(rq, rq->word[0], rq->id[0], false, d) || !d->mine || d->adopted)
		return NULL;
	for (size_t i = 0; i < d->sections_n; i++)
		if (!strcmp(d->sections[i].section->code, rq->word[1]))
			return &d->sections[i];
	return NULL;
}

static const char *draft_name(struct request *rq)
{
	return arena_printf(rq->arena, "document-%lld-%s", (long long)rq->id[0], rq->word[1]);
}

/* The figures of now that belong beside this section, each said to be in the document already or not. */
static void offer_figures(struct request *rq, const struct document_seen *seen, const struct section_seen *s, struct document_write_page *d)
{
	const struct figures_of of = { rq->slot, rq->arena, rq->lang, seen->area, seen->area_name, seen->team, rq->now };
	const char *codes = s->section->figures;
	for (size_t n; *codes; codes += n + strspn(codes + n, " ")) {
		n = strcspn(codes, " ");
		const char *code = arena_strndup(rq->arena, codes, n);
		const struct snapshot *now = document_figures(&of, code, false);
		if (!now)
			continue;
		struct document_offer *o = LIST_ADD(rq->arena, d->offers, d->offers_n);
		o->code = code;
		o->name = rq_tr(rq, document_figures_name(code));
		o->taken = snapshots_find(&s->figures, code) != NULL;
		snapshot_show(rq, now, "now", &o->block);
		o->block.table.offered = true;
	}
}

static void show_conflict(struct request *rq, const struct section_seen *s, struct plan_conflict *c)
{
	c->who = s->by;
	c->at = s->at;
	*LIST_ADD(rq->arena, c->lines, c->lines_n) = (struct plan_conflict_lines){ .label = rq_tr(rq, s->section->heading), .theirs = s->text,
		.mine = field_text(rq->in, "text") };
}

static struct reply write_page(struct request *rq)
{
	struct document_write_page *d = ARENA_NEW(rq->arena, struct document_write_page);
	struct document_seen seen;
	const struct section_seen *s = section_asked(rq, &seen);
	if (!s)
		return reply_missing();
	*d = (struct document_write_page){ .id = seen.id, .area = seen.area, .title = document_title(rq, &seen), .section = s->section->code,
		.heading = rq_tr(rq, s->section->heading), .ask = rq_tr(rq, s->section->ask), .by = s->by, .at = s->at };
	field_start(rq->in, "text", s->text);
	d->number = conflicts(rq) || !field_of(rq->in, "number")->given ? s->number : field_int(rq->in, "number", s->number);
	if (conflicts(rq))
		show_conflict(rq, s, &d->conflict);
	else
		draft_fill(rq, draft_name(rq), &d->draft);
	field_of(rq->in, "text")->label = rq_tr(rq, N_("Jullie woorden"));
	d->text = field_of(rq->in, "text")->text;
	for (size_t i = 0; i < s->figures.n; i++)
		snapshot_show(rq, &s->figures.list[i], "taken", LIST_ADD(rq->arena, d->taken, d->taken_n));
	offer_figures(rq, &seen, s, d);
	frame(rq, arena_printf(rq->arena, "%s · %s", d->heading, d->title));
	return reply_page(&TPL_document_write_page, d);
}

static struct reply write(struct request *rq)
{
	struct document_seen seen;
	const struct section_seen *s = section_asked(rq, &seen);
	const char *take = field_text(rq->in, "take"), *leave = field_text(rq->in, "leave");
	if (!s)
		return reply_missing();
	struct document_change c = { rq->word[1], field_of(rq->in, "text")->text, field_int(rq->in, "number", 0), take, leave };
	switch (document_save(rq->slot, seen.id, &c)) {
	case DOCUMENT_SAVED:
		draft_gone(rq, draft_name(rq));
		if (take || leave)
			return reply_go(rq, take ? "figures_taken" : "figures_left", "/neighbourhoods/%s/documents/%lld/sections/%s", seen.area, (long long)seen.id,
				c.section);
		return reply_go(rq, "saved", "/neighbourhoods/%s/documents/%lld#%s", seen.area, (long long)seen.id, c.section);
	case DOCUMENT_CONFLICT:
		rq->carry = (void *)(uintptr_t)conflict;
		field_fail(rq->in, NULL, rq_tr(rq, N_("Iemand anders schreef hier ook, terwijl jij bezig was. Kies wat er blijft staan")));
		return reply_again();
	default:
		return reply_missing();
	}
}

/* ---- adopting ---- */

static const char *const adopt_take[] = { "adopted_on", "informed", "thought_along", "worked_along", "decided_along", NULL };
static const struct field adopt_own[] = { { "no_person", N_("Dit zijn geen mensen en geen nummers van iemand"), F_BOOL }, { NULL } };
static const struct input ADOPT = { "document_adopt", &AREA_DOCUMENT_ENTITY, adopt_take, adopt_own };

enum { NAMED_SHOWN = 20 };

/* From here on others read it: each sentence in which somebody seems named is shown, once, to be changed or said to be about nobody. */
static void find_named(struct request *rq, const struct document_seen *seen, struct document_adopt_page *d)
{
	const char *known = arena_printf(rq->arena, "%s. %s. %s", names_of_places(rq, seen->area), seen->area_name, seen->team_name ? seen->team_name : "");
	for (size_t i = 0; i < seen->sections_n; i++) {
		struct named_list found = report_names(rq->arena, seen->sections[i].text, known, rq->today.year);
		for (int64_t k = 0; k < found.n && d->named_n < NAMED_SHOWN; k++)
			*LIST_ADD(rq->arena, d->named, d->named_n) = (struct document_adopt_page_named){ seen->sections[i].section->code, found.list[k].words,
				found.list[k].sentence };
	}
}

static struct reply adopt_page(struct request *rq)
{
	struct document_adopt_page *d = ARENA_NEW(rq->arena, struct document_adopt_page);
	struct document_seen seen;
	if (!document_see(rq, rq->word[0], rq->id[0], false, &seen) || !seen.mine || seen.adopted)
		return reply_missing();
	*d = (struct document_adopt_page){ .id = seen.id, .area = seen.area, .title = document_title(rq, &seen) };
	for (size_t i = 0; i < seen.sections_n; i++)
		if (!*seen.sections[i].text)
			LIST_ADD(rq->arena, d->empty, d->empty_n)->heading = rq_tr(rq, seen.sections[i].section->heading);
	find_named(rq, &seen, d);
	field_start_day(rq->in, "adopted_on", rq->today);
	frame(rq, arena_printf(rq->arena, "%s · %s", rq_tr(rq, N_("Vaststellen")), d->title));
	return reply_page(&TPL_document_adopt_page, d);
}

static struct reply adopt(struct request *rq)
{
	struct document_adoption a = { field_day(rq->in, "adopted_on"), field_text(rq->in, "informed"), field_text(rq->in, "thought_along"),
		field_text(rq->in, "worked_along"), field_text(rq->in, "decided_along") };
	struct document_seen seen;
	if (!document_see(rq, rq->word[0], rq->id[0], false, &seen) || !seen.mine || seen.adopted)
		return reply_missing();
	if (!day_known(a.on))
		field_fail(rq->in, "adopted_on", rq_tr(rq, N_("Kies een dag")));
	else if (day_diff(rq->today, a.on) > 0)
		field_fail(rq->in, "adopted_on", rq_tr(rq, N_("Deze dag moet nog komen")));
	if (!a.thought_along && !a.worked_along && !a.decided_along)
		field_fail(rq->in, "worked_along", rq_tr(rq, N_("Schrijf op wie meededen, ook als dat alleen het team was")));
	struct document_adopt_page named = { .named_n = 0 };
	find_named(rq, &seen, &named);
	if (named.named_n && !field_yes(rq->in, "no_person"))
		field_fail(rq->in, "no_person", rq_tr(rq, N_("Haal eerst de namen weg, of vink aan dat het geen mensen zijn")));
	if (rq->in->errors)
		return reply_again();
	if (!document_adopt(rq->slot, seen.id, &a)) {
		field_fail(rq->in, NULL, rq_tr(rq, N_("Er staat nog niets in. Schrijf eerst een stuk")));
		return reply_again();
	}
	return reply_go(rq, "document_adopted", "/neighbourhoods/%s/documents/%lld", seen.area, (long long)seen.id);
}

/* ---- all versions ---- */

SQL(document_versions, "SELECT p.id, p.file_id, p.name, v.id, v.number, v.section, v.change, v.text, v.at FROM v_area_document_version v"
	" LEFT JOIN v_account p ON p.id = v.by_id WHERE v.document_id = :id AND v.number < :before ORDER BY v.number DESC LIMIT :n");

static struct reply versions(struct request *rq)
{
	struct document_versions_page *d = ARENA_NEW(rq->arena, struct document_versions_page);
	struct document_seen seen;
	if (!document_see(rq, rq->word[0], rq->id[0], false, &seen) || !seen.mine)
		return reply_missing();
	const char *asked = form_get(&rq->http->query, "before");
	int64_t before = asked ? strtoll(asked, NULL, 10) : 0;
	*d = (struct document_versions_page){ .id = seen.id, .area = seen.area, .title = document_title(rq, &seen) };
	struct rows *r = sql_read(rq->slot, &document_versions, WITH(p_id("id", seen.id), p_int("before", before > 0 ? before : INT64_MAX),
		p_int("n", VERSIONS_MOST)));
	while (rows_next(r)) {
		const struct document_section *s = document_section(seen.kind, rows_text(r, 5));
		struct document_versions_page_moments *m = LIST_ADD(rq->arena, d->moments, d->moments_n);
		*m = (struct document_versions_page_moments){ .number = rows_int(r, 4), .what = words_of(rq, &DOCUMENT_CHANGES, rows_text(r, 6)),
			.section = s ? rq_tr(rq, s->heading) : NULL, .text = rows_null(r, 7) ? NULL : rows_text(r, 7), .at = rows_int(r, 8) };
		m->by = rows_null(r, 0) ? "" : rows_open(r, 2, "account.name");
	}
	if (d->moments_n == VERSIONS_MOST && d->moments[VERSIONS_MOST - 1].number > 1)
		d->earlier = d->moments[VERSIONS_MOST - 1].number;
	frame(rq, arena_printf(rq->arena, "%s · %s", rq_tr(rq, N_("Alle versies")), d->title));
	return reply_page(&TPL_document_versions_page, d);
}

#define LIST "/neighbourhoods/{code}/documents"
const struct route DOCUMENT_ROUTES[] = {
	{ METHOD_GET, LIST, RELATION_NONE, K_TEAM | K_POLICY, .run = documents, .summary = "Analyses, year plans, vision, principles and assignment of an area" },
	{ METHOD_GET, LIST "/new", RELATION_NONE, K_TEAM, .run = begin_page, .input = &BEGIN, .summary = "Begin a document" },
	{ METHOD_POST, LIST, RELATION_NONE, K_TEAM, .run = begin, .input = &BEGIN, .again = begin_page,
		.summary = "Begin a document with the words of the last of its kind" },
	{ METHOD_GET, LIST "/{id}", RELATION_NONE, K_TEAM | K_POLICY, .run = document, .summary = "A document: for its team, and once adopted for policy" },
	{ METHOD_GET, LIST "/{id}/sections/{code}", RELATION_NONE, K_TEAM, .run = write_page, .input = &WRITE, .summary = "Write a section beside the figures of now" },
	{ METHOD_POST, LIST "/{id}/sections/{code}", RELATION_NONE, K_TEAM, .run = write, .input = &WRITE, .again = write_page,
		.summary = "Save a section, take figures in or leave them out; two at once are shown both texts" },
	{ METHOD_GET, LIST "/{id}/adopt", RELATION_NONE, K_TEAM, .run = adopt_page, .input = &ADOPT, .summary = "Who took part, and how far" },
	{ METHOD_POST, LIST "/{id}/adopt", RELATION_NONE, K_TEAM, .run = adopt, .input = &ADOPT, .again = adopt_page,
		.summary = "Adopt a document; it stays as it is from then on" },
	{ METHOD_GET, LIST "/{id}/versions", RELATION_NONE, K_TEAM, .run = versions, .summary = "Who changed what in a document, and when" },
	{ .path = NULL }
};
