/* Finding people by name without keeping a name in the clear, and finding out that somebody was entered twice. */
#include "names.h"
#include <ctype.h>
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../monitor/attention.h"

enum { SHORTEST = 2, LONGEST = 8, DAYS_DOUBLE = 3 };

SQL(name_tokens_gone, "DELETE FROM name_token WHERE household_id = :household AND person_id IS NOT DISTINCT FROM :person");
SQL(name_token_add, "INSERT INTO name_token (id, file_id, household_id, person_id, kind, token)"
	" VALUES (:id, :file, :household, :person, :kind, :token)");
SQL(name_number, "SELECT number FROM s_household WHERE id = :household");
SQL(double_matches, "SELECT DISTINCT t.household_id, t.person_id FROM s_name_token t JOIN s_household h ON h.id = t.household_id"
	" WHERE t.kind = 'same' AND t.token IN (:t0, :t1, :t2, :t3, :t4) AND t.household_id <> :household AND h.closed_at IS NULL"
	" ORDER BY t.household_id, t.person_id");
SQL(double_professional, "SELECT h.professional_id FROM s_household h JOIN s_account a ON a.id = h.professional_id"
	" WHERE h.id = :household AND a.until_at > :now");
SQL(double_coordinators, "SELECT DISTINCT m.account_id FROM s_household h JOIN s_team_member m ON m.team_id = h.team_id WHERE h.id = :household"
	" AND m.role = 'coordinator' AND m.from_at <= :now AND m.until_at > :now AND m.account_id <> :viewer ORDER BY m.account_id");
SQL(double_any_coordinators, "SELECT DISTINCT m.account_id FROM s_team_member m WHERE m.role = 'coordinator' AND m.from_at <= :now"
	" AND m.until_at > :now AND m.account_id <> :viewer ORDER BY m.account_id");
SQL(double_person, "SELECT id, file_id, first_name FROM s_person WHERE id = :person");
SQL(double_account, "SELECT id, file_id, name FROM s_account WHERE id = :account");

/* ---- words ---- */

struct words { const char **word; size_t n; };

static bool parts_words(unsigned char c)
{
	return c <= ' ' || strchr("-/.,'()", c);
}

/* The folded words of a name: "Yılmaz-de Boer" → yilmaz, de, boer. */
static struct words words_of(struct arena *arena, const char *name)
{
	struct words w = { NULL, 0 };
	for (const char *s = name ? name : ""; *s;) {
		size_t n = 0;
		while (s[n] && !parts_words((unsigned char)s[n]))
			n++;
		const char *folded = utf8_fold(arena, arena_strndup(arena, s, n));
		if (*folded)
			*LIST_ADD(arena, w.word, w.n) = folded;
		s += n + (s[n] != '\0');
	}
	return w;
}

/* The bytes of its first `letters` code points. */
static size_t bytes_of(const char *s, int letters)
{
	size_t n = 0;
	while (s[n] && letters > 0) {
		n++;
		while (((unsigned char)s[n] & 0xC0) == 0x80)
			n++;
		letters--;
	}
	return n;
}

/* How tokens are made: the same for a store and for a load. */
struct maker { struct arena *arena; const struct key *key; };

static struct maker maker_of(struct slot *slot)
{
	return (struct maker){ slot_arena(slot), slot_service_key(slot) };
}

static struct blob token_of(struct maker m, const char *kind, const char *text)
{
	unsigned char *token = arena_alloc(m.arena, HASH_BYTES);
	crypt_mac(token, m.key, arena_printf(m.arena, "name %s", kind), text, strlen(text));
	return (struct blob){ token, HASH_BYTES };
}

static struct blob token_folded(struct maker m, const char *kind, const char *text)
{
	const char *folded = utf8_fold(m.arena, text);
	return token_of(m, kind, !strcmp(kind, "word") ? arena_strndup(m.arena, folded, bytes_of(folded, LONGEST)) : folded);
}

struct blob name_token(struct slot *slot, const char *kind, const char *text)
{
	return token_folded(maker_of(slot), kind, text);
}

/* ---- what a double has in common ---- */

static bool small_word(const char *word)
{
	static const char *const small[] = { "van", "de", "der", "den", "het", "t", "ten", "ter", "te", "in", "op", "el", "al", "bin", "ben", "da",
		"di", "la", "le", NULL };
	for (int i = 0; small[i]; i++)
		if (!strcmp(small[i], word))
			return true;
	return false;
}

/* Cruder still than utf8_sound(): the y behind the first letter goes too, since Jaiden, Jeyden and Jayden are one. */
static const char *sound_of(struct arena *arena, const char *word)
{
	const char *sound = utf8_sound(arena, word);
	char *key = arena_strdup(arena, sound);
	size_t n = 0;
	for (size_t i = 0; sound[i]; i++)
		if (i == 0 || sound[i] != 'y')
			key[n++] = sound[i];
	key[n] = '\0';
	return key;
}

/* Up to two words of a last name that say something: "Yılmaz-de Boer" is found by either. */
static void telling_words(struct arena *arena, const char *last, const char *telling[2])
{
	struct words w = words_of(arena, last);
	int n = 0;
	telling[0] = telling[1] = NULL;
	for (size_t i = 0; i < w.n && n < 2; i++)
		if (!small_word(w.word[i]))
			telling[n++] = sound_of(arena, w.word[i]);
	if (!n && w.n)
		telling[0] = sound_of(arena, w.word[0]);
}

static void same_set(struct maker m, struct same *same, int i, bool known, const char *text)
{
	same->known[i] = known;
	same->token[i] = token_of(m, known ? "same" : "nothing", text);
}

/* [0] the same birth date and a first name that sounds alike; [1, 2] the same birth date, a last name that sounds alike and the same first
 * letter; [3, 4] born in the same year with both names sounding alike: a slip in the date. */
static void same_make(struct maker m, const char *first, const char *last, struct day birth, struct same *same)
{
	struct arena *arena = m.arena;
	const char *telling[2], *sound = sound_of(arena, first ? first : ""), *folded = utf8_fold(arena, first ? first : "");
	const char *letter = arena_strndup(arena, folded, bytes_of(folded, 1)), *day = day_iso(arena, birth);
	bool known = day_known(birth) && *sound;
	telling_words(arena, last, telling);
	same_set(m, same, 0, known, arena_printf(arena, "1|%s|%s", day, sound));
	for (int i = 0; i < 2; i++) {
		const char *word = telling[i] ? telling[i] : "";
		same_set(m, same, 1 + i, known && *word, arena_printf(arena, "2|%s|%s|%s", day, word, letter));
		same_set(m, same, 3 + i, known && *word, arena_printf(arena, "3|%d|%s|%s", birth.year, sound, word));
	}
}

void same_of(struct slot *slot, const char *first, const char *last, struct day birth, struct same *same)
{
	same_make(maker_of(slot), first, last, birth, same);
}

/* ---- keeping tokens ---- */

void name_tokens_of_name(struct arena *arena, const struct key *key, const char *name, name_token_fn *give, void *ctx)
{
	struct maker m = { arena, key };
	struct words w = words_of(arena, name);
	for (size_t i = 0; i < w.n; i++)
		for (int letters = SHORTEST; letters <= LONGEST; letters++) {
			size_t n = bytes_of(w.word[i], letters);
			give(ctx, "word", token_of(m, "word", arena_strndup(arena, w.word[i], n)));
			if (!w.word[i][n])
				break;
		}
}

void name_tokens_of_person(struct arena *arena, const struct key *key, const char *first, const char *last, struct day birth,
	name_token_fn *give, void *ctx)
{
	struct same same;
	struct maker m = { arena, key };
	same_make(m, first, last, birth, &same);
	for (int i = 0; i < SAME; i++)
		if (same.known[i])
			give(ctx, "same", same.token[i]);
	if (day_known(birth))
		give(ctx, "birth", token_folded(m, "birth", day_iso(arena, birth)));
}

void name_token_of_number(struct arena *arena, const struct key *key, const char *number, name_token_fn *give, void *ctx)
{
	give(ctx, "number", token_folded((struct maker){ arena, key }, "number", number));
}

struct owner { struct slot *slot; id64 file, household, person; };

static void token_add(void *ctx, const char *kind, struct blob token)
{
	const struct owner *o = ctx;
	sql_run(o->slot, &name_token_add, WITH(p_id("id", id_new()), p_id("file", o->file), p_id("household", o->household),
		p_id("person", o->person), p_text("kind", kind), p_blob("token", token)));
}

static void token_of_number(struct owner *o)
{
	struct rows *r = sql_read(o->slot, &name_number, WITH(p_id("household", o->household)));
	const char *number = rows_next(r) ? rows_text(r, 0) : NULL;
	rows_end(r);
	if (number)
		name_token_of_number(slot_arena(o->slot), slot_service_key(o->slot), number, token_add, o);
}

void name_tokens_write(struct slot *slot, id64 file, id64 household, id64 person, const char *first, const char *last, struct day birth)
{
	id64 viewer = slot_as_itself(slot);
	struct arena *arena = slot_arena(slot);
	const struct key *key = slot_service_key(slot);
	struct owner owner = { slot, file, household, person };
	sql_run(slot, &name_tokens_gone, WITH(p_id("household", household), p_id("person", person)));
	name_tokens_of_name(arena, key, first, token_add, &owner);
	name_tokens_of_name(arena, key, last, token_add, &owner);
	if (person)
		name_tokens_of_person(arena, key, first, last, birth, token_add, &owner);
	else
		token_of_number(&owner);
	slot_view_as(slot, viewer);
}

/* ---- doubles ---- */

struct match { id64 household, person; };

static size_t find_matches(struct slot *slot, id64 household, const struct same *same, struct match **list)
{
	size_t n = 0;
	const struct blob *t = same->token;
	struct rows *r = sql_read(slot, &double_matches, WITH(p_id("household", household), p_blob("t0", t[0]), p_blob("t1", t[1]),
		p_blob("t2", t[2]), p_blob("t3", t[3]), p_blob("t4", t[4])));
	while (rows_next(r)) {
		struct match *m = LIST_ADD(slot_arena(slot), *list, n);
		*m = (struct match){ rows_int(r, 0), rows_int(r, 1) };
	}
	return n;
}

static const char *open_name(struct slot *slot, struct sql *sql, const char *param, id64 id, const char *where)
{
	const char *name = "";
	struct rows *r = sql_read(slot, sql, WITH(p_id(param, id)));
	if (rows_next(r))
		name = rows_open(r, 2, where);
	rows_end(r);
	return name ? name : "";
}

static id64 professional_of(struct slot *slot, id64 household)
{
	return sql_number(slot, &double_professional, WITH(p_id("household", household), p_moment("now", slot_now(slot))), 0);
}

/* Whoever enters must learn nothing, also when coordinating that team. */
static bool tell_coordinators(struct slot *slot, id64 viewer, id64 household, bool any_team, const char *detail, struct day due)
{
	bool told = false;
	struct rows *r = sql_read(slot, any_team ? &double_any_coordinators : &double_coordinators, WITH(p_id("household", household),
		p_id("viewer", viewer), p_moment("now", slot_now(slot))));
	while (rows_next(r))
		told = attention_task(slot, rows_int(r, 0), household, "double", detail, due) || told;
	return told;
}

/* In the words of the household that was there first: which of its people, and whom to call. Nothing of the other household. */
static void tell_owner(struct slot *slot, id64 viewer, id64 entered, const struct match *m)
{
	id64 owner = professional_of(slot, m->household), other = professional_of(slot, entered);
	const char *who = open_name(slot, &double_person, "person", m->person, "person.first_name");
	const char *whom = open_name(slot, &double_account, "account", other ? other : viewer, "account.name");
	const char *detail = *whom ? arena_printf(slot_arena(slot), "%s, %s", who, whom) : who;
	struct day due = day_add(day_of(slot_now(slot)), rule_days(slot, "double", 0, DAYS_DOUBLE));
	if (owner)
		attention_task(slot, owner, m->household, "double", detail, due);
	else if (!tell_coordinators(slot, viewer, m->household, false, detail, due))
		tell_coordinators(slot, viewer, m->household, true, detail, due);
}

void double_look(struct slot *slot, id64 household, const struct same *same)
{
	struct match *list = NULL;
	struct slot_mark mark = slot_mark(slot);
	id64 viewer = slot_as_itself(slot);
	size_t n = find_matches(slot, household, same, &list);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || list[i].household != list[i - 1].household)
			tell_owner(slot, viewer, household, &list[i]);
	slot_view_as(slot, viewer);
	slot_forget(slot, mark);
}

/* ---- postcodes ---- */

SQL(area_by_postcode, "SELECT area_code FROM v_postcode WHERE postcode = :postcode ORDER BY area_code LIMIT 1");

/* B11: four digits that begin with 1 … 9, two letters, and not those that are never issued. */
bool postcode_valid(const char *typed, struct arena *arena, const char **normal)
{
	char *code = arena_alloc(arena, 7);
	int n = 0;
	for (; *typed && n < 7; typed++)
		if (*typed != ' ' && n < 6)
			code[n++] = (char)toupper((unsigned char)*typed);
		else if (*typed != ' ')
			return false;
	if (n != 6 || code[0] == '0' || !strncmp(code + 4, "SA", 2) || !strncmp(code + 4, "SD", 2) || !strncmp(code + 4, "SS", 2))
		return false;
	for (int i = 0; i < 6; i++)
		if (i < 4 ? code[i] < '0' || code[i] > '9' : code[i] < 'A' || code[i] > 'Z')
			return false;
	*normal = code;
	return true;
}

const char *area_of_postcode(struct slot *slot, const char *postcode)
{
	const char *code, *area = NULL;
	bool four = postcode && strlen(postcode) == 4 && strspn(postcode, "0123456789") == 4;
	if (four)
		code = postcode;
	else if (!postcode || !postcode_valid(postcode, slot_arena(slot), &code))
		return NULL;
	for (size_t n = four ? 4 : 6; !area && n >= 4; n -= 2) {
		struct rows *r = sql_read(slot, &area_by_postcode, WITH(p_text("postcode", arena_strndup(slot_arena(slot), code, n))));
		if (rows_next(r))
			area = rows_text(r, 0);
		rows_end(r);
	}
	return area;
}
