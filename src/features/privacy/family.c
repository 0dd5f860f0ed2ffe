/* What the people of a household may read, calculated from age and custody (access.h says how; Jeugdwet 7.3). */
#include <assert.h>
#include "access_rows.h"
#include "../../platform/base/list.h"
#include "../monitor/attention.h"

SQL(family_members, "SELECT id, file_id, account_id, own_file_id, birth_date, role, lives_here, estranged FROM s_person"
	" WHERE household_id = :household ORDER BY id");
SQL(family_custody, "SELECT child_id, holder_id, from_at, until_at FROM s_custody WHERE household_id = :household"
	" AND kind IN ('parental', 'guardianship') AND until_at > :now ORDER BY id");
SQL(family_released, "SELECT file_id FROM s_hold WHERE household_id = :household AND ended_at IS NOT NULL ORDER BY id");
SQL(family_rows, "SELECT id, account_id, file_id, may_write, from_at, until_at FROM s_access WHERE household_id = :household"
	" AND ground = 'family' AND until_at > :now ORDER BY id");

struct member { id64 id, account, own_file; struct day birth; bool child, here, estranged; };
struct held_custody { id64 child, holder; moment from, until; };
struct right { id64 account, file; bool may_write, kept; moment from, until; };

struct family {
	struct slot *slot;
	id64 household, shared;
	int reads, consents, adult;              /* the ages, in years */
	struct member *member; size_t member_n;
	struct held_custody *custody; size_t custody_n;
	id64 *released; size_t released_n;       /* files that were held back and no longer are */
	struct right *right; size_t right_n;
};

/* ---- what is known ---- */

static struct day birth_of(struct rows *r)
{
	struct day birth = { 0, 0, 0 };
	const char *text = rows_open(r, 4, "person.birth_date");
	if (text && *text)
		day_parse(text, &birth);
	return birth;
}

static void read_members(struct family *f)
{
	struct slot_mark mark = slot_mark(f->slot);          /* calculating shows nobody anything */
	struct rows *r = sql_read(f->slot, &family_members, WITH(p_id("household", f->household)));
	while (rows_next(r)) {
		struct member *m = LIST_ADD(slot_arena(f->slot), f->member, f->member_n);
		*m = (struct member){ .id = rows_int(r, 0), .account = rows_int(r, 2), .own_file = rows_int(r, 3), .birth = birth_of(r),
			.child = !strcmp(rows_text(r, 5), "child"), .here = rows_bool(r, 6), .estranged = rows_bool(r, 7) };
	}
	slot_forget(f->slot, mark);
}

static void read_custody(struct family *f)
{
	struct rows *r = sql_read(f->slot, &family_custody, WITH(p_id("household", f->household), p_moment("now", slot_now(f->slot))));
	while (rows_next(r)) {
		struct held_custody *c = LIST_ADD(slot_arena(f->slot), f->custody, f->custody_n);
		*c = (struct held_custody){ rows_int(r, 0), rows_int(r, 1), rows_int(r, 2), rows_int(r, 3) };
	}
	r = sql_read(f->slot, &family_released, WITH(p_id("household", f->household)));
	while (rows_next(r)) {
		id64 *file = LIST_ADD(slot_arena(f->slot), f->released, f->released_n);
		*file = rows_int(r, 0);
	}
}

static const struct member *member_by_id(const struct family *f, id64 person)
{
	for (size_t i = 0; i < f->member_n; i++)
		if (f->member[i].id == person)
			return &f->member[i];
	return NULL;
}

/* ---- what follows from it ---- */

static moment birthday(const struct member *m, int age)
{
	return day_begin(day_birthday(m->birth, age));
}

/* From when somebody reads at all; FOREVER: not. */
static moment reads_from(const struct family *f, const struct member *m)
{
	if (!m->account || m->estranged)
		return FOREVER;
	if (day_known(m->birth))
		return birthday(m, f->reads);
	return m->child ? FOREVER : 0;
}

static void add_right(struct family *f, id64 account, id64 file, bool may_write, moment from, moment until)
{
	moment now = slot_now(f->slot);
	if (until <= now || until <= from)
		return;
	for (size_t i = 0; i < f->right_n; i++) {            /* by two children: one row, from the earliest */
		struct right *r = &f->right[i];
		if (r->account == account && r->file == file && r->until == until) {
			r->from = from < r->from ? from : r->from;
			r->may_write = r->may_write || may_write;
			return;
		}
	}
	struct right *r = LIST_ADD(slot_arena(f->slot), f->right, f->right_n);
	*r = (struct right){ account, file, may_write, false, from, until };
}

static void add_shared(struct family *f, const struct member *m, moment from, moment until)
{
	add_right(f, m->account, f->shared, true, from, until);
	for (size_t i = 0; i < f->released_n; i++)
		add_right(f, m->account, f->released[i], false, from, until);
}

static moment later(moment a, moment b) { return a > b ? a : b; }
static moment sooner(moment a, moment b) { return a < b ? a : b; }

/* By custody: the child's own file until it consents itself, and, living elsewhere, what is shared until it is of age. */
static void rights_by_custody(struct family *f, const struct member *m, const struct held_custody *c, moment from)
{
	const struct member *child = member_by_id(f, c->child);
	if (!child || child == m || !day_known(child->birth))
		return;
	moment since = later(c->from, from);
	add_right(f, m->account, child->own_file, false, since, sooner(c->until, birthday(child, f->consents)));
	if (!m->here)
		add_shared(f, m, since, sooner(c->until, birthday(child, f->adult)));
}

static void rights_of(struct family *f, const struct member *m)
{
	moment from = reads_from(f, m);
	if (from == FOREVER)
		return;
	add_right(f, m->account, m->own_file, true, from, FOREVER);
	if (m->child || m->here)
		add_shared(f, m, from, FOREVER);
	for (size_t i = 0; i < f->custody_n; i++)
		if (f->custody[i].holder == m->id)
			rights_by_custody(f, m, &f->custody[i], from);
}

/* ---- making the rows equal to it ---- */

/* What both have begun is the same, whenever it began: recalculating leaves the row, and with it the true date. */
static bool keeps(struct family *f, const struct right *row)
{
	moment now = slot_now(f->slot);
	for (size_t i = 0; i < f->right_n; i++) {
		struct right *r = &f->right[i];
		bool same_begin = r->from == row->from || (r->from <= now && row->from <= now);
		if (!r->kept && r->account == row->account && r->file == row->file && r->may_write == row->may_write && r->until == row->until
				&& same_begin)
			return r->kept = true;
	}
	return false;
}

static void end_what_is_no_longer(struct family *f)
{
	moment now = slot_now(f->slot);
	struct rows *r = sql_read(f->slot, &family_rows, WITH(p_id("household", f->household), p_moment("now", now)));
	while (rows_next(r)) {
		struct right row = { rows_int(r, 1), rows_int(r, 2), rows_bool(r, 3), false, rows_int(r, 4), rows_int(r, 5) };
		if (!keeps(f, &row))
			access_set_end(f->slot, rows_int(r, 0), now);
	}
}

static void add_what_is_new(struct family *f)
{
	for (size_t i = 0; i < f->right_n; i++) {
		const struct right *r = &f->right[i];
		if (!r->kept)
			access_insert(f->slot, &(struct access_grant){ .account = r->account, .file = r->file, .household = f->household,
				.ground = "family", .may_write = r->may_write, .from = later(r->from, slot_now(f->slot)), .until = r->until });
	}
}

static void read_ages(struct family *f)
{
	id64 team = household_team(f->slot, f->household);
	f->reads = rule_days(f->slot, "age_child_reads", team, 12);
	f->consents = rule_days(f->slot, "age_own_consent", team, 16);
	f->adult = rule_days(f->slot, "age_adult", team, 18);
	assert(f->reads > 0 && f->reads <= f->consents && f->consents <= f->adult);
}

bool access_family(struct slot *slot, id64 household)
{
	id64 viewer = slot_as_itself(slot);
	struct family f = { .slot = slot, .household = household, .shared = shared_file(slot, household) };
	if (f.shared) {
		read_ages(&f);
		read_members(&f);
		read_custody(&f);
		for (size_t i = 0; i < f.member_n && !slot_failed(slot); i++)
			rights_of(&f, &f.member[i]);
		end_what_is_no_longer(&f);
		add_what_is_new(&f);
	}
	slot_view_as(slot, viewer);
	return f.shared && !slot_failed(slot);
}
