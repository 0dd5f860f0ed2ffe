#include "intake.h"
#include <assert.h>
#include "../../platform/schema/schema.h"
#include "../../platform/web/drafts.h"
#include "household_entities.h"
#include "names.h"

/* The shared file, locked, while the household is open; else 0. */
static id64 begin(struct slot *slot, id64 household)
{
	return household_is_open(slot, household) ? household_lock(slot, household) : 0;
}

/* ---- notes ---- */

SQL(intake_note_insert, "INSERT INTO domain_note (id, file_id, household_id, person_id, domain, kind, text, whose, by_id, at)"
	" VALUES (:id, :file, :household, :person, :domain, :kind, :text, :whose, :by, :now)");
SQL(intake_note_now, "SELECT id, file_id, text, version FROM v_domain_note WHERE id = :id AND household_id = :household");
SQL(intake_note_update, "UPDATE domain_note SET text = :text, version = version + 1 WHERE id = :id");
SQL(intake_person, "SELECT count(*) FROM v_person WHERE id = :person AND household_id = :household");

static bool note_fits(struct slot *slot, const struct note_new *n)
{
	assert(code_label(&LIFE_DOMAINS, n->domain) && code_label(&NOTE_KINDS, n->kind));
	return n->text && *n->text
		&& (!n->person || sql_number(slot, &intake_person, WITH(p_id("person", n->person), p_id("household", n->household)), 0) == 1);
}

id64 domain_note_add(struct slot *slot, const struct note_new *n)
{
	id64 id = id_new(), file = note_fits(slot, n) ? begin(slot, n->household) : 0;
	return file && sql_run(slot, &intake_note_insert, WITH(p_id("id", id), p_id("file", file), p_id("household", n->household),
		p_id("person", n->person), p_text("domain", n->domain), p_text("kind", n->kind),
		p_blob("text", slot_seal(slot, file, "domain_note.text", id, n->text)),
		p_blob("whose", seal_some(slot, file, "domain_note.whose", id, n->whose)),
		p_id("by", slot_viewer(slot)), p_moment("now", slot_now(slot)))) == 1 ? id : 0;
}

enum intake_outcome domain_note_change(struct slot *slot, id64 household, id64 note, const char *text, int64_t version)
{
	id64 file = begin(slot, household);
	struct rows *r = sql_read(slot, &intake_note_now, WITH(p_id("id", note), p_id("household", household)));
	if (!file || !rows_next(r))
		return INTAKE_REFUSED;
	const char *now = rows_open(r, 2, "domain_note.text");
	bool later = rows_int(r, 3) != version;
	rows_end(r);
	if (later && !draft_goes_on(now, text))
		return INTAKE_CONFLICT;
	slot_wrote(slot, file);
	return sql_run(slot, &intake_note_update, WITH(p_id("id", note), p_blob("text", seal_some(slot, file, "domain_note.text", note, text)))) == 1
		? INTAKE_SAVED : INTAKE_REFUSED;
}

/* ---- what hangs together ---- */

SQL(intake_link_of, "SELECT id FROM v_domain_link WHERE household_id = :household AND ((domain = :domain AND other_domain = :other)"
	" OR (domain = :other AND other_domain = :domain)) ORDER BY at, id LIMIT 1");
SQL(intake_link_insert, "INSERT INTO domain_link (id, file_id, household_id, domain, other_domain, text, by_id, at)"
	" VALUES (:id, :file, :household, :domain, :other, :text, :by, :now)");
SQL(intake_link_update, "UPDATE domain_link SET text = :text, version = version + 1 WHERE id = :id");
SQL(intake_link_here, "SELECT count(*) FROM v_domain_link WHERE id = :id AND household_id = :household");
SQL(intake_link_delete, "DELETE FROM domain_link WHERE id = :id");

static bool link_anew(struct slot *slot, id64 file, id64 link, const char *text)
{
	return !text || !*text || sql_run(slot, &intake_link_update, WITH(p_id("id", link),
		p_blob("text", slot_seal(slot, file, "domain_link.text", link, text)))) == 1;
}

bool domain_link(struct slot *slot, id64 household, const char *domain, const char *other, const char *text)
{
	assert(code_label(&LIFE_DOMAINS, domain) && code_label(&LIFE_DOMAINS, other));
	id64 file = strcmp(domain, other) ? begin(slot, household) : 0;
	if (!file)
		return false;
	id64 have = sql_number(slot, &intake_link_of, WITH(p_id("household", household), p_text("domain", domain), p_text("other", other)), 0);
	if (have)
		return link_anew(slot, file, have, text);
	id64 id = id_new();
	slot_wrote(slot, file);
	return sql_run(slot, &intake_link_insert, WITH(p_id("id", id), p_id("file", file), p_id("household", household), p_text("domain", domain),
		p_text("other", other), p_blob("text", seal_some(slot, file, "domain_link.text", id, text)), p_id("by", slot_viewer(slot)),
		p_moment("now", slot_now(slot)))) == 1;
}

/* Rows of a file are taken out by the service alone: the viewer's right was shown by the lock. */
bool domain_link_end(struct slot *slot, id64 household, id64 link)
{
	id64 file = begin(slot, household);
	if (!file || sql_number(slot, &intake_link_here, WITH(p_id("id", link), p_id("household", household)), 0) != 1)
		return false;
	slot_wrote(slot, file);
	id64 viewer = slot_as_itself(slot);
	bool gone = sql_run(slot, &intake_link_delete, WITH(p_id("id", link))) == 1;
	slot_view_as(slot, viewer);
	return gone;
}

/* ---- looked at ---- */

SQL(intake_view_last, "SELECT choice, score FROM v_domain_view WHERE household_id = :household AND domain = :domain ORDER BY at DESC, id DESC LIMIT 1");
SQL(intake_view_insert, "INSERT INTO domain_view (id, file_id, household_id, domain, choice, score, at, by_id)"
	" VALUES (:id, :file, :household, :domain, :choice, :score, :now, :by)");

static bool stands_so(struct slot *slot, id64 household, const char *domain, const char *choice, int score)
{
	struct rows *r = sql_read(slot, &intake_view_last, WITH(p_id("household", household), p_text("domain", domain)));
	bool same = false;
	if (rows_next(r)) {
		const char *now = rows_text(r, 0);
		same = now && !strcmp(now, choice) && (score < 0 || (!rows_null(r, 1) && rows_int(r, 1) == score));
	}
	rows_end(r);
	return same;
}

bool domain_see(struct slot *slot, id64 household, const char *domain, const char *choice, int score)
{
	assert(!strcmp(choice, "seen") || !strcmp(choice, "not_needed"));
	assert(score >= -1 && score <= 10);
	id64 file = begin(slot, household);
	if (!file)
		return false;
	if (stands_so(slot, household, domain, choice, score))
		return true;
	slot_wrote(slot, file);
	return sql_run(slot, &intake_view_insert, WITH(p_id("id", id_new()), p_id("file", file), p_id("household", household), p_text("domain", domain),
		p_text("choice", choice), score >= 0 ? p_int("score", score) : p_null("score", PARAM_INT), p_moment("now", slot_now(slot)),
		p_id("by", slot_viewer(slot)))) == 1;
}
