#include "reminders.h"
#include <string.h>
#include "../account/accounts.h"
#include "../settings/settings.h"
#include "../../platform/base/list.h"
#include "../../platform/jobs/mail.h"
#include "../../platform/web/i18n.h"

enum { BATCH = 100, SEND_AT_ONCE = 20, FAILURES_IN_A_ROW = 3, DAYS_OF_AN_ANSWER = 7, DAYS_KEPT = 35 };
#define SEND_SECONDS SECONDS(120)                /* within the lease of a job */

SQL(reminders_due, "SELECT DISTINCT t.account_id FROM s_attention t JOIN s_account a ON a.id = t.account_id JOIN s_credential c ON c.account_id = a.id"
	" WHERE t.due_on <= :today AND (t.later_on IS NULL OR t.later_on <= :today) AND a.until_at > :now AND c.email IS NOT NULL"
	" AND NOT EXISTS (SELECT 1 FROM s_mail m WHERE m.account_id = a.id AND m.what = :what) ORDER BY t.account_id LIMIT :n");
SQL(reminders_answers, "SELECT q.id, q.by_id FROM s_question q JOIN s_account a ON a.id = q.by_id JOIN s_credential c ON c.account_id = a.id"
	" WHERE q.answered_at > :since AND a.kind IN ('resident', 'supporter') AND a.until_at > :now AND c.email IS NOT NULL ORDER BY q.answered_at, q.id");
SQL(reminders_known, "SELECT 1 FROM s_mail WHERE account_id = :account AND what = :what");
SQL(reminders_add, "INSERT INTO mail (id, account_id, what, due_at, tries) VALUES (:id, :account, :what, :now, 0)");
SQL(reminders_old, "DELETE FROM mail WHERE id IN (SELECT m.id FROM s_mail m WHERE m.due_at < :before LIMIT 500)");
SQL(reminders_to_send, "SELECT m.id, m.account_id, m.tries FROM s_mail m WHERE m.sent_at IS NULL AND m.due_at <= :now AND m.tries < :most"
	" ORDER BY m.due_at, m.id LIMIT :n");
/* Out of sight until it is known how it went; of several nodes one changes the row. */
SQL(reminders_claim, "UPDATE mail SET tries = :this_try, due_at = :never, failure = 'sending', version = version + 1 WHERE id ="
	" (SELECT m.id FROM s_mail m WHERE m.id = :id AND m.tries = :tries AND m.due_at <= :now AND m.sent_at IS NULL)");
SQL(reminders_sent, "UPDATE mail SET sent_at = :now, due_at = :now, failure = NULL, version = version + 1 WHERE id = :id");
SQL(reminders_failed, "UPDATE mail SET due_at = :next, failure = :why, version = version + 1 WHERE id = :id");

/* ---- when ---- */

bool reminders_morning(moment now)
{
	struct day today;
	int hour, minute;
	clock_parts(now, &today, &hour, &minute);
	return day_weekday(today) <= 5 && hour < 12 && (hour > 7 || (hour == 7 && minute >= 30));
}

moment reminders_pause(int tries)
{
	static const int minutes[] = { 5, 30, 120, 480 };
	int last = (int)(sizeof minutes / sizeof *minutes) - 1;
	return MINUTES(minutes[tries - 1 > last ? last : tries < 1 ? 0 : tries - 1]);
}

/* ---- what is to be sent ---- */

static int add(struct slot *slot, id64 account, const char *what)
{
	return sql_run(slot, &reminders_add, WITH(p_id("id", id_new()), p_id("account", account), p_text("what", what),
		p_moment("now", slot_now(slot)))) == 1;
}

static int queue_due(struct slot *slot)
{
	int n = 0;
	id64 accounts[BATCH];
	struct day today = day_of(slot_now(slot));
	const char *what = arena_printf(slot_arena(slot), "due %s", day_iso(slot_arena(slot), today));
	struct rows *r = sql_read(slot, &reminders_due, WITH(p_day("today", slot_arena(slot), today), p_moment("now", slot_now(slot)),
		p_text("what", what), p_int("n", BATCH)));
	while (rows_next(r))
		accounts[n++] = rows_int(r, 0);
	for (int i = 0; i < n; i++)
		add(slot, accounts[i], what);
	return n;
}

struct answered { id64 question, account; };

/* One mail an answer, also when it is written anew. */
static int queue_answers(struct slot *slot)
{
	int added = 0;
	size_t n = 0;
	struct answered *list = NULL;
	moment now = slot_now(slot);
	struct rows *r = sql_read(slot, &reminders_answers, WITH(p_moment("since", now - HOURS(24 * DAYS_OF_AN_ANSWER)), p_moment("now", now)));
	while (rows_next(r))
		*LIST_ADD(slot_arena(slot), list, n) = (struct answered){ rows_int(r, 0), rows_int(r, 1) };
	for (size_t i = 0; i < n && added < BATCH; i++) {
		const char *what = arena_printf(slot_arena(slot), "answer %lld", (long long)list[i].question);
		if (!sql_number(slot, &reminders_known, WITH(p_id("account", list[i].account), p_text("what", what)), 0))
			added += add(slot, list[i].account, what);
	}
	return added;
}

int reminders_queue(struct slot *slot)
{
	struct mail_settings mail;
	sql_later(slot, &reminders_old, WITH(p_moment("before", slot_now(slot) - HOURS(24 * DAYS_KEPT))));
	if (!settings_mail(slot, &mail))
		return slot_failed(slot) ? -1 : 0;
	int n = queue_answers(slot);
	if (reminders_morning(slot_now(slot)))
		n += queue_due(slot);
	return slot_failed(slot) ? -1 : n;
}

/* ---- sending ---- */

struct waiting { id64 id, account; int tries; const char *to; };
struct sending {
	struct db *db;
	struct arena *arena;
	moment now;
	struct mail_settings mail;
	const char *site;
	struct waiting list[SEND_AT_ONCE];
	int n;
};
struct outcome { const struct waiting *w; moment now; bool claimed, sent; const char *why; };

static bool read_waiting(struct sending *s)
{
	struct slot *slot = db_slot(s->db, s->arena, NABIJ_ITSELF, s->now);
	bool set = slot && settings_mail(slot, &s->mail);
	s->n = 0;
	if (set) {
		s->site = setting_get(slot, "site_address");
		struct rows *r = sql_read(slot, &reminders_to_send, WITH(p_moment("now", s->now), p_int("most", MAIL_TRIES), p_int("n", SEND_AT_ONCE)));
		while (rows_next(r))
			s->list[s->n++] = (struct waiting){ rows_int(r, 0), rows_int(r, 1), (int)rows_int(r, 2), NULL };
		for (int i = 0; i < s->n; i++)
			s->list[i].to = account_email_of(slot, s->list[i].account);
	}
	if (slot)
		db_slot_back(slot);
	return s->n > 0;
}

static enum change claim(struct slot *slot, void *ctx)
{
	struct outcome *o = ctx;
	o->claimed = sql_run(slot, &reminders_claim, WITH(p_id("id", o->w->id), p_int("tries", o->w->tries), p_int("this_try", o->w->tries + 1),
		p_moment("now", o->now), p_int("never", FOREVER))) == 1;
	return o->claimed ? CHANGE_KEEP : CHANGE_UNDO;
}

static enum change note(struct slot *slot, void *ctx)
{
	struct outcome *o = ctx;
	if (o->sent)
		sql_later(slot, &reminders_sent, WITH(p_id("id", o->w->id), p_moment("now", o->now)));
	else
		sql_later(slot, &reminders_failed, WITH(p_id("id", o->w->id), p_text("why", o->why),
			p_moment("next", o->now + reminders_pause(o->w->tries + 1))));
	return slot_failed(slot) ? CHANGE_UNDO : CHANGE_KEEP;
}

static const char *body(struct sending *s)
{
	const char *words = tr(lang_dutch(), N_("Er staat iets voor je klaar in Nabij."));
	return s->site ? arena_printf(s->arena, "%s\n\n%s\n", words, s->site) : arena_printf(s->arena, "%s\n", words);
}

/* False: the mail server does not take it, or the store does not. */
static bool send_one(struct sending *s, const struct waiting *w)
{
	struct err e = { "" };
	struct outcome o = { .w = w, .now = s->now };
	enum change_result claimed = db_change(s->db, s->arena, NABIJ_ITSELF, s->now, claim, &o, &e);
	if (claimed == CHANGE_FAILED)
		log_error("a mail could not be claimed: %s", e.text);
	if (claimed != CHANGE_DURABLE)
		return false;
	const char *at = strchr(s->mail.from, '@');
	o.sent = w->to ? mail_send(&s->mail, &(struct mail){ .to = w->to, .subject = tr(lang_dutch(), N_("Bericht van Nabij")), .body = body(s),
		.message_id = arena_printf(s->arena, "%lld%s", (long long)w->id, at ? at : "@nabij") }, &e) : err_set(&e, "there is no address any more");
	o.why = e.text;
	struct err trouble = { "" };
	if (db_change(s->db, s->arena, NABIJ_ITSELF, s->now, note, &o, &trouble) == CHANGE_FAILED)
		log_error("a mail could not be noted: %s", trouble.text);
	return o.sent;
}

int reminders_send(struct db *db, struct arena *arena, moment now)
{
	struct sending s = { .db = db, .arena = arena, .now = now };
	uint64_t began = clock_monotonic_us();
	int sent = 0, failed = 0;
	while (failed < FAILURES_IN_A_ROW && read_waiting(&s)) {
		for (int i = 0; i < s.n && failed < FAILURES_IN_A_ROW; i++) {
			bool fine = send_one(&s, &s.list[i]);
			failed = fine ? 0 : failed + 1;
			sent += fine;
			if (clock_monotonic_us() - began > (uint64_t)SEND_SECONDS)
				return sent;
		}
		arena_reset(arena);
	}
	return sent;
}
