/* nabij token: API tokens, which carry their person's own rights and end on a date. */
#include <stdlib.h>
#include <string.h>
#include "cli.h"
#include "../features/account/tokens.h"

enum { DAYS = 90, DAYS_MOST = 365 };

SQL(cli_tokens, "SELECT t.id, t.label, t.created_at, t.until_at, t.used_at FROM s_token t WHERE t.account_id = :account AND t.purpose = 'api'"
	" AND t.ended_at IS NULL AND t.until_at > :now ORDER BY t.created_at, t.id");
SQL(cli_token_owner, "SELECT t.account_id FROM s_token t WHERE t.id = :id AND t.purpose = 'api' AND t.ended_at IS NULL");

struct token_work { struct err e; const char *verb, *login, *label; long days; id64 id; const char *token; };

static void create(struct slot *slot, struct token_work *w)
{
	id64 account = store_account(slot, w->login, &w->e);
	moment until = day_begin(day_add(day_of(slot_now(slot)), (int)w->days + 1));
	if (account && !(w->token = token_make(slot, account, w->label, until)))
		err_set(&w->e, "the token could not be made");
}

static void end(struct slot *slot, struct token_work *w)
{
	id64 account = sql_number(slot, &cli_token_owner, WITH(p_id("id", w->id)), 0);
	if (!account || !token_end(slot, account, w->id))
		err_set(&w->e, "there is no such token, or it ended already");
}

static void list(struct slot *slot, struct token_work *w)
{
	id64 account = store_account(slot, w->login, &w->e);
	struct rows *r = sql_read(slot, &cli_tokens, WITH(p_id("account", account), p_moment("now", slot_now(slot))));
	while (account && rows_next(r))
		printf("%lld  until %.10s  %s%.10s  %s\n", (long long)rows_int(r, 0), moment_iso(slot_arena(slot), rows_int(r, 3)),
			rows_int(r, 4) ? "used " : "never used", rows_int(r, 4) ? moment_iso(slot_arena(slot), rows_int(r, 4)) : "",
			rows_text(r, 1) ? rows_text(r, 1) : "");
	rows_end(r);
}

static enum change work(struct slot *slot, void *ctx)
{
	struct token_work *w = ctx;
	(!strcmp(w->verb, "create") ? create : !strcmp(w->verb, "end") ? end : list)(slot, w);
	if (!err_any(&w->e) && slot_failed(slot))
		err_set(&w->e, "%s", slot_error(slot));
	return err_any(&w->e) ? CHANGE_UNDO : CHANGE_KEEP;
}

static bool carry_out(struct store *s, struct token_work *w)
{
	struct err e = { "" };
	struct arena *a = arena_new(4 << 20);
	enum change_result r = db_change(s->db, a, NABIJ_ITSELF, clock_now(), work, w, &e);
	if (r == CHANGE_FAILED && !err_any(&w->e))
		w->e = e;
	if (r == CHANGE_DURABLE && w->token)
		puts(w->token);
	arena_free(a);
	return r == CHANGE_DURABLE;
}

static const char *wrong_with(const struct token_work *w, const char *days_end, const char *id)
{
	if (!w->verb || (strcmp(w->verb, "create") && strcmp(w->verb, "list") && strcmp(w->verb, "end")))
		return "says create, list or end";
	if (!strcmp(w->verb, "end"))
		return id ? NULL : "needs the token's id: 'nabij token list' prints it";
	if (!w->login)
		return "needs --user LOGIN";
	return *days_end || w->days < 1 || w->days > DAYS_MOST ? "the days are a number from 1 to 365" : NULL;
}

static int run(int argc, char **argv)
{
	struct store s;
	char standard[8], *days_end;
	struct token_work w = { .e = { "" } };
	snprintf(standard, sizeof standard, "%d", DAYS);
	const char *dir = cli_value(&argc, argv, "--data", "data");
	w.login = cli_value(&argc, argv, "--user", NULL);
	w.label = cli_value(&argc, argv, "--label", "nabij token");
	w.days = strtol(cli_value(&argc, argv, "--days", standard), &days_end, 10);
	w.verb = argc > 1 ? argv[1] : NULL;
	const char *id = argc > 2 && id_parse(argv[2], &w.id) ? argv[2] : NULL;
	if (argc > 3 || (argc == 3 && w.verb && strcmp(w.verb, "end")))
		return cli_usage(&CMD_TOKEN, "does not know what to do with the rest of the line");
	const char *wrong = wrong_with(&w, days_end, id);
	if (wrong)
		return cli_usage(&CMD_TOKEN, wrong);
	if (!store_open(&s, dir, false, &w.e))
		return cli_fail(&w.e);
	bool fine = carry_out(&s, &w);
	store_close(&s);
	return fine ? 0 : cli_fail(&w.e);
}

const struct command CMD_TOKEN = { "token", "API tokens: make, list, end",
	"nabij token create --user LOGIN [--days N] [--label TEXT] [--data DIR]\n"
	"nabij token list --user LOGIN [--data DIR]\n"
	"nabij token end ID [--data DIR]\n\n"
	"A token lets a program do what that person may, and no more; all of it stands in the same log.\n"
	"  create         prints the token, this once: only its hash is kept. It works 90 days, or N (at most 365)\n"
	"  list           the tokens that work: id, last day, last use, label\n"
	"  end            from now on it does not work\n"
	"  --label TEXT   what it is for, as its person sees it\n"
	"Use it as 'Authorization: Bearer TOKEN'; with 'Accept: application/json' every page answers JSON.\n", run };
