/* Reading a document: its frame, and of each section the words that stand last. */
#include "../../../platform/base/list.h"
#include "documents_screens.h"

SQL(document_frame, "SELECT p.id, p.file_id, p.name, d.team_id, d.kind, d.year, d.state, d.begun_at, d.adopted_on, d.informed, d.thought_along,"
	" d.worked_along, d.decided_along, a.name, t.name FROM v_document_seen d LEFT JOIN v_account p ON p.id = d.adopted_by_id LEFT JOIN v_area a ON"
	" a.code = d.area_code LEFT JOIN v_team t ON t.id = d.team_id WHERE d.id = :id AND d.area_code = :area");
SQL(document_sections, "SELECT p.id, p.file_id, p.name, v.section, v.number, v.text, v.figures, v.figures_out, v.at FROM v_area_document_version v"
	" LEFT JOIN v_account p ON p.id = v.by_id WHERE v.document_id = :id AND v.section <> '' AND v.number ="
	" (SELECT max(w.number) FROM v_area_document_version w WHERE w.document_id = :id AND w.section = v.section)");
/* For policy: adopted words, and of the figures only those that may leave the team; the view has no others. */
SQL(document_published, "SELECT p.id, p.file_id, p.name, v.section, v.number, v.text, v.figures_out, v.figures_out, v.at FROM v_document_published v"
	" LEFT JOIN v_account p ON p.id = v.by_id WHERE v.document_id = :id");

static struct section_seen *section_of(struct document_seen *d, const char *code)
{
	for (size_t i = 0; i < d->sections_n; i++)
		if (!strcmp(d->sections[i].section->code, code))
			return &d->sections[i];
	return NULL;
}

static void read_sections(struct request *rq, struct document_seen *d, bool for_paper)
{
	for (const struct document_section *s = d->kind->sections; s->code; s++)
		*LIST_ADD(rq->arena, d->sections, d->sections_n) = (struct section_seen){ .section = s, .text = "" };
	struct rows *r = sql_read(rq->slot, d->mine ? &document_sections : &document_published, WITH(p_id("id", d->id)));
	while (rows_next(r)) {
		struct section_seen *s = section_of(d, rows_text(r, 3));
		if (!s)
			continue;
		s->number = rows_int(r, 4);
		s->text = rows_null(r, 5) ? "" : rows_text(r, 5);
		s->figures = snapshots_read(rq->arena, rows_text(r, for_paper ? 7 : 6));
		s->at = rows_int(r, 8);
		s->by = rows_null(r, 0) ? "" : rows_open(r, 2, "account.name");
	}
}

bool document_see(struct request *rq, const char *area, id64 document, bool for_paper, struct document_seen *d)
{
	struct rows *r = sql_read(rq->slot, &document_frame, WITH(p_id("id", document), p_text("area", area)));
	bool found = rows_next(r);
	if (found) {
		*d = (struct document_seen){ .id = document, .team = rows_int(r, 3), .area = area, .kind = document_kind(rows_text(r, 4)), .year = (int)rows_int(r, 5),
			.adopted = !strcmp(rows_text(r, 6), "adopted"), .begun_at = rows_int(r, 7), .adopted_on = rows_day(r, 8), .informed = rows_text(r, 9),
			.thought_along = rows_text(r, 10), .worked_along = rows_text(r, 11), .decided_along = rows_text(r, 12),
			.area_name = rows_null(r, 13) ? area : rows_text(r, 13), .team_name = rows_text(r, 14) };
		d->adopted_by = rows_null(r, 0) ? "" : rows_open(r, 2, "account.name");
		d->mine = rq_is(rq, K_TEAM) && d->team == rq->viewer.team;
	}
	rows_end(r);
	if (found)
		read_sections(rq, d, for_paper);
	return found;
}

SQL(document_place_names, "SELECT a.name FROM v_area a WHERE a.municipality_code = :municipality OR a.code = :municipality LIMIT 700");

const char *names_of_places(struct request *rq, const char *area)
{
	struct buf all;
	buf_init(&all, 0);
	struct rows *r = sql_read(rq->slot, &document_place_names, WITH(p_text("municipality", arena_printf(rq->arena, "GM%.4s", area && strlen(area) > 5 ? area + 2 : ""))));
	while (rows_next(r))
		buf_printf(&all, "%s. ", rows_text(r, 0));
	const char *names = all.n ? arena_strndup(rq->arena, all.p, all.n) : "";
	buf_release(&all);
	return names;
}

const char *document_title(struct request *rq, const struct document_seen *d)
{
	return tr_fill(rq->arena, rq_tr(rq, d->kind->title), "area", d->area_name, "year", arena_int(rq->arena, d->year), NULL);
}

static struct paragraph *of_kind(struct arena *arena, struct paragraphs *all, bool *open, bool item)
{
	struct paragraph *last = all->n ? &all->list[all->n - 1] : NULL;
	if (!last || !*open || item != (last->items != NULL))
		last = LIST_ADD(arena, all->list, all->n);
	*open = true;
	return last;
}

struct paragraphs document_paragraphs(struct arena *arena, const char *text)
{
	struct paragraphs all = { NULL, 0 };
	bool open = false;
	for (const char *at = text ? text : ""; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		size_t n = strcspn(at, "\n");
		bool item = !strncmp(at, "- ", 2) || !strncmp(at, "* ", 2);
		if (strspn(at, " \t\r") >= n) {
			open = false;
			continue;
		}
		struct paragraph *p = of_kind(arena, &all, &open, item);
		const char *line = arena_strndup(arena, at + (item ? 2 : 0), n - (item ? 2 : 0));
		if (item)
			*LIST_ADD(arena, p->items, p->items_n) = line;
		else
			p->text = p->text ? arena_printf(arena, "%s\n%s", p->text, line) : line;
	}
	return all;
}
