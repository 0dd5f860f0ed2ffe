/* People who work with Nabij: the list by team, adding one with a first password, changing, ending. */
#include "settings_screens.h"
#include <string.h>
#include "../../platform/base/list.h"
#include "../../platform/jobs/mail.h"
#include "../account/account_entities.h"
#include "../account/accounts.h"
#include "../team/team.h"
#include "templates.h"

enum { PASSWORD_GROUPS = 4 };

SQL(staff_all, "SELECT a.id, a.file_id, a.name, a.kind, a.login, a.team_id, t.name, m.triage FROM v_account a"
	" LEFT JOIN v_team t ON t.id = a.team_id"
	" LEFT JOIN v_team_member m ON m.account_id = a.id AND m.team_id = a.team_id AND m.from_at <= :now AND m.until_at > :now"
	" WHERE a.file_id = 1 AND a.kind NOT IN ('itself', 'resident', 'supporter', 'link') AND a.until_at > :now ORDER BY t.name NULLS LAST, a.login");
SQL(staff_one, "SELECT a.id, a.file_id, a.name, a.profession, a.organisation, a.phone, a.kind, a.login, a.team_id, a.partner_kind, m.triage"
	" FROM v_account a LEFT JOIN v_team_member m ON m.account_id = a.id AND m.team_id = a.team_id AND m.from_at <= :now AND m.until_at > :now"
	" WHERE a.id = :id AND a.file_id = 1 AND a.kind NOT IN ('itself', 'resident', 'supporter', 'link') AND a.until_at > :now");
SQL(staff_teams_all, "SELECT id, name FROM v_team ORDER BY name");

static bool in_a_team(const char *kind)
{
	return !strcmp(kind, "professional") || !strcmp(kind, "specialist") || !strcmp(kind, "coordinator");
}

/* ---- the list ---- */

static struct settings_people_groups *group_of(struct request *rq, struct settings_people *d, id64 team, const char *name)
{
	if (!d->groups_n || d->groups[d->groups_n - 1].id != team) {
		struct settings_people_groups *g = LIST_ADD(rq->arena, d->groups, d->groups_n);
		*g = (struct settings_people_groups){ .id = team, .name = name ? name : rq_tr(rq, N_("Zonder team")) };
	}
	return &d->groups[d->groups_n - 1];
}

static struct reply people_page(struct request *rq)
{
	struct settings_people *d = ARENA_NEW(rq->arena, struct settings_people);
	struct rows *r = sql_read(rq->slot, &staff_all, WITH(p_moment("now", rq->now)));
	while (rows_next(r)) {
		struct settings_people_groups *g = group_of(rq, d, rows_int(r, 5), rows_text(r, 6));
		*LIST_ADD(rq->arena, g->people, g->people_n) = (struct settings_people_groups_people){ .id = rows_int(r, 0),
			.name = rows_open(r, 2, "account.name"), .kind = rq_tr(rq, code_label(&ACCOUNT_KINDS, rows_text(r, 3))), .login = rows_text(r, 4),
			.triage = rows_bool(r, 7), .me = rows_int(r, 0) == rq->viewer.account };
		d->count++;
	}
	rq->page->title = rq_tr(rq, N_("Mensen"));
	rq->page->nav = "settings";
	return reply_page(&TPL_settings_people, d);
}

/* ---- adding ---- */

static const struct code staff_kinds[] = {
	{ "professional", N_("vaste professional") }, { "specialist", N_("specialist") }, { "coordinator", N_("coördinator") },
	{ "partner", N_("partner in de wijk") }, { "expert", N_("ervaringsdeskundige") }, { "policy", N_("beleidsmaker") },
	{ "privacy", N_("privacyfunctionaris") }, { "manager", N_("applicatiebeheerder") }, { NULL, NULL }
};
static const struct codes STAFF_KINDS = { "staff_kind", staff_kinds };

#define ABOUT_FIELDS \
	{ "profession", N_("Functie"), F_TEXT, .max = 120, .hint = N_("Gezinnen lezen dit, bijvoorbeeld gezinscoach") }, \
	{ "organisation", N_("Organisatie"), F_TEXT, .max = 120 }, \
	{ "phone", N_("Telefoon"), F_PHONE, .hint = N_("Gezinnen kunnen dit nummer bellen") }, \
	{ "email", N_("E-mail"), F_EMAIL, .max = 200, .hint = N_("Voor herinneringen. Er staat nooit een naam in.") }, \
	{ "team_id", N_("Team"), F_REF, .hint = N_("Voor professionals, specialisten en coördinatoren") }, \
	{ "triage", N_("Leest nieuwe meldingen van het team"), F_BOOL }

static const struct field new_fields[] = {
	{ "kind", N_("Wat doet deze mens?"), F_CODE, .codes = &STAFF_KINDS, .required = true, .missing = N_("Kies wat deze mens doet") },
	{ "partner_kind", N_("Wat voor partner?"), F_CODE, .codes = &PARTNER_KINDS, .hint = N_("Alleen voor een partner in de wijk: het bepaalt wat een gezin met die mag delen") },
	{ "name", N_("Naam"), F_TEXT, .max = 120, .required = true, .missing = N_("Vul de naam in") },
	{ "login", N_("Inlognaam"), F_TEXT, .max = 80, .required = true, .missing = N_("Vul een inlognaam in"), .hint = N_("Letters, cijfers, punt en streepje") },
	ABOUT_FIELDS,
	{ NULL }
};
static const struct input STAFF_NEW = { .name = "settings_staff_new", .own = new_fields };
static const struct field change_fields[] = {
	{ "name", N_("Naam"), F_TEXT, .max = 120, .required = true, .missing = N_("Vul de naam in") },
	ABOUT_FIELDS,
	{ NULL }
};
static const struct input STAFF_CHANGE = { .name = "settings_staff_change", .own = change_fields };

/* The teams to choose from; whether the chosen one is among them. */
static bool choose_team(struct request *rq)
{
	struct choice *list = NULL;
	size_t n = 0;
	id64 wanted = field_id(rq->in, "team_id");
	bool found = !wanted;
	struct rows *r = sql_read(rq->slot, &staff_teams_all, WITHOUT);
	while (rows_next(r)) {
		*LIST_ADD(rq->arena, list, n) = (struct choice){ id_text(rq->arena, rows_int(r, 0)), rows_text(r, 1) };
		found = found || rows_int(r, 0) == wanted;
	}
	field_choices(rq->in, "team_id", list, n);
	return found;
}

static struct reply new_page(struct request *rq)
{
	struct settings_person_new *d = ARENA_NEW(rq->arena, struct settings_person_new);
	choose_team(rq);
	d->teams = (int64_t)field_of(rq->in, "team_id")->choices_n;
	rq->page->title = rq_tr(rq, N_("Nieuwe mens"));
	rq->page->nav = "settings";
	return reply_page(&TPL_settings_person_new, d);
}

struct first_password { const char *password, *hash; };

/* Made up here and hashed outside the writer: nobody has to think of one, and it has to be changed at once. */
static void make_password(struct request *rq)
{
	struct first_password *p = rq->carry = ARENA_NEW(rq->arena, struct first_password);
	p->password = code_new(rq->arena, PASSWORD_GROUPS);
	p->hash = password_hash(rq->arena, p->password);
}

/* What goes together: a team's people have a team, a partner has a kind, an address is one. */
static void check_about(struct request *rq, const char *kind)
{
	const char *email = field_text(rq->in, "email");
	if (!choose_team(rq) || (in_a_team(kind) && !field_id(rq->in, "team_id")))
		field_fail(rq->in, "team_id", rq_tr(rq, N_("Kies een team")));
	if (email && !mail_address_valid(email))
		field_fail(rq->in, "email", rq_tr(rq, N_("Vul een e-mailadres in, bijvoorbeeld naam@voorbeeld.nl")));
}

static struct account_new typed(struct request *rq, const char *kind)
{
	return (struct account_new){ .kind = kind, .name = field_text(rq->in, "name"), .profession = field_text(rq->in, "profession"),
		.organisation = field_text(rq->in, "organisation"), .phone = field_text(rq->in, "phone"),
		.team = in_a_team(kind) ? field_id(rq->in, "team_id") : 0 };
}

static void check_new(struct request *rq, const char *kind)
{
	const char *login = login_normal(rq->arena, field_text(rq->in, "login"));
	check_about(rq, kind);
	if (!login)
		field_fail(rq->in, "login", rq_tr(rq, N_("Gebruik drie of meer letters, cijfers, punten of streepjes")));
	else if (!login_free(rq->slot, login))
		field_fail(rq->in, "login", rq_tr(rq, N_("Deze inlognaam is al van iemand anders")));
	if (!strcmp(kind, "partner") && !field_text(rq->in, "partner_kind"))
		field_fail(rq->in, "partner_kind", rq_tr(rq, N_("Kies wat voor partner dit is")));
}

static struct reply made_page(struct request *rq, id64 account, const char *name, const char *login, const char *password)
{
	struct settings_person_made *d = ARENA_NEW(rq->arena, struct settings_person_made);
	*d = (struct settings_person_made){ .id = account, .name = name, .login = login, .password = password };
	rq->page->title = rq_tr(rq, N_("Eerste wachtwoord"));
	rq->page->nav = "settings";
	return reply_page(&TPL_settings_person_made, d);
}

static struct reply new_save(struct request *rq)
{
	const struct first_password *p = rq->carry;
	const char *kind = field_text(rq->in, "kind");
	check_new(rq, kind);
	if (rq->in->errors)
		return reply_again();
	struct account_new new = typed(rq, kind);
	new.login = login_normal(rq->arena, field_text(rq->in, "login"));
	new.partner_kind = strcmp(kind, "partner") ? NULL : field_text(rq->in, "partner_kind");
	id64 account = account_new(rq->slot, &new);
	bool fine = account && account_password(rq->slot, account, p->hash) && account_email(rq->slot, account, field_text(rq->in, "email"))
		&& (!new.team || team_member_set(rq->slot, new.team, account, kind, field_yes(rq->in, "triage"), 0));
	return fine ? made_page(rq, account, new.name, new.login, p->password) : reply_missing();
}

/* ---- one person ---- */

static bool read_person(struct request *rq, struct settings_person *d)
{
	struct rows *r = sql_read(rq->slot, &staff_one, WITH(p_id("id", rq->id[0]), p_moment("now", rq->now)));
	bool found = rows_next(r);
	if (found)
		*d = (struct settings_person){ .id = rows_int(r, 0), .name = rows_open(r, 2, "account.name"), .profession = rows_open(r, 3, "account.profession"),
			.organisation = rows_open(r, 4, "account.organisation"), .phone = rows_open(r, 5, "account.phone"), .kind = rows_text(r, 6),
			.login = rows_text(r, 7), .team = rows_int(r, 8), .triage = rows_bool(r, 10), .me = rows_int(r, 0) == rq->viewer.account };
	rows_end(r);
	return found;
}

static struct reply person_page(struct request *rq)
{
	struct settings_person *d = ARENA_NEW(rq->arena, struct settings_person);
	if (!read_person(rq, d))
		return reply_missing();
	d->kind_label = rq_tr(rq, code_label(&ACCOUNT_KINDS, d->kind));
	d->in_team = in_a_team(d->kind);
	d->factor = factor_has(rq->slot, d->id);
	choose_team(rq);
	field_start(rq->in, "name", d->name);
	field_start(rq->in, "profession", d->profession);
	field_start(rq->in, "organisation", d->organisation);
	field_start(rq->in, "phone", d->phone);
	field_start(rq->in, "email", account_email_of(rq->slot, d->id));
	field_start(rq->in, "team_id", d->team ? id_text(rq->arena, d->team) : NULL);
	field_start(rq->in, "triage", d->triage ? "yes" : NULL);
	rq->page->title = d->name;
	rq->page->nav = "settings";
	return reply_page(&TPL_settings_person, d);
}

/* The membership follows the team that was chosen; the one that was left ends. */
static bool move(struct request *rq, const struct settings_person *was, id64 team)
{
	if (was->team && was->team != team)
		team_member_end(rq->slot, was->team, was->id);
	return !team || team_member_set(rq->slot, team, was->id, was->kind, field_yes(rq->in, "triage"), 0);
}

static struct reply person_save(struct request *rq)
{
	struct settings_person was;
	if (!read_person(rq, &was) || was.me)
		return reply_missing();
	check_about(rq, was.kind);
	if (rq->in->errors)
		return reply_again();
	struct account_new now = typed(rq, was.kind);
	bool fine = account_change(rq->slot, was.id, &now) && account_email(rq->slot, was.id, field_text(rq->in, "email")) && move(rq, &was, now.team);
	return fine ? reply_go(rq, "saved", "/settings/people") : reply_missing();
}

static struct reply person_password(struct request *rq)
{
	const struct first_password *p = rq->carry;
	struct settings_person was;
	if (!read_person(rq, &was) || was.me || !account_password(rq->slot, was.id, p->hash))
		return reply_missing();
	return made_page(rq, was.id, was.name, was.login, p->password);
}

static struct reply person_factor(struct request *rq)
{
	if (!account_reset_factor(rq->slot, rq->id[0]))
		return reply_missing();
	return reply_go(rq, "factor_reset", "/settings/people/%lld", (long long)rq->id[0]);
}

static struct reply end_page(struct request *rq)
{
	struct settings_person_end *d = ARENA_NEW(rq->arena, struct settings_person_end);
	struct settings_person who;
	if (!read_person(rq, &who) || who.me)
		return reply_missing();
	*d = (struct settings_person_end){ .id = who.id, .name = who.name, .in_team = in_a_team(who.kind) };
	rq->page->title = rq_tr(rq, N_("Account beëindigen"));
	rq->page->nav = "settings";
	return reply_page(&TPL_settings_person_end, d);
}

static struct reply person_end(struct request *rq)
{
	struct settings_person who;
	if (!read_person(rq, &who) || who.me || !account_end(rq->slot, who.id))
		return reply_missing();
	return reply_go(rq, "account_ended", "/settings/people");
}

const struct route STAFF_ROUTES[] = {
	{ METHOD_GET, "/settings/people", RELATION_NONE, K_MANAGER, .run = people_page, .summary = "Who works with it, by team" },
	{ METHOD_GET, "/settings/people/new", RELATION_NONE, K_MANAGER, .run = new_page, .input = &STAFF_NEW, .summary = "A form for somebody new" },
	{ METHOD_POST, "/settings/people/new", RELATION_NONE, K_MANAGER, .run = new_save, .input = &STAFF_NEW, .again = new_page, .before = make_password,
		.in_person = true, .summary = "Add somebody; the first password is answered once" },
	{ METHOD_GET, "/settings/people/{id}", RELATION_NONE, K_MANAGER, .run = person_page, .input = &STAFF_CHANGE, .summary = "Somebody who works with it" },
	{ METHOD_POST, "/settings/people/{id}", RELATION_NONE, K_MANAGER, .run = person_save, .input = &STAFF_CHANGE, .again = person_page,
		.summary = "Change somebody's name, team and addresses" },
	{ METHOD_POST, "/settings/people/{id}/password", RELATION_NONE, K_MANAGER, .run = person_password, .before = make_password, .in_person = true,
		.summary = "Give somebody a new first password; it is answered once" },
	{ METHOD_POST, "/settings/people/{id}/factor", RELATION_NONE, K_MANAGER, .run = person_factor, .in_person = true,
		.summary = "Take somebody's second factor off" },
	{ METHOD_GET, "/settings/people/{id}/end", RELATION_NONE, K_MANAGER, .run = end_page, .summary = "Before somebody's account ends" },
	{ METHOD_POST, "/settings/people/{id}/end", RELATION_NONE, K_MANAGER, .run = person_end, .in_person = true, .summary = "End somebody's account" },
	{ .path = NULL }
};
