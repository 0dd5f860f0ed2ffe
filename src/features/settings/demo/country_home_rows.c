/* The rows of a household that are its own: its people, what it is found by, its phases, what was learned of them. */
#include "../../household/household.h"
#include "country_inside.h"

/* ---- people ---- */

struct found_by { struct country *c; const struct home *h; id64 person; };

static void put_name_token(struct country *c, const struct home *h, id64 person, const char *kind, const unsigned char *token)
{
	put_row_of(c, h, T_NAME_TOKEN, country_id(c));
	put_id(c, person);
	put_text(c, kind);
	put_token(c, token);
}

static void found_by(void *ctx, const char *kind, struct blob token)
{
	struct found_by *f = ctx;
	put_name_token(f->c, f->h, f->person, kind, token.p);
}

static void put_name(struct country *c, const struct home *h, id64 person, const struct country_name *name)
{
	for (int i = 0; i < name->tokens; i++)
		put_name_token(c, h, person, "word", name->token[i]);
}

static void push_person(struct country *c, struct home *h, struct body *b)
{
	struct found_by f = { c, h, b->id };
	bool adult = strcmp(b->role, "child") != 0;
	put_row_of(c, h, T_PERSON, b->id);
	put_id(c, b->own_file);
	put_id(c, b->account);
	put_sealed(c, &h->key, "person.first_name", b->id, b->first->text);
	put_sealed(c, &h->key, "person.last_name", b->id, h->last->text);
	put_sealed(c, &h->key, "person.birth_date", b->id, day_iso(c->arena, b->born));
	put_text(c, b->role);
	put_bool(c, true);
	put_bool(c, false);
	put_sealed(c, &h->key, "person.phone", b->id, adult && b == h->body ? arena_printf(c->arena, "06 5500 %04d", (int)country_below(c, 10000)) : NULL);
	put_bool(c, false);
	put_name(c, h, b->id, b->first);
	put_name(c, h, b->id, h->last);
	name_tokens_of_person(c->arena, keystore_token_key(c->keys), b->first->text, h->last->text, b->born, found_by, &f);
	c->made.people++;
}

static void push_custody(struct country *c, const struct home *h, const struct body *child, const struct body *parent)
{
	put_row_of(c, h, T_CUSTODY, country_id(c));
	put_id(c, child->id);
	put_id(c, parent->id);
	put_text(c, "parental");
	put_text(c, "register");
	put_text(c, country_day(c, h->opened));
	put_id(c, h->opened_at);
	put_id(c, FOREVER);
}

static void push_people(struct country *c, struct home *h)
{
	for (int i = 0; i < h->bodies; i++)
		push_person(c, h, &h->body[i]);
	for (int i = h->parents; i < h->bodies; i++)
		for (int p = 0; p < h->parents; p++)
			push_custody(c, h, &h->body[i], &h->body[p]);
}

/* ---- the household's own rows ---- */

static void push_phases(struct country *c, const struct home *h)
{
	for (int p = 0; p <= (int)h->phase; p++) {
		id64 id = country_id(c);
		const struct country_staff *by = h->before && h->phase_day[p] < h->handed ? h->before : h->lead ? h->lead : h->opened_by;
		put_row_of(c, h, T_PHASE_CHANGE, id);
		put_text(c, COUNTRY_PHASES[p]);
		put_sealed(c, &h->key, "phase_change.reason", id, p ? PICK(c, COUNTRY_REASONS) : NULL);
		put_id(c, by->account);
		put_id(c, !p ? h->opened_at : p == (int)h->phase ? h->phase_at : country_at(c, h->phase_day[p], 600));
	}
}

static void push_change(struct country *c, const struct home *h, const struct country_staff *who, moment at, const char *reason)
{
	id64 id = country_id(c);
	put_row_of(c, h, T_PROFESSIONAL_CHANGE, id);
	put_id(c, who->account);
	put_sealed(c, &h->key, "professional_change.reason", id, reason);
	put_id(c, h->opened_by->account);
	put_id(c, at);
}

static void push_changes(struct country *c, const struct home *h)
{
	if (h->lead)
		push_change(c, h, h->opened_by, h->opened_at, NULL);
	if (h->before)
		push_change(c, h, h->lead, h->lead_at, "Werkt nu in een andere wijk.");
}

static void push_note(struct country *c, const struct home *h, const char *kind, const char *text)
{
	id64 id = country_id(c);
	put_row_of(c, h, T_DOMAIN_NOTE, id);
	put_text(c, PICK(c, COUNTRY_DOMAINS));
	put_text(c, kind);
	put_sealed(c, &h->key, "domain_note.text", id, text);
	put_sealed(c, &h->key, "domain_note.whose", id, h->body[0].first->text);
	put_id(c, h->opened_by->account);
	put_id(c, country_at(c, h->phase_day[C_KNOW], 640));
}

static void push_views(struct country *c, const struct home *h)
{
	for (int i = 0; i < 3; i++) {
		put_row_of(c, h, T_DOMAIN_VIEW, country_id(c));
		put_text(c, COUNTRY_DOMAINS[i * 2]);
		put_text(c, "seen");
		put_int(c, country_between(c, 3, 9));
		put_id(c, country_at(c, h->phase_day[C_KNOW], 645 + i));
		put_id(c, h->opened_by->account);
	}
}

static void push_tie(struct country *c, const struct home *h)
{
	id64 id = country_id(c);
	put_row_of(c, h, T_TIE, id);
	put_text(c, "family");
	put_sealed(c, &h->key, "tie.name", id, arena_printf(c->arena, "oma %s", c->first_f.name[country_below(c, (uint32_t)c->first_f.n)].text));
	put_sealed(c, &h->key, "tie.works_on", id, "vangt de kinderen op");
	put_int(c, 1);
	put_text(c, "parenting");
	put_id(c, FOREVER);
}

static void push_history(struct country *c, const struct home *h)
{
	id64 id = country_id(c);
	put_row_of(c, h, T_HISTORY, id);
	put_text(c, "een paar jaar geleden");
	put_sealed(c, &h->key, "history.what", id, PICK(c, COUNTRY_HISTORIES));
	put_id(c, h->opened_by->account);
	put_id(c, country_at(c, h->phase_day[C_KNOW], 650));
}

/* What was learned of them: of what asks much, more. */
static void push_picture(struct country *c, const struct home *h)
{
	if (h->phase < C_KNOW || (h->heavy < 3 && !country_chance(c, 200)))
		return;
	push_note(c, h, "worry", PICK(c, COUNTRY_WORRIES));
	push_note(c, h, "strength", PICK(c, COUNTRY_STRENGTHS));
	if (h->heavy > 7)
		push_views(c, h);
	if (h->bodies > h->parents && country_chance(c, 500))
		push_tie(c, h);
	if (country_chance(c, 250))
		push_history(c, h);
}

/* ---- all of it ---- */

static void push_tokens(struct country *c, const struct home *h)
{
	struct found_by f = { c, h, 0 };
	if (h->name == h->last->text)
		put_name(c, h, 0, h->last);
	else
		name_tokens_of_name(c->arena, keystore_token_key(c->keys), h->name, found_by, &f);
	name_token_of_number(c->arena, keystore_token_key(c->keys), h->number, found_by, &f);
}

void country_home_rows(struct country *c, struct home *h)
{
	push_people(c, h);
	push_tokens(c, h);
	push_phases(c, h);
	push_changes(c, h);
	push_picture(c, h);
}

void country_home_row(struct country *c, const struct home *h, moment look)
{
	const struct country_area *a = h->area;
	put_row(c, T_HOUSEHOLD);
	put_id(c, h->id);
	put_id(c, h->file);
	put_id(c, h->team->id);
	put_text(c, h->number);
	put_sealed(c, &h->key, "household.name", h->id, h->name);
	put_text(c, COUNTRY_PHASES[h->phase]);
	put_id(c, h->phase_at);
	put_bool(c, h->light);
	put_id(c, h->lead ? h->lead->account : 0);
	put_id(c, h->lead ? h->lead_at : 0);
	put_int(c, !h->lead ? 0 : h->before ? 2 : 1);
	put_text(c, h->has_next ? country_day(c, h->next_on) : NULL);
	put_text(c, h->has_next ? "10.00" : NULL);
	put_sealed(c, &h->key, "household.next_what", h->id, h->has_next ? PICK(c, COUNTRY_NEXT) : NULL);
	put_id(c, h->contacts_last);
	put_sealed(c, &h->key, "household.address", h->id, arena_printf(c->arena, "%s %d", PICK(c, COUNTRY_STREETS), country_between(c, 1, 180)));
	put_sealed(c, &h->key, "household.postcode", h->id, a->postcode ? arena_printf(c->arena, "%.4s%c%c", a->postcode, 'A' + country_between(c, 0, 17),
		'A' + country_between(c, 0, 17)) : NULL);
	put_sealed(c, &h->key, "household.place", h->id, a->place);
	put_text(c, a->code);
	put_id(c, h->opened_at);
	put_id(c, h->closed_at);
	put_id(c, h->family_seen);
	put_id(c, look);
}
