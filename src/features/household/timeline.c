#include "timeline.h"
#include "../contact/contact_entities.h"
#include "../../platform/base/list.h"
#include "household_entities.h"
#include "household_page.h"
#include "templates.h"

/* One list of four tables; `what` says whose text is sealed in it. Of who did it the name, when it was one of the staff. */
SQL(timeline_all, "SELECT t.id, t.file_id, t.what, t.at, t.content, t.present, t.code, t.reached, t.by_id, n.name FROM ("
	"SELECT c.id, c.file_id, 'contact' AS what, c.at, c.note AS content, c.with_whom AS present, c.kind AS code, c.reached, c.by_id"
	" FROM v_contact c WHERE c.household_id = :household AND (:kind = '' OR :kind = 'contact' OR (:kind = 'attempt' AND NOT c.reached))"
	" UNION ALL SELECT r.id, r.file_id, 'review', r.at, r.text, r.present, NULL, r.family_present, r.by_id"
	" FROM v_review r WHERE r.household_id = :household AND (:kind = '' OR :kind = 'review')"
	" UNION ALL SELECT p.id, p.file_id, 'phase', p.at, p.reason, NULL, p.phase, TRUE, p.by_id"
	" FROM v_phase_change p WHERE p.household_id = :household AND (:kind = '' OR :kind = 'change')"
	" UNION ALL SELECT f.id, f.file_id, 'professional', f.at, f.reason, NULL, NULL, TRUE, f.account_id"
	" FROM v_professional_change f WHERE f.household_id = :household AND (:kind = '' OR :kind = 'change')"
	") t LEFT JOIN v_colleague n ON n.id = t.by_id ORDER BY t.at DESC, t.id DESC LIMIT :most");

static const struct code kinds[] = {
	{ "contact", N_("Contact") }, { "attempt", N_("Pogingen") }, { "review", N_("Terugkijken") }, { "change", N_("Veranderingen") }, { NULL, NULL }
};

static const char *with_present(struct request *rq, const char *title, const char *present)
{
	if (!present || !*present)
		return title;
	return tr_fill(rq->arena, rq_tr(rq, N_("{what}, met {who}")), "what", title, "who", present, NULL);
}

static const char *contact_title(struct request *rq, struct rows *r, bool reached)
{
	const char *kind = code_as_title(rq, &CONTACT_KINDS, rows_text(r, 6));
	if (!reached)
		return tr_fill(rq->arena, rq_tr(rq, N_("{kind}: niemand bereikt")), "kind", kind ? kind : "", NULL);
	return with_present(rq, kind ? kind : "", rows_open(r, 5, "contact.with_whom"));
}

static const char *name_of(struct request *rq, struct rows *r)
{
	return rows_null(r, 9) ? NULL : slot_open(rq->slot, DIRECTORY_FILE, "account.name", rows_int(r, 8), rows_blob(r, 9));
}

static void entry_read(struct request *rq, struct timeline_entries *e, struct rows *r)
{
	e->id = rows_int(r, 0);
	e->kind = rows_text(r, 2);
	e->at = rows_int(r, 3);
	e->icon = rows_text(r, 6);
	e->by = name_of(rq, r);
	if (!strcmp(e->kind, "contact")) {
		e->missed = !rows_bool(r, 7);
		e->title = contact_title(rq, r, rows_bool(r, 7));
		e->text = rows_open(r, 4, "contact.note");
	} else if (!strcmp(e->kind, "review")) {
		e->title = with_present(rq, rq_tr(rq, N_("Samen teruggekeken")), rows_open(r, 5, "review.present"));
		e->text = rows_open(r, 4, "review.text");
	} else if (!strcmp(e->kind, "phase")) {
		e->title = tr_fill(rq->arena, rq_tr(rq, N_("Fase: {phase}")), "phase", rq_code(rq, &PHASES, rows_text(r, 6)), NULL);
		e->text = rows_open(r, 4, "phase_change.reason");
	} else {
		e->title = e->by ? tr_fill(rq->arena, rq_tr(rq, N_("Vaste hulpverlener: {name}")), "name", e->by, NULL)
			: rq_tr(rq, rows_null(r, 8) ? N_("Het gezin houdt zelf de regie") : N_("Een andere vaste hulpverlener"));
		e->text = rows_open(r, 4, "professional_change.reason");
		e->by = NULL;
	}
}

void timeline_read(struct request *rq, struct timeline *d, const char *kind, size_t most)
{
	struct rows *r = sql_read(rq->slot, &timeline_all, WITH(p_id("household", rq->household), p_text("kind", kind ? kind : ""),
		p_int("most", most ? (int64_t)most + 1 : INT32_MAX)));
	while (rows_next(r)) {
		d->count++;
		if (most && d->entries_n >= most)
			d->more = true;
		else
			entry_read(rq, LIST_ADD(rq->arena, d->entries, d->entries_n), r);
	}
}

static struct reply timeline_page(struct request *rq)
{
	struct household_timeline *d = ARENA_NEW(rq->arena, struct household_timeline);
	if (!crumbs_fill(rq, &d->crumbs, rq_tr(rq, N_("Tijdlijn"))))
		return reply_missing();
	const char *asked = form_get(&rq->http->query, "kind");
	struct household_timeline_kinds *all = LIST_ADD(rq->arena, d->kinds, d->kinds_n);
	*all = (struct household_timeline_kinds){ .code = "", .label = rq_tr(rq, N_("Alles")) };
	for (const struct code *c = kinds; c->code; c++) {
		struct household_timeline_kinds *k = LIST_ADD(rq->arena, d->kinds, d->kinds_n);
		*k = (struct household_timeline_kinds){ .code = c->code, .label = rq_tr(rq, c->label), .current = asked && !strcmp(asked, c->code) };
		if (k->current)
			d->kind = c->code;
	}
	d->kinds[0].current = !d->kind;
	timeline_read(rq, &d->timeline, d->kind, 0);
	return reply_page(&TPL_household_timeline, d);
}

const struct route TIMELINE_ROUTES[] = {
	{ METHOD_GET, "/households/{household}/timeline", RELATION_HOUSEHOLD, K_TEAM, .run = timeline_page, .summary = "What happened with a household, newest first" },
	{ .path = NULL }
};
