#include "powercut_town.h"
#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <unistd.h>
#include "cli/cli.h"
#include "features/account/accounts.h"
#include "features/household/household.h"
#include "features/plan/plan.h"
#include "features/signal/signal.h"
#include "features/team/team.h"
#include "platform/base/file.h"
#include "platform/base/ids.h"
#include "platform/db/engine.h"
#include "platform/schema/schema.h"

enum { WRITERS = 4, READERS = 2, STEPS_OF_A_HOUSEHOLD = 12, IMPORT_SECONDS = 5 };

/* ---- what is said in the trace ---- */

enum said { SAID_MADE = 1, SAID_CHANGED, SAID_READ, SAID_ERASED, SAID_COPIED };
struct mark { enum said said; id64 id; };       /* the number of the change or of the reading; the file whose key was destroyed */

static void mark(enum said said, id64 id)
{
	struct mark m = { said, id };
	trace_mark(&m, sizeof m);
}

static struct mark mark_of(const struct event *e)
{
	struct mark m = { 0, 0 };
	if (e->kind == EVENT_MARK)
		memcpy(&m, e->bytes, sizeof m);
	return m;
}

size_t town_made_at(const struct trace *trace)
{
	size_t at = 0;
	while (at < trace->n && mark_of(&trace->event[at]).said != SAID_MADE)
		at++;
	assert(at < trace->n && "a town was made");
	return at + 1;
}

/* ---- the town ---- */

static struct { struct keystore *keys; struct db *db; struct spool *spool; struct town_ids *ids; char folder[480]; volatile bool over; } town;

static void must(bool fine, const char *what, const struct err *e)
{
	if (fine)
		return;
	fprintf(stderr, "powercut: %s: %s\n", what, e->text);
	_exit(1);
}

static bool town_open(const char *folder, struct err *e)
{
	char keys[600], url[600], spool[600];
	snprintf(town.folder, sizeof town.folder, "%s", folder);
	snprintf(keys, sizeof keys, "%s/keys", folder);
	snprintf(url, sizeof url, "sqlite:%s/nabij.db", folder);
	snprintf(spool, sizeof spool, "%s/spool", folder);
	return (town.keys = keystore_open(keys, e)) && (town.db = db_open(url, 2, town.keys, e)) && (town.spool = spool_open(spool, town.db, e))
		&& spool_fold(town.spool, e);
}

static void town_close(void)
{
	spool_close(town.spool);
	db_close(town.db);
	keystore_close(town.keys);
}

static enum change people(struct slot *slot, void *ctx)
{
	struct town_ids *ids = ctx;
	ids->team = team_new(slot, &(struct team_new){ .name = "Noord", .prefix = "NO", .phone = "038 4981000" });
	ids->professional = account_new(slot, &(struct account_new){ .kind = "professional", .name = "Sanne de Wit", .login = "sanne", .team = ids->team });
	return ids->team && ids->professional && team_member_set(slot, ids->team, ids->professional, "professional", true, 0) ? CHANGE_KEEP : CHANGE_UNDO;
}

/* ---- deeds: changes of more than one row ---- */

struct deed { int kind; id64 number, household; };

static id64 report(struct slot *slot, const struct deed *d, const char *words)
{
	struct report_receipt receipt;
	struct report_new r = { .team = town.ids->team, .what = words, .knows = "no", .reporter_kind = "resident", .reporter_name = "Buurman" };
	(void)d;
	return report_receive(slot, &r, &receipt) ? receipt.report : 0;
}

static id64 household(struct slot *slot, const struct deed *d, const char *words)
{
	(void)d;
	return household_open(slot, &(struct household_new){ .team = town.ids->team, .name = words, .professional = town.ids->professional });
}

static id64 step(struct slot *slot, const struct deed *d, const char *words)
{
	return step_add(slot, &(struct step_new){ .household = d->household, .title = words, .who_kind = "family" }, "Sanne de Wit");
}

static id64 wish(struct slot *slot, const struct deed *d, const char *words)
{
	return wish_add(slot, d->household, words, "Ottoline", "Sanne de Wit");
}

enum { DEED_HOUSEHOLD, DEED_REPORT, DEED_STEP, DEED_WISH, DEEDS };
static id64 (*const deed_run[])(struct slot *, const struct deed *, const char *) = { household, report, step, wish };

SQL(powercut_once, "INSERT INTO once (id, account_id, mark, at) VALUES (:id, :account, :mark, :at)");

/* As the dispatcher does it: the mark of once, the deed, its record in the log; all of it or nothing. The deed's words are its number. */
static enum change deed_change(struct slot *slot, void *ctx)
{
	struct deed *d = ctx;
	slot_view_as(slot, NABIJ_ITSELF);
	sql_run(slot, &powercut_once, WITH(p_id("id", d->number), p_id("account", town.ids->professional),
		p_blob("mark", (struct blob){ (const unsigned char *)&d->number, sizeof d->number }), p_moment("at", slot_now(slot))));
	slot_view_as(slot, town.ids->professional);
	id64 row = deed_run[d->kind](slot, d, id_text(slot_arena(slot), d->number));
	struct file_list files = slot_files_written(slot);
	bool logged = row && log_write(slot, &(struct spool_record){ .id = d->number, .account = town.ids->professional, .at = slot_now(slot),
		.route = "/powercut", .action = "changed", .ground = "assignment", .files = files.id, .files_n = files.n });
	if (d->kind == DEED_HOUSEHOLD)
		d->household = row;
	return logged && !slot_failed(slot) ? CHANGE_KEEP : CHANGE_UNDO;
}

static void erase_something(void)
{
	struct err e = { "" };
	struct key key;
	id64 file = id_new();
	must(keystore_new(town.keys, file, &key, &e) && keystore_destroy(town.keys, file, clock_now(), &e), "a key", &e);
	mark(SAID_ERASED, file);
}

static void pause_some(uint64_t *random, unsigned most_ms)
{
	*random = *random * 6364136223846793005u + 1442695040888963407u;
	usleep((unsigned)(*random >> 33) % (most_ms * 1000));
}

static void *writer(void *arg)
{
	uint64_t random = (uint64_t)id_new();
	struct arena *arena = arena_new(8 << 20);
	struct deed d = { .household = 0 };
	(void)arg;
	for (int i = 0; !town.over; i++) {
		struct err e = { "" };
		d.number = id_new();
		d.kind = i % STEPS_OF_A_HOUSEHOLD == 0 ? DEED_HOUSEHOLD : 1 + (int)(random >> 40) % (DEEDS - 1);
		must(db_change(town.db, arena, town.ids->professional, clock_now(), deed_change, &d, &e) == CHANGE_DURABLE, "a change", &e);
		mark(SAID_CHANGED, d.number);
		arena_reset(arena);
		if (i % 40 == 20)
			erase_something();
		pause_some(&random, 60);
	}
	arena_free(arena);
	return NULL;
}

/* As the dispatcher does it: the record first, then the answer leaves. */
static void *reader(void *arg)
{
	uint64_t random = (uint64_t)id_new();
	const id64 file = DIRECTORY_FILE;
	(void)arg;
	while (!town.over) {
		struct err e = { "" };
		struct spool_record r = { .id = id_new(), .account = town.ids->professional, .at = clock_now(), .route = "/powercut", .action = "read",
			.ground = "assignment", .files = &file, .files_n = 1 };
		must(spool_append(town.spool, &r, &e), "the spool", &e);
		mark(SAID_READ, r.id);
		pause_some(&random, 40);
	}
	return NULL;
}

/* An import has the writer for long: changes wait, and what is read stays in the spool. */
static void import(int seconds)
{
	struct err e = { "" };
	struct arena *arena = arena_new(1 << 20);
	struct bulk *bulk = db_bulk_begin(town.db, arena, &e);
	must(bulk != NULL, "an import", &e);
	sleep((unsigned)seconds);
	must(db_bulk_end(bulk, true, &e), "an import", &e);
	arena_free(arena);
}

static void work(int seconds, bool to_the_end)
{
	pthread_t thread[WRITERS + READERS];
	spool_start(town.spool);
	for (int i = 0; i < WRITERS + READERS; i++)
		if (pthread_create(&thread[i], NULL, i < WRITERS ? writer : reader, NULL))
			abort();
	sleep((unsigned)seconds);
	import(IMPORT_SECONDS);
	sleep((unsigned)seconds);
	if (!to_the_end)
		trace_die();
	town.over = true;
	for (int i = 0; i < WRITERS + READERS; i++)
		pthread_join(thread[i], NULL);
}

static void init(const char *folder)
{
	char *argv[] = { strdup("init"), strdup("--data"), strdup(folder), NULL };
	struct err e = { "init" };
	int out = dup(1), nowhere = open("/dev/null", O_WRONLY);
	dup2(nowhere, 1);
	must(CMD_INIT.run(3, argv) == 0, "nabij init", &e);
	fflush(stdout);
	dup2(out, 1);
	close(out);
	close(nowhere);
	for (int i = 0; i < 3; i++)
		free(argv[i]);
}

void town_first_turn(const char *folder, int seconds, struct town_ids *ids)
{
	struct err e = { "" };
	struct arena *arena = arena_new(8 << 20);
	town.ids = ids;
	init(folder);
	must(town_open(folder, &e), "the town", &e);
	must(db_change(town.db, arena, NABIJ_ITSELF, clock_now(), people, ids, &e) == CHANGE_DURABLE, "people", &e);
	mark(SAID_MADE, 0);
	work(seconds, false);
}

static void migrate(void)
{
	struct err e = { "" };
	struct buf guards;
	enum { MOST = 64 };
	struct migration list[MOST + 2] = { { 0 } };
	size_t n = 0;
	for (; db_migrations()[n].number; n++) {
		assert(n < MOST);
		list[n] = db_migrations()[n];
	}
	list[n] = (struct migration){ 9999, "9999_powercut.sql", "CREATE TABLE powercut (id INTEGER PRIMARY KEY) STRICT;" };
	buf_init(&guards, 0);
	schema_guards(&guards, ENGINE_SQLITE);
	must(db_migrate_with(town.db, list, guards.p, &e), "a migration", &e);
	mark(SAID_COPIED, 0);
	buf_release(&guards);
}

void town_second_turn(const char *folder, int seconds, struct town_ids *ids)
{
	struct err e = { "" };
	town.ids = ids;
	must(town_open(folder, &e), "the town, killed before", &e);
	migrate();
	work(seconds, true);
	town_close();
}

/* ---- looking at what is left ---- */

static void wrong(struct found *f, int *count, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void wrong(struct found *f, int *count, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	if (!f->words[0])
		vsnprintf(f->words, sizeof f->words, format, args);
	va_end(args);
	++*count;
}

/* Of everything in `these`, the others have it too. */
static void alike(struct found *f, const struct ids *these, const struct ids *others, const char *what)
{
	for (size_t i = 0; i < these->n; i++) {
		if (i && these->id[i] == these->id[i - 1])
			wrong(f, &f->half, "%s: %lld is there twice", what, (long long)these->id[i]);
		if (!ids_find(others, these->id[i]))
			wrong(f, &f->half, "%s: %lld is without", what, (long long)these->id[i]);
	}
}

SQL(powercut_onces, "SELECT id FROM s_once");
SQL(powercut_changes, "SELECT DISTINCT record_id FROM s_log WHERE action = 'changed' AND route = '/powercut'");
SQL(powercut_reads, "SELECT record_id FROM s_log WHERE action = 'read' AND route = '/powercut'");
SQL(powercut_reports, "SELECT id, file_id, what FROM s_report");
SQL(powercut_households, "SELECT id, file_id, name FROM s_household");
SQL(powercut_steps, "SELECT id, file_id, title FROM s_step");
SQL(powercut_wishes, "SELECT id, file_id, text FROM s_wish");
SQL(powercut_told, "SELECT DISTINCT report_id FROM s_attention WHERE report_id IS NOT NULL");
SQL(powercut_plans, "SELECT p.household_id FROM s_plan p JOIN s_access a ON a.file_id = p.file_id WHERE a.ground = 'assignment'");
SQL(powercut_revised, "SELECT row_id FROM s_revision WHERE action = 'made'");

static struct ids read_ids(struct slot *slot, struct sql *sql)
{
	struct ids ids = { NULL, 0, 0 };
	struct rows *rows = sql_read(slot, sql, WITHOUT);
	while (rows_next(rows))
		ids_add(&ids, rows_int(rows, 0));
	ids_sort(&ids);
	return ids;
}

/* The rows of one kind, by their words the numbers of the deeds that made them; each row must stand in `beside` too. */
static void read_deeds(struct slot *slot, struct found *f, struct sql *sql, const char *where, struct sql *beside, struct ids *deeds)
{
	struct ids rows_of = { NULL, 0, 0 }, others = read_ids(slot, beside);
	struct rows *rows = sql_read(slot, sql, WITHOUT);
	while (rows_next(rows)) {
		const char *words = rows_open(rows, 2, where);
		id64 number = 0;
		ids_add(&rows_of, rows_int(rows, 0));
		if (words && id_parse(words, &number))
			ids_add(deeds, number);
		else
			wrong(f, &f->lost, "%s: its words do not open", where);
	}
	ids_sort(&rows_of);
	alike(f, &rows_of, &others, where);
	ids_clear(&rows_of);
	ids_clear(&others);
}

static void look_at_deeds(struct slot *slot, struct found *f, struct ids *deeds)
{
	struct ids onces = read_ids(slot, &powercut_onces), logged = read_ids(slot, &powercut_changes);
	read_deeds(slot, f, &powercut_reports, "report.what", &powercut_told, deeds);
	read_deeds(slot, f, &powercut_households, "household.name", &powercut_plans, deeds);
	read_deeds(slot, f, &powercut_steps, "step.title", &powercut_revised, deeds);
	read_deeds(slot, f, &powercut_wishes, "wish.text", &powercut_revised, deeds);
	ids_sort(deeds);
	alike(f, deeds, &onces, "a row, and its mark of once");
	alike(f, &onces, deeds, "a mark of once, and its row");
	alike(f, deeds, &logged, "a row, and its record in the log");
	alike(f, &logged, deeds, "a record in the log, and its row");
	ids_clear(&onces);
	ids_clear(&logged);
}

static void look_for_key(struct found *f, id64 file)
{
	struct key key;
	struct err e = { "" };
	if (keystore_get(town.keys, file, &key))
		wrong(f, &f->lost, "the destroyed key of file %lld is there again", (long long)file);
	else if (keystore_new(town.keys, file, &key, &e))
		wrong(f, &f->lost, "the destroyed file %lld gets a new key", (long long)file);
}

static void look_for_copy(struct found *f)
{
	char url[600];
	struct err e = { "" };
	struct buf report;
	buf_init(&report, 0);
	snprintf(url, sizeof url, "%s/nabij.db.before-9999", town.folder);
	if (!file_exists(url)) {
		wrong(f, &f->lost, "the copy from before the migration is gone");
		return;
	}
	snprintf(url, sizeof url, "sqlite:%s/nabij.db.before-9999", town.folder);
	struct db *copy = db_open(url, 1, town.keys, &e);
	if (!copy || !db_check_store(copy, &report, &e))
		wrong(f, &f->lost, "the copy from before the migration: %s", e.text);
	if (copy)
		db_close(copy);
	buf_release(&report);
}

/* The longest that a sync took before event `at`, microseconds: a disk that others keep busy is not the program's. */
static uint64_t longest_sync(const struct trace *trace, size_t at)
{
	enum { KEPT = 256 };
	uint64_t began[KEPT] = { 0 }, most = 0;
	for (size_t i = 0; i < at; i++) {
		const struct event *e = &trace->event[i];
		uint64_t *slot = &began[(uint64_t)e->offset % KEPT];
		if (e->kind == EVENT_SYNC || e->kind == EVENT_SYNC_DIR)
			*slot = e->at;
		else if ((e->kind == EVENT_SYNCED || e->kind == EVENT_SYNCED_DIR) && e->at - *slot > most)
			most = e->at - *slot;
	}
	return most;
}

static void look_for_reading(struct found *f, const struct ids *reads, id64 number, uint64_t age, uint64_t allowed)
{
	if (ids_find(reads, number))
		return;
	if (age > f->oldest)
		f->oldest = age;
	if (age > allowed)
		wrong(f, &f->late, "an answer of %.2f s before the cut is not in the log", (double)age / 1e6);
}

/* Everything that was said before the cut. */
static void look_for_said(struct found *f, const struct trace *trace, size_t at, const struct ids *deeds, const struct ids *reads)
{
	uint64_t allowed = LOG_PROMISE_US + longest_sync(trace, at);
	for (size_t i = 0; i < at; i++) {
		struct mark m = mark_of(&trace->event[i]);
		if (!m.said)
			continue;
		f->acknowledged++;
		if (m.said == SAID_CHANGED && !ids_find(deeds, m.id))
			wrong(f, &f->lost, "the change %lld is not there", (long long)m.id);
		else if (m.said == SAID_READ)
			look_for_reading(f, reads, m.id, trace->event[at - 1].at - trace->event[i].at, allowed);
		else if (m.said == SAID_ERASED)
			look_for_key(f, m.id);
		else if (m.said == SAID_COPIED)
			look_for_copy(f);
	}
}

static void look_inside(struct found *f, const struct trace *trace, size_t at)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct slot *slot = db_slot(town.db, arena, NABIJ_ITSELF, clock_now());
	struct ids deeds = { NULL, 0, 0 }, reads;
	if (!slot) {
		wrong(f, &f->broken, "the store cannot be read");
		return;
	}
	look_at_deeds(slot, f, &deeds);
	reads = read_ids(slot, &powercut_reads);
	if (slot_failed(slot))
		wrong(f, &f->broken, "%s", slot_error(slot));
	db_slot_back(slot);
	look_for_said(f, trace, at, &deeds, &reads);
	ids_clear(&deeds);
	ids_clear(&reads);
	arena_free(arena);
}

/* SQLite's shared memory is not synced: what lies there after a cut is anything. */
static void leave_anything(const char *folder, const char *name)
{
	char path[600], rubbish[32768];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	crypt_random(rubbish, sizeof rubbish);
	if (fd >= 0 && write(fd, rubbish, sizeof rubbish) != sizeof rubbish)
		abort();
	if (fd >= 0)
		close(fd);
}

static bool settings_there(const char *folder)
{
	char path[600];
	struct buf b;
	struct err e = { "" };
	buf_init(&b, 0);
	snprintf(path, sizeof path, "%s/nabij.conf", folder);
	bool there = file_read(path, 1 << 16, &b, &e) && strstr(b.p, "store = ") && strstr(b.p, "secure = ");
	buf_release(&b);
	return there;
}

void town_look(const char *folder, const struct trace *trace, size_t at, struct found *f)
{
	struct err e = { "" };
	struct buf report;
	buf_init(&report, 0);
	leave_anything(folder, "nabij.db-shm");
	leave_anything(folder, "keys/keys.db-shm");
	if (!settings_there(folder))
		wrong(f, &f->lost, "nabij.conf is not there");
	if (!town_open(folder, &e)) {
		wrong(f, &f->broken, "%s", e.text);
		return;
	}
	if (!keystore_check(town.keys, &e) || !db_check_store(town.db, &report, &e))
		wrong(f, &f->broken, "%s", e.text);
	look_inside(f, trace, at);
	town_close();
	buf_release(&report);
}
