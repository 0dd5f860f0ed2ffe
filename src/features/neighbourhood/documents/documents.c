#include "documents.h"
#include <assert.h>
#include "../../../platform/db/service.h"
#include "../../../platform/web/i18n.h"
#include "../../team/team.h"
#include "document_figures.h"

SQL(document_area_of_team, "SELECT count(*) FROM v_team_area t WHERE t.team_id = :team AND (t.area_code = :code"
	" OR t.area_code IN (SELECT a.parent_code FROM v_area a WHERE a.code = :code) OR t.area_code IN (SELECT a.municipality_code FROM v_area a WHERE a.code = :code)"
	" OR EXISTS (SELECT 1 FROM v_area b WHERE b.code = t.area_code AND (b.parent_code = :code OR b.municipality_code = :code)))");

bool document_area(struct slot *slot, id64 team, const char *area_code)
{
	return sql_number(slot, &document_area_of_team, WITH(p_id("team", team), p_text("code", area_code)), 0) > 0;
}

/* ---- beginning ---- */

SQL(document_draft, "SELECT d.id FROM v_area_document d WHERE d.team_id = :team AND d.area_code = :area AND d.kind = :kind AND d.year = :year AND d.state = 'draft'"
	" ORDER BY d.begun_at LIMIT 1");
SQL(document_before, "SELECT d.id FROM v_area_document d WHERE d.team_id = :team AND d.area_code = :area AND d.kind = :kind"
	" ORDER BY d.adopted_at DESC NULLS LAST, d.begun_at DESC LIMIT 1");
SQL(document_insert, "INSERT INTO area_document (id, team_id, area_code, kind, year, state, last_number, begun_at, begun_by_id, from_id)"
	" VALUES (:id, :team, :area, :kind, :year, 'draft', :number, :now, :me, :from)");
SQL(document_version_insert, "INSERT INTO area_document_version (id, team_id, document_id, number, section, change, text, figures, figures_out, at, by_id)"
	" VALUES (:id, :team, :document, :number, :section, :change, :text, :figures, :figures_out, :now, :me)");
SQL(document_words, "SELECT v.section, v.text FROM v_area_document_version v WHERE v.document_id = :document AND v.section <> '' AND v.number ="
	" (SELECT max(w.number) FROM v_area_document_version w WHERE w.document_id = v.document_id AND w.section = v.section) ORDER BY v.number");

struct version { id64 document, team; int64_t number; const char *section, *change, *text, *figures, *figures_out; };

static void add_version(struct slot *slot, id64 actor, const struct version *v)
{
	sql_later(slot, &document_version_insert, WITH(p_id("id", id_new()), p_id("team", v->team), p_id("document", v->document), p_int("number", v->number),
		p_text("section", v->section), p_text("change", v->change), p_text("text", v->text), p_text("figures", v->figures),
		p_text("figures_out", v->figures_out), p_moment("now", slot_now(slot)), p_id("me", actor)));
}

/* The words of the last one, without its figures: those were of then. */
static size_t words_before(struct slot *slot, id64 from, struct version **list)
{
	size_t n = 0, room = 16;
	*list = ARENA_ARRAY(slot_arena(slot), struct version, room);
	struct rows *r = from ? sql_read(slot, &document_words, WITH(p_id("document", from))) : NULL;
	while (r && rows_next(r))
		if (n < room && !rows_null(r, 1) && *rows_text(r, 1))
			(*list)[n++] = (struct version){ .section = rows_text(r, 0), .change = "begun", .text = rows_text(r, 1) };
	return n;
}

id64 document_begin(struct slot *slot, id64 team, const char *area_code, const char *kind, int year)
{
	assert(document_kind(kind));
	const struct param *key = WITH(p_id("team", team), p_text("area", area_code), p_text("kind", kind), p_int("year", year));
	if (!team_has(slot, team, slot_viewer(slot)) || !document_area(slot, team, area_code))
		return 0;
	id64 id = sql_number(slot, &document_draft, key, 0);
	if (id)
		return id;
	id64 from = sql_number(slot, &document_before, WITH(p_id("team", team), p_text("area", area_code), p_text("kind", kind)), 0);
	struct version *words;
	size_t n = words_before(slot, from, &words);
	id64 actor = slot_as_itself(slot);
	id = id_new();
	sql_run(slot, &document_insert, WITH(p_id("id", id), p_id("team", team), p_text("area", area_code), p_text("kind", kind), p_int("year", year),
		p_int("number", (int64_t)n + 1), p_moment("now", slot_now(slot)), p_id("me", actor), p_id("from", from)));
	add_version(slot, actor, &(struct version){ .document = id, .team = team, .number = 1, .section = "", .change = "begun" });
	for (size_t i = 0; i < n; i++) {
		words[i].document = id;
		words[i].team = team;
		words[i].number = (int64_t)i + 2;
		add_version(slot, actor, &words[i]);
	}
	slot_view_as(slot, actor);
	return slot_failed(slot) ? 0 : id;
}

/* ---- writing ---- */

SQL(document_lock, "UPDATE area_document SET version = version + 1 WHERE id = :id");
SQL(document_to_write, "SELECT d.team_id, d.kind, d.state, d.last_number, d.area_code, a.name FROM v_area_document d LEFT JOIN v_area a ON a.code = d.area_code"
	" WHERE d.id = :id");
SQL(document_section_now, "SELECT v.number, v.text, v.figures, v.figures_out FROM v_area_document_version v WHERE v.document_id = :id AND v.section = :section"
	" ORDER BY v.number DESC LIMIT 1");
SQL(document_numbered, "UPDATE area_document SET last_number = :number WHERE id = :id");

struct draft { id64 id, team; const struct document_kind *kind; int64_t last; const char *area, *area_name; };

/* The document, locked, when the viewer's team may still write in it. */
static bool lock_draft(struct slot *slot, id64 id, struct draft *d)
{
	id64 actor = slot_viewer(slot);
	if (!sql_number(slot, &document_to_write, WITH(p_id("id", id)), 0))
		return false;
	slot_as_itself(slot);
	sql_run(slot, &document_lock, WITH(p_id("id", id)));
	slot_view_as(slot, actor);
	struct rows *r = sql_read(slot, &document_to_write, WITH(p_id("id", id)));
	bool found = rows_next(r) && !strcmp(rows_text(r, 2), "draft");
	if (found)
		*d = (struct draft){ id, rows_int(r, 0), document_kind(rows_text(r, 1)), rows_int(r, 3), rows_text(r, 4),
			rows_null(r, 5) ? rows_text(r, 4) : rows_text(r, 5) };
	rows_end(r);
	return found && team_has(slot, d->team, slot_viewer(slot));
}

static void add_next(struct slot *slot, struct draft *d, struct version *v)
{
	id64 actor = slot_as_itself(slot);
	v->document = d->id;
	v->team = d->team;
	v->number = ++d->last;
	add_version(slot, actor, v);
	sql_later(slot, &document_numbered, WITH(p_id("id", d->id), p_int("number", d->last)));
	slot_view_as(slot, actor);
}

static bool same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

/* What stands there now may be replaced when the writer saw it, or when nothing of it gets lost. */
static bool goes_on(const char *now, const char *next)
{
	return !now || !*now || (next && !strncmp(next, now, strlen(now)));
}

/* Both as the team sees them and as they may leave it, of one moment; in Dutch, whoever takes them in: the document is. */
static bool take_in(struct slot *slot, const struct draft *d, const char *code, struct version *v)
{
	struct arena *arena = slot_arena(slot);
	const struct figures_of of = { slot, arena, lang_dutch(), d->area, d->area_name, d->team, slot_now(slot) };
	const struct snapshot *ours = document_figures(&of, code, false), *theirs = document_figures(&of, code, true);
	if (!ours || !theirs)
		return false;
	struct snapshots in = snapshots_read(arena, v->figures), out = snapshots_read(arena, v->figures_out);
	in = snapshots_with(arena, &in, ours);
	out = snapshots_with(arena, &out, theirs);
	v->figures = snapshots_json(arena, &in);
	v->figures_out = snapshots_json(arena, &out);
	v->change = "took_in";
	return true;
}

static void leave_out(struct slot *slot, const char *code, struct version *v)
{
	struct arena *arena = slot_arena(slot);
	struct snapshots in = snapshots_read(arena, v->figures), out = snapshots_read(arena, v->figures_out);
	in = snapshots_without(arena, &in, code);
	out = snapshots_without(arena, &out, code);
	v->figures = snapshots_json(arena, &in);
	v->figures_out = snapshots_json(arena, &out);
	v->change = "left_out";
}

enum document_result document_save(struct slot *slot, id64 document, const struct document_change *c)
{
	struct draft d;
	struct version now = { .number = 0 };
	if (!lock_draft(slot, document, &d) || !document_section(d.kind, c->section))
		return DOCUMENT_GONE;
	struct rows *r = sql_read(slot, &document_section_now, WITH(p_id("id", document), p_text("section", c->section)));
	if (rows_next(r))
		now = (struct version){ .number = rows_int(r, 0), .text = rows_text(r, 1), .figures = rows_text(r, 2), .figures_out = rows_text(r, 3) };
	rows_end(r);
	if (now.number != c->number && !same(now.text, c->text) && !goes_on(now.text, c->text))
		return DOCUMENT_CONFLICT;
	struct version next = { .section = c->section, .change = "wrote", .text = c->text ? c->text : "", .figures = now.figures,
		.figures_out = now.figures_out };
	if (c->take && !take_in(slot, &d, c->take, &next))
		return DOCUMENT_GONE;
	if (c->leave)
		leave_out(slot, c->leave, &next);
	if (same(now.text, next.text) && same(now.figures, next.figures))
		return DOCUMENT_SAVED;
	add_next(slot, &d, &next);
	return slot_failed(slot) ? DOCUMENT_GONE : DOCUMENT_SAVED;
}

/* ---- adopting ---- */

SQL(document_filled, "SELECT count(*) FROM v_area_document_version v WHERE v.document_id = :id AND v.section <> '' AND v.text <> ''"
	" AND v.number = (SELECT max(w.number) FROM v_area_document_version w WHERE w.document_id = v.document_id AND w.section = v.section)");
SQL(document_adopted, "UPDATE area_document SET state = 'adopted', adopted_at = :now, adopted_on = :on, adopted_by_id = :me, informed = :informed,"
	" thought_along = :thought, worked_along = :worked, decided_along = :decided WHERE id = :id");

bool document_adopt(struct slot *slot, id64 document, const struct document_adoption *a)
{
	struct draft d;
	if (!lock_draft(slot, document, &d) || !sql_number(slot, &document_filled, WITH(p_id("id", document)), 0))
		return false;
	add_next(slot, &d, &(struct version){ .section = "", .change = "adopted" });
	id64 actor = slot_as_itself(slot);
	sql_run(slot, &document_adopted, WITH(p_id("id", document), p_moment("now", slot_now(slot)), p_day("on", slot_arena(slot), a->on), p_id("me", actor),
		p_text("informed", a->informed), p_text("thought", a->thought_along), p_text("worked", a->worked_along), p_text("decided", a->decided_along)));
	slot_view_as(slot, actor);
	return !slot_failed(slot);
}
