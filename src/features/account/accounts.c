/* Accounts, passwords, and the codes that family members and supporters are handed in person. */
#include "accounts.h"
#include "account_entities.h"
#include "../household/household.h"
#include "../monitor/attention.h"
#include "../privacy/access.h"
#include "../../platform/db/service.h"

enum { DAYS_OF_A_CODE = 14, GROUPS_OF_A_CODE = 3, LOGIN_LEAST = 3, LOGIN_MOST = 80, AGE_TO_SIGN_IN = 12 };

SQL(account_login_taken, "SELECT 1 FROM s_account WHERE login = :login AND id <> :account");
SQL(account_insert, "INSERT INTO account (id, file_id, own_file_id, kind, partner_kind, login, name, profession, organisation, phone, team_id,"
	" person_id, language, created_at, until_at) VALUES (:id, :file, :own_file, :kind, :partner_kind, :login, :name, :profession,"
	" :organisation, :phone, :team, :person, :language, :now, :until)");
SQL(account_credential_add, "INSERT INTO credential (id, account_id, must_change) VALUES (:id, :account, FALSE)");
SQL(account_credential_of, "SELECT id FROM s_credential WHERE account_id = :account");
SQL(account_password_set, "UPDATE credential SET password = :hash, must_change = :must_change,"
	" version = version + 1 WHERE id = :id");
SQL(account_sessions_end, "UPDATE session SET ended_at = :now, version = version + 1 WHERE account_id = :account");
SQL(account_login_set, "UPDATE account SET login = :login, version = version + 1 WHERE id = :account");
SQL(account_until_set, "UPDATE account SET until_at = :now, version = version + 1 WHERE id = :account");
SQL(account_codes_of, "SELECT id FROM s_token WHERE account_id = :account AND purpose = 'invite' AND used_at IS NULL AND ended_at IS NULL");
SQL(account_code_ended, "UPDATE token SET ended_at = :now, version = version + 1 WHERE id = :id");
SQL(account_code_add, "INSERT INTO token (id, account_id, hash, purpose, created_at, until_at)"
	" VALUES (:id, :account, :hash, 'invite', :now, :until)");
SQL(account_code_find, "SELECT t.id, t.account_id FROM s_token t JOIN s_account a ON a.id = t.account_id WHERE t.hash = :hash"
	" AND t.purpose = 'invite' AND t.until_at > :now AND t.used_at IS NULL AND t.ended_at IS NULL AND a.until_at > :now");
SQL(account_code_used, "UPDATE token SET used_at = :now, version = version + 1 WHERE id = :id");
SQL(account_person_to_invite, "SELECT id, file_id, household_id, account_id, first_name, last_name, birth_date, role, language FROM s_person"
	" WHERE id = :person AND NOT estranged");
SQL(account_person_set, "UPDATE person SET account_id = :account, version = version + 1 WHERE id = :person");
SQL(account_household_team, "SELECT team_id FROM s_household WHERE id = :household");
SQL(account_persons_of, "SELECT id, household_id FROM s_person WHERE account_id = :account ORDER BY id");
SQL(account_kind_is, "SELECT 1 FROM s_account WHERE id = :account AND kind = :kind AND until_at > :now");
SQL(account_may_invite, "SELECT 1 FROM s_access a JOIN s_account c ON c.id = a.account_id WHERE a.account_id = :account AND a.file_id = :file"
	" AND a.may_write AND c.kind IN ('professional', 'specialist', 'coordinator') AND a.from_at <= :now AND a.until_at > :now LIMIT 1");
SQL(account_is_family, "SELECT 1 FROM s_access WHERE account_id = :account AND file_id = :file AND ground = 'family'"
	" AND from_at <= :now AND until_at > :now LIMIT 1");

/* ---- logins ---- */

const char *login_normal(struct arena *arena, const char *typed)
{
	size_t n = typed ? strlen(typed) : 0;
	char *login = arena_strndup(arena, typed ? typed : "", n);
	for (size_t i = 0; i < n; i++) {
		char c = login[i] >= 'A' && login[i] <= 'Z' ? (char)(login[i] - 'A' + 'a') : login[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
		if (!letter)
			return NULL;
		login[i] = c;
	}
	return n >= LOGIN_LEAST && n <= LOGIN_MOST ? login : NULL;
}

/* By somebody else than `account` (NOBODY: by anybody). */
static bool taken(struct slot *slot, const char *login, id64 account)
{
	return sql_number(slot, &account_login_taken, WITH(p_text("login", login), p_int("account", account)), 0) == 1;
}

bool login_free(struct slot *slot, const char *login)
{
	id64 viewer = slot_as_itself(slot);
	bool is_free = !taken(slot, login, NOBODY);
	slot_view_as(slot, viewer);
	return is_free;
}

/* ---- accounts ---- */

static struct blob seal_some(struct slot *slot, id64 file, const char *where, id64 row, const char *text)
{
	return text && *text ? slot_seal(slot, file, where, row, text) : (struct blob){ NULL, 0 };
}

static bool insert_account(struct slot *slot, const struct account_new *new, id64 id, id64 file, id64 own_file, const char *login)
{
	return sql_run(slot, &account_insert, WITH(p_id("id", id), p_id("file", file), p_id("own_file", own_file), p_text("kind", new->kind),
			p_text("partner_kind", new->partner_kind), p_text("login", login),
			p_blob("name", slot_seal(slot, file, "account.name", id, new->name)),
			p_blob("profession", seal_some(slot, file, "account.profession", id, new->profession)),
			p_blob("organisation", seal_some(slot, file, "account.organisation", id, new->organisation)),
			p_blob("phone", seal_some(slot, file, "account.phone", id, new->phone)), p_id("team", new->team), p_id("person", new->person),
			p_text("language", new->language), p_moment("now", slot_now(slot)), p_int("until", new->until ? new->until : FOREVER))) == 1
		&& sql_run(slot, &account_credential_add, WITH(p_id("id", id_new()), p_id("account", id))) == 1;
}

static id64 make_account(struct slot *slot, const struct account_new *new)
{
	const char *login = new->login ? login_normal(slot_arena(slot), new->login) : NULL;
	bool fits = new->name && *new->name && code_label(&ACCOUNT_KINDS, new->kind) && strcmp(new->kind, "itself") != 0
		&& (!new->partner_kind || code_label(&PARTNER_KINDS, new->partner_kind)) && (!new->login || login);
	if (!fits || (login && taken(slot, login, NOBODY)))
		return 0;
	id64 id = id_new(), own_file = file_new(slot, "own", 0, 0, NULL);
	return own_file && insert_account(slot, new, id, new->file ? new->file : DIRECTORY_FILE, own_file, login) ? id : 0;
}

id64 account_new(struct slot *slot, const struct account_new *new)
{
	id64 viewer = slot_as_itself(slot), id = make_account(slot, new);
	slot_view_as(slot, viewer);
	return id;
}

static bool is_kind(struct slot *slot, id64 account, const char *kind)
{
	return sql_number(slot, &account_kind_is, WITH(p_id("account", account), p_text("kind", kind), p_moment("now", slot_now(slot))), 0) == 1;
}

/* Whoever knew the old one is out everywhere. */
static bool set_password(struct slot *slot, id64 account, const char *hash, bool must_change)
{
	id64 credential = sql_number(slot, &account_credential_of, WITH(p_id("account", account)), 0);
	sql_run(slot, &account_sessions_end, WITH(p_id("account", account), p_moment("now", slot_now(slot))));
	return credential && sql_run(slot, &account_password_set, WITH(p_id("id", credential), p_text("hash", hash),
		p_bool("must_change", must_change))) == 1;
}

bool account_password(struct slot *slot, id64 account, const char *hash)
{
	id64 viewer = slot_as_itself(slot);
	bool own = viewer == account || viewer == NABIJ_ITSELF;
	bool fine = (own || (is_kind(slot, viewer, "manager") && !is_kind(slot, account, "resident") && !is_kind(slot, account, "supporter")))
		&& set_password(slot, account, hash, !own);
	slot_view_as(slot, viewer);
	return fine;
}

/* ---- codes ---- */

static struct blob code_hash(struct slot *slot, const char *typed)
{
	unsigned char *hash = arena_alloc(slot_arena(slot), HASH_BYTES);
	token_hash(code_normal(slot_arena(slot), typed), hash);
	return (struct blob){ hash, HASH_BYTES };
}

/* Only the newest code works: one that was lost on the way is worth nothing. */
static const char *make_code(struct slot *slot, id64 account)
{
	moment now = slot_now(slot);
	const char *code = code_new(slot_arena(slot), GROUPS_OF_A_CODE);
	struct rows *r = sql_read(slot, &account_codes_of, WITH(p_id("account", account)));
	while (rows_next(r))
		sql_run(slot, &account_code_ended, WITH(p_id("id", rows_int(r, 0)), p_moment("now", now)));
	return sql_run(slot, &account_code_add, WITH(p_id("id", id_new()), p_id("account", account), p_blob("hash", code_hash(slot, code)),
		p_moment("now", now), p_moment("until", day_begin(day_add(day_of(now), DAYS_OF_A_CODE + 1))))) == 1 ? code : NULL;
}

struct invited { id64 person, file, household, account; const char *name, *language; bool of_age; };

/* From twelve; without a birth date an adult's role says enough, a child's does not. */
static bool of_age(struct slot *slot, id64 household, const char *birth, const char *role)
{
	struct day born;
	id64 team = sql_number(slot, &account_household_team, WITH(p_id("household", household)), 0);
	if (birth && *birth && day_parse(birth, &born))
		return day_age(born, day_of(slot_now(slot))) >= rule_days(slot, "age_child_reads", team, AGE_TO_SIGN_IN);
	return strcmp(role, "child") != 0;
}

static bool read_invited(struct slot *slot, id64 person, struct invited *who)
{
	struct rows *r = sql_read(slot, &account_person_to_invite, WITH(p_id("person", person)));
	bool found = rows_next(r);
	if (found) {
		const char *first = rows_open(r, 4, "person.first_name"), *last = rows_open(r, 5, "person.last_name");
		*who = (struct invited){ person, rows_int(r, 1), rows_int(r, 2), rows_int(r, 3),
			last && *last ? arena_printf(slot_arena(slot), "%s %s", first ? first : "", last) : first, rows_text(r, 8),
			of_age(slot, rows_int(r, 2), rows_open(r, 6, "person.birth_date"), rows_text(r, 7)) };
	}
	rows_end(r);
	return found;
}

static bool may_invite(struct slot *slot, id64 viewer, id64 file)
{
	return viewer == NABIJ_ITSELF || sql_number(slot, &account_may_invite, WITH(p_id("account", viewer), p_id("file", file),
		p_moment("now", slot_now(slot))), 0) == 1;
}

static const char *invite(struct slot *slot, id64 viewer, id64 person)
{
	struct invited who;
	struct slot_mark mark = slot_mark(slot);
	if (!read_invited(slot, person, &who) || !may_invite(slot, viewer, who.file)) {
		slot_forget(slot, mark);                     /* who may not was shown nothing */
		return NULL;
	}
	if (!who.of_age || !who.name)
		return NULL;
	if (!who.account) {
		who.account = make_account(slot, &(struct account_new){ .kind = "resident", .file = who.file, .name = who.name,
			.language = who.language, .person = person });
		if (!who.account || sql_run(slot, &account_person_set, WITH(p_id("person", person), p_id("account", who.account))) != 1
				|| !access_family(slot, who.household))
			return NULL;
	}
	return make_code(slot, who.account);
}

const char *account_invite(struct slot *slot, id64 person)
{
	id64 viewer = slot_as_itself(slot);
	const char *code = invite(slot, viewer, person);
	slot_view_as(slot, viewer);
	return code;
}

static bool of_the_family(struct slot *slot, id64 viewer, id64 file)
{
	return viewer == NABIJ_ITSELF || sql_number(slot, &account_is_family, WITH(p_id("account", viewer), p_id("file", file),
		p_moment("now", slot_now(slot))), 0) == 1;
}

const char *supporter_invite(struct slot *slot, id64 household, const char *name, const char *what_for, moment until, id64 *access)
{
	const char *code = NULL;
	id64 viewer = slot_as_itself(slot), account = 0, file = household_file(slot, household);
	if (file && of_the_family(slot, viewer, file) && until > slot_now(slot))
		account = make_account(slot, &(struct account_new){ .kind = "supporter", .file = file, .name = name, .until = until });
	slot_view_as(slot, viewer);
	*access = account ? consent_give(slot, household, account, until, what_for) : 0;
	slot_as_itself(slot);
	if (*access)
		code = make_code(slot, account);
	slot_view_as(slot, viewer);
	return code;
}

/* ---- using a code ---- */

struct code_row { id64 token, account; };

static bool find_code(struct slot *slot, const char *typed, struct code_row *code)
{
	struct rows *r = sql_read(slot, &account_code_find, WITH(p_blob("hash", code_hash(slot, typed)), p_moment("now", slot_now(slot))));
	bool found = rows_next(r);
	if (found)
		*code = (struct code_row){ rows_int(r, 0), rows_int(r, 1) };
	rows_end(r);
	return found;
}

static bool use_up(struct slot *slot, const struct code_row *code)
{
	return sql_run(slot, &account_code_used, WITH(p_id("id", code->token), p_moment("now", slot_now(slot)))) == 1;
}

id64 invite_account(struct slot *slot, const char *typed)
{
	struct code_row code = { 0, 0 };
	id64 viewer = slot_as_itself(slot);
	find_code(slot, typed, &code);
	slot_view_as(slot, viewer);
	return code.account;
}

id64 invite_accept(struct slot *slot, const char *typed, const char *login, const char *password_hash)
{
	struct code_row code;
	id64 viewer = slot_as_itself(slot);
	const char *normal = login_normal(slot_arena(slot), login);
	bool fine = normal && find_code(slot, typed, &code) && !taken(slot, normal, code.account) && use_up(slot, &code)
		&& sql_run(slot, &account_login_set, WITH(p_id("account", code.account), p_text("login", normal))) == 1
		&& set_password(slot, code.account, password_hash, false);
	slot_view_as(slot, viewer);
	return fine ? code.account : 0;
}

static bool join(struct slot *slot, id64 viewer, const struct code_row *code)
{
	bool fine = use_up(slot, code);
	struct rows *r = sql_read(slot, &account_persons_of, WITH(p_id("account", code->account)));
	while (fine && rows_next(r))
		fine = sql_run(slot, &account_person_set, WITH(p_id("person", rows_int(r, 0)), p_id("account", viewer))) == 1
			&& access_family(slot, rows_int(r, 1));
	rows_end(r);
	return fine && sql_run(slot, &account_until_set, WITH(p_id("account", code->account), p_moment("now", slot_now(slot)))) == 1;
}

bool invite_join(struct slot *slot, const char *typed)
{
	struct code_row code;
	id64 viewer = slot_as_itself(slot);
	bool fine = is_kind(slot, viewer, "resident") && find_code(slot, typed, &code) && code.account != viewer
		&& is_kind(slot, code.account, "resident") && join(slot, viewer, &code);
	slot_view_as(slot, viewer);
	return fine;
}

/* ---- names ---- */

SQL(colleague_by_id, "SELECT id, file_id, name FROM v_account WHERE id = :id AND file_id = 1");

const char *colleague_name(struct slot *slot, id64 account)
{
	if (!account)
		return "";
	struct rows *r = sql_read(slot, &colleague_by_id, WITH(p_id("id", account)));
	const char *name = rows_next(r) ? rows_open(r, 2, "account.name") : "";
	rows_end(r);
	return name ? name : "";
}
