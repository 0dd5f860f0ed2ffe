/* Documents on paper: a page that prints, and a PDF. Both leave the team, so both hold the figures as they may leave it, also for the team itself. */
#include "../../../platform/base/list.h"
#include "../../../platform/web/words.h"
#include "documents_screens.h"
#include "templates.h"

static struct reply print_page(struct request *rq)
{
	struct document_print_page *d = ARENA_NEW(rq->arena, struct document_print_page);
	struct document_seen seen;
	if (!document_see(rq, rq->word[0], rq->id[0], true, &seen))
		return reply_missing();
	*d = (struct document_print_page){ .id = seen.id, .area = seen.area, .title = document_title(rq, &seen), .lead = rq_tr(rq, seen.kind->lead),
		.team = seen.team_name, .adopted = seen.adopted, .adopted_on = seen.adopted_on, .informed = seen.informed, .thought_along = seen.thought_along,
		.worked_along = seen.worked_along, .decided_along = seen.decided_along, .printed_by = rq->viewer.name, .printed_at = rq->now };
	for (size_t i = 0; i < seen.sections_n; i++) {
		const struct section_seen *s = &seen.sections[i];
		if (!*s->text && !s->figures.n)
			continue;
		struct document_part *p = LIST_ADD(rq->arena, d->parts, d->parts_n);
		*p = (struct document_part){ .code = s->section->code, .heading = rq_tr(rq, s->section->heading), .text = s->text };
		document_part_words(rq, p);
		for (size_t k = 0; k < s->figures.n; k++) {
			struct figure_block *b = LIST_ADD(rq->arena, p->figures, p->figures_n);
			snapshot_show(rq, &s->figures.list[k], s->section->code, b);
			b->folded = false;               /* paper does not unfold */
		}
	}
	rq->page->title = d->title;
	rq->page->nav = "hood";
	return reply_page(&TPL_document_print_page, d);
}

/* ---- PDF: read and drawn before the page's own slot, since drawing takes its time ---- */

enum pdf_outcome { PDF_MISSING, PDF_FAILED, PDF_MADE };
struct made { enum pdf_outcome outcome; struct buf bytes; const char *filename; };

static void took_part(struct request *rq, const struct document_seen *d, struct pdf *pdf)
{
	const struct { const char *label, *who; } parts[] = { { N_("Besloten mee: {who}"), d->decided_along }, { N_("Werkten mee: {who}"), d->worked_along },
		{ N_("Dachten mee: {who}"), d->thought_along }, { N_("Zijn geïnformeerd: {who}"), d->informed } };
	const char *items[4];
	size_t n = 0;
	for (size_t i = 0; i < 4; i++)
		if (parts[i].who)
			items[n++] = tr_fill(rq->arena, rq_tr(rq, parts[i].label), "who", parts[i].who, NULL);
	if (!n)
		return;
	pdf_heading(pdf, 1, rq_tr(rq, N_("Wie meededen")));
	pdf_list(pdf, items, n);
}

static void words(struct request *rq, struct pdf *pdf, const char *text)
{
	struct paragraphs all = document_paragraphs(rq->arena, text);
	for (size_t i = 0; i < all.n; i++)
		if (all.list[i].items)
			pdf_list(pdf, all.list[i].items, all.list[i].items_n);
		else
			pdf_paragraph(pdf, all.list[i].text);
}

static const char *standing(struct request *rq, const struct document_seen *d)
{
	if (!d->adopted)
		return tr_fill(rq->arena, rq_tr(rq, N_("Concept van {team}. Hier kan nog van alles aan veranderen.")), "team", d->team_name, NULL);
	return tr_fill(rq->arena, rq_tr(rq, N_("Vastgesteld door {team} op {day}.")), "team", d->team_name, "day", words_date(rq->arena, rq->lang, d->adopted_on), NULL);
}

static struct pdf *compose(struct request *rq, const struct document_seen *d)
{
	const char *title = document_title(rq, d);
	struct pdf *pdf = pdf_new(title, lang_code(rq->lang), tr_fill(rq->arena, rq_tr(rq, N_("{title} · afgedrukt door {who}, {day}")), "title", title, "who",
		rq->viewer.name, "day", words_date(rq->arena, rq->lang, rq->today), NULL));
	pdf_lead(pdf, standing(rq, d));
	for (size_t i = 0; i < d->sections_n; i++) {
		const struct section_seen *s = &d->sections[i];
		if (!*s->text && !s->figures.n)
			continue;
		pdf_heading(pdf, 1, rq_tr(rq, s->section->heading));
		words(rq, pdf, s->text);
		for (size_t k = 0; k < s->figures.n; k++)
			snapshot_print(rq, &s->figures.list[k], pdf);
	}
	took_part(rq, d, pdf);
	pdf_note(pdf, rq_tr(rq, N_("Een aantal onder de tien is verborgen, ook nul; elk ander aantal gezinnen is afgerond op vijf. Zo is uit geen cijfer te halen om wie het gaat.")));
	return pdf;
}

static void draw(struct request *rq)
{
	struct made *made = ARENA_NEW(rq->arena, struct made);
	struct document_seen seen;
	struct err e = { "" };
	rq->carry = made;
	made->outcome = PDF_FAILED;
	rq->slot = db_slot(site_settings(rq->site)->db, rq->arena, rq->viewer.account, rq->now);
	if (!rq->slot)
		return;
	bool found = document_see(rq, rq->word[0], rq->id[0], true, &seen), failed = slot_failed(rq->slot);
	db_slot_back(rq->slot);
	rq->slot = NULL;
	if (!found) {
		made->outcome = failed ? PDF_FAILED : PDF_MISSING;
		return;
	}
	struct pdf *pdf = compose(rq, &seen);
	made->filename = arena_printf(rq->arena, "%s-%s-%d.pdf", seen.kind->code, seen.area, seen.year);
	if (pdf_render(pdf, &made->bytes, &e))
		made->outcome = PDF_MADE;
	else
		log_error("%s: %s", rq->route->path, e.text);
	pdf_free(pdf);
}

static struct reply pdf_page(struct request *rq)
{
	struct made *made = rq->carry;
	if (made->outcome == PDF_MISSING)
		return reply_missing();
	if (made->outcome == PDF_FAILED) {
		struct document_no_pdf *d = ARENA_NEW(rq->arena, struct document_no_pdf);
		*d = (struct document_no_pdf){ .area = rq->word[0], .id = rq->id[0] };
		rq->page->title = rq_tr(rq, N_("De pdf lukt nu niet"));
		rq->page->nav = "hood";
		struct reply reply = reply_page(&TPL_document_no_pdf, d);
		reply.status = 503;
		return reply;
	}
	char *kept = arena_alloc(rq->arena, made->bytes.n);
	size_t n = made->bytes.n;
	memcpy(kept, made->bytes.p, n);
	buf_release(&made->bytes);
	return reply_bytes("application/pdf", made->filename, kept, n);
}

#define ONE "/neighbourhoods/{code}/documents/{id}"
const struct route DOCUMENT_PAPER_ROUTES[] = {
	{ METHOD_GET, ONE "/print", RELATION_NONE, K_TEAM | K_POLICY, .run = print_page, .summary = "A document as a page that prints, with figures as they may leave the team" },
	{ METHOD_GET, ONE "/pdf", RELATION_NONE, K_TEAM | K_POLICY, .run = pdf_page, .before = draw, .summary = "The same as PDF" },
	{ .path = NULL }
};
