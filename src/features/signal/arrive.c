#include "arrive.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "../../platform/base/hex.h"
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../../platform/web/rate.h"

/* ---- when the form was begun ---- */

#define STAMP_BYTES 16
static const char *const human_words[] = { "fiets", "straat", "brood", "water", "school", "samen", "lamp", "tafel" };

/* "1766491200000000.9f86d081884c7d65…": nobody but we can make one, so nobody began longer ago than is so. */
static const char *stamp_of(struct request *rq, const char *at)
{
	unsigned char mac[HASH_BYTES];
	crypt_mac(mac, keystore_token_key(site_settings(rq->site)->keys), "report.began", at, strlen(at));
	return arena_printf(rq->arena, "%s.%s", at, hex_text(rq->arena, mac, STAMP_BYTES));
}

/* 0: it has none, or not one of ours. */
static moment began_at(struct request *rq)
{
	const char *stamp = field_text(rq->in, "began"), *dot = stamp ? strchr(stamp, '.') : NULL;
	if (!dot || dot - stamp > 20)
		return 0;
	const char *at = arena_strndup(rq->arena, stamp, (size_t)(dot - stamp)), *ours = stamp_of(rq, at);
	return strlen(ours) == strlen(stamp) && crypt_equal(ours, stamp, strlen(stamp)) ? strtoll(at, NULL, 10) : 0;
}

const char *human_word(struct request *rq)
{
	const char *stamp = field_text(rq->in, "began");
	unsigned n = 0;
	for (const char *p = stamp ? stamp : ""; *p; p++)
		n = n * 31 + (unsigned char)*p;
	return human_words[n % (sizeof human_words / sizeof *human_words)];
}

static bool typed_the_word(struct request *rq)
{
	const char *typed = field_text(rq->in, "human");
	return typed && began_at(rq) && !strcmp(utf8_fold(rq->arena, typed), human_word(rq));
}

/* Nobody reads, types, chooses and sends within three seconds, nor fills in what only a program finds. */
static bool looks_like_a_program(struct request *rq)
{
	moment began = began_at(rq);
	return field_text(rq->in, "website") || !began || rq->now - began < SECONDS(LINK_TOO_FAST);
}

/* ---- by the link ---- */

enum link_state arrived_by(struct request *rq, struct report_link *link)
{
	*link = (struct report_link){ 0 };
	return report_link_find(rq->slot, field_text(rq->in, "link"), link);
}

void arrival_begin(struct request *rq, const struct report_link *link)
{
	field_start(rq->in, "place", link->place);
	field_start(rq->in, "reporter_kind", "partner");
	field_start(rq->in, "reporter_organisation", link->organisation);
	const char *near = area_nearest(rq->slot, link->area_code);
	if (near)
		field_start(rq->in, "area", near);
	field_of(rq->in, "began")->text = stamp_of(rq, arena_int(rq->arena, rq->now));
}

struct doubt { const char *token; };

static enum change note_doubt(struct slot *slot, void *ctx)
{
	struct report_link link;
	enum link_state state = report_link_find(slot, ((struct doubt *)ctx)->token, &link);
	if (state == LINK_NONE)
		return CHANGE_UNDO;
	report_link_doubt(slot, link.id);
	return CHANGE_KEEP;
}

/* ---- who sends too much ---- */

/* Gentle: a school behind one address can report all day, a program that fills the inbox cannot. Who comes by a link is counted there instead, but for
 * what looks like a program's. */
static const struct rate_rule REPORTS_OF_ONE_PEER = { .free = 20, .first = SECONDS(30), .longest = MINUTES(15), .forget = HOURS(1) };
static const struct rate_rule DOUBTS_OF_ONE_PEER = { .free = 10, .first = SECONDS(10), .longest = MINUTES(5), .forget = HOURS(1) };
static struct rate *peers;
static pthread_once_t peers_made = PTHREAD_ONCE_INIT;

static void peers_make(void)
{
	peers = rate_new(4096);
}

static bool peer_waits(struct request *rq, const struct rate_rule *rule, const char *what)
{
	pthread_once(&peers_made, peers_make);
	return rate_try(peers, rule, arena_printf(rq->arena, "%s%s", what, rq_peer(rq)), rq->now) != 0;
}

static void arrive_by_link(struct request *rq, struct arrival *a)
{
	struct err e = { "" };
	struct doubt doubt = { field_text(rq->in, "link") };
	a->human = typed_the_word(rq);
	a->doubtful = looks_like_a_program(rq);
	if (!a->doubtful || a->human)
		return;
	if (peer_waits(rq, &DOUBTS_OF_ONE_PEER, "doubt "))
		a->stop = STOP_PEER;
	else
		db_change(site_settings(rq->site)->db, rq->arena, NOBODY, rq->now, note_doubt, &doubt, &e);
}

void arrive(struct request *rq)
{
	struct arrival *a = rq->carry = ARENA_NEW(rq->arena, struct arrival);
	if (rq->viewer.account == NOBODY && field_text(rq->in, "link"))
		arrive_by_link(rq, a);
	else if (rq->viewer.account == NOBODY && peer_waits(rq, &REPORTS_OF_ONE_PEER, ""))
		a->stop = STOP_PEER;
	if (!a->stop && names_unasked(rq).list.n)
		a->stop = STOP_NAMED;
	if (refuse_photo(rq))
		a->stop = STOP_PHOTO;
}

bool refuse_photo(struct request *rq)
{
	bool photo = false;
	for (size_t i = 0; i < rq->form.n; i++)
		photo = photo || rq->form.pair[i].filename;
	if (photo)
		field_fail(rq->in, "what", rq_tr(rq, N_("Een foto of bestand kunnen we hier niet aannemen. Schrijf op wat je ziet; de rest staat er nog")));
	return photo;
}

/* ---- a name where there is nobody ---- */

/* What was said to be nobody: "Storm|Merel". */
static bool said_to_be_nobody(struct request *rq, const struct named *x)
{
	const char *asked = field_text(rq->in, "asked");
	size_t n = strlen(x->words);
	for (const char *p = asked; p && (p = strstr(p, x->words)); p += n)
		if ((p == asked || p[-1] == '|') && (!p[n] || p[n] == '|'))
			return field_yes(rq->in, "no_person");
	return false;
}

static bool ask_about(struct request *rq, struct named_list *all, const char *field, const char *known)
{
	int64_t before = all->n;
	struct named_list some = report_names(rq->arena, field_text(rq->in, field), known, rq->today.year);
	for (int64_t i = 0; i < some.n && all->n < NAMED_MOST; i++)
		if (!said_to_be_nobody(rq, &some.list[i]))
			*LIST_ADD(rq->arena, all->list, all->n) = some.list[i];
	return all->n > before;
}

struct unasked names_unasked(struct request *rq)
{
	struct unasked all = { { NULL, 0 }, false, false, false };
	const char *organisation = field_text(rq->in, "reporter_organisation"), *place = field_text(rq->in, "place");
	const char *known = arena_printf(rq->arena, "%s %s", organisation ? organisation : "", place ? place : "");
	if (!field_yes(rq->in, "pattern"))
		return all;
	all.in_what = ask_about(rq, &all.list, "what", known);
	all.in_about = ask_about(rq, &all.list, "about", known);
	all.in_place = ask_about(rq, &all.list, "place", organisation);
	return all;
}
