/* Names, each with the tokens it is found by, made once: a million households share a few thousand names. */
#include "../../household/household.h"
#include "country_inside.h"

enum { COMMON_OF_A_THOUSAND = 450 };

struct gathering { struct country_name *name; };

static void gather(void *ctx, const char *kind, struct blob token)
{
	struct country_name *name = ((struct gathering *)ctx)->name;
	(void)kind;
	if (name->tokens < TOKENS_OF_NAME)
		memcpy(name->token[name->tokens++], token.p, HASH_BYTES);
}

static void add(struct country *c, struct country_names *list, const char *text)
{
	struct gathering g = { &list->name[list->n++] };
	g.name->text = text;
	name_tokens_of_name(c->arena, keystore_token_key(c->keys), text, gather, &g);
	arena_reset(c->arena);
}

static void add_all(struct country *c, struct country_names *list, const char *const *texts, int n)
{
	list->name = ARENA_ARRAY(c->keep, struct country_name, n);
	for (int i = 0; i < n; i++)
		add(c, list, texts[i]);
}

/* The common ones first, behind them stem and ending put together, a fifth of them with "van". */
static void add_lasts(struct country *c)
{
	int made = COUNTRY_STEMS_N * COUNTRY_ENDS_N;
	c->last.name = ARENA_ARRAY(c->keep, struct country_name, COUNTRY_LASTS_N + made);
	for (int i = 0; i < COUNTRY_LASTS_N; i++)
		add(c, &c->last, COUNTRY_LASTS[i]);
	for (int i = 0; i < made; i++)
		add(c, &c->last, arena_printf(c->keep, "%s%s%s", i % 5 == 3 ? "van " : "", COUNTRY_STEMS[i % COUNTRY_STEMS_N],
			COUNTRY_ENDS[i / COUNTRY_STEMS_N]));
}

void country_names_make(struct country *c)
{
	add_all(c, &c->first_f, COUNTRY_WOMEN, COUNTRY_WOMEN_N);
	add_all(c, &c->first_m, COUNTRY_MEN, COUNTRY_MEN_N);
	add_lasts(c);
}
