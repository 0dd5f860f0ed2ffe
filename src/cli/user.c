/* nabij user: the accounts of who works here. Families get theirs by a code that is handed over, which needs their household. */
#include <string.h>
#include <unistd.h>
#include "cli.h"
#include "../features/account/account_entities.h"
#include "../features/account/accounts.h"
#include "../features/account/password_rules.h"
#include "../platform/web/i18n.h"

enum { STAFF_WORDS = 4 };

SQL(cli_accounts, "SELECT a.id, a.file_id, a.login, a.kind, a.name, a.until_at, t.name, c.totp IS NOT NULL, c.password IS NOT NULL"
	" FROM s_account a LEFT JOIN s_team t ON t.id = a.team_id LEFT JOIN s_credential c ON c.account_id = a.id"
	" WHERE a.login IS NOT NULL ORDER BY a.login");
SQL(cli_account_kind, "SELECT a.kind FROM s_account a WHERE a.id = :account");
SQL(cli_team, "SELECT t.id FROM s_team t WHERE t.name = :name");
SQL(cli_must_change, "UPDATE credential SET must_change = TRUE WHERE account_id = :account");

/* ---- one change, as the service itself ---- */

struct user_work {
	struct err e;
	const char *login, *name, *kind, *team, *hash, *made_up;
	void (*run)(struct slot *, struct user_work *);
};

static enum change work(struct slot *slot, void *ctx)
{
	struct user_work *w = ctx;
	w->run(slot, w);
	if (!err_any(&w->e) && slot_failed(slot))
		err_set(&w->e, "%s", slot_error(slot));
	return err_any(&w->e) ? CHANGE_UNDO : CHANGE_KEEP;
}

static bool change(struct store *s, struct arena *a, struct user_work *w)
{
	struct err e = { "" };
	enum change_result r = db_change(s->db, a, NABIJ_ITSELF, clock_now(), work, w, &e);
	if (r == CHANGE_FAILED && !err_any(&w->e))
		w->e = e;
	return r == CHANGE_DURABLE;
}

static void add(struct slot *slot, struct user_work *w)
{
	id64 team = w->team ? sql_number(slot, &cli_team, WITH(p_text("name", w->team)), 0) : 0;
	if (w->team && !team) {
		err_set(&w->e, "there is no team '%s'", w->team);
		return;
	}
	if (!login_normal(slot_arena(slot), w->login)) {
		err_set(&w->e, "'%s' is not a login: 3 to 80 letters a-z, digits, dots and hyphens", w->login);
		return;
	}
	id64 account = account_new(slot, &(struct account_new){ .kind = w->kind, .name = w->name, .login = w->login, .team = team });
	if (!account)
		err_set(&w->e, "somebody signs in as '%s' already", w->login);
	else if (!account_password(slot, account, w->hash))
		err_set(&w->e, "the password could not be set");
	else
		sql_run(slot, &cli_must_change, WITH(p_id("account", account)));
}

static void set_password(struct slot *slot, struct user_work *w)
{
	id64 account = store_account(slot, w->login, &w->e);
	if (account && !account_password(slot, account, w->hash))
		err_set(&w->e, "the password could not be set");
	if (account)
		sql_run(slot, &cli_must_change, WITH(p_id("account", account)));
}

static void end(struct slot *slot, struct user_work *w)
{
	id64 account = store_account(slot, w->login, &w->e);
	if (account && !account_end(slot, account))
		err_set(&w->e, "the account could not be ended");
}

static void reset_factor(struct slot *slot, struct user_work *w)
{
	id64 account = store_account(slot, w->login, &w->e);
	if (account && !account_reset_factor(slot, account))
		err_set(&w->e, "the second factor could not be taken off");
}

/* ---- passwords ---- */

/* A line of standard input; the program asks for none, so that it can be piped. */
static const char *password_read(struct arena *a)
{
	char line[400];
	if (!fgets(line, sizeof line, stdin))
		return "";
	line[strcspn(line, "\r\n")] = 0;
	return arena_strdup(a, line);
}

/* The password's hash: typed on standard input, else made up, to be printed once it holds. */
static const char *password_for(struct arena *a, struct user_work *w, bool from_input, bool staff)
{
	const char *password = from_input ? password_read(a) : code_new(a, STAFF_WORDS);
	const char *wrong = from_input ? password_wrong(password, w->login, staff) : NULL;
	if (wrong) {
		err_set(&w->e, "%s", tr(lang_find("en") ? lang_find("en") : lang_dutch(), wrong));
		return NULL;
	}
	w->made_up = from_input ? NULL : password;
	return password_hash(a, password);
}

static bool of_staff(struct store *s, struct arena *a, const char *typed)
{
	struct err nobody = { "" };
	struct slot *slot = db_slot(s->db, a, NABIJ_ITSELF, clock_now());
	if (!slot)
		return true;
	id64 account = store_account(slot, typed, &nobody);
	struct rows *r = sql_read(slot, &cli_account_kind, WITH(p_id("account", account)));
	const char *kind = rows_next(r) ? rows_text(r, 0) : "";
	rows_end(r);
	db_slot_back(slot);
	return strcmp(kind, "resident") && strcmp(kind, "supporter");
}

/* ---- list ---- */

static void list_row(struct rows *r, moment now)
{
	const char *name = rows_open(r, 4, "account.name"), *team = rows_text(r, 6);
	printf("%-24s %-13s %-28s %-20s%s%s%s\n", rows_text(r, 2), rows_text(r, 3), name ? name : "(erased)", team ? team : "-",
		rows_int(r, 5) <= now ? " ended" : "", rows_bool(r, 7) ? " second-factor" : "", rows_bool(r, 8) ? "" : " no-password");
}

static bool list(struct store *s, struct arena *a, struct err *e)
{
	moment now = clock_now();
	struct slot *slot = db_slot(s->db, a, NABIJ_ITSELF, now);
	if (!slot)
		return err_set(e, "the store is away");
	printf("%-24s %-13s %-28s %s\n", "LOGIN", "KIND", "NAME", "TEAM");
	struct rows *r = sql_read(slot, &cli_accounts, WITHOUT);
	while (rows_next(r))
		list_row(r, now);
	bool fine = !slot_failed(slot) || err_set(e, "%s", slot_error(slot));
	db_slot_back(slot);
	return fine;
}

/* ---- the command ---- */

static const char *kind_wrong(const char *kind)
{
	if (!kind || !code_label(&ACCOUNT_KINDS, kind))
		return "the kind is one of professional, specialist, coordinator, partner, expert, policy, privacy, manager";
	if (!strcmp(kind, "resident") || !strcmp(kind, "supporter") || !strcmp(kind, "link") || !strcmp(kind, "itself"))
		return "families and supporters get a code that is handed over in person, from the pages of their household";
	return NULL;
}

static const char *plan(struct user_work *w, const char *verb)
{
	static const struct { const char *verb; void (*run)(struct slot *, struct user_work *); } verbs[] = {
		{ "add", add }, { "end", end }, { "password", set_password }, { "reset-second-factor", reset_factor } };
	for (size_t i = 0; verb && i < sizeof verbs / sizeof *verbs; i++)
		if (!strcmp(verb, verbs[i].verb))
			w->run = verbs[i].run;
	if (!w->run)
		return "says add, list, end, password or reset-second-factor";
	if (!w->login)
		return w->run == add ? "needs --login LOGIN" : "needs the login of whom it is about";
	return w->run == add ? (w->name ? kind_wrong(w->kind) : "needs --name NAME") : NULL;
}

static bool carry_out(struct store *s, struct user_work *w, bool from_input)
{
	struct arena *a = arena_new(4 << 20);
	bool fine = true;
	if (w->run == add || w->run == set_password)
		fine = (w->hash = password_for(a, w, from_input, w->run == add || of_staff(s, a, w->login))) != NULL;
	fine = fine && change(s, a, w);
	if (fine && w->made_up)
		printf("The password of %s, shown this once: %s\n", w->login, w->made_up);
	arena_free(a);
	return fine;
}

static bool list_all(struct store *s, struct err *e)
{
	struct arena *a = arena_new(16 << 20);
	bool fine = list(s, a, e);
	arena_free(a);
	return fine;
}

static int run(int argc, char **argv)
{
	struct store s;
	struct user_work w = { .e = { "" } };
	const char *dir = cli_value(&argc, argv, "--data", "data");
	w.login = cli_value(&argc, argv, "--login", NULL);
	w.name = cli_value(&argc, argv, "--name", NULL);
	w.kind = cli_value(&argc, argv, "--kind", NULL);
	w.team = cli_value(&argc, argv, "--team", NULL);
	bool from_input = cli_flag(&argc, argv, "--password-stdin");
	const char *verb = argc > 1 ? argv[1] : NULL;
	bool lists = verb && !strcmp(verb, "list");
	if (argc == 3 && !lists && !w.login)
		w.login = argv[2];
	else if (argc > 2)
		return cli_usage(&CMD_USER, "does not know what to do with the rest of the line");
	const char *wrong = lists ? NULL : plan(&w, verb);
	if (wrong)
		return cli_usage(&CMD_USER, wrong);
	if (!store_open(&s, dir, false, &w.e))
		return cli_fail(&w.e);
	bool fine = lists ? list_all(&s, &w.e) : carry_out(&s, &w, from_input);
	store_close(&s);
	return fine ? 0 : cli_fail(&w.e);
}

const struct command CMD_USER = { "user", "add, list and end accounts; set passwords",
	"nabij user add --login LOGIN --name NAME --kind KIND [--team TEAM] [--password-stdin] [--data DIR]\n"
	"nabij user list [--data DIR]\n"
	"nabij user password LOGIN [--password-stdin] [--data DIR]\n"
	"nabij user reset-second-factor LOGIN [--data DIR]\n"
	"nabij user end LOGIN [--data DIR]\n\n"
	"The accounts of who works with Nabij. An account alone shows nobody's data: that takes a relation with a household.\n"
	"  add                   KIND: professional, specialist, coordinator, partner, expert, policy, privacy or manager\n"
	"  list                  everybody who signs in with a name, and how\n"
	"  password              a new password; everywhere else the person is signed out\n"
	"  reset-second-factor   for who lost the telephone and the recovery codes: a new one is set up at the next sign-in\n"
	"  end                   the account, its access, sessions and tokens end now; what the person wrote stays\n"
	"  --team TEAM           the team's name, as on the settings page\n"
	"  --password-stdin      read the password from standard input; without it one is made up and printed once\n"
	"A password that was set here has to be changed at the next sign-in.\n", run };
