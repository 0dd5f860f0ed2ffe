/* A household: opening it, its phase, its fixed professional, its next date. */
#include "household.h"
#include "household_entities.h"
#include "names.h"
#include "../monitor/attention.h"
#include "../privacy/access.h"

enum { YEARS_KEPT = 20, DAYS_TO_CLOSE = 14, DAYS_TO_HAND_OVER = 14, TRIES = 24 };

SQL(household_file_of, "SELECT file_id FROM s_household WHERE id = :household");
SQL(household_seen_file, "SELECT file_id FROM v_household WHERE id = :household");
SQL(household_file_lock, "UPDATE file SET version = version + 1 WHERE id = :file");
SQL(household_open_still, "SELECT 1 FROM s_household WHERE id = :household AND closed_at IS NULL");
SQL(household_team_people, "SELECT 1 FROM s_account WHERE id = :account AND kind IN ('professional', 'specialist', 'coordinator')"
	" AND until_at > :now");
SQL(household_prefix, "SELECT prefix FROM s_team WHERE id = :team");
SQL(household_number_taken, "SELECT 1 FROM s_household WHERE number = :number");
SQL(household_add, "INSERT INTO household (id, file_id, team_id, number, name, phase, phase_at, light, professional_count, address, postcode,"
	" place, area_code, opened_at) VALUES (:id, :file, :team, :number, :name, :phase, :now, FALSE, 0, :address, :postcode, :place,"
	" :area, :now)");
SQL(household_set, "UPDATE household SET name = :name, address = :address, postcode = :postcode, place = :place, area_code = :area,"
	" version = version + 1 WHERE id = :id");
SQL(household_plan_add, "INSERT INTO plan (id, file_id, household_id, freedom, own_plan, supporter)"
	" VALUES (:id, :file, :household, 'voluntary', 'open', 'open')");
SQL(household_phase_row, "INSERT INTO phase_change (id, file_id, household_id, phase, reason, by_id, at)"
	" VALUES (:id, :file, :household, :phase, :reason, :by, :now)");
SQL(household_phase_set, "UPDATE household SET phase = :phase, phase_at = :now, closed_at = :closed, version = version + 1 WHERE id = :household");
SQL(household_phase_now, "SELECT phase, team_id FROM s_household WHERE id = :household");
SQL(household_files_keep, "UPDATE file SET closed_at = :now, keep_until = :keep, version = version + 1 WHERE household_id = :household");
SQL(household_professional_row, "INSERT INTO professional_change (id, file_id, household_id, account_id, reason, by_id, at)"
	" VALUES (:id, :file, :household, :account, :reason, :by, :now)");
SQL(household_professional_set, "UPDATE household SET professional_id = :account, professional_at = :now, professional_count = :count,"
	" self_led_by = :self, version = version + 1 WHERE id = :household");
SQL(household_professional_now, "SELECT professional_id, professional_count, team_id, file_id FROM s_household WHERE id = :household"
	" AND closed_at IS NULL");
SQL(household_coordinated, "SELECT 1 FROM s_team_member WHERE team_id = :team AND account_id = :account AND role = 'coordinator'"
	" AND from_at <= :now AND until_at > :now LIMIT 1");
SQL(household_written, "SELECT 1 FROM s_access WHERE file_id = :file AND account_id = :account AND may_write AND ground <> 'consent'"
	" AND from_at <= :now AND until_at > :now LIMIT 1");
SQL(household_next_set, "UPDATE household SET next_on = :on, next_time = :time, next_what = :what, version = version + 1 WHERE id = :household");
SQL(household_light_set, "UPDATE household SET light = :light, version = version + 1 WHERE id = :household");

/* ---- small things ---- */

id64 household_file(struct slot *slot, id64 household)
{
	id64 viewer = slot_as_itself(slot);
	id64 file = sql_number(slot, &household_file_of, WITH(p_id("household", household)), 0);
	slot_view_as(slot, viewer);
	return file;
}

/* The guard of the table `file` lets the update through for who may write. */
id64 household_lock(struct slot *slot, id64 household)
{
	id64 file = slot_viewer(slot) == NABIJ_ITSELF ? household_file(slot, household)
		: sql_number(slot, &household_seen_file, WITH(p_id("household", household)), 0);
	return file && sql_run(slot, &household_file_lock, WITH(p_id("file", file))) == 1 ? file : 0;
}

struct blob seal_some(struct slot *slot, id64 file, const char *where, id64 row, const char *text)
{
	return text && *text ? slot_seal(slot, file, where, row, text) : (struct blob){ NULL, 0 };
}

bool household_is_open(struct slot *slot, id64 household)
{
	id64 viewer = slot_as_itself(slot);
	bool open = sql_number(slot, &household_open_still, WITH(p_id("household", household)), 0) == 1;
	slot_view_as(slot, viewer);
	return open;
}

static bool works_in_a_team(struct slot *slot, id64 account)
{
	return sql_number(slot, &household_team_people, WITH(p_id("account", account), p_moment("now", slot_now(slot))), 0) == 1;
}

/* ---- opening ---- */

/* Random: neither the order nor a gap tells how many there are. Four digits while those last, then more. */
static const char *new_number(struct slot *slot, id64 team)
{
	struct rows *r = sql_read(slot, &household_prefix, WITH(p_id("team", team)));
	const char *prefix = rows_next(r) ? rows_text(r, 0) : NULL;
	rows_end(r);
	for (unsigned attempt = 0, range = 10000; prefix && attempt < TRIES; attempt++) {
		uint32_t random;
		if (attempt && attempt % 8 == 0)
			range *= 100;
		crypt_random(&random, sizeof random);
		const char *number = arena_printf(slot_arena(slot), "%s%0*u", prefix, range == 10000 ? 4 : range == 1000000 ? 6 : 8, random % range);
		if (!sql_number(slot, &household_number_taken, WITH(p_text("number", number)), 0))
			return number;
	}
	return NULL;
}

static const char *normal_postcode(struct slot *slot, const char *postcode)
{
	const char *normal = postcode;
	if (postcode)
		postcode_valid(postcode, slot_arena(slot), &normal);
	return normal;
}

static const char *area_of(struct slot *slot, const struct household_new *new)
{
	return new->area_code && *new->area_code ? new->area_code : area_of_postcode(slot, new->postcode);
}

static bool phase_row(struct slot *slot, id64 household, id64 file, const char *phase, const char *reason, id64 by)
{
	id64 id = id_new();
	return sql_run(slot, &household_phase_row, WITH(p_id("id", id), p_id("file", file), p_id("household", household), p_text("phase", phase),
		p_blob("reason", seal_some(slot, file, "phase_change.reason", id, reason)), p_id("by", by), p_moment("now", slot_now(slot)))) == 1;
}

static bool add_rows(struct slot *slot, const struct household_new *new, id64 id, id64 file, const char *number, id64 by)
{
	const char *phase = new->phase ? new->phase : "report";
	return sql_run(slot, &household_add, WITH(p_id("id", id), p_id("file", file), p_id("team", new->team), p_text("number", number),
			p_blob("name", slot_seal(slot, file, "household.name", id, new->name)), p_text("phase", phase),
			p_blob("address", seal_some(slot, file, "household.address", id, new->address)),
			p_blob("postcode", seal_some(slot, file, "household.postcode", id, normal_postcode(slot, new->postcode))),
			p_blob("place", seal_some(slot, file, "household.place", id, new->place)), p_text("area", area_of(slot, new)),
			p_moment("now", slot_now(slot)))) == 1
		&& sql_run(slot, &household_plan_add, WITH(p_id("id", id_new()), p_id("file", file), p_id("household", id))) == 1
		&& phase_row(slot, id, file, phase, NULL, by);
}

static id64 give(struct slot *slot, id64 household, id64 account, id64 by)
{
	return access_give(slot, &(struct access_grant){ .account = account, .household = household, .ground = "assignment", .may_write = true,
		.until = FOREVER, .by = by });
}

static bool professional_row(struct slot *slot, id64 household, id64 file, id64 account, int count, const char *self, const char *reason, id64 by)
{
	id64 id = id_new();
	moment now = slot_now(slot);
	return sql_run(slot, &household_professional_set, WITH(p_id("household", household), p_id("account", account), p_moment("now", now),
			p_int("count", count), p_blob("self", seal_some(slot, file, "household.self_led_by", household, self)))) == 1
		&& sql_run(slot, &household_professional_row, WITH(p_id("id", id), p_id("file", file), p_id("household", household),
			p_id("account", account), p_blob("reason", seal_some(slot, file, "professional_change.reason", id, reason)), p_id("by", by),
			p_moment("now", now))) == 1;
}

static id64 open_household(struct slot *slot, const struct household_new *new, id64 by)
{
	const char *number = new_number(slot, new->team);
	if (!number || !new->name || !*new->name || (by && !works_in_a_team(slot, by))
			|| (new->professional && !works_in_a_team(slot, new->professional)))
		return 0;
	id64 id = id_new(), file = file_new(slot, "shared", id, 0, "Jeugdwet 7.3.8");
	if (!file || !add_rows(slot, new, id, file, number, by))
		return 0;
	if (new->professional && !(professional_row(slot, id, file, new->professional, 1, NULL, NULL, by) && give(slot, id, new->professional, by)))
		return 0;
	name_tokens_write(slot, file, id, 0, new->name, NULL, (struct day){ 0, 0, 0 });
	attention_household(slot, id);
	return slot_failed(slot) ? 0 : id;
}

id64 household_open(struct slot *slot, const struct household_new *new)
{
	id64 viewer = slot_as_itself(slot);
	id64 id = open_household(slot, new, viewer == NABIJ_ITSELF ? 0 : viewer);
	slot_view_as(slot, viewer);
	return id;
}

bool household_change(struct slot *slot, id64 household, const struct household_new *new)
{
	id64 file = household_lock(slot, household);
	if (!file || !new->name || !*new->name)
		return false;
	bool fine = sql_run(slot, &household_set, WITH(p_id("id", household),
		p_blob("name", slot_seal(slot, file, "household.name", household, new->name)),
		p_blob("address", seal_some(slot, file, "household.address", household, new->address)),
		p_blob("postcode", seal_some(slot, file, "household.postcode", household, normal_postcode(slot, new->postcode))),
		p_blob("place", seal_some(slot, file, "household.place", household, new->place)), p_text("area", area_of(slot, new)))) == 1;
	if (fine)
		name_tokens_write(slot, file, household, 0, new->name, NULL, (struct day){ 0, 0, 0 });
	return fine && !slot_failed(slot);
}

/* ---- phases ---- */

/* Twenty years from the last change, which closing is (Jeugdwet 7.3.8(3)); a later period never moves it. */
static bool close_files(struct slot *slot, id64 household, id64 team)
{
	moment now = slot_now(slot);
	int years = rule_days(slot, "keep_youth_file", team, YEARS_KEPT), days = rule_days(slot, "close_access", team, DAYS_TO_CLOSE);
	moment keep = day_begin(day_add_months(day_of(now), 12 * years));
	return sql_run(slot, &household_files_keep, WITH(p_id("household", household), p_moment("now", now), p_moment("keep", keep))) >= 1
		&& access_end_by(slot, 0, household, day_begin(day_add(day_of(now), days + 1)));
}

static bool change_phase(struct slot *slot, id64 household, id64 file, const char *phase, const char *reason, id64 by)
{
	bool closes = !strcmp(phase, "closed");
	struct rows *r = sql_read(slot, &household_phase_now, WITH(p_id("household", household)));
	const char *was = rows_next(r) ? rows_text(r, 0) : "closed";
	id64 team = rows_int(r, 1);
	rows_end(r);
	if (!strcmp(was, "closed") || !strcmp(was, phase))
		return false;
	return sql_run(slot, &household_phase_set, WITH(p_id("household", household), p_text("phase", phase), p_moment("now", slot_now(slot)),
			p_moment("closed", closes ? slot_now(slot) : 0))) == 1
		&& phase_row(slot, household, file, phase, reason, by) && (!closes || close_files(slot, household, team))
		&& attention_household(slot, household);
}

bool household_phase(struct slot *slot, id64 household, const char *phase, const char *reason)
{
	id64 file = household_lock(slot, household);
	if (!file || !code_label(&PHASES, phase))
		return false;
	id64 viewer = slot_as_itself(slot);
	bool fine = change_phase(slot, household, file, phase, reason, viewer == NABIJ_ITSELF ? 0 : viewer);
	slot_view_as(slot, viewer);
	return fine;
}

/* ---- the fixed professional ---- */

struct leading { id64 professional, team, file; int count; };

static bool who_leads(struct slot *slot, id64 household, struct leading *now)
{
	struct rows *r = sql_read(slot, &household_professional_now, WITH(p_id("household", household)));
	bool found = rows_next(r);
	if (found)
		*now = (struct leading){ rows_int(r, 0), rows_int(r, 2), rows_int(r, 3), (int)rows_int(r, 1) };
	rows_end(r);
	return found;
}

static bool may_hand_over(struct slot *slot, id64 viewer, const struct leading *now)
{
	if (viewer == NABIJ_ITSELF)
		return true;
	if (!works_in_a_team(slot, viewer))
		return false;
	return sql_number(slot, &household_coordinated, WITH(p_id("team", now->team), p_id("account", viewer), p_moment("now", slot_now(slot))), 0) == 1
		|| sql_number(slot, &household_written, WITH(p_id("file", now->file), p_id("account", viewer), p_moment("now", slot_now(slot))), 0) == 1;
}

/* The old one keeps two weeks for a warm handover, also of what is held back; nothing in between is left to nobody. */
static bool hand_over(struct slot *slot, id64 household, const struct leading *was, id64 account)
{
	struct day last = day_add(day_of(slot_now(slot)), rule_days(slot, "handover_access", was->team, DAYS_TO_HAND_OVER) + 1);
	if (was->professional && account && !hold_hand_over(slot, household, was->professional, account))
		return false;
	return !was->professional || access_end_by(slot, was->professional, household, day_begin(last));
}

static bool new_professional(struct slot *slot, id64 viewer, id64 household, id64 account, const char *self, const char *reason)
{
	struct leading was;
	id64 by = viewer == NABIJ_ITSELF ? 0 : viewer;
	if (!who_leads(slot, household, &was) || !may_hand_over(slot, viewer, &was) || (account ? !works_in_a_team(slot, account) : !self || !*self))
		return false;
	if (account && account == was.professional)
		return true;
	sql_run(slot, &household_file_lock, WITH(p_id("file", was.file)));
	return hand_over(slot, household, &was, account)
		&& professional_row(slot, household, was.file, account, was.count + (account != 0), account ? NULL : self, reason, by)
		&& (!account || give(slot, household, account, by)) && attention_household(slot, household);
}

bool household_professional(struct slot *slot, id64 household, id64 account, const char *self_led_by, const char *reason)
{
	id64 viewer = slot_as_itself(slot);
	bool fine = new_professional(slot, viewer, household, account, self_led_by, reason);
	slot_view_as(slot, viewer);
	return fine;
}

/* ---- the next date ---- */

bool household_next(struct slot *slot, id64 household, struct day on, const char *time, const char *what)
{
	int hour, minute;
	if (time && *time && !hour_parse(time, &hour, &minute))
		return false;
	const char *at = time && *time ? arena_printf(slot_arena(slot), "%02d.%02d", hour, minute) : NULL;
	id64 file = household_is_open(slot, household) ? household_lock(slot, household) : 0;
	return file && sql_run(slot, &household_next_set, WITH(p_id("household", household), p_day("on", slot_arena(slot), on),
		p_text("time", at), p_blob("what", seal_some(slot, file, "household.next_what", household, what)))) == 1
		&& attention_household(slot, household);
}

bool household_light(struct slot *slot, id64 household, bool light)
{
	id64 file = household_is_open(slot, household) ? household_lock(slot, household) : 0;
	if (!file || sql_run(slot, &household_light_set, WITH(p_id("household", household), p_bool("light", light))) != 1)
		return false;
	slot_wrote(slot, file);
	return attention_household(slot, household);
}
